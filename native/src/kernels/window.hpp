#pragma once
// The sliding window along one axis, in whole numbers. The twin of src/shape/window.ts.

#include "kernels/vector.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// A half-open range of whole numbers.
struct Range {
  std::int64_t begin, end;
};

// ⌈a / b⌉ for b > 0 and any a.
inline std::int64_t CeilOfQuotient(std::int64_t a, std::int64_t b) { return a > 0 ? (a - 1) / b + 1 : -(-a / b); }

// The output positions at which a tap, `shift` = tap · dilation − padding elements from its window's start, lies on one
// of the `in_size` elements of the input.
inline Range PlacesOnInput(std::int64_t shift, std::int64_t in_size, std::int64_t out_size, std::int64_t stride) {
  const std::int64_t begin = Least(out_size, Most(0, CeilOfQuotient(-shift, stride)));
  const std::int64_t end = Least(out_size, CeilOfQuotient(in_size - shift, stride));
  return {begin, Most(begin, end)};
}

// The taps of the window at output position `output` that lie on the input.
inline Range TapsOnInput(std::int64_t output, std::int64_t in_size, std::int64_t taps, std::int64_t stride,
                         std::int64_t padding, std::int64_t dilation) {
  const std::int64_t start = output * stride - padding;
  const std::int64_t begin = Least(taps, Most(0, CeilOfQuotient(-start, dilation)));
  const std::int64_t end = Least(taps, CeilOfQuotient(in_size - start, dilation));
  return {begin, Most(begin, end)};
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
