// Kernels that fold the middle axis of [outer, size, inner] into one number. Defined by src/kernels/reduce and
// src/kernels/norm/softmax.ts.

#include "kernels/all.hpp"
#include "kernels/elementary.hpp"
#include "kernels/reduce_sizes.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

// Sums of floats are kept in float for at most so many terms a lane, and then added to a double: a sum of a million
// terms is as good as one of a thousand.
constexpr std::int64_t kFloatTerms = 512;

// Sums at a time: an addition takes three cycles, and two can start in each.
constexpr int kChains = 8;

constexpr std::int64_t kSumTask = 1 << 16;  // elements: some microseconds
constexpr int kStrip = 1024;                // columns at most whose sums are kept: they stay in L1
constexpr int kLeastStrip = 64;             // and at least: some cache lines of each row

// The sum of `count` neighbours, in float but for what is less than a vector.
double SumOfBlock(const float* row, std::int64_t count) {
  Vector sums[kChains] = {};
  std::int64_t k = 0;
  for (; k + kChains * kLanes <= count; k += kChains * kLanes) {
    STRIDEGRAD_UNROLL
    for (int c = 0; c < kChains; ++c) sums[c] += Load(row + k + c * kLanes);
  }
  for (; k + kLanes <= count; k += kLanes) sums[0] += Load(row + k);
  if (k < count && count >= kLanes) {
    // The vector that ends with the row, without what was counted before.
    sums[1] += WithoutFirst(Load(row + count - kLanes), kLanes - (count - k));
    k = count;
  }
  double total = static_cast<double>(
      SumOfLanes(((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))));
  for (; k < count; ++k) total += static_cast<double>(row[k]);
  return total;
}

float SumOfRow(const float* row, std::int64_t count) {
  constexpr std::int64_t kBlock = kFloatTerms * kChains * kLanes;
  double total = 0;
  for (std::int64_t k = 0; k < count; k += kBlock) total += SumOfBlock(row + k, Least(kBlock, count - k));
  return static_cast<float>(total);
}

// sums[i] += the sum of column i of `rows` rows, `step` apart: row after row, as they lie in memory, but four at a
// time, so that the sums are fetched less often.
void AddRows(const float* row, std::int64_t rows, std::int64_t step, std::int64_t columns, float* sums) {
  for (; rows >= 4; rows -= 4, row += 4 * step) {
    const float* const second = row + step;
    const float* const third = second + step;
    const float* const fourth = third + step;
    STRIDEGRAD_INDEPENDENT
    for (std::int64_t i = 0; i < columns; ++i) sums[i] += (row[i] + second[i]) + (third[i] + fourth[i]);
  }
  for (; rows > 0; --rows, row += step) {
    STRIDEGRAD_INDEPENDENT
    for (std::int64_t i = 0; i < columns; ++i) sums[i] += row[i];
  }
}

// The sums of at most kStrip neighbouring columns of `size` numbers that lie `step` apart.
void SumOfColumns(const float* column, std::int64_t size, std::int64_t step, std::int64_t columns, float* output) {
  float sums[kStrip];
  ZeroFloats(columns, sums);
  AddRows(column, Least(size, kFloatTerms), step, columns, sums);
  if (size <= kFloatTerms) return CopyFloats(sums, columns, columns, columns, output);
  double totals[kStrip] = {};
  for (std::int64_t begin = kFloatTerms;; begin += kFloatTerms) {
    for (std::int64_t i = 0; i < columns; ++i) totals[i] += static_cast<double>(sums[i]);
    if (begin >= size) break;
    ZeroFloats(columns, sums);
    AddRows(column + begin * step, Least(size - begin, kFloatTerms), step, columns, sums);
  }
  for (std::int64_t i = 0; i < columns; ++i) output[i] = static_cast<float>(totals[i]);
}

