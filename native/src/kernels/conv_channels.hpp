#pragma once
// The convolution with its output channels in the lanes of vectors.

#include "kernels/conv_product.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// Finished sums: some channels of some neighbouring places of one image.
struct ChannelSums {
  std::int64_t image, group;
  std::int64_t first_row, rows;   // of the output's channels, in the group
  std::int64_t first_y, first_x;  // the first place
  std::int64_t places;            // from there on, row after row
  std::int64_t lanes;             // floats from one place to the next; what is behind `rows` is of no use
  float* sums;                    // [places, lanes]; may be overwritten
};

// Is called by the tasks, once for all places of every channel.
struct ChannelSumsUser {
  const void* context;
  void (*use)(const void* context, const ChannelSums& sums);
  std::int64_t places_y;  // rows of places are given whole, and this many together or a multiple of it
};

void RunChannelProduct(const SlidingProduct& product, const ChannelSumsUser& user);

// The user that writes the output.
void RunChannelProduct(const SlidingProduct& product);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
