#pragma once
// Every kernel there is, family by family, as in src/kernels/all.ts.

#include "kernel.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

void AddActivationKernels(Table& table);
void AddAvgPoolKernels(Table& table);
void AddConvKernels(Table& table);
void AddConvFusedKernels(Table& table);
void AddIndexKernels(Table& table);
void AddLossKernels(Table& table);
void AddMatmulKernels(Table& table);
void AddMoveKernels(Table& table);
void AddNormKernels(Table& table);
void AddOptimKernels(Table& table);
void AddPointwiseKernels(Table& table);
void AddMaxPoolKernels(Table& table);
void AddReduceKernels(Table& table);
void AddRowKernels(Table& table);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
