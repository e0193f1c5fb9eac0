// The matrix product, and a layer of neurons. Defined by src/kernels/matmul.ts and linear.ts.
//
// A large product runs in the five loops of Goto and van de Geijn ("Anatomy of High-Performance Matrix Multiplication",
// 2008), with the names of the BLIS framework: around the tile (tile.hpp) the loops ir and jr walk panels of a and
// slivers of b that are packed; ic, pc and jc cut a, the inner dimension and b so that a sliver of b stays in the L1
// cache, a block of a in L2, and the packed b in L3. (ic is cut in two: all rows are packed once, by all threads, and
// then taken in blocks.)

#include "kernels/all.hpp"
#include "kernels/tile.hpp"
#include "runtime/pool.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kInnerBlock = kLanes == 16 ? 192 : 256;  // a sliver of b: 192 · 48 or 256 · 24 floats, below L1
constexpr std::int64_t kRowBlock = 128;                         // a block of a: 128 · 256 floats = 128 KiB, below L2
constexpr std::int64_t kPanelBlock = 4096;                      // rows of a that are packed at a time: 4 MiB at most
constexpr std::int64_t kColumnBlock = 170 * kTileColumns;       // of packed b, at most: a few MiB

// A task should take longer than it takes to hand out: about 10 µs. One multiplication and one addition count as one.
constexpr std::int64_t kTaskWork = 1 << 19;

// The twin of MatmulSizes in src/kernels/matmul.ts.
struct MatmulSizes {
  std::int64_t rows, inner, columns;
  std::int64_t a_batch_stride, a_row_stride, a_inner_stride;
  std::int64_t b_batch_stride, b_inner_stride, b_column_stride;
};

constexpr Sizes kMatmulSizes = {{{"rows", 0},
                                 {"inner", 0},
                                 {"columns", 0},
                                 {"aBatchStride", 0},
                                 {"aRowStride", 0},
                                 {"aInnerStride", 0},
                                 {"bBatchStride", 0},
                                 {"bInnerStride", 0},
                                 {"bColumnStride", 0}}};

MatmulSizes SizesOf(const Call& call) {
  const std::int64_t* const s = call.sizes;
  return {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]};
}

// One past the furthest element that a batch of strided matrices reaches.
double Reach(double batch, std::int64_t batch_stride, std::int64_t rows, std::int64_t row_stride, std::int64_t columns,
             std::int64_t column_stride) {
  return (batch - 1) * static_cast<double>(batch_stride) +
         static_cast<double>(rows - 1) * static_cast<double>(row_stride) +
         static_cast<double>(columns - 1) * static_cast<double>(column_stride) + 1;
}

const char* Check(const Call& call, Needs& needs) {
  const MatmulSizes s = SizesOf(call);
  const double length = static_cast<double>(call.output.length);
  const double matrix = static_cast<double>(s.rows) * static_cast<double>(s.columns);
  const double batch = matrix == 0 ? 0 : std::floor(length / matrix);
  needs.output = length;
  needs.inputs[0] = needs.inputs[1] = 0;
  if (batch * matrix != length) return "the output's length must be a multiple of rows · columns";
  if (batch == 0 || s.inner == 0) return nullptr;
  needs.inputs[0] = Reach(batch, s.a_batch_stride, s.rows, s.a_row_stride, s.inner, s.a_inner_stride);
  needs.inputs[1] = Reach(batch, s.b_batch_stride, s.inner, s.b_inner_stride, s.columns, s.b_column_stride);
  // Otherwise `inner` is bounded by nothing, and the product could take for ever.
  if (s.inner > 1 && s.a_inner_stride == 0 && s.b_inner_stride == 0) return "one of the inner strides must not be 0";
  return nullptr;
}

// One product of the batch: c [rows, columns] without gaps.
struct Product {
  std::int64_t rows, inner, columns;
  Matrix a, b;
  float* c;
  bool accumulate;  // onto what c holds

  // Only compared with small numbers, so a clamped product will do where the true one would not fit.
  std::int64_t Work() const { return Least(rows * columns, kLargestSize) * inner; }
};

// ---- Few rows, both operands contiguous along inner: dot products ----

constexpr int kDotRows = 4;
constexpr int kDotColumns = kTileRows == 8 ? 6 : 3;

