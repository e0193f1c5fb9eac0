// The only file that knows Node. It turns the arguments of a call into plain pointers and numbers, after checking
// everything that could make a kernel read or write outside its arrays; the kernels themselves know nothing of this.
//
// Plain Node-API rather than node-addon-api: a call costs about 50 ns less for each argument, and a training step makes
// some thirty calls in 150 µs.

#include <node_api.h>

#include <cmath>
#include <cstring>
#include <new>
#include <string>

#include "kernel.hpp"
#include "runtime/isa.hpp"
#include "runtime/memory.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace {

constexpr int kLeadingArguments = 3;  // sizes, scalars, output

template <class Slots>
int CountOf(const Slots& slots) {
  int count = 0;
  for (const auto& slot : slots.list) {
    if (slot.name == nullptr) break;
    ++count;
  }
  return count;
}

template <>
int CountOf(const Scalars& scalars) {
  int count = 0;
  while (count < kMaxScalars && scalars.list[count] != nullptr) ++count;
  return count;
}

// What the addon keeps of a kernel for its calls.
struct Entry {
  const Kernel* kernel;
  int inputs, sizes, scalars;
};

std::string Number(double value) {
  if (std::isnan(value)) return "NaN";
  char text[40];
  std::snprintf(text, sizeof(text), "%.15g", value);
  return text;
}

// One call on its way from JavaScript to a kernel. The first problem ends it.
class Arguments {
 public:
  Arguments(napi_env env, const Entry& entry) : env_(env), entry_(entry) {}

  bool Read(napi_callback_info info) {
    napi_value values[kLeadingArguments + kMaxInputs];
    const size_t expected = static_cast<size_t>(kLeadingArguments + entry_.inputs);
    size_t count = kLeadingArguments + kMaxInputs;
    if (napi_get_cb_info(env_, info, &count, values, nullptr, nullptr) != napi_ok) return Fail("cannot be called");
    if (count != expected) {
      return Fail("takes " + Number(static_cast<double>(expected)) + " arguments (sizes, scalars, output and " +
                  Number(entry_.inputs) + " inputs), but got " + Number(static_cast<double>(count)));
    }
    return ReadSizes(values[0]) && ReadScalars(values[1]) && ReadArray("output", values[2], &call_.output) &&
           ReadInputs(values + kLeadingArguments) && CheckLengths() && CheckOverlaps();
  }

  const Call& call() const { return call_; }

  bool Fail(const std::string& problem) { return Throw(napi_throw_range_error, problem); }

 private:
  bool FailType(const std::string& problem) { return Throw(napi_throw_type_error, problem); }

  bool Throw(napi_status (*raise)(napi_env, const char*, const char*), const std::string& problem) {
    raise(env_, nullptr, (std::string(entry_.kernel->name) + ": " + problem).c_str());
    return false;
  }

  // The numbers of a Float64Array. (Its pointer is used at once, before any JavaScript can run.)
  bool ReadNumbers(const char* name, napi_value value, int expected, const double** numbers) {
    Array array;
    napi_typedarray_type type;
    if (!ReadTypedArray(name, value, &type, &array)) return false;
    if (type != napi_float64_array) return FailType(std::string(name) + " must be a Float64Array");
    if (array.length != expected) {
      return Fail(std::string(name) + " must have " + Number(expected) + " numbers, but has " +
                  Number(static_cast<double>(array.length)));
    }
    *numbers = static_cast<const double*>(array.data);
    return true;
  }

  bool ReadSizes(napi_value value) {
    const double* numbers;
    if (!ReadNumbers("sizes", value, entry_.sizes, &numbers)) return false;
    for (int i = 0; i < entry_.sizes; ++i) {
      const SizeName& size = entry_.kernel->sizes.list[i];
      const double number = numbers[i];
      if (!(number >= static_cast<double>(size.least) && number <= static_cast<double>(kLargestSize)) ||
          number != std::floor(number)) {
        return Fail(std::string(size.name) + " must be a whole number from " + Number(static_cast<double>(size.least)) +
                    " to " + Number(static_cast<double>(kLargestSize)) + ", but is " + Number(number));
      }
      call_.sizes[i] = static_cast<std::int64_t>(number);
    }
    return true;
  }

  bool ReadScalars(napi_value value) {
    const double* numbers;
    if (!ReadNumbers("scalars", value, entry_.scalars, &numbers)) return false;
    for (int i = 0; i < entry_.scalars; ++i) call_.scalars[i] = numbers[i];
    return true;
  }

