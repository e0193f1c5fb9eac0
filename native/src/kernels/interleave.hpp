#pragma once
// Planes become pixels: what lay channel by channel lies place by place, with the channels of a place side by side.

#include "kernels/vector.hpp"

#if !defined(STRIDEGRAD_PLAIN_VECTORS) && defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define STRIDEGRAD_HAS_SHUFFLE
#endif
#endif

namespace stridegrad {
namespace STRIDEGRAD_ISA {

#if defined(STRIDEGRAD_HAS_SHUFFLE)

// Vectors of four are the same on every instruction set.
typedef float Four __attribute__((vector_size(16)));
typedef float UnalignedFour __attribute__((vector_size(16), aligned(4), may_alias));

inline Four LoadFour(const float* from) { return *reinterpret_cast<const UnalignedFour*>(from); }
inline void StoreFour(float* to, Four value) { *reinterpret_cast<UnalignedFour*>(to) = value; }

// Four places of four channels. Where there are fewer channels, the last is repeated: what is too much for one place is
// overwritten by the next.
inline void InterleaveSquare(const float* const (&channels)[4], std::int64_t place, std::int64_t step, float* to) {
  const Four a = LoadFour(channels[0] + place), b = LoadFour(channels[1] + place);
  const Four c = LoadFour(channels[2] + place), d = LoadFour(channels[3] + place);
  const Four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Four cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  float* const pixel = to + place * step;
  StoreFour(pixel, __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5));
  StoreFour(pixel + step, __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7));
  StoreFour(pixel + 2 * step, __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5));
  StoreFour(pixel + 3 * step, __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7));
}

#endif

// to [places, step], of which the first `channels` are written, = from [channels, places], `plane` floats from one
// channel to the next. Up to three floats behind the last place may be overwritten.
inline void Interleave(const float* from, std::int64_t plane, std::int64_t channels, std::int64_t places,
                       std::int64_t step, float* to) {
  if (step == 1) return CopyFloats(from, places, places, places, to);
#if defined(STRIDEGRAD_HAS_SHUFFLE)
  if (places >= 4) {
    for (std::int64_t c = 0; c < channels; c += 4) {
      // The last four channels, and the last four places, may overlap with those before.
      const std::int64_t first = Most(0, Least(c, channels - 4));
      const float* planes[4];
      for (int i = 0; i < 4; ++i) planes[i] = from + Least(first + i, channels - 1) * plane;
      std::int64_t place = 0;
      for (; place + 4 <= places; place += 4) InterleaveSquare(planes, place, step, to + first);
      if (place < places) InterleaveSquare(planes, places - 4, step, to + first);
    }
    return;
  }
#endif
  for (std::int64_t place = 0; place < places; ++place) {
    for (std::int64_t channel = 0; channel < channels; ++channel) {
      to[place * step + channel] = from[channel * plane + place];
    }
  }
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
