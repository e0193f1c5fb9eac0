#pragma once
// Max pooling of one plane, and the way back: what max_pool.cpp and conv_fused.cpp share.

#include "kernels/pool_sizes.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// ---- The winners ----

// One tap of a row of windows: every window whose tap lies on the input compares. `place` is the index, within its
// plane, of what the first of them reads.
template <class Stride>
void CompareTap(const float* values, std::int64_t place, Stride stride, std::int64_t count, float* largest,
                std::int32_t* winner) {
  STRIDEGRAD_INDEPENDENT
  for (std::int64_t i = 0; i < count; ++i) {
    const float value = values[i * stride];
    const bool wins = (winner[i] < 0) | (value > largest[i]) | (value != value);
    largest[i] = wins ? value : largest[i];
    winner[i] = wins ? static_cast<std::int32_t>(place + i * stride) : winner[i];
  }
}

// The winner of two: `b` wins if it is larger, or NaN.
struct Candidate {
  float value;
  std::int32_t place;

  void Meet(float b, std::int32_t b_place) {
    const bool wins = (b > value) | (b != b);
    value = wins ? b : value;
    place = wins ? b_place : place;
  }
};

template <int kWidth>
void WinnersOfBlock(const float* top, const float* bottom, std::int32_t top_place, std::int32_t bottom_place,
                    std::int32_t* winner) {
  STRIDEGRAD_INDEPENDENT
  for (int i = 0; i < kWidth; ++i) {
    Candidate best = {top[2 * i], top_place + 2 * i};
    best.Meet(top[2 * i + 1], top_place + 2 * i + 1);
    best.Meet(bottom[2 * i], bottom_place + 2 * i);
    best.Meet(bottom[2 * i + 1], bottom_place + 2 * i + 1);
    winner[i] = best.place;
  }
}

inline void WinnersOfTwoByTwo(const PoolSizes& s, const float* plane, std::int64_t out_y, std::int32_t* winner) {
  const std::int64_t start = 2 * out_y * s.in_width;
  ForBlocksOfRow(s.out_width, [&](std::int64_t first, auto width) {
    const std::int64_t top = start + 2 * first;
    const std::int64_t bottom = top + s.in_width;
    WinnersOfBlock<width>(plane + top, plane + bottom, static_cast<std::int32_t>(top),
                          static_cast<std::int32_t>(bottom), winner + first);
  });
}

// The winners of one row of windows. `largest`: room for as many floats.
inline void WinnersOfRow(const PoolSizes& s, const TapsOfRow& taps_x, const float* plane, std::int64_t out_y,
                         float* largest, std::int32_t* winner) {
  if (IsTwoByTwo(s)) return WinnersOfTwoByTwo(s, plane, out_y, winner);
  for (std::int64_t i = 0; i < s.out_width; ++i) winner[i] = -1;
  for (std::int64_t i = 0; i < s.out_width; ++i) largest[i] = 0;
  const Range taps_y = TapsOnInput(out_y, s.in_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y);
  for (std::int64_t tap_y = taps_y.begin; tap_y < taps_y.end; ++tap_y) {
    const std::int64_t in_y = out_y * s.stride_y + tap_y * s.dilation_y - s.padding_y;
    taps_x.ForEach([&](std::int64_t first, std::int64_t count, std::int64_t shift) {
      const std::int64_t place = in_y * s.in_width + first * s.stride_x + shift;
      float* const best = largest + first;
      std::int32_t* const chosen = winner + first;
      // A stride known to the compiler lets it read several windows at once.
      if (s.stride_x == 1) {
        CompareTap(plane + place, place, One(), count, best, chosen);
      } else if (s.stride_x == 2) {
        CompareTap(plane + place, place, Two(), count, best, chosen);
      } else {
        CompareTap(plane + place, place, s.stride_x, count, best, chosen);
      }
    });
  }
}

// ---- The way back ----

// One tap of a row of windows: the cell under it receives what the windows received that chose it.
template <class Stride>
void ReturnTap(const float* grad_output, const std::int32_t* winner, std::int64_t place, Stride stride,
               std::int64_t count, float* grad_input) {
  STRIDEGRAD_INDEPENDENT
  for (std::int64_t i = 0; i < count; ++i) {
    grad_input[i * stride] += winner[i] == static_cast<std::int32_t>(place + i * stride) ? grad_output[i] : 0.0f;
  }
}

// One row of cells under kWidth windows: each window has two of them.
template <int kWidth>
void ReturnRow(const float* gradient, const std::int32_t* winner, std::int32_t place, float* cells) {
  float left[kWidth], right[kWidth];
  for (int i = 0; i < kWidth; ++i) {
    const std::int32_t chosen = winner[i] - place - 2 * i;
    left[i] = chosen == 0 ? gradient[i] : 0.0f;
    right[i] = chosen == 1 ? gradient[i] : 0.0f;
  }
  for (int i = 0; i < kWidth; ++i) {
    cells[2 * i] = left[i];
    cells[2 * i + 1] = right[i];
  }
}

// Windows side by side: every cell has one, but those of a last odd row or column, with
// none.
inline void ReturnTwoByTwo(const PoolSizes& s, const float* gradient, const std::int32_t* winner, float* plane) {
  for (std::int64_t out_y = 0; out_y < s.out_height; ++out_y) {
    const std::int64_t start = 2 * out_y * s.in_width;
    ForBlocksOfRow(s.out_width, [&](std::int64_t first, auto width) {
      const float* const from = gradient + out_y * s.out_width + first;
      const std::int32_t* const chosen = winner + out_y * s.out_width + first;
      const std::int64_t top = start + 2 * first;
      const std::int64_t bottom = top + s.in_width;
      ReturnRow<width>(from, chosen, static_cast<std::int32_t>(top), plane + top);
      ReturnRow<width>(from, chosen, static_cast<std::int32_t>(bottom), plane + bottom);
    });
    for (std::int64_t x = 2 * s.out_width; x < s.in_width; ++x) {
      plane[start + x] = 0;
      plane[start + s.in_width + x] = 0;
    }
  }
  for (std::int64_t i = 2 * s.out_height * s.in_width; i < s.in_height * s.in_width; ++i) plane[i] = 0;
}

// The gradient of one plane.
inline void ReturnPlane(const PoolSizes& s, const TapsOfRow& taps_x, const float* grad_output,
                        const std::int32_t* indices, float* to) {
  if (IsTwoByTwo(s)) return ReturnTwoByTwo(s, grad_output, indices, to);
  for (std::int64_t i = 0; i < s.in_height * s.in_width; ++i) to[i] = 0;
  for (std::int64_t out_y = 0; out_y < s.out_height; ++out_y) {
    const Range taps_y = TapsOnInput(out_y, s.in_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y);
    for (std::int64_t tap_y = taps_y.begin; tap_y < taps_y.end; ++tap_y) {
      const std::int64_t in_y = out_y * s.stride_y + tap_y * s.dilation_y - s.padding_y;
      taps_x.ForEach([&](std::int64_t first, std::int64_t count, std::int64_t shift) {
        const std::int64_t place = in_y * s.in_width + first * s.stride_x + shift;
        const float* const gradient = grad_output + out_y * s.out_width + first;
        const std::int32_t* const winner = indices + out_y * s.out_width + first;
        if (s.stride_x == 1) {
          ReturnTap(gradient, winner, place, One(), count, to + place);
        } else if (s.stride_x == 2) {
          ReturnTap(gradient, winner, place, Two(), count, to + place);
        } else {
          ReturnTap(gradient, winner, place, s.stride_x, count, to + place);
        }
      });
    }
  }
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
