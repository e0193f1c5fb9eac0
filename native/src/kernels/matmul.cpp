// The matrix product, and a layer of neurons. Defined by src/kernels/matmul.ts and linear.ts.
//
// A large product runs in the five loops of Goto and van de Geijn ("Anatomy of High-Performance Matrix Multiplication",
// 2008), with the names of the BLIS framework: around the tile (tile.hpp) the loops ir and jr walk panels of a and
// slivers of b that are packed; ic, pc and jc cut a, the inner dimension and b so that a sliver of b stays in the L1
// cache, a block of a in L2, and the packed b in L3. (ic is cut in two: all rows are packed once, by all threads, and
// then taken in blocks.) Where one of the dimensions is small there is less to use again, and packing costs more than
// it brings: such products have forms of their own. docs/performance.md tells it from the beginning.

#include "kernels/all.hpp"
#include "kernels/pack.hpp"
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

// The inner dimension in blocks of the same size, as far as that goes; whole fours, for packing.
std::int64_t InnerBlock(std::int64_t inner) { return Pieces(inner, Pieces(inner, kInnerBlock) * 4) * 4; }

// Columns in slivers of whole vectors, the last one's end excepted. A tile of one vector has too few sums to keep the
// multipliers busy, so 4 vectors are 2 + 2 rather than 3 + 1; and an even number of slivers is easy to share.
struct Slivers {
  std::int64_t columns, count, vectors, wider;

  explicit Slivers(std::int64_t column_count) : columns(column_count) {
    const std::int64_t all = Pieces(columns, kLanes);
    count = Pieces(all, kTileVectors);
    if (count % 2 == 1 && 2 * (count + 1) <= all) ++count;
    vectors = all / count;
    wider = all % count;  // so many have one more
  }
  std::int64_t Begin(std::int64_t sliver) const {
    return Least(columns, (sliver * vectors + Least(sliver, wider)) * kLanes);
  }
  std::int64_t Columns(std::int64_t sliver) const { return Begin(sliver + 1) - Begin(sliver); }
};

// ---- Few rows, both operands contiguous along inner: dot products. Every number of b is read once, as it lies. ----

constexpr int kDotRows = 4;
constexpr int kDotColumns = kTileRows == 8 ? 6 : 3;
constexpr std::int64_t kDotInner = 1024;  // four rows of a: 16 KiB, half of L1

template <int kRows, int kColumns>
void Dots(std::int64_t inner, const float* a, std::int64_t a_row_stride, const float* b, std::int64_t b_column_stride,
          float* c, std::int64_t c_row_stride, bool accumulate) {
  constexpr int kSums = (kRows * kColumns + 3) / 4 * 4;
  Vector sums[kSums] = {};
  std::int64_t k = 0;
  for (; k + kLanes <= inner; k += kLanes) {
    Vector b_part[kColumns];
    STRIDEGRAD_UNROLL
    for (int column = 0; column < kColumns; ++column) {
      const float* const from = b + column * b_column_stride + k;
      b_part[column] = Load(from);
      Prefetch(from + kColumns * b_column_stride);  // for the next columns
    }
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      const Vector a_part = Load(a + row * a_row_stride + k);
      STRIDEGRAD_UNROLL
      for (int column = 0; column < kColumns; ++column) sums[row * kColumns + column] += a_part * b_part[column];
    }
  }
  float totals[kSums];
  STRIDEGRAD_UNROLL
  for (int i = 0; i < kSums; i += 4) {
    Vector four[4] = {sums[i], sums[i + 1], sums[i + 2], sums[i + 3]};
    SumsOfLanes(four, totals + i);
  }
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      float sum = totals[row * kColumns + column];
      for (std::int64_t rest = k; rest < inner; ++rest) {
        sum += a[row * a_row_stride + rest] * b[column * b_column_stride + rest];
      }
      float& to = c[row * c_row_stride + column];
      to = accumulate ? to + sum : sum;
    }
  }
}

