#pragma once
// Max pooling of one plane, and the way back: what max_pool.cpp and conv_fused.cpp share.

#include "kernels/pool_sizes.hpp"
#include "kernels/transpose.hpp"

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

inline std::int32_t WinnerOfTwoByTwo(const float* top, const float* bottom, std::int32_t place, std::int32_t below) {
  Candidate best = {top[0], place};
  best.Meet(top[1], place + 1);
  best.Meet(bottom[0], below);
  best.Meet(bottom[1], below + 1);
  return best.place;
}

#if defined(STRIDEGRAD_SHUFFLES)

// Every second lane of two vectors, from the first or the second on.
template <int kFirst>
struct EverySecond {
  static constexpr int From(int i) { return 2 * i + kFirst; }
};

// The winners of kLanes windows side by side.
inline void WinnersOfLanes(const float* top, const float* bottom, std::int32_t place, std::int32_t below,
                           std::int32_t* winner) {
  IntVector first;
  for (int i = 0; i < kLanes; ++i) first[i] = 2 * i;
  Vector best = Picked<EverySecond<0>>(Load(top), Load(top + kLanes));
  IntVector chosen = first + place;
  const auto meet = [&](Vector other, std::int32_t its_place) {
    const IntVector wins = (other > best) | (other != other);
    best = wins ? other : best;
    chosen = wins ? first + its_place : chosen;
  };
  meet(Picked<EverySecond<1>>(Load(top), Load(top + kLanes)), place + 1);
  meet(Picked<EverySecond<0>>(Load(bottom), Load(bottom + kLanes)), below);
  meet(Picked<EverySecond<1>>(Load(bottom), Load(bottom + kLanes)), below + 1);
  std::memcpy(winner, &chosen, sizeof(chosen));
}

#else

inline void WinnersOfLanes(const float* top, const float* bottom, std::int32_t place, std::int32_t below,
                           std::int32_t* winner) {
  for (int i = 0; i < kLanes; ++i) {
    winner[i] = WinnerOfTwoByTwo(top + 2 * i, bottom + 2 * i, place + 2 * i, below + 2 * i);
  }
}

#endif

inline void WinnersOfTwoByTwo(const PoolSizes& s, const float* plane, std::int64_t out_y, std::int32_t* winner) {
  const std::int64_t top = 2 * out_y * s.in_width;
  const std::int64_t bottom = top + s.in_width;
  const auto places = [](std::int64_t at) { return static_cast<std::int32_t>(at); };
  if (s.out_width < kLanes) {
    for (std::int64_t x = 0; x < 2 * s.out_width; x += 2) {
      *winner++ = WinnerOfTwoByTwo(plane + top + x, plane + bottom + x, places(top + x), places(bottom + x));
    }
    return;
  }
  for (std::int64_t x = 0; x < s.out_width; x += kLanes) {
    // The last vector ends with the row: some windows are computed twice.
    const std::int64_t first = Least(x, s.out_width - kLanes);
    const std::int64_t at = 2 * first;
    WinnersOfLanes(plane + top + at, plane + bottom + at, places(top + at), places(bottom + at), winner + first);
  }
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

#if defined(STRIDEGRAD_SHUFFLES)

// Half kHalf of what two vectors are when their lanes alternate.
template <int kHalf>
struct Alternate {
  static constexpr int From(int i) { return i % 2 * kLanes + kHalf * kLanes / 2 + i / 2; }
};

// One row of cells under kLanes windows: each window has two of them, the first of them at `place`.
inline void ReturnRow(const float* gradient, const std::int32_t* winner, std::int32_t place, float* cells) {
  const Vector zero = {};
  const Vector passed = Load(gradient);
  IntVector chosen, first;
  std::memcpy(&chosen, winner, sizeof(chosen));
  for (int i = 0; i < kLanes; ++i) first[i] = 2 * i;
  // Compared, not subtracted: what is chosen may be any number.
  const Vector left = chosen == first + place ? passed : zero;
  const Vector right = chosen == first + (place + 1) ? passed : zero;
  Store(cells, Picked<Alternate<0>>(left, right));
  Store(cells + kLanes, Picked<Alternate<1>>(left, right));
}

#else

inline void ReturnRow(const float* gradient, const std::int32_t* winner, std::int32_t place, float* cells) {
  for (int i = 0; i < kLanes; ++i) {
    cells[2 * i] = winner[i] == place + 2 * i ? gradient[i] : 0.0f;
    cells[2 * i + 1] = winner[i] == place + 2 * i + 1 ? gradient[i] : 0.0f;
  }
}

#endif

// One row of cells, the first of them at `place`, under the windows of a row.
inline void ReturnRowOfCells(const PoolSizes& s, const float* gradient, const std::int32_t* winner,
                             std::int64_t windows_left, std::int64_t place, float* plane) {
  const std::int64_t cells_left = s.in_height * s.in_width - place;
  float* const cells = plane + place;
  const auto at = [place](std::int64_t x) { return static_cast<std::int32_t>(place + 2 * x); };
  if (s.out_width >= kLanes) {
    for (std::int64_t x = 0; x < s.out_width; x += kLanes) {
      // The last vector ends with the row: a few cells are written twice.
      const std::int64_t first = Least(x, s.out_width - kLanes);
      ReturnRow(gradient + first, winner + first, at(first), cells + 2 * first);
    }
  } else if (windows_left >= kLanes && cells_left >= 2 * kLanes) {
    ReturnRow(gradient, winner, at(0), cells);  // and the next row begins wrong, until it is its turn
  } else {
    for (std::int64_t x = 0; x < s.out_width; ++x) {
      cells[2 * x] = winner[x] == at(x) ? gradient[x] : 0.0f;
      cells[2 * x + 1] = winner[x] == at(x) + 1 ? gradient[x] : 0.0f;
    }
  }
  for (std::int64_t x = 2 * s.out_width; x < s.in_width; ++x) cells[x] = 0;
}

// Windows side by side: every cell has one, but those of a last odd row or column, with none.
inline void ReturnTwoByTwo(const PoolSizes& s, const float* gradient, const std::int32_t* winner, float* plane) {
  std::int64_t windows_left = s.out_height * s.out_width;
  for (std::int64_t y = 0; y < s.out_height; ++y) {
    const std::int64_t place = 2 * y * s.in_width;
    ReturnRowOfCells(s, gradient, winner, windows_left, place, plane);
    ReturnRowOfCells(s, gradient, winner, windows_left, place + s.in_width, plane);
    gradient += s.out_width;
    winner += s.out_width;
    windows_left -= s.out_width;
  }
  const std::int64_t covered = 2 * s.out_height * s.in_width;
  ZeroFloats(s.in_height * s.in_width - covered, plane + covered);
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
