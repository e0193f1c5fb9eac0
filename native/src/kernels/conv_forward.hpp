#pragma once
// The forward convolution of a call, as a sliding product.

#include "kernels/conv_product.hpp"
#include "kernels/conv_sizes.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

inline TapAxis ForwardTaps(std::int64_t places, std::int64_t source_size, std::int64_t kernel_size, std::int64_t stride,
                           std::int64_t padding, std::int64_t dilation) {
  return {places, source_size, stride, kernel_size, -padding, dilation};
}

inline SlidingProduct ForwardProduct(const ConvSizes& s, const float* input, const float* weight, const float* bias,
                                     float* output) {
  SlidingProduct p;
  p.y = ForwardTaps(s.out_height, s.in_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y);
  p.x = ForwardTaps(s.out_width, s.in_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x);
  p.images = s.images;
  p.groups = s.Groups();
  p.channels = s.group_in_channels;
  p.source = input;
  p.rows = s.group_out_channels;
  p.weight = weight;
  p.group_stride = s.group_out_channels * s.Taps();
  p.row_stride = s.Taps();
  p.channel_stride = s.KernelPlane();
  p.tap_stride_y = s.kernel_width;
  p.tap_stride_x = 1;
  p.bias = bias;
  p.output = output;
  p.output_plane = s.OutPlane();
  p.place_stride_y = s.out_width;
  p.place_stride_x = 1;
  return p;
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
