// Kernels that fold the middle axis of [outer, size, inner] into one number. Defined by src/kernels/reduce.

#include "kernels/all.hpp"
#include "kernels/elementary.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 16384;

// Sums of floats are kept in float for at most so many terms a lane, and then added to a double: a sum of a million
// terms is as good as one of a thousand.
constexpr std::int64_t kFloatTerms = 512;

// The twin of ReduceSizes in src/kernels/reduce/reduceSizes.ts.
struct ReduceSizes {
  std::int64_t outer, size, inner;
};

constexpr Sizes kReduceSizes = {{{"outer", 0}, {"size", 0}, {"inner", 0}}};
constexpr Sizes kNonemptyReduceSizes = {{{"outer", 0}, {"size", 1}, {"inner", 0}}};

ReduceSizes SizesOf(const Call& call) { return {call.sizes[0], call.sizes[1], call.sizes[2]}; }

const char* Check(const Call& call, Needs& needs) {
  const ReduceSizes s = SizesOf(call);
  needs.output = static_cast<double>(s.outer) * static_cast<double>(s.inner);
  needs.inputs[0] = needs.output * static_cast<double>(s.size);
  return nullptr;
}

// The sum of `count` neighbours.
float SumOfRow(const float* row, std::int64_t count) {
  constexpr int kChains = 4;  // an addition takes four cycles, and two can start in each: so several sums at a time
  constexpr std::int64_t kStep = kChains * kLanes;
  double total = 0;
  while (count >= kStep) {
    const std::int64_t terms = Least(kFloatTerms, count / kStep);
    Vector sums[kChains] = {};
    for (std::int64_t k = 0; k < terms; ++k, row += kStep) {
      STRIDEGRAD_UNROLL
      for (int c = 0; c < kChains; ++c) sums[c] += Load(row + c * kLanes);
    }
    total += static_cast<double>(SumOfLanes((sums[0] + sums[1]) + (sums[2] + sums[3])));
    count -= terms * kStep;
  }
  for (std::int64_t k = 0; k < count; ++k) total += static_cast<double>(row[k]);
  return static_cast<float>(total);
}

// The sums of kWidth neighbouring columns of `size` numbers that lie `step` apart.
template <int kWidth>
void SumOfColumns(const float* column, std::int64_t size, std::int64_t step, float* output) {
  double totals[kWidth] = {};
  for (std::int64_t begin = 0; begin < size; begin += kFloatTerms) {
    const std::int64_t end = Least(size, begin + kFloatTerms);
    float sums[kWidth] = {};
    for (std::int64_t k = begin; k < end; ++k) {
      for (int i = 0; i < kWidth; ++i) sums[i] += column[k * step + i];
    }
    for (int i = 0; i < kWidth; ++i) totals[i] += static_cast<double>(sums[i]);
  }
  for (int i = 0; i < kWidth; ++i) output[i] = static_cast<float>(totals[i]);
}

// Tasks of whole rows, for reductions whose rows do not lie interleaved or are few.
template <class RowFunction>
void ForEachRow(const ReduceSizes& s, const RowFunction& compute) {
  const std::int64_t rows = s.outer * s.inner;
  const std::int64_t rows_per_task = Most(1, kElementsPerTask / Most(1, s.size));
  Parallel(Pieces(rows, rows_per_task), [&](std::int64_t task) {
    for (std::int64_t row = task * rows_per_task; row < Least(rows, (task + 1) * rows_per_task); ++row) {
      const std::int64_t outer = row / s.inner;
      compute(row, outer * s.size * s.inner + (row - outer * s.inner));
    }
  });
}

void Sum(const Call& call) {
  const ReduceSizes s = SizesOf(call);
  const float* const input = call.inputs[0].Floats();
  float* const output = call.output.MutableFloats();
  if (call.output.length == 0) return;
  if (s.inner == 1) {
    ForEachRow(s, [&](std::int64_t row, std::int64_t start) { output[row] = SumOfRow(input + start, s.size); });
    return;
  }
  constexpr int kWidth = 4 * kLanes;
  const std::int64_t widths = Pieces(s.inner, kWidth);
  const std::int64_t per_task = Most(1, kElementsPerTask / Most(1, s.size * kWidth));
  Parallel(Pieces(s.outer * widths, per_task), [&](std::int64_t task) {
    for (std::int64_t piece = task * per_task; piece < Least(s.outer * widths, (task + 1) * per_task); ++piece) {
      const std::int64_t outer = piece / widths;
      const std::int64_t first = (piece - outer * widths) * kWidth;
      const float* const column = input + outer * s.size * s.inner + first;
      float* const to = output + outer * s.inner + first;
      const std::int64_t columns = Least(kWidth, s.inner - first);
      if (columns == kWidth) {
        SumOfColumns<kWidth>(column, s.size, s.inner, to);
      } else {
        for (std::int64_t i = 0; i < columns; ++i) SumOfColumns<1>(column + i, s.size, s.inner, to + i);
      }
    }
  });
}

float LogSumExpOf(const float* row, std::int64_t size, std::int64_t step) {
  float largest = row[0];
  bool has_nan = row[0] != row[0];
  for (std::int64_t k = 1; k < size; ++k) {
    const float x = row[k * step];
    largest = x > largest ? x : largest;
    has_nan |= x != x;
  }
  if (has_nan) return NAN;
  if (largest == INFINITY || largest == -INFINITY) return largest;
  double total = 0;
  for (std::int64_t k = 0; k < size; ++k) total += static_cast<double>(Exp(row[k * step] - largest));
  return static_cast<float>(static_cast<double>(largest) + std::log(total));
}

void LogSumExp(const Call& call) {
  const ReduceSizes s = SizesOf(call);
  const float* const input = call.inputs[0].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRow(s,
             [&](std::int64_t row, std::int64_t start) { output[row] = LogSumExpOf(input + start, s.size, s.inner); });
}

constexpr Kernel kKernels[] = {
    {"sum", kFloat32, {{{"input", kFloat32}}}, kReduceSizes, {}, false, Check, Sum},
    {"logSumExp", kFloat32, {{{"input", kFloat32}}}, kNonemptyReduceSizes, {}, false, Check, LogSumExp},
};

}  // namespace

void AddReduceKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
