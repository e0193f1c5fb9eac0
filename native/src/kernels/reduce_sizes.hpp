#pragma once
// A tensor seen as [outer, size, inner], whose rows run along the middle axis. The twin of
// src/kernels/reduce/reduceSizes.ts.

#include "kernel.hpp"
#include "kernels/vector.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

struct ReduceSizes {
  std::int64_t outer, size, inner;
};

constexpr Sizes kReduceSizes = {{{"outer", 0}, {"size", 0}, {"inner", 0}}};
constexpr Sizes kNonemptyReduceSizes = {{{"outer", 0}, {"size", 1}, {"inner", 0}}};

inline ReduceSizes ReduceSizesOf(const Call& call) { return {call.sizes[0], call.sizes[1], call.sizes[2]}; }

constexpr std::int64_t kReduceTask = 16384;  // elements of a task

// The needs of a kernel with one number for each row.
template <int kInputs>
const char* CheckReduction(const Call& call, Needs& needs) {
  const ReduceSizes s = ReduceSizesOf(call);
  needs.output = static_cast<double>(s.outer) * static_cast<double>(s.inner);
  for (int i = 0; i < kInputs; ++i) needs.inputs[i] = needs.output * static_cast<double>(s.size);
  return nullptr;
}

// compute(row, start) for every row, in tasks of some rows each. The row's elements begin at `start`, `inner` apart.
template <class RowFunction>
void ForEachRow(const ReduceSizes& s, const RowFunction& compute) {
  const std::int64_t rows = s.outer * s.inner;
  const std::int64_t rows_per_task = Most(1, kReduceTask / Most(1, s.size));
  Parallel(Pieces(rows, rows_per_task), [&](std::int64_t task) {
    for (std::int64_t row = task * rows_per_task; row < Least(rows, (task + 1) * rows_per_task); ++row) {
      const std::int64_t outer = row / s.inner;
      compute(row, outer * s.size * s.inner + (row - outer * s.inner));
    }
  });
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
