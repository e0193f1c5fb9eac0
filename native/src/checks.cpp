#include "checks.hpp"

#include <cmath>
#include <cstdio>

namespace stridegrad {

namespace {

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

bool Fail(Problem* problem, const std::string& text, bool is_type = false) {
  *problem = {is_type, text};
  return false;
}

std::string Count(std::int64_t count) { return Number(static_cast<double>(count)); }

std::string SizesText(const Entry& entry, const Call& call) {
  std::string text = ". Output length " + Count(call.output.length);
  for (int i = 0; i < entry.sizes; ++i) {
    text += std::string(", ") + entry.kernel->sizes.list[i].name + " " + Count(call.sizes[i]);
  }
  return text;
}

bool CheckDType(const char* name, const Array& array, unsigned dtypes, Problem* problem) {
  if ((dtypes & array.dtype) != 0) return true;
  std::string known;
  if (dtypes & kFloat32) known = "a Float32Array";
  if (dtypes & kInt32) known += known.empty() ? "an Int32Array" : " or an Int32Array";
  if (dtypes & kUint8) known += known.empty() ? "a Uint8Array" : " or a Uint8Array";
  return Fail(problem, std::string(name) + " must be " + known, true);
}

bool CheckDTypes(const Entry& entry, const Call& call, Problem* problem) {
  const Kernel& kernel = *entry.kernel;
  for (int i = 0; i < entry.inputs; ++i) {
    const ArraySlot& slot = kernel.inputs.list[i];
    if (!CheckDType(slot.name, call.inputs[i], slot.dtypes, problem)) return false;
  }
  const unsigned output = kernel.output_dtypes == kSameAsFirst ? call.inputs[0].dtype : kernel.output_dtypes;
  return CheckDType("output", call.output, output, problem) &&
         (!entry.has_second_output ||
          CheckDType(kernel.second_output.name, call.second_output, kernel.second_output.dtypes, problem));
}

bool HasLength(const Entry& entry, const Call& call, const char* name, const Array& array, double needed,
               bool may_be_longer, Problem* problem) {
  const double length = static_cast<double>(array.length);
  if (may_be_longer ? length >= needed : length == needed) return true;
  return Fail(problem, std::string(name) + " has " + Number(length) + " elements, but the sizes ask for " +
                           Number(needed) + SizesText(entry, call));
}

bool CheckLengths(const Entry& entry, const Call& call, Problem* problem) {
  const Kernel& kernel = *entry.kernel;
  Needs needs = {};
  const char* broken = kernel.check(call, needs);
  if (broken != nullptr) return Fail(problem, broken + SizesText(entry, call));
  if (!HasLength(entry, call, "output", call.output, needs.output, false, problem)) return false;
  if (entry.has_second_output &&
      !HasLength(entry, call, kernel.second_output.name, call.second_output, needs.second_output, false, problem)) {
    return false;
  }
  for (int i = 0; i < entry.inputs; ++i) {
    if (!HasLength(entry, call, kernel.inputs.list[i].name, call.inputs[i], needs.inputs[i], true, problem)) {
      return false;
    }
  }
  return true;
}

bool Overlap(const Array& a, const Array& b) {
  const char* const a_data = static_cast<const char*>(a.data);
  const char* const b_data = static_cast<const char*>(b.data);
  return a.length > 0 && b.length > 0 && a_data < b_data + BytesOf(b) && b_data < a_data + BytesOf(a);
}

// An output may be an input where every element depends on itself alone, and must else lie apart from all of them.
bool LiesApart(const Entry& entry, const Call& call, const char* name, const Array& output, Problem* problem) {
  const bool elementwise = entry.kernel->elementwise;
  for (int i = 0; i < entry.inputs; ++i) {
    const Array& input = call.inputs[i];
    if (!Overlap(output, input)) continue;
    if (elementwise && input.data == output.data && BytesOf(input) == BytesOf(output)) continue;
    return Fail(problem, std::string(name) + " overlaps " + entry.kernel->inputs.list[i].name +
                             (elementwise ? " without being the same array" : ""));
  }
  return true;
}

bool CheckOverlaps(const Entry& entry, const Call& call, Problem* problem) {
  if (!LiesApart(entry, call, "output", call.output, problem)) return false;
  if (!entry.has_second_output) return true;
  const char* const name = entry.kernel->second_output.name;
  if (Overlap(call.output, call.second_output)) return Fail(problem, std::string("output overlaps ") + name);
  return LiesApart(entry, call, name, call.second_output, problem);
}

}  // namespace

Entry EntryOf(const Kernel& kernel) {
  return {&kernel, CountOf(kernel.inputs), CountOf(kernel.sizes), CountOf(kernel.scalars),
          kernel.second_output.name != nullptr};
}

std::string Number(double value) {
  if (std::isnan(value)) return "NaN";
  char text[40];
  std::snprintf(text, sizeof(text), "%.15g", value);
  return text;
}

bool ToSize(const Entry& entry, int i, double number, std::int64_t* size, Problem* problem) {
  const SizeName& named = entry.kernel->sizes.list[i];
  const double least = static_cast<double>(named.least);
  const double largest = static_cast<double>(kLargestSize);
  if (!(number >= least && number <= largest) || number != std::floor(number)) {
    return Fail(problem, std::string(named.name) + " must be a whole number from " + Number(least) + " to " +
                             Number(largest) + ", but is " + Number(number));
  }
  *size = static_cast<std::int64_t>(number);
  return true;
}

bool CheckCall(const Entry& entry, const Call& call, Problem* problem) {
  return CheckDTypes(entry, call, problem) && CheckLengths(entry, call, problem) && CheckOverlaps(entry, call, problem);
}

}  // namespace stridegrad
