// One step of an optimizer, element by element. Defined by src/kernels/optim. Scalars are combined in double before the
// loop, for 1 − 0.999 has only three good digits in float.

#include "kernels/all.hpp"
#include "kernels/pointwise.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

float SgdMomentum(float buffer, float param, float grad, double momentum, double dampening, double weight_decay,
                  double sign) {
  const float g = static_cast<float>(sign) * grad + static_cast<float>(weight_decay) * param;
  return static_cast<float>(momentum) * buffer + static_cast<float>(1 - dampening) * g;
}

float SgdStep(float param, float grad, float buffer, double lr, double grad_factor, double buffer_factor,
              double weight_decay, double sign) {
  const float g = static_cast<float>(sign) * grad + static_cast<float>(weight_decay) * param;
  return param -
         static_cast<float>(lr) * (static_cast<float>(grad_factor) * g + static_cast<float>(buffer_factor) * buffer);
}

constexpr Kernel kKernels[] = {
    Pointwise<SgdMomentum>("sgdMomentum", {{"buffer", "param", "grad"}},
                           {{"momentum", "dampening", "weightDecay", "sign"}}),
    Pointwise<SgdStep>("sgdStep", {{"param", "grad", "buffer"}},
                       {{"lr", "gradFactor", "bufferFactor", "weightDecay", "sign"}}),
};

}  // namespace

void AddOptimKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
