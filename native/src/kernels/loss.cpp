// The softmax cross entropy of rows of logits, and its gradient. Defined by src/kernels/loss.

#include "kernels/all.hpp"
#include "kernels/elementary.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 8192;

// The twin of CrossEntropySizes in src/kernels/loss/crossEntropyRows.ts.
struct CrossEntropySizes {
  std::int64_t rows, classes, inner;
};

constexpr Sizes kCrossEntropySizes = {{{"rows", 0}, {"classes", 1}, {"inner", 1}}};
constexpr Scalars kCrossEntropyScalars = {{"ignoreIndex", "smoothing"}};

CrossEntropySizes SizesOf(const Call& call) { return {call.sizes[0], call.sizes[1], call.sizes[2]}; }

const char* RowsRule(const CrossEntropySizes& s) {
  return s.rows % s.inner == 0 ? nullptr : "rows must be a multiple of inner";
}

const char* CheckRows(const Call& call, Needs& needs) {
  const CrossEntropySizes s = SizesOf(call);
  const double rows = static_cast<double>(s.rows);
  const double classes = static_cast<double>(s.classes);
  needs.output = rows;
  needs.inputs[0] = rows * classes;  // logits
  needs.inputs[1] = rows;            // labels
  needs.inputs[2] = rows;            // logSumExp
  needs.inputs[3] = classes;         // weight
  return RowsRule(s);
}

const char* CheckGrad(const Call& call, Needs& needs) {
  const CrossEntropySizes s = SizesOf(call);
  const double rows = static_cast<double>(s.rows);
  const double classes = static_cast<double>(s.classes);
  needs.output = rows * classes;
  needs.inputs[0] = rows;            // gradRows
  needs.inputs[1] = rows * classes;  // logits
  needs.inputs[2] = rows;            // labels
  needs.inputs[3] = rows;            // logSumExp
  needs.inputs[4] = classes;         // weight
  return RowsRule(s);
}

// compute(row, start) for every row; its logits begin at `start` and lie `inner` apart.
template <class RowFunction>
void ForEachRow(const CrossEntropySizes& s, const RowFunction& compute) {
  const std::int64_t rows_per_task = Most(1, kElementsPerTask / s.classes);
  Parallel(Pieces(s.rows, rows_per_task), [&](std::int64_t task) {
    for (std::int64_t row = task * rows_per_task; row < Least(s.rows, (task + 1) * rows_per_task); ++row) {
      const std::int64_t outer = row / s.inner;
      compute(row, outer * s.classes * s.inner + (row - outer * s.inner));
    }
  });
}

void CrossEntropyRows(const Call& call) {
  const CrossEntropySizes s = SizesOf(call);
  const float* const logits = call.inputs[0].Floats();
  const std::int32_t* const labels = call.inputs[1].Ints();
  const float* const log_sum_exp = call.inputs[2].Floats();
  const float* const weight = call.inputs[3].Floats();
  float* const output = call.output.MutableFloats();
  const double ignore_index = call.scalars[0];
  const float smoothing = static_cast<float>(call.scalars[1]);
  const float sharp = static_cast<float>(1 - call.scalars[1]);
  const float spread_factor = static_cast<float>(call.scalars[1] / static_cast<double>(s.classes));
  ForEachRow(s, [&](std::int64_t row, std::int64_t start) {
    const std::int64_t label = labels[row];
    if (static_cast<double>(label) == ignore_index) {
      output[row] = 0;
    } else if (label < 0 || label >= s.classes) {
      output[row] = NAN;
    } else {
      const float nll = weight[label] * (log_sum_exp[row] - logits[start + label * s.inner]);
      if (smoothing == 0) {
        output[row] = nll;
        return;
      }
      float spread = 0;
      for (std::int64_t k = 0; k < s.classes; ++k) {
        spread += weight[k] * (log_sum_exp[row] - logits[start + k * s.inner]);
      }
      output[row] = sharp * nll + spread_factor * spread;
    }
  });
}

void CrossEntropyGrad(const Call& call) {
  const CrossEntropySizes s = SizesOf(call);
  const float* const grad_rows = call.inputs[0].Floats();
  const float* const logits = call.inputs[1].Floats();
  const std::int32_t* const labels = call.inputs[2].Ints();
  const float* const log_sum_exp = call.inputs[3].Floats();
  const float* const weight = call.inputs[4].Floats();
  float* const output = call.output.MutableFloats();
  const double ignore_index = call.scalars[0];
  const float smoothing = static_cast<float>(call.scalars[1]);
  const float sharp = static_cast<float>(1 - call.scalars[1]);
  const float spread_factor = static_cast<float>(call.scalars[1] / static_cast<double>(s.classes));
  float total_weight = 0;
  for (std::int64_t k = 0; k < s.classes; ++k) total_weight += weight[k];
  ForEachRow(s, [&](std::int64_t row, std::int64_t start) {
    const std::int64_t label = labels[row];
    if (static_cast<double>(label) == ignore_index) {
      for (std::int64_t c = 0; c < s.classes; ++c) output[start + c * s.inner] = 0;
      return;
    }
    if (label < 0 || label >= s.classes) {
      for (std::int64_t c = 0; c < s.classes; ++c) output[start + c * s.inner] = NAN;
      return;
    }
    for (std::int64_t c = 0; c < s.classes; ++c) {
      const std::int64_t place = start + c * s.inner;
      const float softmax = Exp(logits[place] - log_sum_exp[row]);
      const float by_label = weight[label] * (softmax - (c == label ? 1.0f : 0.0f));
      output[place] = smoothing == 0
                          ? grad_rows[row] * by_label
                          : grad_rows[row] * (sharp * by_label + spread_factor * (softmax * total_weight - weight[c]));
    }
  });
}

constexpr Kernel kKernels[] = {
    {"crossEntropyRows",
     kFloat32,
     {{{"logits", kFloat32}, {"labels", kInt32}, {"logSumExp", kFloat32}, {"weight", kFloat32}}},
     kCrossEntropySizes,
     kCrossEntropyScalars,
     false,
     CheckRows,
     CrossEntropyRows},
    {"crossEntropyGrad",
     kFloat32,
     {{{"gradRows", kFloat32},
       {"logits", kFloat32},
       {"labels", kInt32},
       {"logSumExp", kFloat32},
       {"weight", kFloat32}}},
     kCrossEntropySizes,
     kCrossEntropyScalars,
     false,
     CheckGrad,
     CrossEntropyGrad},
};

}  // namespace

void AddLossKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
