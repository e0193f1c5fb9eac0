#pragma once
// What a kernel is to the C++ side: a table entry that says what it takes, how long every array must be, and what to
// run. The entries of src/kernels are the twins of the TypeScript kernels of the same name.

#include <cstddef>
#include <cstdint>

namespace stridegrad {

// The dtypes that a slot takes are a set of these bits.
enum DType : unsigned { kFloat32 = 1, kInt32 = 2, kUint8 = 4 };

// One more bit of such a set: an output with it is 0 or 1, an input may be. In memory bool is uint8.
constexpr unsigned kBool = 8;

// In place of an output's dtypes: that of the first input.
constexpr unsigned kSameAsFirst = 0;

constexpr int kMaxInputs = 8;
constexpr int kMaxSizes = 28;
constexpr int kMaxScalars = 12;

// No size is larger: so the product of two fits an int64_t, and a third may be added.
constexpr std::int64_t kLargestSize = std::int64_t{1} << 31;

struct Array {
  void* data;
  std::int64_t length;  // in elements
  DType dtype;

  const float* Floats() const { return static_cast<const float*>(data); }
  const std::int32_t* Ints() const { return static_cast<const std::int32_t*>(data); }
  const std::uint8_t* Bytes() const { return static_cast<const std::uint8_t*>(data); }
  float* MutableFloats() const { return static_cast<float*>(data); }
  std::int32_t* MutableInts() const { return static_cast<std::int32_t*>(data); }
  std::uint8_t* MutableBytes() const { return static_cast<std::uint8_t*>(data); }
};

// One run of a kernel, with everything checked. `sizes` and `scalars` are in the order of the kernel's names.
struct Call {
  std::int64_t sizes[kMaxSizes];
  double scalars[kMaxScalars];
  Array output;
  Array second_output;  // of kernels that have one
  Array inputs[kMaxInputs];
};

// How long the arrays must be for these sizes. They are doubles because those cannot wrap around: a product that is too
// large to be exact is still larger than any array.
struct Needs {
  double output;              // exactly
  double second_output;       // exactly
  double inputs[kMaxInputs];  // at least
};

struct ArraySlot {
  const char* name;
  unsigned dtypes;
};

struct SizeName {
  const char* name;
  std::int64_t least;
};

struct Inputs {
  ArraySlot list[kMaxInputs];
};
struct Sizes {
  SizeName list[kMaxSizes];
};
struct Scalars {
  const char* list[kMaxScalars];
};

// Fills `needs`. Returns nullptr, or the rule that the sizes break.
using CheckFunction = const char* (*)(const Call& call, Needs& needs);
// Computes the whole output. Everything has been checked; it may throw std::bad_alloc and nothing else.
using RunFunction = void (*)(const Call& call);

struct Kernel {
  const char* name;
  unsigned output_dtypes;
  Inputs inputs;     // unused places have no name
  Sizes sizes;       // likewise
  Scalars scalars;   // likewise
  bool elementwise;  // output element x depends on input elements x alone, so the output may be an input
  CheckFunction check;
  RunFunction run;
  ArraySlot second_output = {};  // of a kernel that does the work of two; else it has no name
};

struct Table {
  const Kernel* entries[256];
  int count;

  void Add(const Kernel& kernel) { entries[count++] = &kernel; }
};

}  // namespace stridegrad