template <int kRows, int kColumns>
void Dots(std::int64_t inner, const float* a, std::int64_t a_row_stride, const float* b, std::int64_t b_column_stride,
          float* c, std::int64_t c_row_stride, bool accumulate) {
  Vector sums[kRows][kColumns] = {};
  std::int64_t k = 0;
  for (; k + kLanes <= inner; k += kLanes) {
    Vector b_part[kColumns];
    STRIDEGRAD_UNROLL
    for (int column = 0; column < kColumns; ++column) b_part[column] = Load(b + column * b_column_stride + k);
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      const Vector a_part = Load(a + row * a_row_stride + k);
      STRIDEGRAD_UNROLL
      for (int column = 0; column < kColumns; ++column) sums[row][column] += a_part * b_part[column];
    }
  }
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      float sum = SumOfLanes(sums[row][column]);
      for (std::int64_t rest = k; rest < inner; ++rest) {
        sum += a[row * a_row_stride + rest] * b[column * b_column_stride + rest];
      }
      float& to = c[row * c_row_stride + column];
      to = accumulate ? to + sum : sum;
    }
  }
}

template <int kColumns>
void DotColumns(const Product& p, std::int64_t column) {
  const float* const b = p.b.data + column * p.b.column_stride;
  std::int64_t row = 0;
  for (; row + kDotRows <= p.rows; row += kDotRows) {
    Dots<kDotRows, kColumns>(p.inner, p.a.data + row * p.a.row_stride, p.a.row_stride, b, p.b.column_stride,
                             p.c + row * p.columns + column, p.columns, p.accumulate);
  }
  for (; row < p.rows; ++row) {
    Dots<1, kColumns>(p.inner, p.a.data + row * p.a.row_stride, p.a.row_stride, b, p.b.column_stride,
                      p.c + row * p.columns + column, p.columns, p.accumulate);
  }
}

void DotProduct(const Product& p, std::int64_t begin, std::int64_t end) {
  std::int64_t column = begin;
  for (; column + kDotColumns <= end; column += kDotColumns) DotColumns<kDotColumns>(p, column);
  for (; column < end; ++column) DotColumns<1>(p, column);
}

// ---- One block of rows: b is packed sliver by sliver, or not at all where it can be read as it lies ----

void RowBlockProduct(const Product& p, const float* a_panels, std::int64_t begin, std::int64_t end) {
  // Packing a sliver pays when several panels of a use it.
  const bool in_place = p.b.column_stride == 1 && p.rows <= 4 * kTileRows;
  float* const packed = Workspace(Slot::kTaskA, kInnerBlock * kTileColumns);
  for (std::int64_t pc = 0; pc < p.inner; pc += kInnerBlock) {
    const std::int64_t inner = Least(kInnerBlock, p.inner - pc);
    for (std::int64_t jr = begin; jr < end; jr += kTileColumns) {
      const std::int64_t columns = Least(kTileColumns, end - jr);
      const Matrix b = {p.b.data + pc * p.b.row_stride + jr * p.b.column_stride, p.b.row_stride, p.b.column_stride};
      EvenRows b_rows = {b.data, b.row_stride};
      if (!in_place || columns % kLanes != 0) {
        PackB(b, inner, columns, packed);
        b_rows = {packed, Pieces(columns, kLanes) * kLanes};
      }
      TilesOfSliver(p.rows, columns, inner, a_panels + pc * p.rows, b_rows, p.c + jr, p.columns,
                    p.accumulate || pc > 0);
    }
  }
}

// All of a in panels, for one block of the inner dimension after the other.
void PackAllOfA(const Product& p, float* a_panels) {
  Parallel(Pieces(p.inner, kInnerBlock), [&](std::int64_t task) {
    const std::int64_t pc = task * kInnerBlock;
    const Matrix block = {p.a.data + pc * p.a.column_stride, p.a.row_stride, p.a.column_stride};
    PackA(block, p.rows, Least(kInnerBlock, p.inner - pc), a_panels + pc * p.rows);
  });
}

// ---- Large: the five loops ----

