#pragma once
// exp, log and their kin for float, free of branches and calls, so that a loop over them becomes vector instructions.
// Errors are within 2 units in the last place; NaN, infinities, overflow and underflow end as in <cmath>.
// The polynomials are those of Cephes (S. Moshier), single precision.

#include "kernels/vector.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// Bits are unsigned: for NaN they may be any, and unsigned arithmetic wraps around.
inline std::uint32_t BitsOf(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  return bits;
}

inline float FloatOf(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof(x));
  return x;
}

// e^x = 2^n · e^r with |r| ≤ ln 2 / 2.
inline float Exp(float x) {
  // Beyond these the result is infinite or 0. Written so that NaN stays.
  x = x > 89.0f ? 89.0f : x;
  x = x < -104.0f ? -104.0f : x;
  // Adding 1.5 · 2^23 rounds to a whole number, which then stands in the lowest bits.
  const float shifted = x * 1.44269504088896341f + 12582912.0f;
  const std::int32_t n = static_cast<std::int32_t>(BitsOf(shifted) - BitsOf(12582912.0f));
  const float whole = shifted - 12582912.0f;
  const float r = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  // 2^n in two factors: n reaches from −150 to 128, an exponent from −126 to 127.
  const std::int32_t half = n >> 1;
  return p * FloatOf(static_cast<std::uint32_t>(half + 127) << 23) *
         FloatOf(static_cast<std::uint32_t>(n - half + 127) << 23);
}

// log x = n · ln 2 + log m with m between √½ and √2.
inline float Log(float x) {
  // A number below the smallest normal one is scaled up first.
  const bool tiny = x < 1.17549435e-38f;
  const float scaled = tiny ? x * 8388608.0f : x;
  const std::uint32_t bits = BitsOf(scaled) - 0x3f3504f3u;
  const float n = static_cast<float>(static_cast<std::int32_t>(bits) >> 23) - (tiny ? 23.0f : 0.0f);
  const float m = FloatOf((bits & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  const float square = m * m;
  float y = p * m * square + n * -2.12194440e-4f;
  y = y - 0.5f * square + m + n * 0.693359375f;
  y = x == INFINITY ? INFINITY : y;
  y = x == 0.0f ? -INFINITY : y;
  return x < 0.0f || x != x ? NAN : y;
}

inline float Sigmoid(float x) { return 1.0f / (1.0f + Exp(-x)); }

inline float Tanh(float x) {
  const float magnitude = x < 0 ? -x : x;
  // Near 0 the quotient below would cancel, so there a polynomial.
  const float s = x * x;
  float p = -5.70498872745e-3f;
  p = p * s + 2.06390887954e-2f;
  p = p * s - 5.37397155531e-2f;
  p = p * s + 1.33314422036e-1f;
  p = p * s - 3.33332819422e-1f;
  const float near = p * s * x + x;
  const float far = 1.0f - 2.0f / (Exp(2.0f * magnitude) + 1.0f);
  return magnitude < 0.625f ? near : x < 0 ? -far : far;
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
