#pragma once
// The convolution with its output channels in the lanes of vectors.

#include "kernels/conv_product.hpp"
#include "kernels/transpose.hpp"

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
  std::int64_t rows_together;  // 0, or rows of places are given whole, and in multiples of so many, but for the last
};

void RunChannelProduct(const SlidingProduct& product, const ChannelSumsUser& user);

// With the user that writes the output.
void RunChannelProduct(const SlidingProduct& product);

// What that user does.
void WriteSums(const SlidingProduct& product, const ChannelSums& done);

// to [rows, places], `to_stride` apart = from [places, lanes], turned over. Any numbers of four bytes.
template <class T>
void TurnOver(const T* from, std::int64_t lanes, std::int64_t places, std::int64_t rows, T* to,
              std::int64_t to_stride) {
  const auto floats = [](const T* p) { return reinterpret_cast<const float*>(p); };
  for (std::int64_t row = 0; row < rows; row += kLanes) {
    std::int64_t place = 0;
    for (; place < places && places >= kLanes; place += kLanes) {
      // The last square ends with the last place: a few places are written twice.
      const std::int64_t at = Least(place, places - kLanes);
      Vector square[kLanes];
      STRIDEGRAD_UNROLL
      for (int i = 0; i < kLanes; ++i) square[i] = Load(floats(from + (at + i) * lanes + row));
      Transpose(square);
      T* const corner = to + row * to_stride + at;
      if (rows - row >= kLanes) {
        STRIDEGRAD_UNROLL
        for (int i = 0; i < kLanes; ++i) Store(reinterpret_cast<float*>(corner + i * to_stride), square[i]);
      } else {
        for (std::int64_t i = 0; i < rows - row; ++i)
          Store(reinterpret_cast<float*>(corner + i * to_stride), square[i]);
      }
    }
    for (; place < places; ++place) {
      for (std::int64_t r = row; r < Least(rows, row + kLanes); ++r)
        to[r * to_stride + place] = from[place * lanes + r];
    }
  }
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
