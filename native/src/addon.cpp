// The only file that knows Node. It turns the arguments of a call into plain pointers and numbers, after checking
// everything that could make a kernel read or write outside its arrays; the kernels themselves know nothing of this.
//
// Plain Node-API rather than node-addon-api: a call costs about 50 ns less for each argument, and a training step makes
// some thirty calls in 150 µs.

#include <node_api.h>

#include <cmath>
#include <new>
#include <string>
#include <vector>

#include "checks.hpp"
#include "runtime/isa.hpp"
#include "runtime/memory.hpp"
#include "runtime/pool.hpp"
#include "together.hpp"

namespace stridegrad {
namespace {

struct Addon {
  InstructionSet instruction_set;
  Entry entries[sizeof(Table::entries) / sizeof(Table::entries[0])];
  std::string error;
};

// The same for every environment of the process, and constant once made.
const Addon& TheAddon() {
  static const Addon* const addon = [] {
    Addon* made = new Addon;
    made->instruction_set = ChooseInstructionSet(&made->error);
    if (made->instruction_set.kernels == nullptr) return made;
    for (int i = 0; i < made->instruction_set.kernels->count; ++i) {
      made->entries[i] = EntryOf(*made->instruction_set.kernels->entries[i]);
    }
    KeepFreedMemory();
    StartPool(&made->error);
    return made;
  }();
  return *addon;
}

constexpr int kMostLeading = 4;  // sizes, scalars, output, second output

// Calls on their way from JavaScript to kernels. The first problem ends them: it becomes an exception.
class Reader {
 public:
  Reader(napi_env env, const char* name) : env_(env), name_(name) {}

  bool Fail(const std::string& problem) { return Throw(napi_throw_range_error, problem); }
  bool FailType(const std::string& problem) { return Throw(napi_throw_type_error, problem); }
  bool Fail(const Problem& problem) { return problem.is_type ? FailType(problem.text) : Fail(problem.text); }

  // The numbers of a Float64Array. (Its pointer is used at once, before any JavaScript can run.)
  bool ReadNumbers(const char* name, napi_value value, const double** numbers, std::int64_t* count) {
    Array array;
    napi_typedarray_type type;
    if (!ReadTypedArray(name, value, &type, &array)) return false;
    if (type != napi_float64_array) return FailType(std::string(name) + " must be a Float64Array");
    *numbers = static_cast<const double*>(array.data);
    *count = array.length;
    return true;
  }

  bool ReadArray(const char* name, napi_value value, Array* array) {
    napi_typedarray_type type;
    if (!ReadTypedArray(name, value, &type, array)) return false;
    switch (type) {
      case napi_float32_array:
        array->dtype = kFloat32;
        return true;
      case napi_int32_array:
        array->dtype = kInt32;
        return true;
      case napi_uint8_array:
        array->dtype = kUint8;
        return true;
      default:
        return FailType(std::string(name) + " must be a Float32Array, an Int32Array or a Uint8Array");
    }
  }

 private:
  bool Throw(napi_status (*raise)(napi_env, const char*, const char*), const std::string& problem) {
    raise(env_, nullptr, (std::string(name_) + ": " + problem).c_str());
    return false;
  }

  bool ReadTypedArray(const char* name, napi_value value, napi_typedarray_type* type, Array* array) {
    size_t length = 0;
    napi_value buffer;
    bool is_array_buffer = false;
    if (napi_get_typedarray_info(env_, value, type, &length, &array->data, &buffer, nullptr) != napi_ok) {
      return FailType(std::string(name) + " must be a typed array");
    }
    if (napi_is_arraybuffer(env_, buffer, &is_array_buffer) != napi_ok || !is_array_buffer) {
      return FailType(std::string(name) +
                      " must not lie in a SharedArrayBuffer: another thread could change it meanwhile");
    }
    array->length = static_cast<std::int64_t>(length);
    return true;
  }

  napi_env env_;
  const char* name_;
};

// kernels.NAME(sizes, scalars, output, [second output,] ...inputs): undefined
class Arguments {
 public:
  Arguments(napi_env env, const Entry& entry)
      : env_(env), entry_(entry), reader_(env, entry.kernel->name), leading_(entry.has_second_output ? 4 : 3) {}

