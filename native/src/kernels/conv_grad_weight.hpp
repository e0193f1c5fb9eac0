#pragma once
// The gradient of the convolution by its weight, as a matrix product.

#include "kernels/conv_sizes.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// False if the input with its padding would take far more memory than what is given.
bool GradWeightIsWorthCopying(const ConvSizes& s);

// True if zeros pad the input. They multiply with the gradient of the output: where a number of that is not finite,
// neither is any sum that it is part of, rightly or not.
bool GradWeightPadsInput(const ConvSizes& s);

// Only if it is worth copying.
void RunGradWeight(const ConvSizes& s, const float* grad_output, const float* input, float* grad_weight);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