  bool ReadInputs(const napi_value* values) {
    for (int i = 0; i < entry_.inputs; ++i) {
      const InputSlot& slot = entry_.kernel->inputs.list[i];
      if (!ReadArray(slot.name, values[i], &call_.inputs[i]) || !CheckDType(slot.name, call_.inputs[i], slot.dtypes)) {
        return false;
      }
    }
    const unsigned output_dtypes =
        entry_.kernel->output_dtypes == kSameAsFirst ? call_.inputs[0].dtype : entry_.kernel->output_dtypes;
    return CheckDType("output", call_.output, output_dtypes);
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

  bool CheckDType(const char* name, const Array& array, unsigned dtypes) {
    if ((dtypes & array.dtype) != 0) return true;
    std::string known;
    if (dtypes & kFloat32) known = "a Float32Array";
    if (dtypes & kInt32) known += known.empty() ? "an Int32Array" : " or an Int32Array";
    if (dtypes & kUint8) known += known.empty() ? "a Uint8Array" : " or a Uint8Array";
    return FailType(std::string(name) + " must be " + known);
  }

  bool CheckLengths() {
    Needs needs = {};
    const char* broken = entry_.kernel->check(call_, needs);
    if (broken != nullptr) return Fail(broken + SizesText());
    if (static_cast<double>(call_.output.length) != needs.output) {
      return Fail("output has " + Number(static_cast<double>(call_.output.length)) +
                  " elements, but the sizes ask for " + Number(needs.output) + SizesText());
    }
    for (int i = 0; i < entry_.inputs; ++i) {
      if (static_cast<double>(call_.inputs[i].length) >= needs.inputs[i]) continue;
      return Fail(std::string(entry_.kernel->inputs.list[i].name) + " has " +
                  Number(static_cast<double>(call_.inputs[i].length)) + " elements, but the sizes ask for " +
                  Number(needs.inputs[i]) + SizesText());
    }
    return true;
  }

  std::string SizesText() const {
    std::string text = ". Output length " + Number(static_cast<double>(call_.output.length));
    for (int i = 0; i < entry_.sizes; ++i) {
      text += std::string(", ") + entry_.kernel->sizes.list[i].name + " " + Number(static_cast<double>(call_.sizes[i]));
    }
    return text;
  }

  static std::int64_t BytesOf(const Array& array) { return array.length * (array.dtype == kUint8 ? 1 : 4); }

  // The output may be an input where every element depends on itself alone, and must else lie apart from all of them.
  bool CheckOverlaps() {
    const char* const output = static_cast<const char*>(call_.output.data);
    const std::int64_t output_bytes = BytesOf(call_.output);
    for (int i = 0; i < entry_.inputs; ++i) {
      const Array& array = call_.inputs[i];
      const char* const input = static_cast<const char*>(array.data);
      const std::int64_t input_bytes = BytesOf(array);
      if (output_bytes == 0 || input_bytes == 0) continue;
      if (!(input < output + output_bytes && output < input + input_bytes)) continue;
      if (entry_.kernel->elementwise && input == output && input_bytes == output_bytes) continue;
      return Fail(std::string("output overlaps ") + entry_.kernel->inputs.list[i].name +
                  (entry_.kernel->elementwise ? " without being the same array" : ""));
    }
    return true;
  }

  napi_env env_;
  const Entry& entry_;
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

  // { inputs: [{ name, dtypes }], sizes: [name], scalars: [name], output: dtypes | 'first' }
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
    return schema;
  }

 private:
  napi_env env_;
};

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
      const Kernel* kernel = made->instruction_set.kernels->entries[i];
      made->entries[i] = {kernel, CountOf(kernel->inputs), CountOf(kernel->sizes), CountOf(kernel->scalars)};
    }
    KeepFreedMemory();
    StartPool(&made->error);
    return made;
  }();
  return *addon;
}

// isa(): string
napi_value Isa(napi_env env, napi_callback_info) { return Exports(env).Text(TheAddon().instruction_set.name); }

// threads(): number
napi_value GetThreads(napi_env env, napi_callback_info) {
  napi_value value = nullptr;
  napi_create_int32(env, Threads(), &value);
  return value;
}

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
  make.Set(exports, "isa", Isa, nullptr);
  make.Set(exports, "threads", GetThreads, nullptr);
  make.Set(exports, "setThreads", SetThreadsTo, nullptr);
  return exports;
}
