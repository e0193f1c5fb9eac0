#pragma once
// Copies of parts of a matrix, in the order in which a tile (tile.hpp) reads them. What lies across is exchanged in
// registers, four by four, so that both what is read and what is written lies side by side.

#include "kernels/fours.hpp"
#include "kernels/tile.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// A matrix in memory, strides in elements.
struct Matrix {
  const float* data;
  std::int64_t row_stride, column_stride;

  const float* At(std::int64_t row, std::int64_t column) const {
    return data + row * row_stride + column * column_stride;
  }
  Matrix From(std::int64_t row, std::int64_t column) const { return {At(row, column), row_stride, column_stride}; }
};

// A panel [inner, kTileRows] of rows that lie along the inner dimension, or anyhow.
inline void PackPanel(Matrix a, std::int64_t inner, float* to) {
  std::int64_t k = 0;
  for (; a.column_stride == 1 && k + kLanes <= inner; k += kLanes) {
    for (int row = 0; row < kTileRows; row += 4) {
      Vector rows[4];
      for (int i = 0; i < 4; ++i) rows[i] = Load(a.At(row + i, k));
      TransposeFours(rows);
      for (int i = 0; i < 4; ++i) StoreFours(to + (k + i) * kTileRows + row, 4 * kTileRows, rows[i]);
    }
  }
  for (; k < inner; ++k) {
    for (int row = 0; row < kTileRows; ++row) to[k * kTileRows + row] = *a.At(row, k);
  }
}

// Copies `rows` rows and `inner` columns of a into panels of kTileRows rows (the last may have fewer): [inner, rows of
// the panel], panel after panel.
inline void PackA(Matrix a, std::int64_t rows, std::int64_t inner, float* to) {
  const std::int64_t whole = rows / kTileRows * kTileRows;
  if (a.row_stride == 1) {
    // Numbers of many panels lie side by side, and are read in that order: a cache line comes once.
    for (std::int64_t k = 0; k < inner; ++k) {
      for (std::int64_t row = 0; row < whole; row += kTileRows) {
        std::memcpy(to + row * inner + k * kTileRows, a.At(row, k), kTileRows * sizeof(float));
      }
    }
  } else {
    for (std::int64_t row = 0; row < whole; row += kTileRows) PackPanel(a.From(row, 0), inner, to + row * inner);
  }
  to += whole * inner;
  for (std::int64_t k = 0; k < inner; ++k) {
    for (std::int64_t row = whole; row < rows; ++row) *to++ = *a.At(row, k);
  }
}

// kLanes columns of b that lie along the inner dimension, or anyhow, to `to` and every `width` from there.
inline void PackColumns(Matrix b, std::int64_t inner, std::int64_t width, float* to) {
  std::int64_t k = 0;
  for (; b.row_stride == 1 && k + 4 <= inner; k += 4) {
    Vector columns[4];
    for (int i = 0; i < 4; ++i) columns[i] = LoadFours(b.At(k, i), 4 * b.column_stride);
    TransposeFours(columns);
    for (int i = 0; i < 4; ++i) Store(to + (k + i) * width, columns[i]);
  }
  for (; k < inner; ++k) {
    for (int column = 0; column < kLanes; ++column) to[k * width + column] = *b.At(k, column);
  }
}

template <int kVectors>
void CopyRows(const float* from, std::int64_t stride, std::int64_t inner, std::int64_t last, float* to) {
  for (std::int64_t k = 0; k < inner; ++k, from += stride, to += kVectors * kLanes) {
    STRIDEGRAD_UNROLL
    for (int v = 0; v + 1 < kVectors; ++v) Store(to + v * kLanes, Load(from + v * kLanes));
    Store(to + last, Load(from + last));
  }
}

// How far apart the rows of a sliver of b are.
inline std::int64_t SliverWidth(std::int64_t columns) { return Pieces(columns, kLanes) * kLanes; }

// Copies `inner` rows and `columns` columns of b, at most kTileColumns, into a sliver [inner, SliverWidth(columns)].
// Beyond the columns there may be anything; but less than a whole vector is filled up with 0.
inline void PackB(Matrix b, std::int64_t inner, std::int64_t columns, float* to) {
  const std::int64_t width = SliverWidth(columns);
  if (columns < kLanes) {
    for (std::int64_t k = 0; k < inner; ++k) {
      for (std::int64_t i = 0; i < width; ++i) to[k * width + i] = i < columns ? *b.At(k, i) : 0;
    }
    return;
  }
  const std::int64_t last = columns - kLanes;  // where a tile has its last vector
  if (b.column_stride == 1) {
    static_assert(kTileVectors == 3, "a function for every number of vectors");
    static constexpr void (*kCopies[])(const float*, std::int64_t, std::int64_t, std::int64_t, float*) = {
        CopyRows<1>, CopyRows<2>, CopyRows<3>};
    return kCopies[width / kLanes - 1](b.data, b.row_stride, inner, last, to);
  }
  for (std::int64_t column = 0; column < last; column += kLanes)
    PackColumns(b.From(0, column), inner, width, to + column);
  PackColumns(b.From(0, last), inner, width, to + last);
}

// c [rows, columns] (+)= a · b, for at most kTileColumns columns. Where b has less than a whole vector of columns, its
// rows go on beyond them.
template <class A, class BRows>
void TilesOfSliver(std::int64_t rows, std::int64_t columns, std::int64_t inner, A a, BRows b_rows, float* c,
                   std::int64_t c_row_stride, bool accumulate) {
  const std::int64_t vectors = Pieces(columns, kLanes);
  for (std::int64_t row = 0; row < rows; row += kTileRows) {
    const std::int64_t tile_rows = Least(kTileRows, rows - row);
    const TileFunction<BRows, A> tile = TileOf<BRows, A>(tile_rows, vectors);
    float* const to = c + row * c_row_stride;
    if (columns >= kLanes) {
      tile(inner, a.From(row, inner), b_rows, to, c_row_stride, Start::FromC(accumulate), columns - kLanes);
      continue;
    }
    float edge[kTileRows * kLanes];
    tile(inner, a.From(row, inner), b_rows, edge, kLanes, Start::Zero(), 0);
    for (std::int64_t r = 0; r < tile_rows; ++r) {
      for (std::int64_t i = 0; i < columns; ++i) {
        to[r * c_row_stride + i] = edge[r * kLanes + i] + (accumulate ? to[r * c_row_stride + i] : 0);
      }
    }
  }
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
