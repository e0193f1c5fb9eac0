#pragma once
// Where the taps of a convolution's window lie, along one axis.

#include "kernels/window.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// The window at place p reads with tap t the source element p · stride + Offset(t); a tap beside the source is left
// out.
struct TapAxis {
  std::int64_t places;       // of the window
  std::int64_t source_size;  // elements of the source along this axis
  std::int64_t stride;
  std::int64_t taps;
  std::int64_t first;  // the offset of tap 0
  std::int64_t step;   // from one tap's offset to the next

  std::int64_t Offset(std::int64_t tap) const { return first + tap * step; }

  // The taps that lie on the source at one place.
  Range TapsAt(std::int64_t place) const {
    return TapsOnInput(0, source_size, taps, 1, -(place * stride + first), step);
  }
};

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