void Sum(const Call& call) {
  const ReduceSizes s = ReduceSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  float* const output = call.output.MutableFloats();
  if (call.output.length == 0) return;
  if (s.inner == 1) {
    const std::int64_t per_task = Most(1, kSumTask / Most(1, s.size));
    Parallel(Pieces(s.outer, per_task), [&](std::int64_t task) {
      for (std::int64_t row = task * per_task; row < Least(s.outer, (task + 1) * per_task); ++row) {
        output[row] = SumOfRow(input + row * s.size, s.size);
      }
    });
    return;
  }
  const std::int64_t strip = Least(kStrip, Most(kLeastStrip, kSumTask / Most(1, s.size)));
  const std::int64_t strips = Pieces(s.inner, strip);
  const std::int64_t per_task = Most(1, kSumTask / Most(1, s.size * Least(s.inner, strip)));
  Parallel(Pieces(s.outer * strips, per_task), [&](std::int64_t task) {
    for (std::int64_t piece = task * per_task; piece < Least(s.outer * strips, (task + 1) * per_task); ++piece) {
      const std::int64_t outer = piece / strips;
      const std::int64_t first = (piece - outer * strips) * strip;
      SumOfColumns(input + outer * s.size * s.inner + first, s.size, s.inner, Least(strip, s.inner - first),
                   output + outer * s.inner + first);
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
  const ReduceSizes s = ReduceSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRow(s,
             [&](std::int64_t row, std::int64_t start) { output[row] = LogSumExpOf(input + start, s.size, s.inner); });
}

void SumExp(const Call& call) {
  const ReduceSizes s = ReduceSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  const float* const largest = call.inputs[1].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRow(s, [&](std::int64_t row, std::int64_t start) {
    double total = 0;
    for (std::int64_t k = 0; k < s.size; ++k) {
      total += static_cast<double>(Exp(input[start + k * s.inner] - largest[row]));
    }
    output[row] = static_cast<float>(total);
  });
}

const char* CheckSumExp(const Call& call, Needs& needs) {
  CheckReduction<1>(call, needs);
  needs.inputs[1] = needs.output;
  return nullptr;
}

void SoftmaxGradRows(const Call& call) {
  const ReduceSizes s = ReduceSizesOf(call);
  const float* const grad_output = call.inputs[0].Floats();
  const float* const softmax = call.inputs[1].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRow(s, [&](std::int64_t row, std::int64_t start) {
    double total = 0;
    for (std::int64_t k = 0; k < s.size; ++k) {
      total +=
          static_cast<double>(grad_output[start + k * s.inner]) * static_cast<double>(softmax[start + k * s.inner]);
    }
    output[row] = static_cast<float>(total);
  });
}

// ---- The extreme of a row, and where it stands ----

struct Above {
  static bool Beats(float a, float b) { return a > b; }
};
struct Below {
  static bool Beats(float a, float b) { return a < b; }
};

// NaN if there is one.
template <class Order>
void Extreme(const Call& call) {
  const ReduceSizes s = ReduceSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRow(s, [&](std::int64_t row, std::int64_t start) {
    float extreme = input[start];
    for (std::int64_t k = 1; k < s.size; ++k) {
      const float x = input[start + k * s.inner];
      extreme = Order::Beats(x, extreme) || x != x ? x : extreme;
    }
    output[row] = extreme;
  });
}

// The first of several, and the first NaN before all numbers.
template <class Order>
void PlaceOfExtreme(const Call& call) {
  const ReduceSizes s = ReduceSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  std::int32_t* const output = call.output.MutableInts();
  ForEachRow(s, [&](std::int64_t row, std::int64_t start) {
    float extreme = input[start];
    std::int64_t place = 0;
    for (std::int64_t k = 1; k < s.size; ++k) {
      const float x = input[start + k * s.inner];
      if (extreme == extreme && (Order::Beats(x, extreme) || x != x)) {
        extreme = x;
        place = k;
      }
    }
    output[row] = static_cast<std::int32_t>(place);
  });
}

constexpr Kernel kKernels[] = {
    {"sum", kFloat32, {{{"input", kFloat32}}}, kReduceSizes, {}, false, CheckReduction<1>, Sum},
    {"logSumExp", kFloat32, {{{"input", kFloat32}}}, kNonemptyReduceSizes, {}, false, CheckReduction<1>, LogSumExp},
    {"sumExp", kFloat32, {{{"input", kFloat32}, {"largest", kFloat32}}}, kReduceSizes, {}, false, CheckSumExp, SumExp},
    {"softmaxGradRows",
     kFloat32,
     {{{"gradOutput", kFloat32}, {"output", kFloat32}}},
     kReduceSizes,
     {},
     false,
     CheckReduction<2>,
     SoftmaxGradRows},
    {"amax", kFloat32, {{{"input", kFloat32}}}, kNonemptyReduceSizes, {}, false, CheckReduction<1>, Extreme<Above>},
    {"amin", kFloat32, {{{"input", kFloat32}}}, kNonemptyReduceSizes, {}, false, CheckReduction<1>, Extreme<Below>},
    {"argMax",
     kInt32,
     {{{"input", kFloat32}}},
     kNonemptyReduceSizes,
     {},
     false,
     CheckReduction<1>,
     PlaceOfExtreme<Above>},
    {"argMin",
     kInt32,
     {{{"input", kFloat32}}},
     kNonemptyReduceSizes,
     {},
     false,
     CheckReduction<1>,
     PlaceOfExtreme<Below>},
};

}  // namespace

void AddReduceKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