  bool Read(napi_callback_info info) {
    napi_value values[kMostLeading + kMaxInputs];
    const size_t expected = static_cast<size_t>(leading_ + entry_.inputs);
    size_t count = kMostLeading + kMaxInputs;
    if (napi_get_cb_info(env_, info, &count, values, nullptr, nullptr) != napi_ok) return Fail("cannot be called");
    if (count != expected) {
      return Fail("takes " + Number(static_cast<double>(expected)) + " arguments (sizes, scalars, output" +
                  (entry_.has_second_output ? ", second output" : "") + " and " + Number(entry_.inputs) +
                  " inputs), but got " + Number(static_cast<double>(count)));
    }
    Problem problem;
    return ReadSizes(values[0]) && ReadScalars(values[1]) && ReadArrays(values + 2) &&
           (CheckCall(entry_, call_, &problem) || reader_.Fail(problem));
  }

  const Call& call() const { return call_; }

  bool Fail(const std::string& problem) { return reader_.Fail(problem); }

 private:
  bool ReadNumbers(const char* name, napi_value value, int expected, const double** numbers) {
    std::int64_t count;
    if (!reader_.ReadNumbers(name, value, numbers, &count)) return false;
    if (count == expected) return true;
    return Fail(std::string(name) + " must have " + Number(expected) + " numbers, but has " +
                Number(static_cast<double>(count)));
  }

  bool ReadSizes(napi_value value) {
    const double* numbers;
    if (!ReadNumbers("sizes", value, entry_.sizes, &numbers)) return false;
    for (int i = 0; i < entry_.sizes; ++i) {
      Problem problem;
      if (!ToSize(entry_, i, numbers[i], &call_.sizes[i], &problem)) return reader_.Fail(problem);
    }
    return true;
  }

  bool ReadScalars(napi_value value) {
    const double* numbers;
    if (!ReadNumbers("scalars", value, entry_.scalars, &numbers)) return false;
    for (int i = 0; i < entry_.scalars; ++i) call_.scalars[i] = numbers[i];
    return true;
  }

  bool ReadArrays(const napi_value* values) {
    const Kernel& kernel = *entry_.kernel;
    if (!reader_.ReadArray("output", *values++, &call_.output)) return false;
    if (entry_.has_second_output && !reader_.ReadArray(kernel.second_output.name, *values++, &call_.second_output)) {
      return false;
    }
    for (int i = 0; i < entry_.inputs; ++i) {
      if (!reader_.ReadArray(kernel.inputs.list[i].name, values[i], &call_.inputs[i])) return false;
    }
    return true;
  }

  napi_env env_;
  const Entry& entry_;
  Reader reader_;
  int leading_;
  Call call_;
};

napi_value RunKernel(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  const Entry& entry = *static_cast<const Entry*>(data);
  Arguments arguments(env, entry);
  if (!arguments.Read(info)) return nullptr;
  try {
    entry.kernel->run(arguments.call());
  } catch (const std::bad_alloc&) {
    arguments.Fail("there is not enough memory for its workspace");
  }
  return nullptr;
}

// runTogether(program, arrays): undefined. The program is one run after the other, each of them the kernel's id, the
// places of its output and inputs among the arrays, and its scalars. Every kernel is elementwise, and has no sizes.
class Program {
 public:
  explicit Program(napi_env env) : env_(env), reader_(env, "runTogether") {}

  bool Read(napi_callback_info info) {
    size_t count = 2;
    napi_value values[2];
    if (napi_get_cb_info(env_, info, &count, values, nullptr, nullptr) != napi_ok || count != 2) {
      return Fail("takes 2 arguments: a program and a list of arrays");
    }
    std::int64_t length = 0;
    // The list comes first: its elements may be got by JavaScript, which may change what was read before.
    if (!ReadArrays(values[1]) || !reader_.ReadNumbers("program", values[0], &numbers_, &length)) return false;
    for (end_ = numbers_ + length; numbers_ < end_;) {
      if (!ReadRun()) return false;
    }
    return true;
  }

  const std::vector<Run>& runs() const { return runs_; }

  bool Fail(const std::string& problem) { return reader_.Fail(problem); }

