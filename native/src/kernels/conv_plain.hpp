#pragma once
// See conv_plain.cpp.

#include "kernels/conv_sizes.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

void PlainConv2d(const ConvSizes& s, const float* input, const float* weight, const float* bias, float* output);
void PlainConv2dGradInput(const ConvSizes& s, const float* grad_output, const float* weight, float* grad_input);
void PlainConv2dGradWeight(const ConvSizes& s, const float* grad_output, const float* input, float* grad_weight);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
