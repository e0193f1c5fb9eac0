#pragma once
// See conv_plain.cpp.

#include "kernels/conv_sizes.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

void PlainConv2dGradWeight(const ConvSizes& s, const float* grad_output, const float* input, float* grad_weight);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
