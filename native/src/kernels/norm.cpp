// Normalization of groups of numbers, and the sums it needs. Defined by src/kernels/norm; what groups, features and
// pieces are is said in src/kernels/norm/normSizes.ts.

#include "kernels/all.hpp"
#include "kernels/vector.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 16384;
constexpr std::int64_t kFloatTerms = 4096;  // summed in float lanes before they are added to a double

struct NormSizes {
  std::int64_t groups, group_inner, features, feature_inner;
};

constexpr Sizes kNormSizes = {{{"groups", 1}, {"groupInner", 1}, {"features", 1}, {"featureInner", 1}}};

NormSizes NormSizesOf(const Call& call) { return {call.sizes[0], call.sizes[1], call.sizes[2], call.sizes[3]}; }

// Elements that lie next to each other, in one group, and in one feature or in neighbouring ones.
struct Run {
  std::int64_t begin, count;
  std::int64_t group;
  std::int64_t feature;       // of the first element
  std::int64_t feature_step;  // from one element to the next: 0 or 1
};

// compute(run) for runs that cover all elements, in tasks.
template <class Compute>
void ForEachRun(const NormSizes& s, std::int64_t length, const Compute& compute) {
  Parallel(Pieces(length, kElementsPerTask), [&](std::int64_t task) {
    const std::int64_t end = Least(length, (task + 1) * kElementsPerTask);
    for (std::int64_t x = task * kElementsPerTask; x < end;) {
      const std::int64_t group_index = x / s.group_inner;
      const std::int64_t feature_index = x / s.feature_inner;
      const std::int64_t feature = feature_index % s.features;
      // Features of one element each change from element to element, up to the last of them.
      const std::int64_t feature_end =
          s.feature_inner == 1 ? x + s.features - feature : (feature_index + 1) * s.feature_inner;
      const std::int64_t run_end = Least(end, Least((group_index + 1) * s.group_inner, feature_end));
      compute(Run{x, run_end - x, group_index % s.groups, feature, s.feature_inner == 1 ? 1 : 0});
      x = run_end;
    }
  });
}

void NormalizeGroups(const Call& call) {
  const float* const input = call.inputs[0].Floats();
  const float* const mean = call.inputs[1].Floats();
  const float* const inverse_deviation = call.inputs[2].Floats();
  const float* const weight = call.inputs[3].Floats();
  const float* const bias = call.inputs[4].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRun(NormSizesOf(call), call.output.length, [=](const Run& run) {
    const float center = mean[run.group];
    const float factor = inverse_deviation[run.group];
    STRIDEGRAD_INDEPENDENT
    for (std::int64_t i = 0; i < run.count; ++i) {
      const std::int64_t feature = run.feature + i * run.feature_step;
      output[run.begin + i] = (input[run.begin + i] - center) * factor * weight[feature] + bias[feature];
    }
  });
}

void NormalizeGroupsGrad(const Call& call) {
  const float* const grad_output = call.inputs[0].Floats();
  const float* const input = call.inputs[1].Floats();
  const float* const mean = call.inputs[2].Floats();
  const float* const inverse_deviation = call.inputs[3].Floats();
  const float* const weight = call.inputs[4].Floats();
  const float* const grad_sum = call.inputs[5].Floats();
  const float* const product_sum = call.inputs[6].Floats();
  float* const output = call.output.MutableFloats();
  const double count = call.scalars[0];
  if (count == 1) {  // what is alone in its group is its own mean, wherever it moves
    for (std::int64_t i = 0; i < call.output.length; ++i) output[i] = 0;
    return;
  }
  ForEachRun(NormSizesOf(call), call.output.length, [=](const Run& run) {
    const float center = mean[run.group];
    const float factor = inverse_deviation[run.group];
    const float shift = static_cast<float>(static_cast<double>(grad_sum[run.group]) / count);
    const float stretch = static_cast<float>(static_cast<double>(product_sum[run.group]) / count);
    STRIDEGRAD_INDEPENDENT
    for (std::int64_t i = 0; i < run.count; ++i) {
      const std::int64_t feature = run.feature + i * run.feature_step;
      const float normalized = (input[run.begin + i] - center) * factor;
      output[run.begin + i] = factor * (weight[feature] * grad_output[run.begin + i] - (shift + normalized * stretch));
    }
  });
}