template <int kColumns>
void DotColumns(const Product& p, std::int64_t column, std::int64_t pc, std::int64_t inner) {
  const bool accumulate = p.accumulate || pc > 0;
  std::int64_t row = 0;
  for (; row + kDotRows <= p.rows; row += kDotRows) {
    Dots<kDotRows, kColumns>(inner, p.a.At(row, pc), p.a.row_stride, p.b.At(pc, column), p.b.column_stride,
                             p.c + row * p.columns + column, p.columns, accumulate);
  }
  for (; row < p.rows; ++row) {
    Dots<1, kColumns>(inner, p.a.At(row, pc), p.a.row_stride, p.b.At(pc, column), p.b.column_stride,
                      p.c + row * p.columns + column, p.columns, accumulate);
  }
}

void DotProduct(const Product& p, std::int64_t begin, std::int64_t end) {
  for (std::int64_t pc = 0; pc < p.inner; pc += kDotInner) {
    const std::int64_t inner = Least(kDotInner, p.inner - pc);
    std::int64_t column = begin;
    for (; column + kDotColumns <= end; column += kDotColumns) DotColumns<kDotColumns>(p, column, pc, inner);
    for (; column < end; ++column) DotColumns<1>(p, column, pc, inner);
  }
}

// ---- A short inner dimension: every row of c is a sum of few rows of b, and written from its begin to its end. ----

constexpr std::int64_t kMostOuter = 8;

template <int kInner>
void OuterRows(const Product& p, std::int64_t begin, std::int64_t end) {
  const std::int64_t columns = p.columns;
  const bool accumulate = p.accumulate;
  const float* b[kInner];
  for (int k = 0; k < kInner; ++k) b[k] = p.b.At(k, 0);
  for (std::int64_t row = begin; row < end; ++row) {
    float a[kInner];
    for (int k = 0; k < kInner; ++k) a[k] = *p.a.At(row, k);
    float* const c = p.c + row * columns;
    std::int64_t column = 0;
    for (; column + kLanes <= columns; column += kLanes) {
      Vector sum = {};
      if (accumulate) sum = Load(c + column);
      STRIDEGRAD_UNROLL
      for (int k = 0; k < kInner; ++k) sum += a[k] * Load(b[k] + column);
      Store(c + column, sum);
    }
    for (; column < columns; ++column) {
      float sum = accumulate ? c[column] : 0;
      for (int k = 0; k < kInner; ++k) sum += a[k] * b[k][column];
      c[column] = sum;
    }
  }
}

void OuterProduct(const Product& p, std::int64_t begin, std::int64_t end) {
  static constexpr void (*kRowsOfInner[kMostOuter])(const Product&, std::int64_t, std::int64_t) = {
      OuterRows<1>, OuterRows<2>, OuterRows<3>, OuterRows<4>, OuterRows<5>, OuterRows<6>, OuterRows<7>, OuterRows<8>};
  kRowsOfInner[p.inner - 1](p, begin, end);
}

// ---- One block of rows: b is packed sliver by sliver, or not at all where it can be read as it lies ----

// Slivers from `first` to `end`. `a`: for the inner dimension from pc, a Panel or RowsInPlace.
template <class A>
void SliversOfBlock(const Product& p, const A& a, const Slivers& slivers, std::int64_t first, std::int64_t end) {
  // Packing a sliver pays when several panels of a use it.
  const bool in_place = p.b.column_stride == 1 && p.columns >= kLanes && p.rows <= 16;
  float* const packed = in_place ? nullptr : Workspace(Slot::kTaskA, kInnerBlock * kTileColumns);
  const std::int64_t block = InnerBlock(p.inner);
  for (std::int64_t pc = 0; pc < p.inner; pc += block) {
    const std::int64_t inner = Least(block, p.inner - pc);
    for (std::int64_t sliver = first; sliver < end; ++sliver) {
      const std::int64_t jr = slivers.Begin(sliver);
      const std::int64_t columns = slivers.Columns(sliver);
      EvenRows b_rows = {p.b.At(pc, jr), p.b.row_stride};
      if (!in_place) {
        PackB(p.b.From(pc, jr), inner, columns, packed);
        b_rows = {packed, SliverWidth(columns)};
      }
      TilesOfSliver(p.rows, columns, inner, a(pc), b_rows, p.c + jr, p.columns, p.accumulate || pc > 0);
    }
  }
}

