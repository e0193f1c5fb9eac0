#pragma once
// Squares of numbers in vectors, turned over their diagonals: what lay across lies along.

#include <cstddef>
#include <utility>

#include "kernels/vector.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

#if defined(STRIDEGRAD_SHUFFLES)

// Lane i of the result is lane Pick::From(i) of the two vectors, those of b counted from kLanes on.
template <class Pick, class T, std::size_t... lane>
inline T Picked(T a, T b, std::index_sequence<lane...>) {
  return __builtin_shufflevector(a, b, Pick::From(static_cast<int>(lane))...);
}
template <class Pick, class T>
inline T Picked(T a, T b) {
  return Picked<Pick>(a, b, std::make_index_sequence<kLanes>());
}

// In every quarter of four lanes: a b a b, from lane kFirst on…
template <int kFirst>
struct Alternating {
  static constexpr int From(int i) { return i % 2 * kLanes + i / 4 * 4 + kFirst + i % 4 / 2; }
};
// … and a a b b.
template <int kFirst>
struct InPairs {
  static constexpr int From(int i) { return i % 4 / 2 * kLanes + i / 4 * 4 + kFirst + i % 2; }
};
// Blocks of kWidth lanes: a's even blocks and b's even blocks, or the odd ones, alternating.
template <int kWidth, int kOdd>
struct Blocks {
  static constexpr int From(int i) {
    return i / kWidth % 2 * kLanes + i / (2 * kWidth) * 2 * kWidth + kOdd * kWidth + i % kWidth;
  }
};

// Exchanges one bit of the row's number with the same bit of the lane's.
template <int kWidth, class T>
inline void ExchangeBlocks(T (&rows)[kLanes]) {
  if constexpr (kWidth < kLanes) {
    STRIDEGRAD_UNROLL
    for (int i = 0; i < kLanes; ++i) {
      if ((i & kWidth) != 0) continue;
      const T a = rows[i];
      const T b = rows[i + kWidth];
      rows[i] = Picked<Blocks<kWidth, 0>>(a, b);
      rows[i + kWidth] = Picked<Blocks<kWidth, 1>>(a, b);
    }
  }
}

// The squares of 4 x 4 that four vectors hold side by side: lane j of row i and lane i of row j, in every four lanes.
template <class T>
inline void TransposeFours(T* rows) {
  const T low_a = Picked<Alternating<0>>(rows[0], rows[1]);
  const T high_a = Picked<Alternating<2>>(rows[0], rows[1]);
  const T low_b = Picked<Alternating<0>>(rows[2], rows[3]);
  const T high_b = Picked<Alternating<2>>(rows[2], rows[3]);
  rows[0] = Picked<InPairs<0>>(low_a, low_b);
  rows[1] = Picked<InPairs<2>>(low_a, low_b);
  rows[2] = Picked<InPairs<0>>(high_a, high_b);
  rows[3] = Picked<InPairs<2>>(high_a, high_b);
}

template <class T>
inline void Transpose(T (&rows)[kLanes]) {
  // The two low bits at once.
  STRIDEGRAD_UNROLL
  for (int i = 0; i < kLanes; i += 4) TransposeFours(rows + i);
  ExchangeBlocks<4>(rows);
  ExchangeBlocks<8>(rows);
}

#else

template <class T>
inline void TransposeFours(T* rows) {
  T columns[4];
  float* const to = reinterpret_cast<float*>(columns);
  const float* const from = reinterpret_cast<const float*>(rows);
  for (int i = 0; i < 4; ++i) {
    for (int lane = 0; lane < kLanes; ++lane) {
      to[i * kLanes + lane] = from[lane % 4 * kLanes + lane - lane % 4 + i];
    }
  }
  for (int i = 0; i < 4; ++i) rows[i] = columns[i];
}

template <class T>
inline void Transpose(T (&rows)[kLanes]) {
  T columns[kLanes];
  float* const to = reinterpret_cast<float*>(columns);
  const float* const from = reinterpret_cast<const float*>(rows);
  for (int i = 0; i < kLanes; ++i) {
    for (int j = 0; j < kLanes; ++j) to[i * kLanes + j] = from[j * kLanes + i];
  }
  for (int i = 0; i < kLanes; ++i) rows[i] = columns[i];
}

#endif

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
