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

// Up to four channels. Always writes four floats for each place: in order, so that what is too much for one place is
// overwritten by the next. The last four places may overlap with those before.
inline void InterleaveFour(const float* from, std::int64_t plane, std::int64_t channels, std::int64_t places,
                           std::int64_t step, float* to) {
  const float* const a = from;
  const float* const b = from + Least(1, channels - 1) * plane;
  const float* const c = from + Least(2, channels - 1) * plane;
  const float* const d = from + Least(3, channels - 1) * plane;
  for (std::int64_t p = 0; p < places; p += 4) {
    const std::int64_t place = Least(p, places - 4);
    const Four a4 = LoadFour(a + place), b4 = LoadFour(b + place), c4 = LoadFour(c + place), d4 = LoadFour(d + place);
    const Four ab_low = __builtin_shufflevector(a4, b4, 0, 4, 1, 5);
    const Four ab_high = __builtin_shufflevector(a4, b4, 2, 6, 3, 7);
    const Four cd_low = __builtin_shufflevector(c4, d4, 0, 4, 1, 5);
    const Four cd_high = __builtin_shufflevector(c4, d4, 2, 6, 3, 7);
    float* const pixel = to + place * step;
    StoreFour(pixel, __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5));
    StoreFour(pixel + step, __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7));
    StoreFour(pixel + 2 * step, __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5));
    StoreFour(pixel + 3 * step, __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7));
  }
}

#endif

// to [places, step], of which the first `channels` are written, = from [channels, places], `plane` floats from one
// channel to the next. Up to three floats behind the last place may be overwritten.
inline void Interleave(const float* from, std::int64_t plane, std::int64_t channels, std::int64_t places,
                       std::int64_t step, float* to) {
#if defined(STRIDEGRAD_HAS_SHUFFLE)
  if (places >= 4) {
    for (std::int64_t c = 0; c < channels; c += 4) {
      const std::int64_t channel = Most(0, Least(c, channels - 4));  // the last four may overlap with those before
      InterleaveFour(from + channel * plane, plane, channels, places, step, to + channel);
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
