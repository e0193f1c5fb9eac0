// Reads and writes whose places are found in the data. Defined by src/kernels/index.

#include "kernels/all.hpp"
#include "kernels/vector.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 8192;

// The twin of GatherSizes in src/kernels/index/gather.ts.
struct GatherSizes {
  std::int64_t in_size, out_size, inner;
};

constexpr Sizes kGatherSizes = {{{"inSize", 0}, {"outSize", 0}, {"inner", 0}}};

GatherSizes SizesOf(const Call& call) { return {call.sizes[0], call.sizes[1], call.sizes[2]}; }

const char* kNotWhole = "the output's length must be a multiple of what one outer index takes";

// How many [size, inner] blocks the output has.
const char* Outer(const Call& call, std::int64_t size, double* outer) {
  const double block = static_cast<double>(size) * static_cast<double>(SizesOf(call).inner);
  const double length = static_cast<double>(call.output.length);
  if (block == 0) {
    *outer = 0;
    return length == 0 ? nullptr : kNotWhole;
  }
  *outer = std::floor(length / block);
  return *outer * block == length ? nullptr : kNotWhole;
}

const char* CheckGather(const Call& call, Needs& needs) {
  double outer;
  const char* broken = Outer(call, SizesOf(call).out_size, &outer);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = outer * static_cast<double>(SizesOf(call).in_size) * static_cast<double>(SizesOf(call).inner);
  needs.inputs[1] = needs.output;
  return broken;
}

const char* CheckScatterAdd(const Call& call, Needs& needs) {
  double outer;
  const char* broken = Outer(call, SizesOf(call).in_size, &outer);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = outer * static_cast<double>(SizesOf(call).out_size) * static_cast<double>(SizesOf(call).inner);
  needs.inputs[1] = needs.inputs[0];
  return broken;
}

// What an index outside the axis gives: NaN, which an integer array stores as 0.
template <class T>
constexpr T Missing() {
  if constexpr (static_cast<T>(0.5f) == 0)
    return 0;
  else
    return static_cast<T>(NAN);
}

template <class T>
void GatherOf(const Call& call) {
  const GatherSizes s = SizesOf(call);
  const T* const input = static_cast<const T*>(call.inputs[0].data);
  const std::int32_t* const indices = call.inputs[1].Ints();
  T* const output = static_cast<T*>(call.output.data);
  const std::int64_t rows = call.output.length / s.inner;  // a row: one (outer, place) of the output
  const std::int64_t rows_per_task = Most(1, kElementsPerTask / s.inner);
  Parallel(Pieces(rows, rows_per_task), [&](std::int64_t task) {
    const std::int64_t end = Least(rows, (task + 1) * rows_per_task);
    for (std::int64_t row = task * rows_per_task; row < end;) {
      // The rows of one outer index read one block of the input.
      const std::int64_t outer = row / s.out_size;
      const std::int64_t block_end = Least(end, (outer + 1) * s.out_size);
      const T* const block = input + outer * s.in_size * s.inner;
      if (s.inner == 1) {
        for (; row < block_end; ++row) {
          const std::int64_t index = indices[row];
          output[row] = index >= 0 && index < s.in_size ? block[index] : Missing<T>();
        }
        continue;
      }
      for (; row < block_end; ++row) {
        const std::int64_t start = row * s.inner;
        for (std::int64_t i = 0; i < s.inner; ++i) {
          const std::int64_t index = indices[start + i];
          output[start + i] = index >= 0 && index < s.in_size ? block[index * s.inner + i] : Missing<T>();
        }
      }
    }
  });
}

void Gather(const Call& call) {
  if (call.output.length == 0) return;
  switch (call.output.dtype) {
    case kFloat32:
      return GatherOf<float>(call);
    case kInt32:
      return GatherOf<std::int32_t>(call);
    case kUint8:
      return GatherOf<std::uint8_t>(call);
  }
}

// One pass over the sources, in index order, where the definition asks every place who chose it.
void ScatterAdd(const Call& call) {
  if (call.output.length == 0) return;
  const GatherSizes s = SizesOf(call);
  const float* const source = call.inputs[0].Floats();
  const std::int32_t* const indices = call.inputs[1].Ints();
  float* const output = call.output.MutableFloats();
  const std::int64_t outers = call.output.length / (s.in_size * s.inner);
  const std::int64_t per_task = Most(1, kElementsPerTask / Most(1, s.out_size * s.inner));
  Parallel(Pieces(outers, per_task), [&](std::int64_t task) {
    for (std::int64_t outer = task * per_task; outer < Least(outers, (task + 1) * per_task); ++outer) {
      float* const block = output + outer * s.in_size * s.inner;
      for (std::int64_t i = 0; i < s.in_size * s.inner; ++i) block[i] = 0;
      for (std::int64_t k = 0; k < s.out_size; ++k) {
        const std::int64_t start = (outer * s.out_size + k) * s.inner;
        for (std::int64_t i = 0; i < s.inner; ++i) {
          const std::int64_t index = indices[start + i];
          if (index >= 0 && index < s.in_size) block[index * s.inner + i] += source[start + i];
        }
      }
    }
  });
}

constexpr Kernel kKernels[] = {
    {"gather",
     kSameAsFirst,
     {{{"input", kFloat32 | kInt32 | kUint8 | kBool}, {"indices", kInt32}}},
     kGatherSizes,
     {},
     false,
     CheckGather,
     Gather},
    {"scatterAdd",
     kFloat32,
     {{{"source", kFloat32}, {"indices", kInt32}}},
     kGatherSizes,
     {},
     false,
     CheckScatterAdd,
     ScatterAdd},
};

}  // namespace

void AddIndexKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