 private:
  bool ReadArrays(napi_value list) {
    bool is_array = false;
    if (napi_is_array(env_, list, &is_array) != napi_ok || !is_array) {
      return reader_.FailType("arrays must be an array");
    }
    uint32_t length = 0;
    napi_get_array_length(env_, list, &length);
    std::vector<napi_value> values(length);
    for (uint32_t i = 0; i < length; ++i) {
      if (napi_get_element(env_, list, i, &values[i]) != napi_ok) return false;
    }
    arrays_.resize(length);
    for (uint32_t i = 0; i < length; ++i) {
      if (!reader_.ReadArray("an array", values[i], &arrays_[i])) return false;
    }
    return true;
  }

  bool ReadRun() {
    const Addon& addon = TheAddon();
    std::int64_t id = 0;
    if (!ReadIndex("kernel", addon.instruction_set.kernels->count, &id)) return false;
    const Entry& entry = addon.entries[id];
    const std::string name = entry.kernel->name;
    if (!entry.kernel->elementwise || entry.sizes > 0 || entry.has_second_output) {
      return Fail(name + " is not elementwise");
    }
    if (end_ - numbers_ < 1 + entry.inputs + entry.scalars) return Fail("the program ends within " + name);
    runs_.push_back({&entry, {}});
    Call& call = runs_.back().call;
    if (!ReadArray(&call.output)) return false;
    for (int i = 0; i < entry.inputs; ++i) {
      if (!ReadArray(&call.inputs[i])) return false;
    }
    for (int i = 0; i < entry.scalars; ++i) call.scalars[i] = *numbers_++;
    Problem problem;
    if (CheckCall(entry, call, &problem)) return true;
    problem.text = name + ": " + problem.text;
    return reader_.Fail(problem);
  }

  bool ReadArray(Array* array) {
    std::int64_t place = 0;
    if (!ReadIndex("array", static_cast<std::int64_t>(arrays_.size()), &place)) return false;
    *array = arrays_[static_cast<std::size_t>(place)];
    return true;
  }

  bool ReadIndex(const char* of_what, std::int64_t count, std::int64_t* index) {
    const double number = *numbers_++;
    if (!(number >= 0 && number < static_cast<double>(count)) || number != std::floor(number)) {
      return Fail("there is no " + std::string(of_what) + " " + Number(number));
    }
    *index = static_cast<std::int64_t>(number);
    return true;
  }

  napi_env env_;
  Reader reader_;
  std::vector<Array> arrays_;
  std::vector<Run> runs_;
  const double* numbers_ = nullptr;
  const double* end_ = nullptr;
};

napi_value RunProgram(napi_env env, napi_callback_info info) {
  Program program(env);
  try {
    if (program.Read(info)) RunTogether(program.runs());
  } catch (const std::bad_alloc&) {
    program.Fail("there is not enough memory");
  }
  return nullptr;
}

// ---- What the addon exports ----

// Everything that is made once for an environment. A status that is not ok leaves an exception pending, which ends the
// loading; so they are not looked at one by one.
class Exports {
 public:
  explicit Exports(napi_env env) : env_(env) {}

  napi_value Object() {
    napi_value object = nullptr;
    napi_create_object(env_, &object);
    return object;
  }

  napi_value Text(const char* text) {
    napi_value value = nullptr;
    napi_create_string_utf8(env_, text, NAPI_AUTO_LENGTH, &value);
    return value;
  }

  napi_value Flag(bool flag) {
    napi_value value = nullptr;
    napi_get_boolean(env_, flag, &value);
    return value;
  }

  napi_value Whole(int number) {
    napi_value value = nullptr;
    napi_create_int32(env_, number, &value);
    return value;
  }

  void Set(napi_value object, const char* name, napi_value value) {
    napi_set_named_property(env_, object, name, value);
  }

  void Set(napi_value object, const char* name, napi_callback function, const void* data) {
    napi_value value = nullptr;
    napi_create_function(env_, name, NAPI_AUTO_LENGTH, function, const_cast<void*>(data), &value);
    Set(object, name, value);
  }

  napi_value List() {
    napi_value list = nullptr;
    napi_create_array(env_, &list);
    return list;
  }