void NormalizeFrozenGrad(const Call& call) {
  const float* const grad_output = call.inputs[0].Floats();
  const float* const inverse_deviation = call.inputs[1].Floats();
  const float* const weight = call.inputs[2].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRun(NormSizesOf(call), call.output.length, [=](const Run& run) {
    const float factor = inverse_deviation[run.group];
    STRIDEGRAD_INDEPENDENT
    for (std::int64_t i = 0; i < run.count; ++i) {
      output[run.begin + i] = factor * weight[run.feature + i * run.feature_step] * grad_output[run.begin + i];
    }
  });
}

void NormalizedProducts(const Call& call) {
  const float* const grad_output = call.inputs[0].Floats();
  const float* const input = call.inputs[1].Floats();
  const float* const mean = call.inputs[2].Floats();
  const float* const inverse_deviation = call.inputs[3].Floats();
  float* const output = call.output.MutableFloats();
  ForEachRun(NormSizesOf(call), call.output.length, [=](const Run& run) {
    const float center = mean[run.group];
    const float factor = inverse_deviation[run.group];
    STRIDEGRAD_INDEPENDENT
    for (std::int64_t i = 0; i < run.count; ++i) {
      output[run.begin + i] = grad_output[run.begin + i] * (input[run.begin + i] - center) * factor;
    }
  });
}

// Which of its inputs are as long as the output; of the others, how long they are.
enum class Long { kElements, kGroups, kFeatures };

template <Long... kInputs>
const char* Check(const Call& call, Needs& needs) {
  constexpr Long kLengths[] = {kInputs...};
  const NormSizes s = NormSizesOf(call);
  needs.output = static_cast<double>(call.output.length);
  for (int i = 0; i < static_cast<int>(sizeof...(kInputs)); ++i) {
    needs.inputs[i] = kLengths[i] == Long::kElements ? needs.output
                      : kLengths[i] == Long::kGroups ? static_cast<double>(s.groups)
                                                     : static_cast<double>(s.features);
  }
  return nullptr;
}

// ---- Sums over a piece of a group ----

struct NormSumSizes {
  std::int64_t piece_length, pieces, groups, features, feature_inner;
};

constexpr Sizes kNormSumSizes = {
    {{"pieceLength", 0}, {"pieces", 1}, {"groups", 1}, {"features", 1}, {"featureInner", 1}}};

NormSumSizes NormSumSizesOf(const Call& call) {
  return {call.sizes[0], call.sizes[1], call.sizes[2], call.sizes[3], call.sizes[4]};
}

const char* CheckDeviationSums(const Call& call, Needs& needs) {
  const NormSumSizes s = NormSumSizesOf(call);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = needs.output * static_cast<double>(s.piece_length);
  needs.inputs[1] = static_cast<double>(s.groups);
  return nullptr;
}

const char* CheckWeightedSums(const Call& call, Needs& needs) {
  const NormSumSizes s = NormSumSizesOf(call);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = needs.output * static_cast<double>(s.piece_length);
  needs.inputs[1] = static_cast<double>(s.features);
  return nullptr;
}

// Σ term(i) for i below `count`, where terms(vector, i) gives a whole vector of them.
template <class Terms, class Term>
float SumOf(std::int64_t count, const Terms& terms, const Term& term) {
  double total = 0;
  std::int64_t i = 0;
  while (i + 2 * kLanes <= count) {
    const std::int64_t end = Least(count, i + kFloatTerms);
    Vector sums[2] = {};
    for (; i + 2 * kLanes <= end; i += 2 * kLanes) {
      sums[0] += terms(i);
      sums[1] += terms(i + kLanes);
    }
    total += static_cast<double>(SumOfLanes(sums[0] + sums[1]));
  }
  for (; i < count; ++i) total += static_cast<double>(term(i));
  return static_cast<float>(total);
}

template <class Compute>
void ForEachPiece(const Call& call, const Compute& compute) {
  const std::int64_t length = call.output.length;
  const std::int64_t per_task = Most(1, kElementsPerTask / Most(1, NormSumSizesOf(call).piece_length));
  Parallel(Pieces(length, per_task), [&](std::int64_t task) {
    for (std::int64_t x = task * per_task; x < Least(length, (task + 1) * per_task); ++x) compute(x);
  });
}

