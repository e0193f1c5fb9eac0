// Convolution and its two gradients, cell by cell, as src/kernels/window defines them. The fast forms (conv.cpp) pad
// with zeros, and 0 · ∞ and 0 · NaN are NaN, where the definition leaves the padding out; so they hand over to these
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

// The output positions whose windows have a tap on input position `in`: those between the first and the last that reach
// it. Not all of them do, where stride or dilation step over it.
Range PlacesAround(std::int64_t in, std::int64_t out_size, std::int64_t kernel_size, std::int64_t stride,
                   std::int64_t padding, std::int64_t dilation) {
  const std::int64_t from_start = in + padding;
  const std::int64_t begin = Most(0, CeilOfQuotient(from_start - (kernel_size - 1) * dilation, stride));
  return {begin, Most(begin, Least(out_size, from_start / stride + 1))};
}

}  // namespace

void PlainConv2d(const ConvSizes& s, const float* input, const float* weight, const float* bias, float* output) {
  ForEachCell(s.images * s.out_channels * s.OutPlane(), [&](std::int64_t x) {
    const std::int64_t out_x = x % s.out_width;
    const std::int64_t out_y = x / s.out_width % s.out_height;
    const std::int64_t out_channel = x / s.OutPlane() % s.out_channels;
    const std::int64_t image = x / (s.OutPlane() * s.out_channels);
    const std::int64_t first_channel = out_channel / s.group_out_channels * s.group_in_channels;
    const Range taps_y = TapsOnInput(out_y, s.in_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y);
    const Range taps_x = TapsOnInput(out_x, s.in_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x);
    double sum = 0;
    for (std::int64_t channel = 0; channel < s.group_in_channels; ++channel) {
      const float* const plane = input + (image * s.in_channels + first_channel + channel) * s.InPlane();
      const float* const kernel = weight + (out_channel * s.group_in_channels + channel) * s.KernelPlane();
      for (std::int64_t tap_y = taps_y.begin; tap_y < taps_y.end; ++tap_y) {
        const std::int64_t in_y = out_y * s.stride_y + tap_y * s.dilation_y - s.padding_y;
        for (std::int64_t tap_x = taps_x.begin; tap_x < taps_x.end; ++tap_x) {
          const std::int64_t in_x = out_x * s.stride_x + tap_x * s.dilation_x - s.padding_x;
          sum += static_cast<double>(plane[in_y * s.in_width + in_x]) *
                 static_cast<double>(kernel[tap_y * s.kernel_width + tap_x]);
        }
      }
    }
    output[x] = static_cast<float>(sum + static_cast<double>(bias[out_channel]));
  });
}

void PlainConv2dGradInput(const ConvSizes& s, const float* grad_output, const float* weight, float* grad_input) {
  ForEachCell(s.images * s.in_channels * s.InPlane(), [&](std::int64_t x) {
    const std::int64_t in_x = x % s.in_width;
    const std::int64_t in_y = x / s.in_width % s.in_height;
    const std::int64_t in_channel = x / s.InPlane() % s.in_channels;
    const std::int64_t image = x / (s.InPlane() * s.in_channels);
    const std::int64_t group = in_channel / s.group_in_channels;
    const std::int64_t channel = in_channel - group * s.group_in_channels;
    const Range places_y = PlacesAround(in_y, s.out_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y);
    const Range places_x = PlacesAround(in_x, s.out_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x);
    double sum = 0;
    for (std::int64_t out_y = places_y.begin; out_y < places_y.end; ++out_y) {
      const std::int64_t distance_y = in_y + s.padding_y - out_y * s.stride_y;
      if (distance_y % s.dilation_y != 0) continue;
      for (std::int64_t out_x = places_x.begin; out_x < places_x.end; ++out_x) {
        const std::int64_t distance_x = in_x + s.padding_x - out_x * s.stride_x;
        if (distance_x % s.dilation_x != 0) continue;
        const std::int64_t tap = distance_y / s.dilation_y * s.kernel_width + distance_x / s.dilation_x;
        for (std::int64_t o = 0; o < s.group_out_channels; ++o) {
          const std::int64_t out_channel = group * s.group_out_channels + o;
          const float gradient =
              grad_output[((image * s.out_channels + out_channel) * s.out_height + out_y) * s.out_width + out_x];
          const float factor = weight[(out_channel * s.group_in_channels + channel) * s.KernelPlane() + tap];
          sum += static_cast<double>(gradient) * static_cast<double>(factor);
        }
      }
    }
    grad_input[x] = static_cast<float>(sum);
  });
}

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
