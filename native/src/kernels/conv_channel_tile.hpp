#pragma once
// The innermost loops of a convolution whose output channels lie in the lanes of vectors: some neighbouring places of
// the window, times some vectors of channels, are kept in registers. A number of the source, the same for all lanes,
// is multiplied with the weights of all those channels.
//
// With one vector of channels that would be a read for every multiplication, and a processor reads no faster than it
// multiplies. So where neighbouring taps read neighbouring numbers, up to three taps are taken together: what was read
// is used for the first tap of one place, the second of the place before, and so on.

#include "kernels/vector.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

constexpr std::int64_t kMostChannelVectors = 3;
constexpr std::int64_t kMostTapsTogether = 3;

// The widest tile, in places, by its rows of places (1 or 2) and vectors of channels. 11 sums, 3 taps and 1 number read
// are 15 of the 16 registers of SSE and AVX2. The processor can begin two sums in a cycle and needs four cycles for
// each: where a row has fewer than eight, two rows are computed together.
constexpr std::int64_t kWidestTile[2][kMostChannelVectors] = {{11, 6, 4}, {5, 3, 2}};

// Up to three neighbouring taps of a row of the kernel, and which of the numbers they read lie on the source.
struct TapGroup {
  std::int64_t first, taps;
  std::uint32_t inside;  // bit i: what tap `first` reads for place i of the tile; the other taps read on from there
};

// Some tiles below each other.
struct ChannelTiles {
  std::int64_t count;
  std::int64_t places_x;  // of a row of a tile, and
  std::int64_t rows;      // of places
  std::int64_t vectors;   // of channels

  const float* source;
  std::int64_t base;        // what tap 0 of the kernel's row 0 reads in channel 0, for place 0 of the first tile; may
                            // lie beside the source
  std::int64_t row_stride;  // of the source, from one row of places to the next
  std::int64_t stride;      // from one place to the next
  std::int64_t tap_stride;  // from one tap to the next in its row

  const TapGroup* groups;
  std::int64_t group_count;
  const std::int64_t* offsets;  // of the rows of the kernel and the channels; those to be summed
  std::int64_t offset_count;
  const float* weights;      // [taps, offsets, lanes of the tile]
  std::int64_t tap_weights;  // from one tap's weights to the next one's
  const float* start;        // for each lane; or nullptr: what the sums are already

  float* sums;           // [places_x, lanes of the tile]
  std::int64_t sum_row;  // from one row of places to the next
};

// sums += source · weights for kTaps taps together. If not kAll, only what is `inside`.
template <bool kAll, int kTaps, int kRows, int kPlaces, int kVectors, class Stride>
inline void AddTaps(const ChannelTiles& t, const TapGroup& group, std::int64_t base, Stride stride,
                    Vector (&sums)[kRows][kPlaces][kVectors]) {
  const float* const source = t.source;
  const std::int64_t row_stride = t.row_stride;
  const std::int64_t tap_weights = t.tap_weights;
  const std::int64_t* const offsets = t.offsets;
  const std::int64_t count = t.offset_count;
  const std::uint32_t inside = group.inside;
  const float* weights = t.weights + group.first * tap_weights;
  base += group.first * t.tap_stride;
  for (std::int64_t k = 0; k < count; ++k, weights += kVectors * kLanes) {
    const std::int64_t at = base + offsets[k];
    Vector w[kTaps][kVectors];
    STRIDEGRAD_UNROLL
    for (int tap = 0; tap < kTaps; ++tap) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) w[tap][v] = Load(weights + tap * tap_weights + v * kLanes);
    }
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int i = 0; i < kPlaces + kTaps - 1; ++i) {
        if (!kAll && (inside >> i & 1) == 0) continue;
        const float read = source[at + row * row_stride + i * stride];
        STRIDEGRAD_UNROLL
        for (int tap = 0; tap < kTaps; ++tap) {
          if (i < tap || i - tap >= kPlaces) continue;
          STRIDEGRAD_UNROLL
          for (int v = 0; v < kVectors; ++v) sums[row][i - tap][v] += read * w[tap][v];
        }
      }
    }
  }
}

