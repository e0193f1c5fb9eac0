// Kernels that move numbers: src/kernels/move and src/kernels/pointwise/copy.ts.

#include "kernels/all.hpp"
#include "kernels/vector.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 16384;
constexpr int kAxes = 8;

// ---- copy: to a place of its own, in the output's dtype ----

// As a typed array converts when it is written to: whole numbers modulo 2^bits, towards zero, and NaN and infinities 0.
std::int32_t ToInt32(float x) {
  if (x >= -2147483648.0f && x < 2147483648.0f) return static_cast<std::int32_t>(x);
  const double rest = std::fmod(static_cast<double>(x), 4294967296.0);
  return rest == rest ? static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::int64_t>(rest))) : 0;
}

template <class To, class From>
To Convert(From x) {
  if constexpr (static_cast<To>(0.5f) == 0 && static_cast<From>(0.5f) != 0) {
    return static_cast<To>(ToInt32(x));
  } else {
    return static_cast<To>(x);
  }
}

template <class To, class From>
void CopyOf(const Call& call) {
  const From* const input = static_cast<const From*>(call.inputs[0].data);
  To* const output = static_cast<To*>(call.output.data);
  const std::int64_t length = call.output.length;
  Parallel(Pieces(length, kElementsPerTask), [&](std::int64_t task) {
    const std::int64_t end = Least(length, (task + 1) * kElementsPerTask);
    STRIDEGRAD_INDEPENDENT
    for (std::int64_t i = task * kElementsPerTask; i < end; ++i) output[i] = Convert<To, From>(input[i]);
  });
}

template <class To>
void CopyTo(const Call& call) {
  switch (call.inputs[0].dtype) {
    case kFloat32:
      return CopyOf<To, float>(call);
    case kInt32:
      return CopyOf<To, std::int32_t>(call);
    case kUint8:
      return CopyOf<To, std::uint8_t>(call);
  }
}

const char* CheckCopy(const Call& call, Needs& needs) {
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = needs.output;
  return nullptr;
}

void Copy(const Call& call) {
  switch (call.output.dtype) {
    case kFloat32:
      return CopyTo<float>(call);
    case kInt32:
      return CopyTo<std::int32_t>(call);
    case kUint8:
      return CopyTo<std::uint8_t>(call);
  }
}

// ---- strided: the input in another order ----

constexpr std::int64_t kAny = -kLargestSize;

constexpr Sizes kStridedSizes = {{{"size1", 1},
                                  {"size2", 1},
                                  {"size3", 1},
                                  {"size4", 1},
                                  {"size5", 1},
                                  {"size6", 1},
                                  {"size7", 1},
                                  {"stride0", kAny},
                                  {"stride1", kAny},
                                  {"stride2", kAny},
                                  {"stride3", kAny},
                                  {"stride4", kAny},
                                  {"stride5", kAny},
                                  {"stride6", kAny},
                                  {"stride7", kAny},
                                  {"offset", 0}}};

// size(axis) is meaningful from axis 1 on: size0 follows from the output's length.
std::int64_t SizeOfAxis(const Call& call, int axis) { return call.sizes[axis - 1]; }
std::int64_t StrideOfAxis(const Call& call, int axis) { return call.sizes[kAxes - 1 + axis]; }
std::int64_t Offset(const Call& call) { return call.sizes[2 * kAxes - 1]; }

const char* CheckStrided(const Call& call, Needs& needs) {
  const double length = static_cast<double>(call.output.length);
  needs.output = length;
  needs.inputs[0] = 0;
  if (length == 0) return nullptr;
  double block = 1;
  for (int axis = 1; axis < kAxes; ++axis) block *= static_cast<double>(SizeOfAxis(call, axis));
  const double size0 = std::floor(length / block);
  if (size0 < 1 || size0 * block != length) return "the output's length must be a multiple of size1 · … · size7";
  double first = static_cast<double>(Offset(call));
  double last = first;
  for (int axis = 0; axis < kAxes; ++axis) {
    const double steps = (axis == 0 ? size0 : static_cast<double>(SizeOfAxis(call, axis))) - 1;
    const double reach = steps * static_cast<double>(StrideOfAxis(call, axis));
    (reach < 0 ? first : last) += reach;
  }
  needs.inputs[0] = last + 1;
  return first < 0 ? "the strides reach before the input's start" : nullptr;
}

template <class T>
void StridedOf(const Call& call) {
  const T* const input = static_cast<const T*>(call.inputs[0].data);
  T* const output = static_cast<T*>(call.output.data);
  const std::int64_t row = SizeOfAxis(call, 7);
  const std::int64_t step = StrideOfAxis(call, 7);
  const std::int64_t rows = call.output.length / row;
  const std::int64_t rows_per_task = Most(1, kElementsPerTask / row);
  Parallel(Pieces(rows, rows_per_task), [&](std::int64_t task) {
    const std::int64_t first = task * rows_per_task;
    // Where the first row stands, axis by axis; then count on like an odometer.
    std::int64_t at[kAxes];
    std::int64_t from = Offset(call);
    std::int64_t rest = first;
    for (int axis = kAxes - 2; axis >= 0; --axis) {
      at[axis] = axis == 0 ? rest : rest % SizeOfAxis(call, axis);
      rest = axis == 0 ? 0 : rest / SizeOfAxis(call, axis);
      from += at[axis] * StrideOfAxis(call, axis);
    }
    for (std::int64_t r = first; r < Least(rows, first + rows_per_task); ++r) {
      T* const to = output + r * row;
      const T* const start = input + from;
      if (step == 1) {
        for (std::int64_t i = 0; i < row; ++i) to[i] = start[i];
      } else if (step == 0) {
        const T value = *start;
        for (std::int64_t i = 0; i < row; ++i) to[i] = value;
      } else {
        for (std::int64_t i = 0; i < row; ++i) to[i] = start[i * step];
      }
      for (int axis = kAxes - 2; axis >= 0; --axis) {
        from += StrideOfAxis(call, axis);
        if (axis == 0 || ++at[axis] < SizeOfAxis(call, axis)) break;
        from -= SizeOfAxis(call, axis) * StrideOfAxis(call, axis);
        at[axis] = 0;
      }
    }
  });
}

void Strided(const Call& call) {
  if (call.output.length == 0) return;
  if (call.output.dtype == kUint8) return StridedOf<std::uint8_t>(call);
  if (call.output.dtype == kInt32) return StridedOf<std::int32_t>(call);
  StridedOf<float>(call);
}

constexpr unsigned kAll = kFloat32 | kInt32 | kUint8 | kBool;

constexpr Kernel kKernels[] = {
    // To bool would be another conversion: whatever is not 0 becomes 1.
    {"copy", kFloat32 | kInt32 | kUint8, {{{"input", kAll}}}, {}, {}, true, CheckCopy, Copy},
    {"strided", kSameAsFirst, {{{"input", kAll}}}, kStridedSizes, {}, false, CheckStrided, Strided},
};

}  // namespace

void AddMoveKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
