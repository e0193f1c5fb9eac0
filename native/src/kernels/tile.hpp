#pragma once
// The innermost loop of every matrix product, convolutions included: a tile of c is kept in registers while one row of
// b after the other is multiplied with one number of each row of a.

#include "kernels/vector.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// Where row k of b begins, when rows lie a fixed distance apart…
struct EvenRows {
  const float* start;
  std::int64_t stride;
  const float* operator[](std::int64_t k) const { return start + k * stride; }
};

// … and when they lie wherever a table says. So a convolution reads its input where it is: "row k" of the matrix of
// columns is the input, shifted by what tap k is away from the window's start.
struct ScatteredRows {
  const float* start;
  const std::int64_t* offsets;
  const float* operator[](std::int64_t k) const { return start + offsets[k]; }
};

// What the sums of a tile start with.
struct Start {
  bool from_c;        // what c holds already
  const float* rows;  // or a number for each row; or, where this is nullptr, 0

  static Start Zero() { return {false, nullptr}; }
  static Start FromC(bool accumulate) { return {accumulate, nullptr}; }
  Start From(std::int64_t row) const { return {from_c, rows == nullptr ? nullptr : rows + row}; }
};

// c [kRows, kVectors · kLanes] = start + a · b.
//   a  a panel: [inner, kRows]
//   b  row k begins at b_rows[k]
// The last vector stands at column `last`, which is (kVectors − 1) · kLanes, or less where the matrix is not that wide:
// then it overlaps the vector before.
template <int kRows, int kVectors, class BRows>
void Tile(std::int64_t inner, const float* a, BRows b_rows, float* c, std::int64_t c_row_stride, Start start,
          std::int64_t last) {
  const auto column = [last](int v) -> std::int64_t { return v + 1 < kVectors ? v * kLanes : last; };
  Vector sums[kRows][kVectors] = {};
  if (start.from_c) {
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) sums[row][v] = Load(c + row * c_row_stride + column(v));
    }
  } else if (start.rows != nullptr) {
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) sums[row][v] = sums[row][v] + start.rows[row];
    }
  }
  for (std::int64_t k = 0; k < inner; ++k, a += kRows) {
    const float* const b_row = b_rows[k];
    Vector b[kVectors];
    STRIDEGRAD_UNROLL
    for (int v = 0; v < kVectors; ++v) b[v] = Load(b_row + column(v));
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) sums[row][v] += a[row] * b[v];
    }
  }
  STRIDEGRAD_UNROLL
  for (int row = 0; row < kRows; ++row) {
    STRIDEGRAD_UNROLL
    for (int v = 0; v < kVectors; ++v) Store(c + row * c_row_stride + column(v), sums[row][v]);
  }
}

template <class BRows>
using TileFunction = void (*)(std::int64_t inner, const float* a, BRows b_rows, float* c, std::int64_t c_row_stride,
                              Start start, std::int64_t last);

// The tile of `rows` rows and `vectors` vectors.
template <class BRows>
inline TileFunction<BRows> TileOf(std::int64_t rows, std::int64_t vectors) {
  static constexpr TileFunction<BRows> kTiles[8][kTileVectors] = {
    {Tile<1, 1, BRows>, Tile<1, 2, BRows>, Tile<1, 3, BRows>},
    {Tile<2, 1, BRows>, Tile<2, 2, BRows>, Tile<2, 3, BRows>},
    {Tile<3, 1, BRows>, Tile<3, 2, BRows>, Tile<3, 3, BRows>},
    {Tile<4, 1, BRows>, Tile<4, 2, BRows>, Tile<4, 3, BRows>},
#if STRIDEGRAD_TILE_ROWS == 8
    {Tile<5, 1, BRows>, Tile<5, 2, BRows>, Tile<5, 3, BRows>},
    {Tile<6, 1, BRows>, Tile<6, 2, BRows>, Tile<6, 3, BRows>},
    {Tile<7, 1, BRows>, Tile<7, 2, BRows>, Tile<7, 3, BRows>},
    {Tile<8, 1, BRows>, Tile<8, 2, BRows>, Tile<8, 3, BRows>},
#endif
  };
  return kTiles[rows - 1][vectors - 1];
}

