// One step of an optimizer, element by element. Defined by src/kernels/optim. Scalars are combined in double before the
// loop, for 1 − 0.999 has only three good digits in float.

#include "kernels/all.hpp"
#include "kernels/pointwise.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

// The gradient that a step goes by.
float Decayed(float param, float grad, double weight_decay, double sign) {
  return static_cast<float>(sign) * grad + static_cast<float>(weight_decay) * param;
}

float DecayedGradient(float param, float grad, double weight_decay, double sign) {
  return Decayed(param, grad, weight_decay, sign);
}

float SgdMomentum(float buffer, float param, float grad, double momentum, double dampening, double weight_decay,
                  double sign) {
  return static_cast<float>(momentum) * buffer +
         static_cast<float>(1 - dampening) * Decayed(param, grad, weight_decay, sign);
}

float SgdStep(float param, float grad, float buffer, double lr, double grad_factor, double buffer_factor,
              double weight_decay, double sign) {
  const float g = Decayed(param, grad, weight_decay, sign);
  return param -
         static_cast<float>(lr) * (static_cast<float>(grad_factor) * g + static_cast<float>(buffer_factor) * buffer);
}

float FirstMoment(float moment, float param, float grad, double beta, double rest, double weight_decay, double sign) {
  return static_cast<float>(beta) * moment + static_cast<float>(rest) * Decayed(param, grad, weight_decay, sign);
}

float SecondMoment(float moment, float param, float grad, double beta, double rest, double weight_decay, double sign) {
  const float g = Decayed(param, grad, weight_decay, sign);
  return static_cast<float>(beta) * moment + static_cast<float>(rest) * g * g;
}

float LargestMoment(float largest, float moment) { return moment > largest || moment != moment ? moment : largest; }

float CenteredMoment(float second_moment, float first_moment) { return second_moment - first_moment * first_moment; }

float AdamStep(float param, float first_moment, float second_moment, double step_size, double correction, double eps,
               double keep) {
  const float spread = std::sqrt(second_moment) / static_cast<float>(correction) + static_cast<float>(eps);
  return static_cast<float>(keep) * param - static_cast<float>(step_size) * first_moment / spread;
}

float RmspropDirection(float buffer, float param, float grad, float second_moment, double momentum, double eps,
                       double weight_decay, double sign) {
  return static_cast<float>(momentum) * buffer +
         Decayed(param, grad, weight_decay, sign) / (std::sqrt(second_moment) + static_cast<float>(eps));
}

float AdagradDirection(float param, float grad, float sum, double eps, double weight_decay, double sign) {
  return Decayed(param, grad, weight_decay, sign) / (std::sqrt(sum) + static_cast<float>(eps));
}

float Descend(float param, float direction, double lr, double keep) {
  return static_cast<float>(keep) * param - static_cast<float>(lr) * direction;
}

float ClipToNorm(float grad, Single total_norm, double max_norm) {
  const float factor = static_cast<float>(max_norm) / (total_norm.value + 1e-6f);
  return grad * (factor > 1 ? 1 : factor);
}

float ClipToValue(float grad, double limit) {
  const float bound = static_cast<float>(limit);
  return grad > bound ? bound : grad < -bound ? -bound : grad;
}

constexpr Kernel kKernels[] = {
    Pointwise<DecayedGradient>("decayedGradient", {{"param", "grad"}}, {{"weightDecay", "sign"}}),
    Pointwise<SgdMomentum>("sgdMomentum", {{"buffer", "param", "grad"}},
                           {{"momentum", "dampening", "weightDecay", "sign"}}),
    Pointwise<SgdStep>("sgdStep", {{"param", "grad", "buffer"}},
                       {{"lr", "gradFactor", "bufferFactor", "weightDecay", "sign"}}),
    Pointwise<FirstMoment>("firstMoment", {{"moment", "param", "grad"}}, {{"beta", "rest", "weightDecay", "sign"}}),
    Pointwise<SecondMoment>("secondMoment", {{"moment", "param", "grad"}}, {{"beta", "rest", "weightDecay", "sign"}}),
    Pointwise<LargestMoment>("largestMoment", {{"largest", "moment"}}),
    Pointwise<CenteredMoment>("centeredMoment", {{"secondMoment", "firstMoment"}}),
    Pointwise<AdamStep>("adamStep", {{"param", "firstMoment", "secondMoment"}},
                        {{"stepSize", "correction", "eps", "keep"}}),
    Pointwise<RmspropDirection>("rmspropDirection", {{"buffer", "param", "grad", "secondMoment"}},
                                {{"momentum", "eps", "weightDecay", "sign"}}),
    Pointwise<AdagradDirection>("adagradDirection", {{"param", "grad", "sum"}}, {{"eps", "weightDecay", "sign"}}),
    Pointwise<Descend>("descend", {{"param", "direction"}}, {{"lr", "keep"}}),
    Pointwise<ClipToNorm>("clipToNorm", {{"grad", "totalNorm"}}, {{"maxNorm"}}),
    Pointwise<ClipToValue>("clipToValue", {{"grad"}}, {{"limit"}}),
};

}  // namespace

void AddOptimKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
