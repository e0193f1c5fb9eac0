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

void Sum(const Call& call) {
  const ReduceSizes s = ReduceSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  float* const output = call.output.MutableFloats();
  if (call.output.length == 0) return;
  if (s.inner == 1) {
    ForEachRow(s, [&](std::int64_t row, std::int64_t start) { output[row] = SumOfRow(input + start, s.size); });
    return;
  }
  constexpr int kWidth = 4 * kLanes;
  const std::int64_t widths = Pieces(s.inner, kWidth);
  const std::int64_t per_task = Most(1, kReduceTask / Most(1, s.size * kWidth));
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
