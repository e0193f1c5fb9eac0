#pragma once
// A vector as a row of fours: for packing matrices that lie the other way, and for sums along vectors.

#include "kernels/transpose.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// The vector of the fours that begin at from, from + stride, …
inline Vector LoadFours(const float* from, std::int64_t stride) {
#if defined(STRIDEGRAD_SHUFFLES) && STRIDEGRAD_LANES > 4
  typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
  const auto two = [from, stride](int i) {
    return __builtin_shufflevector(*reinterpret_cast<const Four*>(from + i * stride),
                                   *reinterpret_cast<const Four*>(from + (i + 1) * stride), 0, 1, 2, 3, 4, 5, 6, 7);
  };
#if STRIDEGRAD_LANES == 8
  return two(0);
#else
  return __builtin_shufflevector(two(0), two(2), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#endif
#else
  Vector value;
  for (int i = 0; i < kLanes / 4; ++i) {
    std::memcpy(reinterpret_cast<char*>(&value) + i * 16, from + i * stride, 16);
  }
  return value;
#endif
}

// The fours of a vector go to `to`, to + stride, …
inline void StoreFours(float* to, std::int64_t stride, Vector value) {
  for (int i = 0; i < kLanes / 4; ++i) {
    std::memcpy(to + i * stride, reinterpret_cast<const char*>(&value) + i * 16, 16);
  }
}

// to[i] = the sum of the lanes of v[i]. The four cost little more than one by SumOfLanes.
inline void SumsOfLanes(Vector (&v)[4], float* to) {
  TransposeFours(v);
  float lanes[kLanes];
  Store(lanes, (v[0] + v[1]) + (v[2] + v[3]));
  for (int i = 0; i < 4; ++i) {
    float sum = lanes[i];
    for (int four = 4; four < kLanes; four += 4) sum += lanes[four + i];
    to[i] = sum;
  }
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
