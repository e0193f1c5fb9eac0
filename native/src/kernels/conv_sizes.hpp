#pragma once
// The sizes of one convolution, in the order of src/kernels/window/convSizes.ts, and what they ask of the arrays.

#include "kernel.hpp"
#include "kernels/window.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

struct ConvSizes {
  std::int64_t in_channels, in_height, in_width, out_channels, out_height, out_width;
  std::int64_t group_in_channels, group_out_channels, kernel_height, kernel_width;
  std::int64_t stride_y, stride_x, padding_y, padding_x, dilation_y, dilation_x, images;

  std::int64_t Groups() const { return out_channels / group_out_channels; }
  std::int64_t InPlane() const { return in_height * in_width; }
  std::int64_t OutPlane() const { return out_height * out_width; }
  std::int64_t KernelPlane() const { return kernel_height * kernel_width; }
  // Products that one output channel's cell sums.
  std::int64_t Taps() const { return group_in_channels * KernelPlane(); }
};

constexpr Sizes kConvSizes = {{{"inChannels", 1},
                               {"inHeight", 1},
                               {"inWidth", 1},
                               {"outChannels", 1},
                               {"outHeight", 1},
                               {"outWidth", 1},
                               {"groupInChannels", 1},
                               {"groupOutChannels", 1},
                               {"kernelHeight", 1},
                               {"kernelWidth", 1},
                               {"strideY", 1},
                               {"strideX", 1},
                               {"paddingY", 0},
                               {"paddingX", 0},
                               {"dilationY", 1},
                               {"dilationX", 1},
                               {"images", 0}}};

constexpr int kConvSizeCount = 17;

inline ConvSizes ConvSizesOf(const Call& call) {
  const std::int64_t* const s = call.sizes;
  return {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11], s[12], s[13], s[14], s[15], s[16]};
}

// Elements of the three arrays of a convolution.
struct ConvLengths {
  double input, weight, output;
};

inline const char* CheckConv(const Call& call, ConvLengths& lengths) {
  const ConvSizes s = ConvSizesOf(call);
  const auto product = [](std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
    return static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c) * static_cast<double>(d);
  };
  lengths.input = product(s.images, s.in_channels, s.in_height, s.in_width);
  lengths.output = product(s.images, s.out_channels, s.out_height, s.out_width);
  lengths.weight = product(s.out_channels, s.group_in_channels, s.kernel_height, s.kernel_width);
  if (s.in_channels % s.group_in_channels != 0) return "inChannels must be a multiple of groupInChannels";
  if (s.out_channels % s.group_out_channels != 0) return "outChannels must be a multiple of groupOutChannels";
  if (s.in_channels / s.group_in_channels != s.out_channels / s.group_out_channels) {
    return "inChannels / groupInChannels must equal outChannels / groupOutChannels";
  }
  return nullptr;
}

// What the forward convolution asks of its arrays, whatever is done with its output.
inline const char* CheckConvForward(const Call& call, Needs& needs) {
  ConvLengths lengths;
  const char* broken = CheckConv(call, lengths);
  needs.output = lengths.output;
  needs.inputs[0] = lengths.input;
  needs.inputs[1] = lengths.weight;
  needs.inputs[2] = static_cast<double>(ConvSizesOf(call).out_channels);
  return broken;
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
