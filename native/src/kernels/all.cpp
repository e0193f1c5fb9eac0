#include "kernels/all.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

const Table& Kernels();

// Made when it is first asked for. Nothing of this namespace may run when the library is loaded, for the processor may
// not know the instructions: so the tables of the families are constexpr.
const Table& Kernels() {
  static const Table table = [] {
    Table all = {};
    AddActivationKernels(all);
    AddAvgPoolKernels(all);
    AddConvKernels(all);
    AddConvFusedKernels(all);
    AddIndexKernels(all);
    AddLossKernels(all);
    AddMatmulKernels(all);
    AddMoveKernels(all);
    AddNormKernels(all);
    AddOptimKernels(all);
    AddPointwiseKernels(all);
    AddMaxPoolKernels(all);
    AddReduceKernels(all);
    AddRowKernels(all);
    return all;
  }();
  return table;
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