// All slivers of b [inner, columns], one after the other.
void PackSlivers(Matrix b, std::int64_t inner, std::int64_t columns, float* to) {
  constexpr std::int64_t kSliversPerTask = 4;
  const std::int64_t slivers = Pieces(columns, kTileColumns);
  Parallel(Pieces(slivers, kSliversPerTask), [&](std::int64_t task) {
    const std::int64_t end = Least(slivers, (task + 1) * kSliversPerTask);
    for (std::int64_t sliver = task * kSliversPerTask; sliver < end; ++sliver) {
      const std::int64_t jr = sliver * kTileColumns;
      PackB({b.data + jr * b.column_stride, b.row_stride, b.column_stride}, inner, Least(kTileColumns, columns - jr),
            to + jr * inner);
    }
  });
}

// All panels of a [rows, inner], one after the other.
void PackPanels(Matrix a, std::int64_t rows, std::int64_t inner, float* to) {
  constexpr std::int64_t kRowsPerTask = 8 * kTileRows;
  Parallel(Pieces(rows, kRowsPerTask), [&](std::int64_t task) {
    const std::int64_t row = task * kRowsPerTask;
    PackA({a.data + row * a.row_stride, a.row_stride, a.column_stride}, Least(kRowsPerTask, rows - row), inner,
          to + row * inner);
  });
}

// c [rows, columns] (+)= panels of a · slivers of b. Tasks: blocks of rows times groups of slivers.
void BlockProduct(const float* panels, const float* slivers, std::int64_t rows, std::int64_t columns,
                  std::int64_t inner, float* c, std::int64_t c_row_stride, bool accumulate) {
  // As large as the caches ask for, but smaller if there would be few tasks.
  const std::int64_t sliver_count = Pieces(columns, kTileColumns);
  std::int64_t row_block = kRowBlock;
  std::int64_t group = 16;
  while (Pieces(rows, row_block) * Pieces(sliver_count, group) < 48 &&
         row_block * group * kTileColumns * inner > 2 * kTaskWork && group > 1) {
    (group * kTileColumns > row_block ? group : row_block) /= 2;
  }
  const std::int64_t groups = Pieces(sliver_count, group);
  Parallel(Pieces(rows, row_block) * groups, [&](std::int64_t task) {
    const std::int64_t ic = task / groups * row_block;
    const std::int64_t first = task % groups * group;
    for (std::int64_t sliver = first; sliver < Least(sliver_count, first + group); ++sliver) {
      const std::int64_t jr = sliver * kTileColumns;
      const std::int64_t sliver_columns = Least(kTileColumns, columns - jr);
      const EvenRows b_rows = {slivers + jr * inner, Pieces(sliver_columns, kLanes) * kLanes};
      TilesOfSliver(Least(row_block, rows - ic), sliver_columns, inner, panels + ic * inner, b_rows,
                    c + ic * c_row_stride + jr, c_row_stride, accumulate);
    }
  });
}

void LargeProduct(const Product& p) {
  for (std::int64_t jc = 0; jc < p.columns; jc += kColumnBlock) {
    const std::int64_t columns = Least(kColumnBlock, p.columns - jc);
    for (std::int64_t pc = 0; pc < p.inner; pc += kInnerBlock) {
      const std::int64_t inner = Least(kInnerBlock, p.inner - pc);
      float* const slivers = Workspace(Slot::kSharedA, Pieces(columns, kTileColumns) * kTileColumns * inner);
      PackSlivers({p.b.data + pc * p.b.row_stride + jc * p.b.column_stride, p.b.row_stride, p.b.column_stride}, inner,
                  columns, slivers);
      for (std::int64_t ic = 0; ic < p.rows; ic += kPanelBlock) {
        const std::int64_t rows = Least(kPanelBlock, p.rows - ic);
        float* const panels = Workspace(Slot::kSharedB, rows * inner);
        PackPanels({p.a.data + ic * p.a.row_stride + pc * p.a.column_stride, p.a.row_stride, p.a.column_stride}, rows,
                   inner, panels);
        BlockProduct(panels, slivers, rows, columns, inner, p.c + ic * p.columns + jc, p.columns,
                     p.accumulate || pc > 0);
      }
    }
  }
}

// ---- Which of them ----

constexpr std::int64_t kMostDotRows = 16;

bool UsesDots(const Product& p) {
  return p.a.column_stride == 1 && p.b.row_stride == 1 && p.rows <= kMostDotRows && p.inner >= 2 * kLanes;
}

