#pragma once
// The gradient of the convolution by its weight, as dot products.

#include "kernels/conv_source.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// `y` and `x` are the axes of the forward convolution, whose source is the input.
void RunGradWeight(const ConvSizes& s, const SlidingAxis& y, const SlidingAxis& x, const float* grad_output,
                   const float* input, float* grad_weight);

// True if the input lies as the taps want it; else it is copied and padded with zeros.
bool GradWeightReadsInPlace(const SlidingAxis& y, const SlidingAxis& x);

// True if zeros are put between the rows of the gradient.
bool GradWeightPadsGradient(const SlidingAxis& x);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
