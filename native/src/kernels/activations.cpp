// Activations and losses, element by element. Each is defined by the TypeScript kernel of its name in
// src/kernels/pointwise (relu.ts, rectifiers.ts, sigmoids.ts, hyperbolic.ts) and src/kernels/loss.

#include "kernels/all.hpp"
#include "kernels/elementary.hpp"
#include "kernels/pointwise.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

// ---- Activations ----

float Relu(float x) { return x <= 0 ? 0.0f : x; }
float ReluGrad(float grad_output, float output) { return output <= 0 ? 0.0f : grad_output; }
float LeakyRelu(float x, double slope) { return x > 0 ? x : static_cast<float>(slope) * x; }
float LeakyReluGrad(float grad_output, float x, double slope) {
  return x > 0 ? grad_output : static_cast<float>(slope) * grad_output;
}
float HardtanhGrad(float grad_output, float x, double low, double high) {
  return (x > static_cast<float>(low)) & (x < static_cast<float>(high)) ? grad_output : 0;
}
float Hardsigmoid(float x) { return x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6; }
float HardsigmoidGrad(float grad_output, float x) { return (x > -3) & (x < 3) ? grad_output / 6 : 0; }
float Hardswish(float x) { return x * Hardsigmoid(x); }
float HardswishGrad(float grad_output, float x) {
  return x <= -3 ? 0 : x >= 3 ? grad_output : grad_output * (x / 3 + 0.5f);
}
float Elu(float x, double alpha, double scale, double steepness) {
  return x <= 0 ? static_cast<float>(scale * alpha) * std::expm1(static_cast<float>(steepness) * x)
                : static_cast<float>(scale) * x;
}
float EluGrad(float grad_output, float x, double alpha, double scale, double steepness) {
  const float bent = static_cast<float>(scale * alpha * steepness) * Exp(static_cast<float>(steepness) * x);
  return grad_output * (x > 0 ? static_cast<float>(scale) : bent);
}
float SigmoidOf(float x) { return Sigmoid(x); }
float SigmoidGrad(float grad_output, float y) { return grad_output * y * (1 - y); }
// log1p, although it is no vector instruction: log(1 + e^−20) would be 0.
float LogSigmoid(float x) { return (x < 0 ? x : 0) - std::log1p(Exp(-std::fabs(x))); }
float LogSigmoidGrad(float grad_output, float x) { return grad_output * Sigmoid(-x); }
float Softplus(float x, double beta, double limit) {
  const float steep = x * static_cast<float>(beta);
  return steep > static_cast<float>(limit) ? x : std::log1p(Exp(steep)) / static_cast<float>(beta);
}
float SoftplusGrad(float grad_output, float x, double beta, double limit) {
  const float steep = x * static_cast<float>(beta);
  return steep > static_cast<float>(limit) ? grad_output : grad_output * Sigmoid(steep);
}
float Silu(float x) { return x / (1 + Exp(-x)); }
float SiluGrad(float grad_output, float x) {
  const float share = Sigmoid(x);
  return grad_output * share * (1 + x * (1 - share));
}
float TanhOf(float x) { return Tanh(x); }
float TanhGrad(float grad_output, float y) { return grad_output * (1 - y * y); }
float Gelu(float x) { return x * 0.5f * std::erfc(-x * 0.70710678f); }
float GeluGrad(float grad_output, float x) {
  const float below = 0.5f * std::erfc(-x * 0.70710678f);
  return grad_output * (below + x * 0.39894228f * Exp(-0.5f * x * x));
}
float GeluTanh(float x) { return 0.5f * x * (1 + Tanh(0.79788456f * (x + 0.044715f * x * x * x))); }
float GeluTanhGrad(float grad_output, float x) {
  const float t = Tanh(0.79788456f * (x + 0.044715f * x * x * x));
  const float slope = 0.79788456f * (1 + 0.134145f * x * x);
  return grad_output * (0.5f * (1 + t) + 0.5f * x * (1 - t * t) * slope);
}

// ---- Losses ----