// A matrix in memory, strides in elements.
struct Matrix {
  const float* data;
  std::int64_t row_stride, column_stride;
};

// Copies `rows` rows and `inner` columns of a into panels of kTileRows rows (the last may have fewer): [inner, rows of
// the panel], panel after panel.
inline void PackA(Matrix a, std::int64_t rows, std::int64_t inner, float* to) {
  for (std::int64_t row = 0; row < rows; row += kTileRows) {
    const std::int64_t panel_rows = Least(kTileRows, rows - row);
    const float* const from = a.data + row * a.row_stride;
    if (panel_rows == kTileRows) {
      for (std::int64_t k = 0; k < inner; ++k, to += kTileRows) {
        const float* const column = from + k * a.column_stride;
        for (int r = 0; r < kTileRows; ++r) to[r] = column[r * a.row_stride];
      }
    } else {
      for (std::int64_t k = 0; k < inner; ++k, to += panel_rows) {
        const float* const column = from + k * a.column_stride;
        for (std::int64_t r = 0; r < panel_rows; ++r) to[r] = column[r * a.row_stride];
      }
    }
  }
}

// Copies `inner` rows and `columns` columns of b into a sliver: [inner, columns rounded up to whole vectors], the rest
// 0.
inline void PackB(Matrix b, std::int64_t inner, std::int64_t columns, float* to) {
  const std::int64_t width = Pieces(columns, kLanes) * kLanes;
  if (b.column_stride == 1 && columns == kTileColumns) {
    for (std::int64_t k = 0; k < inner; ++k) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kTileVectors; ++v) {
        Store(to + k * kTileColumns + v * kLanes, Load(b.data + k * b.row_stride + v * kLanes));
      }
    }
    return;
  }
  for (std::int64_t column = 0; column < width; ++column) {
    const float* const from = b.data + column * b.column_stride;
    if (column < columns) {
      for (std::int64_t k = 0; k < inner; ++k) to[k * width + column] = from[k * b.row_stride];
    } else {
      for (std::int64_t k = 0; k < inner; ++k) to[k * width + column] = 0;
    }
  }
}

// c [rows, columns] (+)= panels of a · b, for at most kTileColumns columns.
template <class BRows>
void TilesOfSliver(std::int64_t rows, std::int64_t columns, std::int64_t inner, const float* a_panels, BRows b_rows,
                   float* c, std::int64_t c_row_stride, bool accumulate) {
  const std::int64_t vectors = Pieces(columns, kLanes);
  const bool whole = vectors * kLanes == columns;
  for (std::int64_t row = 0; row < rows; row += kTileRows) {
    const std::int64_t tile_rows = Least(kTileRows, rows - row);
    const TileFunction<BRows> tile = TileOf<BRows>(tile_rows, vectors);
    const float* const panel = a_panels + row * inner;
    float* const to = c + row * c_row_stride;
    if (whole) {
      tile(inner, panel, b_rows, to, c_row_stride, Start::FromC(accumulate), (vectors - 1) * kLanes);
      continue;
    }
    float edge[kTileRows * kTileColumns];
    tile(inner, panel, b_rows, edge, kTileColumns, Start::Zero(), (vectors - 1) * kLanes);
    for (std::int64_t r = 0; r < tile_rows; ++r) {
      float* const to_row = to + r * c_row_stride;
      const float* const from_row = edge + r * kTileColumns;
      if (accumulate) {
        for (std::int64_t i = 0; i < columns; ++i) to_row[i] += from_row[i];
      } else {
        for (std::int64_t i = 0; i < columns; ++i) to_row[i] = from_row[i];
      }
    }
  }
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
