#pragma once
// The innermost loop of every matrix product, convolutions included: a tile of c is kept in registers while one row of
// b after the other is multiplied with one number of each row of a.

#include "kernels/vector.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// Where a's numbers are: in a panel, [inner, kRows] without gaps…
struct Panel {
  const float* start;
  Panel(const float* numbers) : start(numbers) {}
  template <int kRows>
  float At(int row, std::int64_t k) const {
    return start[k * kRows + row];
  }
  // The panel that begins with `row`, of panels that lie one after the other.
  Panel From(std::int64_t row, std::int64_t inner) const { return start + row * inner; }
};

// … or where they always were, row after row. Every number is read by itself, so a gains nothing from being packed as
// long as its rows are near each other.
struct RowsInPlace {
  const float* start;
  std::int64_t stride;
  template <int kRows>
  float At(int row, std::int64_t k) const {
    return start[row * stride + k];
  }
  RowsInPlace From(std::int64_t row, std::int64_t) const { return {start + row * stride, stride}; }
};

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

// What is added to the products of a tile.
struct Start {
  bool from_c;        // what c holds already
  const float* rows;  // or a number for each row; or, where this is nullptr, 0

  static Start Zero() { return {false, nullptr}; }
  static Start FromC(bool accumulate) { return {accumulate, nullptr}; }
  Start From(std::int64_t row) const { return {from_c, rows == nullptr ? nullptr : rows + row}; }
};

// c [kRows, kVectors · kLanes] = start + a · b.
//   a  a Panel, or RowsInPlace
//   b  row k begins at b_rows[k]
// The last vector stands at column `last`, which is (kVectors − 1) · kLanes, or less where the matrix is not that wide:
// then it overlaps the vector before.
template <int kRows, int kVectors, class BRows, class A>
void Tile(std::int64_t inner, A a, BRows b_rows, float* c, std::int64_t c_row_stride, Start start, std::int64_t last) {
  const auto column = [last](int v) -> std::int64_t { return v + 1 < kVectors ? v * kLanes : last; };
  Vector sums[kRows][kVectors] = {};
  // c may come from far away, to be written too. It is added last, so that the products need not wait for it.
  for (int row = 0; row < kRows; ++row) {
    Prefetch(c + row * c_row_stride);
    Prefetch(c + row * c_row_stride + last + kLanes - 1);
  }
  if (!start.from_c && start.rows != nullptr) {
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) sums[row][v] = sums[row][v] + start.rows[row];
    }
  }
  for (std::int64_t k = 0; k < inner; ++k) {
    const float* const b_row = b_rows[k];
    Vector b[kVectors];
    STRIDEGRAD_UNROLL
    for (int v = 0; v < kVectors; ++v) b[v] = Load(b_row + column(v));
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) sums[row][v] += a.template At<kRows>(row, k) * b[v];
    }
  }
  if (start.from_c) {
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) sums[row][v] += Load(c + row * c_row_stride + column(v));
    }
  }
  STRIDEGRAD_UNROLL
  for (int row = 0; row < kRows; ++row) {
    STRIDEGRAD_UNROLL
    for (int v = 0; v < kVectors; ++v) Store(c + row * c_row_stride + column(v), sums[row][v]);
  }
}

template <class BRows, class A>
using TileFunction = void (*)(std::int64_t inner, A a, BRows b_rows, float* c, std::int64_t c_row_stride, Start start,
                              std::int64_t last);

// The tile of `rows` rows and `vectors` vectors.
template <class BRows, class A = Panel>
inline TileFunction<BRows, A> TileOf(std::int64_t rows, std::int64_t vectors) {
  static constexpr TileFunction<BRows, A> kTiles[8][kTileVectors] = {
    {Tile<1, 1, BRows, A>, Tile<1, 2, BRows, A>, Tile<1, 3, BRows, A>},
    {Tile<2, 1, BRows, A>, Tile<2, 2, BRows, A>, Tile<2, 3, BRows, A>},
    {Tile<3, 1, BRows, A>, Tile<3, 2, BRows, A>, Tile<3, 3, BRows, A>},
    {Tile<4, 1, BRows, A>, Tile<4, 2, BRows, A>, Tile<4, 3, BRows, A>},
#if STRIDEGRAD_TILE_ROWS == 8
    {Tile<5, 1, BRows, A>, Tile<5, 2, BRows, A>, Tile<5, 3, BRows, A>},
    {Tile<6, 1, BRows, A>, Tile<6, 2, BRows, A>, Tile<6, 3, BRows, A>},
    {Tile<7, 1, BRows, A>, Tile<7, 2, BRows, A>, Tile<7, 3, BRows, A>},
    {Tile<8, 1, BRows, A>, Tile<8, 2, BRows, A>, Tile<8, 3, BRows, A>},
#endif
  };
  return kTiles[rows - 1][vectors - 1];
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
