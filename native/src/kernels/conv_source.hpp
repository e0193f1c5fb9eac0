#pragma once
// What a convolution slides over, laid out so that a tap is nothing but an offset.
//
// Along each axis, the window at place p reads with tap t the source element (p + shift[t]) · stride + phase[t] −
// padding. The source's planes are copied with their padding, and split by phase: element r of phase f is source
// element r · stride + f − padding. Then tap t at place p is element p + shift[t] of phase[t], whatever stride, padding
// and dilation are; places that are neighbours read neighbours. Where stride is 1 and nothing is padded, the source is
// that layout already, and is not copied.

#include "kernels/conv_sizes.hpp"
#include "kernels/vector.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

constexpr std::int64_t kMostTapsOfAxis = 64;   // larger kernels go the plain way
constexpr std::int64_t kMostPhasesOfAxis = 8;  // and so do larger strides, unless their taps share few phases

struct SlidingAxis {
  std::int64_t places;       // of the window
  std::int64_t source_size;  // elements of the source along this axis
  std::int64_t stride;
  std::int64_t padding;  // before the first element; may be negative, then the first elements are never read
  std::int64_t taps;
  std::int64_t shift[kMostTapsOfAxis];
  std::int64_t phase[kMostTapsOfAxis];  // an index into `phases`
  std::int64_t phases;
  std::int64_t phase_start[kMostPhasesOfAxis];  // from 0 to stride − 1

  std::int64_t LargestShift() const {
    std::int64_t largest = 0;
    for (std::int64_t t = 0; t < taps; ++t) largest = Most(largest, shift[t]);
    return largest;
  }

  // Adds a tap. False if there are too many.
  bool Add(std::int64_t tap_shift, std::int64_t start) {
    std::int64_t index = 0;
    while (index < phases && phase_start[index] != start) ++index;
    if (index == kMostPhasesOfAxis || taps == kMostTapsOfAxis) return false;
    if (index == phases) phase_start[phases++] = start;
    shift[taps] = tap_shift;
    phase[taps++] = index;
    return true;
  }

  // True if the source lies as the taps want it.
  bool IsPlain() const { return stride == 1 && padding == 0 && places + LargestShift() <= source_size; }
};

// A band of rows of places, over all channels of a source: where its numbers are.
struct SourceLayout {
  const float* start;           // channel 0, phase 0, place (0, 0) of the band
  std::int64_t channel_stride;  // from one channel to the next
  std::int64_t phase_stride;    // from one phase's plane to the next
  std::int64_t pitch;           // from one row of places to the next
  std::int64_t rows;            // of one phase's plane, where it is copied

  // What tap (tap_y, tap_x) of place 0 is away from `start`, in channel 0.
  std::int64_t Offset(const SlidingAxis& y, const SlidingAxis& x, std::int64_t tap_y, std::int64_t tap_x) const {
    return (y.phase[tap_y] * x.phases + x.phase[tap_x]) * phase_stride + y.shift[tap_y] * pitch + x.shift[tap_x];
  }
};

// Floats behind a copied source that may be read, as zeros, by vectors that start inside it.
constexpr std::int64_t kSlack = kTileColumns;

// The layout of a copy of `rows` rows of places.
inline SourceLayout CopiedLayout(const SlidingAxis& y, const SlidingAxis& x, std::int64_t rows) {
  SourceLayout layout;
  layout.start = nullptr;
  layout.pitch = x.places + x.LargestShift();
  layout.rows = rows + y.LargestShift();
  layout.phase_stride = layout.rows * layout.pitch;
  layout.channel_stride = y.phases * x.phases * layout.phase_stride;
  return layout;
}

// Copies one channel's plane for the rows of places from `first_row` on.
inline void CopyChannel(const float* plane, const SlidingAxis& y, const SlidingAxis& x, const SourceLayout& layout,
                        std::int64_t first_row, float* to) {
  const std::int64_t plane_floats = y.source_size * x.source_size;
  const float* const end = to + layout.channel_stride;
  for (std::int64_t phase_y = 0; phase_y < y.phases; ++phase_y) {
    for (std::int64_t phase_x = 0; phase_x < x.phases; ++phase_x) {
      // Which elements of a row lie on the source, and which of its elements does the first of them read?
      const std::int64_t first = x.phase_start[phase_x] - x.padding;
      const Range inside = PlacesOnInput(first, x.source_size, layout.pitch, x.stride);
      const std::int64_t count = inside.end - inside.begin;
      const std::int64_t in_x = first + inside.begin * x.stride;
      for (std::int64_t row = 0; row < layout.rows; ++row, to += layout.pitch) {
        const std::int64_t in_y = (first_row + row) * y.stride + y.phase_start[phase_y] - y.padding;
        if (in_y < 0 || in_y >= y.source_size || count == 0) {
          ZeroFloats(layout.pitch, to);
          continue;
        }
        const std::int64_t start = in_y * x.source_size + in_x;
        ZeroFloats(inside.begin, to);
        if (x.stride == 1) {
          // Too much may be copied, up to the channel's end: it is written over by what follows.
          CopyFloats(plane + start, count, plane_floats - start, end - (to + inside.begin), to + inside.begin);
        } else {
          for (std::int64_t i = 0; i < count; ++i) to[inside.begin + i] = plane[start + i * x.stride];
        }
        ZeroFloats(layout.pitch - inside.end, to + inside.end);
      }
    }
  }
}

// A copy may not take far more memory than what it copies and what is computed from it.
inline bool IsWorthCopying(const SlidingAxis& y, const SlidingAxis& x) {
  const double copied = static_cast<double>(y.phases * x.phases) * static_cast<double>(y.places + y.LargestShift()) *
                        static_cast<double>(x.places + x.LargestShift());
  const double given = static_cast<double>(y.source_size) * static_cast<double>(x.source_size) +
                       static_cast<double>(y.places) * static_cast<double>(x.places);
  return copied <= 64 * (given + 64);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