template <int kTaps, int kRows, int kPlaces, int kVectors, class Stride>
inline void AddGroup(const ChannelTiles& t, const TapGroup& group, std::int64_t base, Stride stride,
                     Vector (&sums)[kRows][kPlaces][kVectors]) {
  if (group.inside == (1u << (kPlaces + kTaps - 1)) - 1) {
    AddTaps<true, kTaps>(t, group, base, stride, sums);
  } else {
    AddTaps<false, kTaps>(t, group, base, stride, sums);
  }
}

template <bool kTapsTogether, int kRows, int kPlaces, int kVectors, class Stride>
void RunChannelTiles(const ChannelTiles& t, Stride stride) {
  float* row_sums = t.sums;
  std::int64_t base = t.base;
  for (std::int64_t tile = 0; tile < t.count; ++tile) {
    Vector sums[kRows][kPlaces][kVectors];
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int i = 0; i < kPlaces; ++i) {
        STRIDEGRAD_UNROLL
        for (int v = 0; v < kVectors; ++v) {
          sums[row][i][v] = Load(t.start != nullptr ? t.start + v * kLanes
                                                    : row_sums + row * t.sum_row + (i * kVectors + v) * kLanes);
        }
      }
    }
    for (std::int64_t g = 0; g < t.group_count; ++g) {
      const TapGroup& group = t.groups[g];
      if constexpr (kTapsTogether) {
        if (group.taps == 3) {
          AddGroup<3>(t, group, base, stride, sums);
          continue;
        }
        if (group.taps == 2) {
          AddGroup<2>(t, group, base, stride, sums);
          continue;
        }
      }
      AddGroup<1>(t, group, base, stride, sums);
    }
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int i = 0; i < kPlaces; ++i) {
        STRIDEGRAD_UNROLL
        for (int v = 0; v < kVectors; ++v) {
          Store(row_sums + row * t.sum_row + (i * kVectors + v) * kLanes, sums[row][i][v]);
        }
      }
    }
    base += kRows * t.row_stride;
    row_sums += kRows * t.sum_row;
  }
}

// A stride that the compiler knows takes no arithmetic.
struct NextPlace {
  constexpr operator std::int64_t() const { return 1; }
};

template <int kRows, int kPlaces, int kVectors>
void RunChannelTiles(const ChannelTiles& t) {
  if (t.stride == 1) {
    RunChannelTiles<kVectors == 1, kRows, kPlaces, kVectors>(t, NextPlace());
  } else {
    RunChannelTiles<false, kRows, kPlaces, kVectors>(t, t.stride);
  }
}

inline void RunChannelTiles(const ChannelTiles& t) {
  using Function = void (*)(const ChannelTiles&);
  static constexpr Function kFunctions[2][kMostChannelVectors][11] = {
      {{RunChannelTiles<1, 1, 1>, RunChannelTiles<1, 2, 1>, RunChannelTiles<1, 3, 1>, RunChannelTiles<1, 4, 1>,
        RunChannelTiles<1, 5, 1>, RunChannelTiles<1, 6, 1>, RunChannelTiles<1, 7, 1>, RunChannelTiles<1, 8, 1>,
        RunChannelTiles<1, 9, 1>, RunChannelTiles<1, 10, 1>, RunChannelTiles<1, 11, 1>},
       {RunChannelTiles<1, 1, 2>, RunChannelTiles<1, 2, 2>, RunChannelTiles<1, 3, 2>, RunChannelTiles<1, 4, 2>,
        RunChannelTiles<1, 5, 2>, RunChannelTiles<1, 6, 2>},
       {RunChannelTiles<1, 1, 3>, RunChannelTiles<1, 2, 3>, RunChannelTiles<1, 3, 3>, RunChannelTiles<1, 4, 3>}},
      {{RunChannelTiles<2, 1, 1>, RunChannelTiles<2, 2, 1>, RunChannelTiles<2, 3, 1>, RunChannelTiles<2, 4, 1>,
        RunChannelTiles<2, 5, 1>},
       {RunChannelTiles<2, 1, 2>, RunChannelTiles<2, 2, 2>, RunChannelTiles<2, 3, 2>},
       {RunChannelTiles<2, 1, 3>, RunChannelTiles<2, 2, 3>}},
  };
  kFunctions[t.rows - 1][t.vectors - 1][t.places_x - 1](t);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