void RowBlockProduct(const Product& p, const float* a_panels, const Slivers& slivers, std::int64_t first,
                     std::int64_t end) {
  if (a_panels == nullptr) {
    const auto a = [&p](std::int64_t pc) -> RowsInPlace { return {p.a.At(0, pc), p.a.row_stride}; };
    SliversOfBlock(p, a, slivers, first, end);
  } else {
    const auto a = [&p, a_panels](std::int64_t pc) -> Panel { return a_panels + pc * p.rows; };
    SliversOfBlock(p, a, slivers, first, end);
  }
}

// Reads rows of a where they are, if nothing is gained by packing them.
bool ReadsRowsInPlace(const Product& p) { return p.a.column_stride == 1; }

constexpr std::int64_t kRowsPerTask = 8 * kTileRows;

// All of a in panels, for one block of the inner dimension after the other. Tasks: blocks times groups of rows.
std::int64_t PackingTasks(const Product& p) {
  return Pieces(p.inner, InnerBlock(p.inner)) * Pieces(p.rows, kRowsPerTask);
}

void PackAllOfA(const Product& p, std::int64_t task, float* a_panels) {
  const std::int64_t groups = Pieces(p.rows, kRowsPerTask);
  const std::int64_t pc = task / groups * InnerBlock(p.inner);
  const std::int64_t inner = Least(InnerBlock(p.inner), p.inner - pc);
  const std::int64_t row = task % groups * kRowsPerTask;
  PackA(p.a.From(row, pc), Least(kRowsPerTask, p.rows - row), inner, a_panels + pc * p.rows + row * inner);
}

// ---- Large: the five loops ----

// All slivers of b [inner, columns], one after the other.
void PackSlivers(Matrix b, std::int64_t inner, const Slivers& slivers, float* to) {
  constexpr std::int64_t kSliversPerTask = 4;
  Parallel(Pieces(slivers.count, kSliversPerTask), [&](std::int64_t task) {
    const std::int64_t end = Least(slivers.count, (task + 1) * kSliversPerTask);
    for (std::int64_t sliver = task * kSliversPerTask; sliver < end; ++sliver) {
      const std::int64_t jr = slivers.Begin(sliver);
      PackB(b.From(0, jr), inner, slivers.Columns(sliver), to + jr * inner);
    }
  });
}

// All panels of a [rows, inner], one after the other.
void PackPanels(Matrix a, std::int64_t rows, std::int64_t inner, float* to) {
  Parallel(Pieces(rows, kRowsPerTask), [&](std::int64_t task) {
    const std::int64_t row = task * kRowsPerTask;
    PackA(a.From(row, 0), Least(kRowsPerTask, rows - row), inner, to + row * inner);
  });
}

// c [rows, columns] (+)= panels of a · slivers of b. Tasks: blocks of rows times groups of slivers.
void BlockProduct(Panel panels, const float* packed, std::int64_t rows, const Slivers& slivers, std::int64_t inner,
                  float* c, std::int64_t c_row_stride, bool accumulate) {
  // As large as the caches ask for, but smaller if there would be few tasks.
  std::int64_t row_block = kRowBlock;
  std::int64_t group = 16;
  while (Pieces(rows, row_block) * Pieces(slivers.count, group) < 48 &&
         row_block * group * kTileColumns * inner > 2 * kTaskWork && group > 1) {
    (group * kTileColumns > row_block ? group : row_block) /= 2;
  }
  const std::int64_t groups = Pieces(slivers.count, group);
  Parallel(Pieces(rows, row_block) * groups, [&](std::int64_t task) {
    const std::int64_t ic = task / groups * row_block;
    const std::int64_t first = task % groups * group;
    for (std::int64_t sliver = first; sliver < Least(slivers.count, first + group); ++sliver) {
      const std::int64_t jr = slivers.Begin(sliver);
      const std::int64_t columns = slivers.Columns(sliver);
      const EvenRows b_rows = {packed + jr * inner, SliverWidth(columns)};
      TilesOfSliver(Least(row_block, rows - ic), columns, inner, panels.From(ic, inner), b_rows,
                    c + ic * c_row_stride + jr, c_row_stride, accumulate);
    }
  });
}

