#pragma once
// The convolution as a matrix product, for the forward pass and for the gradient by the input.

#include "kernels/conv_taps.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// output[m, place] = bias[m] + Σ over channels and taps of weight[m, channel, tap] · source[channel, place with tap].
struct SlidingProduct {
  TapAxis y, x;
  std::int64_t images, groups;

  std::int64_t channels;  // of the source, in one group
  const float* source;    // [images, groups, channels, y.source_size, x.source_size]

  std::int64_t rows;                                      // of the output's channels, in one group
  const float* weight;                                    // where the weight of row 0, channel 0, tap (0, 0) is
  std::int64_t group_stride, row_stride, channel_stride;  // of the weight
  std::int64_t tap_stride_y, tap_stride_x;                // from one tap of the axes to the next; may be negative

  const float* bias;                            // [groups, rows], or nullptr
  float* output;                                // where row 0, place (0, 0) is
  std::int64_t output_plane;                    // elements from one row (channel) to the next
  std::int64_t place_stride_y, place_stride_x;  // elements from one place to the next

  std::int64_t SourcePlane() const { return y.source_size * x.source_size; }
  std::int64_t Taps() const { return y.taps * x.taps; }
  // True if places that are neighbours in a row, or across the end of a row, are neighbours in the output.
  bool IsTight() const { return place_stride_x == 1 && place_stride_y == x.places; }
};

// True if so many lanes would have no channel of the output that places suit them better.
bool HasFewChannels(std::int64_t rows);

void RunSlidingProduct(const SlidingProduct& product);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