float MseLoss(float x, float target) { return (x - target) * (x - target); }
float MseLossGrad(float grad_output, float x, float target) { return 2 * (x - target) * grad_output; }
float L1Loss(float x, float target) { return std::fabs(x - target); }
float L1LossGrad(float grad_output, float x, float target) {
  const float distance = x - target;
  return distance > 0 ? grad_output : distance < 0 ? -grad_output : 0;
}
float SmoothL1Loss(float x, float target, double beta) {
  const float b = static_cast<float>(beta);
  const float distance = std::fabs(x - target);
  return distance < b ? 0.5f * distance * distance / b : distance - 0.5f * b;
}
float SmoothL1LossGrad(float grad_output, float x, float target, double beta) {
  const float b = static_cast<float>(beta);
  const float distance = x - target;
  const float slope = distance >= b ? grad_output : distance <= -b ? -grad_output : grad_output * distance / b;
  return distance == 0 ? 0 : slope;
}
float HuberLoss(float x, float target, double delta) {
  const float d = static_cast<float>(delta);
  const float distance = std::fabs(x - target);
  return distance < d ? 0.5f * distance * distance : d * (distance - 0.5f * d);
}
float HuberLossGrad(float grad_output, float x, float target, double delta) {
  const float d = static_cast<float>(delta);
  const float distance = x - target;
  return grad_output * (distance > d ? d : distance < -d ? -d : distance);
}
float BinaryCrossEntropyWithLogits(float x, float t, float pos_weight) {
  const float tail = std::log1p(Exp(-std::fabs(x)));
  const float yes = t == 0 ? 0 : pos_weight * t * ((x < 0 ? -x : 0) + tail);
  const float no = t == 1 ? 0 : (1 - t) * ((x > 0 ? x : 0) + tail);
  return yes + no;
}
float BinaryCrossEntropyWithLogitsGrad(float grad_output, float x, float t, float pos_weight) {
  const float small = Exp(-std::fabs(x));
  const float far = small / (1 + small);
  const float near = 1 / (1 + small);
  const float yes = pos_weight * t * (x < 0 ? near : far);
  const float no = (1 - t) * (x < 0 ? far : near);
  return grad_output * (no - yes);
}
float Spread(Single grad_output, double divisor) { return grad_output.value / static_cast<float>(divisor); }
float SpreadOver(Single grad_output, Single divisor) { return grad_output.value / divisor.value; }

constexpr Kernel kKernels[] = {
    Pointwise<Relu>("relu", {{"input"}}),
    Pointwise<ReluGrad>("reluGrad", {{"gradOutput", "output"}}),
    Pointwise<LeakyRelu>("leakyRelu", {{"input"}}, {{"slope"}}),
    Pointwise<LeakyReluGrad>("leakyReluGrad", {{"gradOutput", "input"}}, {{"slope"}}),
    Pointwise<HardtanhGrad>("hardtanhGrad", {{"gradOutput", "input"}}, {{"low", "high"}}),
    Pointwise<Hardsigmoid>("hardsigmoid", {{"input"}}),
    Pointwise<HardsigmoidGrad>("hardsigmoidGrad", {{"gradOutput", "input"}}),
    Pointwise<Hardswish>("hardswish", {{"input"}}),
    Pointwise<HardswishGrad>("hardswishGrad", {{"gradOutput", "input"}}),
    Pointwise<Elu>("elu", {{"input"}}, {{"alpha", "scale", "steepness"}}),
    Pointwise<EluGrad>("eluGrad", {{"gradOutput", "input"}}, {{"alpha", "scale", "steepness"}}),
    Pointwise<SigmoidOf>("sigmoid", {{"input"}}),
    Pointwise<SigmoidGrad>("sigmoidGrad", {{"gradOutput", "output"}}),
    Pointwise<LogSigmoid>("logSigmoid", {{"input"}}),
    Pointwise<LogSigmoidGrad>("logSigmoidGrad", {{"gradOutput", "input"}}),
    Pointwise<Softplus>("softplus", {{"input"}}, {{"beta", "limit"}}),
    Pointwise<SoftplusGrad>("softplusGrad", {{"gradOutput", "input"}}, {{"beta", "limit"}}),
    Pointwise<Silu>("silu", {{"input"}}),
    Pointwise<SiluGrad>("siluGrad", {{"gradOutput", "input"}}),
    Pointwise<TanhOf>("tanh", {{"input"}}),
    Pointwise<TanhGrad>("tanhGrad", {{"gradOutput", "output"}}),
    Pointwise<Gelu>("gelu", {{"input"}}),
    Pointwise<GeluGrad>("geluGrad", {{"gradOutput", "input"}}),
    Pointwise<GeluTanh>("geluTanh", {{"input"}}),
    Pointwise<GeluTanhGrad>("geluTanhGrad", {{"gradOutput", "input"}}),
    Pointwise<MseLoss>("mseLoss", {{"input", "target"}}),
    Pointwise<MseLossGrad>("mseLossGrad", {{"gradOutput", "input", "target"}}),
    Pointwise<L1Loss>("l1Loss", {{"input", "target"}}),
    Pointwise<L1LossGrad>("l1LossGrad", {{"gradOutput", "input", "target"}}),
    Pointwise<SmoothL1Loss>("smoothL1Loss", {{"input", "target"}}, {{"beta"}}),
    Pointwise<SmoothL1LossGrad>("smoothL1LossGrad", {{"gradOutput", "input", "target"}}, {{"beta"}}),
    Pointwise<HuberLoss>("huberLoss", {{"input", "target"}}, {{"delta"}}),
    Pointwise<HuberLossGrad>("huberLossGrad", {{"gradOutput", "input", "target"}}, {{"delta"}}),
    Pointwise<BinaryCrossEntropyWithLogits>("binaryCrossEntropyWithLogits", {{"input", "target", "posWeight"}}),
    Pointwise<BinaryCrossEntropyWithLogitsGrad>("binaryCrossEntropyWithLogitsGrad",
                                                {{"gradOutput", "input", "target", "posWeight"}}),
    Pointwise<Spread>("spread", {{"gradOutput"}}, {{"divisor"}}),
    Pointwise<SpreadOver>("spreadOver", {{"gradOutput", "divisor"}}),
};

}  // namespace

void AddActivationKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