// A product that one task computes alone.
void SmallProduct(const Product& p) {
  if (UsesDots(p)) return DotProduct(p, 0, p.columns);
  float* const a_panels = Workspace(Slot::kTaskB, p.rows * p.inner);
  PackAllOfA(p, a_panels);
  RowBlockProduct(p, a_panels, 0, p.columns);
}

// How many columns a task takes: whole slivers, and enough for kTaskWork.
std::int64_t ColumnsPerTask(const Product& p, std::int64_t unit) {
  const std::int64_t work = p.rows * p.inner * unit;
  return unit * Most(1, kTaskWork / 4 / work);
}

void OneProduct(const Product& p) {
  if (p.Work() <= kTaskWork / 4) return SmallProduct(p);
  if (UsesDots(p)) {
    const std::int64_t columns = ColumnsPerTask(p, kDotColumns);
    Parallel(Pieces(p.columns, columns),
             [&](std::int64_t task) { DotProduct(p, task * columns, Least(p.columns, (task + 1) * columns)); });
    return;
  }
  if (p.rows > kRowBlock) return LargeProduct(p);
  float* const a_panels = Workspace(Slot::kSharedB, p.rows * p.inner);
  PackAllOfA(p, a_panels);
  const std::int64_t columns = ColumnsPerTask(p, kTileColumns);
  Parallel(Pieces(p.columns, columns), [&](std::int64_t task) {
    RowBlockProduct(p, a_panels, task * columns, Least(p.columns, (task + 1) * columns));
  });
}

void Matmul(const Call& call) {
  const MatmulSizes s = SizesOf(call);
  if (call.output.length == 0) return;
  float* const c = call.output.MutableFloats();
  if (s.inner == 0) {
    for (std::int64_t i = 0; i < call.output.length; ++i) c[i] = 0;
    return;
  }
  const std::int64_t batch = call.output.length / (s.rows * s.columns);
  const auto product = [&](std::int64_t n) -> Product {
    return {s.rows,
            s.inner,
            s.columns,
            {call.inputs[0].Floats() + n * s.a_batch_stride, s.a_row_stride, s.a_inner_stride},
            {call.inputs[1].Floats() + n * s.b_batch_stride, s.b_inner_stride, s.b_column_stride},
            c + n * s.rows * s.columns,
            false};
  };
  const std::int64_t work = product(0).Work();
  if (batch > 1 && work <= kTaskWork) {
    const std::int64_t per_task = Most(1, kTaskWork / 4 / work);
    Parallel(Pieces(batch, per_task), [&](std::int64_t task) {
      for (std::int64_t n = task * per_task; n < Least(batch, (task + 1) * per_task); ++n) SmallProduct(product(n));
    });
    return;
  }
  for (std::int64_t n = 0; n < batch; ++n) OneProduct(product(n));
}

const char* CheckLinear(const Call& call, Needs& needs) {
  const double rows = static_cast<double>(call.sizes[0]);
  const double inner = static_cast<double>(call.sizes[1]);
  const double columns = static_cast<double>(call.sizes[2]);
  needs.output = rows * columns;
  needs.inputs[0] = rows * inner;
  needs.inputs[1] = columns * inner;
  needs.inputs[2] = columns;
  return nullptr;
}

void Linear(const Call& call) {
  const std::int64_t rows = call.sizes[0], inner = call.sizes[1], columns = call.sizes[2];
  if (rows == 0 || columns == 0) return;
  const float* const bias = call.inputs[2].Floats();
  float* const output = call.output.MutableFloats();
  for (std::int64_t row = 0; row < rows; ++row) {
    CopyFloats(bias, columns, columns, columns, output + row * columns);
  }
  if (inner == 0) return;
  OneProduct(
      {rows, inner, columns, {call.inputs[0].Floats(), inner, 1}, {call.inputs[1].Floats(), 1, inner}, output, true});
}

constexpr Kernel kKernels[] = {
    {"linear",
     kFloat32,
     {{{"input", kFloat32}, {"weight", kFloat32}, {"bias", kFloat32}}},
     {{{"rows", 0}, {"inner", 0}, {"columns", 0}}},
     {},
     false,
     CheckLinear,
     Linear},
    {"matmul", kFloat32, {{{"a", kFloat32}, {"b", kFloat32}}}, kMatmulSizes, {}, false, Check, Matmul},
};

}  // namespace

void AddMatmulKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
