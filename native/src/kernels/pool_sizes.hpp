#pragma once
// The sizes of one pooling, in the order of src/kernels/window/poolSizes.ts, and what they ask of the arrays.

#include <type_traits>

#include "kernel.hpp"
#include "kernels/window.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

struct PoolSizes {
  std::int64_t in_height, in_width, out_height, out_width, kernel_height, kernel_width;
  std::int64_t stride_y, stride_x, padding_y, padding_x, dilation_y, dilation_x;
};

constexpr Sizes kPoolSizes = {{{"inHeight", 1},
                               {"inWidth", 1},
                               {"outHeight", 1},
                               {"outWidth", 1},
                               {"kernelHeight", 1},
                               {"kernelWidth", 1},
                               {"strideY", 1},
                               {"strideX", 1},
                               {"paddingY", 0},
                               {"paddingX", 0},
                               {"dilationY", 1},
                               {"dilationX", 1}}};

inline PoolSizes PoolSizesOf(const Call& call) {
  const std::int64_t* const s = call.sizes;
  return {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11]};
}

inline double InPlane(const PoolSizes& s) { return static_cast<double>(s.in_height) * static_cast<double>(s.in_width); }
inline double OutPlane(const PoolSizes& s) {
  return static_cast<double>(s.out_height) * static_cast<double>(s.out_width);
}

// How many planes of `plane` elements the output has.
inline const char* Planes(const Call& call, double plane, double* planes) {
  *planes = std::floor(static_cast<double>(call.output.length) / plane);
  return *planes * plane == static_cast<double>(call.output.length)
             ? nullptr
             : "the output's length must be a multiple of a plane";
}

// Calls visit(first, count, shift) so that every window of a row meets each of its taps that lie on the input once, in
// order: the windows first … first + count − 1 read the cell `shift` after window · stride_x.
template <class Visit>
void VisitTapsOfRow(const PoolSizes& s, const Visit& visit) {
  const Range of_first = TapsOnInput(0, s.in_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x);
  const Range of_last = TapsOnInput(s.out_width - 1, s.in_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x);
  // Usually tap by tap, many windows at once. Between windows that lie far apart there may be any number of taps that
  // meet nothing; then window by window.
  if (of_first.end - of_last.begin <= s.out_width * s.in_width) {
    for (std::int64_t tap = of_last.begin; tap < of_first.end; ++tap) {
      const std::int64_t shift = tap * s.dilation_x - s.padding_x;
      const Range windows = PlacesOnInput(shift, s.in_width, s.out_width, s.stride_x);
      if (windows.begin < windows.end) visit(windows.begin, windows.end - windows.begin, shift);
    }
    return;
  }
  for (std::int64_t window = 0; window < s.out_width; ++window) {
    const Range taps = TapsOnInput(window, s.in_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x);
    for (std::int64_t tap = taps.begin; tap < taps.end; ++tap) visit(window, 1, tap * s.dilation_x - s.padding_x);
  }
}

// The visits of VisitTapsOfRow, which are the same for every row: found once, for finding them takes divisions.
class TapsOfRow {
 public:
  explicit TapsOfRow(const PoolSizes& s) : sizes_(s) {
    VisitTapsOfRow(s, [this](std::int64_t first, std::int64_t count, std::int64_t shift) {
      if (count_ < kMost) list_[count_] = {first, count, shift};
      ++count_;
    });
  }

  template <class Visit>
  void ForEach(const Visit& visit) const {
    if (count_ > kMost) return VisitTapsOfRow(sizes_, visit);
    for (std::int64_t i = 0; i < count_; ++i) visit(list_[i].first, list_[i].count, list_[i].shift);
  }

 private:
  static constexpr std::int64_t kMost = 64;
  struct Taps {
    std::int64_t first, count, shift;
  };
  const PoolSizes& sizes_;
  Taps list_[kMost];
  std::int64_t count_ = 0;
};

// The pooling that nearly every net has: windows of 2 x 2, side by side.
inline bool IsTwoByTwo(const PoolSizes& s) {
  return s.kernel_height == 2 && s.kernel_width == 2 && s.stride_y == 2 && s.stride_x == 2 && s.padding_y == 0 &&
         s.padding_x == 0 && s.dilation_y == 1 && s.dilation_x == 1 && 2 * s.out_height <= s.in_height &&
         2 * s.out_width <= s.in_width;
}

// Strides known to the compiler.
struct One {
  constexpr operator std::int64_t() const { return 1; }
};
struct Two {
  constexpr operator std::int64_t() const { return 2; }
};

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