void LargeProduct(const Product& p) {
  const std::int64_t block = InnerBlock(p.inner);
  for (std::int64_t jc = 0; jc < p.columns; jc += kColumnBlock) {
    const Slivers slivers(Least(kColumnBlock, p.columns - jc));
    for (std::int64_t pc = 0; pc < p.inner; pc += block) {
      const std::int64_t inner = Least(block, p.inner - pc);
      float* const packed = Workspace(Slot::kSharedA, SliverWidth(slivers.columns) * inner);
      PackSlivers(p.b.From(pc, jc), inner, slivers, packed);
      for (std::int64_t ic = 0; ic < p.rows; ic += kPanelBlock) {
        const std::int64_t rows = Least(kPanelBlock, p.rows - ic);
        float* const c = p.c + ic * p.columns + jc;
        const bool accumulate = p.accumulate || pc > 0;
        float* const panels = Workspace(Slot::kSharedB, rows * inner);
        PackPanels(p.a.From(ic, pc), rows, inner, panels);
        BlockProduct(panels, packed, rows, slivers, inner, c, p.columns, accumulate);
      }
    }
  }
}

// ---- Which of them ----

constexpr std::int64_t kMostDotRows = 8;
constexpr std::int64_t kOneBlock = 256;  // rows of a that stay in L2 beside a sliver: 256 · 256 floats = 256 KiB

bool UsesDots(const Product& p) {
  return p.a.column_stride == 1 && p.b.row_stride == 1 && p.rows <= kMostDotRows && p.inner >= 2 * kLanes;
}

bool UsesOuter(const Product& p) {
  return p.b.column_stride == 1 && p.inner <= kMostOuter && p.columns >= kLanes && p.rows > 1;
}

// A product that one task computes alone.
void SmallProduct(const Product& p) {
  if (UsesDots(p)) return DotProduct(p, 0, p.columns);
  if (UsesOuter(p)) return OuterProduct(p, 0, p.rows);
  float* panels = nullptr;
  if (!ReadsRowsInPlace(p)) {
    panels = Workspace(Slot::kTaskB, p.rows * p.inner);
    for (std::int64_t task = 0; task < PackingTasks(p); ++task) PackAllOfA(p, task, panels);
  }
  const Slivers slivers(p.columns);
  RowBlockProduct(p, panels, slivers, 0, slivers.count);
}

// work(begin, end) for all of `count`, in tasks of whole units that take long enough; a unit is `unit_work` of work.
template <class Run>
void InTasks(std::int64_t count, std::int64_t unit, std::int64_t unit_work, const Run& run) {
  const std::int64_t per_task = unit * Most(1, kTaskWork / 4 / unit_work);
  Parallel(Pieces(count, per_task),
           [&](std::int64_t task) { run(task * per_task, Least(count, (task + 1) * per_task)); });
}

void OneProduct(const Product& p) {
  if (p.Work() <= kTaskWork / 4) return SmallProduct(p);
  if (UsesDots(p)) {
    return InTasks(p.columns, kDotColumns, p.rows * p.inner * kDotColumns,
                   [&](std::int64_t begin, std::int64_t end) { DotProduct(p, begin, end); });
  }
  if (UsesOuter(p)) {
    return InTasks(p.rows, 1, p.inner * p.columns,
                   [&](std::int64_t begin, std::int64_t end) { OuterProduct(p, begin, end); });
  }
  if (p.rows > kOneBlock) return LargeProduct(p);
  float* panels = nullptr;
  if (!ReadsRowsInPlace(p)) {
    panels = Workspace(Slot::kSharedB, p.rows * p.inner);
    Parallel(PackingTasks(p), [&](std::int64_t task) { PackAllOfA(p, task, panels); });
  }
  const Slivers slivers(p.columns);
  InTasks(slivers.count, 1, p.rows * p.inner * kTileColumns,
          [&](std::int64_t first, std::int64_t end) { RowBlockProduct(p, panels, slivers, first, end); });
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