  void Append(napi_value list, napi_value value) {
    uint32_t length = 0;
    napi_get_array_length(env_, list, &length);
    napi_set_element(env_, list, length, value);
  }

  napi_value DTypes(unsigned dtypes) {
    napi_value list = List();
    if (dtypes & kFloat32) Append(list, Text("float32"));
    if (dtypes & kInt32) Append(list, Text("int32"));
    if (dtypes & kUint8) Append(list, Text("uint8"));
    if (dtypes & kBool) Append(list, Text("bool"));
    return list;
  }

  // { id, inputs: [{ name, dtypes }], sizes: [name], scalars: [name], output: dtypes | 'first', secondOutput?: dtypes,
  //   elementwise: boolean }
  napi_value Schema(const Entry& entry) {
    const napi_value inputs = List();
    for (int i = 0; i < entry.inputs; ++i) {
      const napi_value input = Object();
      Set(input, "name", Text(entry.kernel->inputs.list[i].name));
      Set(input, "dtypes", DTypes(entry.kernel->inputs.list[i].dtypes));
      Append(inputs, input);
    }
    const napi_value sizes = List();
    for (int i = 0; i < entry.sizes; ++i) Append(sizes, Text(entry.kernel->sizes.list[i].name));
    const napi_value scalars = List();
    for (int i = 0; i < entry.scalars; ++i) Append(scalars, Text(entry.kernel->scalars.list[i]));
    const napi_value schema = Object();
    Set(schema, "inputs", inputs);
    Set(schema, "sizes", sizes);
    Set(schema, "scalars", scalars);
    const bool same = entry.kernel->output_dtypes == kSameAsFirst;
    Set(schema, "output", same ? Text("first") : DTypes(entry.kernel->output_dtypes));
    if (entry.has_second_output) Set(schema, "secondOutput", DTypes(entry.kernel->second_output.dtypes));
    Set(schema, "elementwise", Flag(entry.kernel->elementwise && entry.sizes == 0 && !entry.has_second_output));
    Set(schema, "id", Whole(static_cast<int>(&entry - TheAddon().entries)));
    return schema;
  }

 private:
  napi_env env_;
};

// isa(): string
napi_value Isa(napi_env env, napi_callback_info) { return Exports(env).Text(TheAddon().instruction_set.name); }

// threads(): number
napi_value GetThreads(napi_env env, napi_callback_info) { return Exports(env).Whole(Threads()); }

// setThreads(count: number): undefined
napi_value SetThreadsTo(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value value = nullptr;
  double threads = 0;
  const bool is_number = napi_get_cb_info(env, info, &count, &value, nullptr, nullptr) == napi_ok && count >= 1 &&
                         napi_get_value_double(env, value, &threads) == napi_ok;
  if (!is_number || !(threads >= 1 && threads <= kMaxThreads) || threads != std::floor(threads)) {
    const std::string message = "setThreads: the number of threads must be a whole number from 1 to " +
                                Number(kMaxThreads) + (is_number ? ", but is " + Number(threads) : "");
    napi_throw_range_error(env, nullptr, message.c_str());
    return nullptr;
  }
  SetThreads(static_cast<int>(threads));
  return nullptr;
}

}  // namespace
}  // namespace stridegrad

NAPI_MODULE_INIT(/* napi_env env, napi_value exports */) {
  using namespace stridegrad;
  const Addon& addon = TheAddon();
  if (!addon.error.empty()) {
    napi_throw_error(env, nullptr, addon.error.c_str());
    return exports;
  }
  Exports make(env);
  const napi_value kernels = make.Object();
  const napi_value schema = make.Object();
  for (int i = 0; i < addon.instruction_set.kernels->count; ++i) {
    const Entry& entry = addon.entries[i];
    make.Set(kernels, entry.kernel->name, RunKernel, &entry);
    make.Set(schema, entry.kernel->name, make.Schema(entry));
  }
  make.Set(exports, "kernels", kernels);
  make.Set(exports, "schema", schema);
  make.Set(exports, "runTogether", RunProgram, nullptr);
  make.Set(exports, "isa", Isa, nullptr);
  make.Set(exports, "threads", GetThreads, nullptr);
  make.Set(exports, "setThreads", SetThreadsTo, nullptr);
  return exports;
}
