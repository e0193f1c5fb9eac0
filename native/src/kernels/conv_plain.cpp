// The gradient by the weight, cell by cell, as src/kernels/window/conv2dGradWeight.ts defines it. The fast form pads
// with zeros, and 0 · ∞ and 0 · NaN are NaN, where the definition leaves the padding out; so it hands over to this one
// when numbers are not finite, and when the geometry is so odd that padding would take far more memory than the arrays.

#include "kernels/conv_plain.hpp"

#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kCellsPerTask = 64;

// compute(x) for every x below `cells`.
template <class Compute>
void ForEachCell(std::int64_t cells, const Compute& compute) {
  Parallel(Pieces(cells, kCellsPerTask), [&](std::int64_t task) {
    for (std::int64_t x = task * kCellsPerTask; x < Least(cells, (task + 1) * kCellsPerTask); ++x) compute(x);
  });
}

}  // namespace

void PlainConv2dGradWeight(const ConvSizes& s, const float* grad_output, const float* input, float* grad_weight) {
  ForEachCell(s.out_channels * s.Taps(), [&](std::int64_t x) {
    const std::int64_t tap_x = x % s.kernel_width;
    const std::int64_t tap_y = x / s.kernel_width % s.kernel_height;
    const std::int64_t channel = x / s.KernelPlane() % s.group_in_channels;
    const std::int64_t out_channel = x / s.Taps();
    const std::int64_t in_channel = out_channel / s.group_out_channels * s.group_in_channels + channel;
    const std::int64_t shift_y = tap_y * s.dilation_y - s.padding_y;
    const std::int64_t shift_x = tap_x * s.dilation_x - s.padding_x;
    const Range places_y = PlacesOnInput(shift_y, s.in_height, s.out_height, s.stride_y);
    const Range places_x = PlacesOnInput(shift_x, s.in_width, s.out_width, s.stride_x);
    double sum = 0;
    for (std::int64_t image = 0; image < s.images; ++image) {
      const float* const plane = input + (image * s.in_channels + in_channel) * s.InPlane();
      const float* const out_plane = grad_output + (image * s.out_channels + out_channel) * s.OutPlane();
      for (std::int64_t out_y = places_y.begin; out_y < places_y.end; ++out_y) {
        const std::int64_t in_row = (out_y * s.stride_y + shift_y) * s.in_width + shift_x;
        for (std::int64_t out_x = places_x.begin; out_x < places_x.end; ++out_x) {
          sum += static_cast<double>(out_plane[out_y * s.out_width + out_x]) *
                 static_cast<double>(plane[in_row + out_x * s.stride_x]);
        }
      }
    }
    grad_weight[x] = static_cast<float>(sum);
  });
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