void DeviationSums(const Call& call) {
  const NormSumSizes s = NormSumSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  const float* const mean = call.inputs[1].Floats();
  float* const output = call.output.MutableFloats();
  ForEachPiece(call, [&](std::int64_t x) {
    const float* const piece = input + x * s.piece_length;
    const float minus_center = -mean[x / s.pieces % s.groups];
    output[x] = SumOf(
        s.piece_length,
        [&](std::int64_t i) {
          const Vector deviation = Load(piece + i) + minus_center;
          return deviation * deviation;
        },
        [&](std::int64_t i) {
          const float deviation = piece[i] + minus_center;
          return deviation * deviation;
        });
  });
}

void WeightedSums(const Call& call) {
  const NormSumSizes s = NormSumSizesOf(call);
  const float* const products = call.inputs[0].Floats();
  const float* const weight = call.inputs[1].Floats();
  float* const output = call.output.MutableFloats();
  ForEachPiece(call, [&](std::int64_t x) {
    const std::int64_t end = (x + 1) * s.piece_length;
    double total = 0;
    for (std::int64_t at = x * s.piece_length; at < end;) {
      const std::int64_t feature_index = at / s.feature_inner;
      const std::int64_t feature = feature_index % s.features;
      const float* const from = products + at;
      if (s.feature_inner == 1) {
        const std::int64_t count = Least(end - at, s.features - feature);
        const float* const factors = weight + feature;
        total += static_cast<double>(SumOf(
            count, [&](std::int64_t i) { return Load(from + i) * Load(factors + i); },
            [&](std::int64_t i) { return from[i] * factors[i]; }));
        at += count;
      } else {
        const std::int64_t count = Least(end, (feature_index + 1) * s.feature_inner) - at;
        const float factor = weight[feature];
        total += static_cast<double>(SumOf(
            count, [&](std::int64_t i) { return Load(from + i) * factor; },
            [&](std::int64_t i) { return from[i] * factor; }));
        at += count;
      }
    }
    output[x] = static_cast<float>(total);
  });
}

constexpr Kernel kKernels[] = {
    {"normalizeGroups",
     kFloat32,
     {{{"input", kFloat32},
       {"mean", kFloat32},
       {"inverseDeviation", kFloat32},
       {"weight", kFloat32},
       {"bias", kFloat32}}},
     kNormSizes,
     {},
     false,
     Check<Long::kElements, Long::kGroups, Long::kGroups, Long::kFeatures, Long::kFeatures>,
     NormalizeGroups},
    {"normalizeGroupsGrad",
     kFloat32,
     {{{"gradOutput", kFloat32},
       {"input", kFloat32},
       {"mean", kFloat32},
       {"inverseDeviation", kFloat32},
       {"weight", kFloat32},
       {"gradSum", kFloat32},
       {"productSum", kFloat32}}},
     kNormSizes,
     {{"count"}},
     false,
     Check<Long::kElements, Long::kElements, Long::kGroups, Long::kGroups, Long::kFeatures, Long::kGroups,
           Long::kGroups>,
     NormalizeGroupsGrad},
    {"normalizeFrozenGrad",
     kFloat32,
     {{{"gradOutput", kFloat32}, {"inverseDeviation", kFloat32}, {"weight", kFloat32}}},
     kNormSizes,
     {},
     false,
     Check<Long::kElements, Long::kGroups, Long::kFeatures>,
     NormalizeFrozenGrad},
    {"normalizedProducts",
     kFloat32,
     {{{"gradOutput", kFloat32}, {"input", kFloat32}, {"mean", kFloat32}, {"inverseDeviation", kFloat32}}},
     kNormSizes,
     {},
     false,
     Check<Long::kElements, Long::kElements, Long::kGroups, Long::kGroups>,
     NormalizedProducts},
    {"deviationSums",
     kFloat32,
     {{{"input", kFloat32}, {"mean", kFloat32}}},
     kNormSumSizes,
     {},
     false,
     CheckDeviationSums,
     DeviationSums},
    {"weightedSums",
     kFloat32,
     {{{"products", kFloat32}, {"weight", kFloat32}}},
     kNormSumSizes,
     {},
     false,
     CheckWeightedSums,
     WeightedSums},
};

}  // namespace

void AddNormKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
