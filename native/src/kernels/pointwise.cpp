// Arithmetic, comparison and choice, element by element. Each is defined by the TypeScript kernel of its name, most of
// them in src/kernels/pointwise.

#include "kernels/pointwise.hpp"

#include "kernels/all.hpp"
#include "kernels/elementary.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

float Fill(double value) { return static_cast<float>(value); }

float Add(float a, float b) { return a + b; }
float Sub(float a, float b) { return a - b; }
float Mul(float a, float b) { return a * b; }
float Div(float a, float b) { return a / b; }
float DivGradDivisor(float grad_output, float a, float b) { return -grad_output * (a / b / b); }
float AddScalar(float x, double value) { return x + static_cast<float>(value); }
float Scale(float x, double factor, double divisor) {
  return x * static_cast<float>(factor) / static_cast<float>(divisor);
}

float Neg(float x) { return -x; }
float SignOf(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f; }
float Abs(float x) { return std::fabs(x); }
float AbsGrad(float grad_output, float x) { return grad_output * SignOf(x); }
float Floor(float x) { return std::floor(x); }
float Ceil(float x) { return std::ceil(x); }
float Trunc(float x) { return std::trunc(x); }

float Square(float x) { return x * x; }
float SquareGrad(float grad_output, float x) { return grad_output * 2 * x; }
float Sqrt(float x) { return std::sqrt(x); }
float SqrtGrad(float grad_output, float output) { return grad_output / (2 * output); }
float Rsqrt(float x) { return 1 / std::sqrt(x); }
float RsqrtGrad(float grad_output, float y) { return -0.5f * grad_output * y * y * y; }
float Reciprocal(float x) { return 1 / x; }
float ReciprocalGrad(float grad_output, float y) { return -grad_output * y * y; }
float InverseDeviation(float variance, double eps) { return 1 / std::sqrt(variance + static_cast<float>(eps)); }
float ExpOf(float x) { return Exp(x); }
float LogOf(float x) { return Log(x); }

float Larger(float a, float b) { return a > b || a != a ? a : b; }
float Smaller(float a, float b) { return a < b || a != a ? a : b; }
float MaximumGrad(float grad_output, float own, float other) {
  return own < other ? 0 : own == other ? grad_output / 2 : grad_output;
}
float MinimumGrad(float grad_output, float own, float other) {
  return own > other ? 0 : own == other ? grad_output / 2 : grad_output;
}
float Clamp(float x, double low, double high) {
  return Smaller(Larger(x, static_cast<float>(low)), static_cast<float>(high));
}
float ClampGrad(float grad_output, float x, double low, double high) {
  return (x >= static_cast<float>(low)) & (x <= static_cast<float>(high)) ? grad_output : 0;
}
float Where(std::uint8_t condition, float a, float b) { return condition == 0 ? b : a; }
float WhereGradTrue(float grad_output, std::uint8_t condition) { return condition == 0 ? 0 : grad_output; }
float WhereGradFalse(float grad_output, std::uint8_t condition) { return condition == 0 ? grad_output : 0; }

std::uint8_t Eq(float a, float b) { return a == b; }
std::uint8_t Ne(float a, float b) { return !(a == b); }
std::uint8_t Lt(float a, float b) { return a < b; }
std::uint8_t Le(float a, float b) { return a <= b; }

float SquaredDeviation(float x, float mean) { return (x - mean) * (x - mean); }
float VarGrad(float grad_output, float x, float mean, double divisor) {
  return grad_output * 2 * (x - mean) / static_cast<float>(divisor);
}
float RunningAverage(float running, float batch, double momentum, double factor) {
  return static_cast<float>(1 - momentum) * running + static_cast<float>(momentum * factor) * batch;
}

constexpr Kernel kKernels[] = {
    Pointwise<Fill>("fill", {}, {{"value"}}),
    Pointwise<Add>("add", {{"a", "b"}}),
    Pointwise<Sub>("sub", {{"a", "b"}}),
    Pointwise<Mul>("mul", {{"a", "b"}}),
    Pointwise<Div>("div", {{"a", "b"}}),
    Pointwise<DivGradDivisor>("divGradDivisor", {{"gradOutput", "a", "b"}}),
    Pointwise<AddScalar>("addScalar", {{"input"}}, {{"value"}}),
    Pointwise<Scale>("scale", {{"input"}}, {{"factor", "divisor"}}),
    Pointwise<Neg>("neg", {{"input"}}),
    Pointwise<SignOf>("sign", {{"input"}}),
    Pointwise<Abs>("abs", {{"input"}}),
    Pointwise<AbsGrad>("absGrad", {{"gradOutput", "input"}}),
    Pointwise<Floor>("floor", {{"input"}}),
    Pointwise<Ceil>("ceil", {{"input"}}),
    Pointwise<Trunc>("trunc", {{"input"}}),
    Pointwise<Square>("square", {{"input"}}),
    Pointwise<SquareGrad>("squareGrad", {{"gradOutput", "input"}}),
    Pointwise<Sqrt>("sqrt", {{"input"}}),
    Pointwise<SqrtGrad>("sqrtGrad", {{"gradOutput", "output"}}),
    Pointwise<Rsqrt>("rsqrt", {{"input"}}),
    Pointwise<RsqrtGrad>("rsqrtGrad", {{"gradOutput", "output"}}),
    Pointwise<Reciprocal>("reciprocal", {{"input"}}),
    Pointwise<ReciprocalGrad>("reciprocalGrad", {{"gradOutput", "output"}}),
    Pointwise<InverseDeviation>("inverseDeviation", {{"input"}}, {{"eps"}}),
    Pointwise<ExpOf>("exp", {{"input"}}),
    Pointwise<LogOf>("log", {{"input"}}),
    Pointwise<Larger>("maximum", {{"a", "b"}}),
    Pointwise<MaximumGrad>("maximumGrad", {{"gradOutput", "own", "other"}}),
    Pointwise<Smaller>("minimum", {{"a", "b"}}),
    Pointwise<MinimumGrad>("minimumGrad", {{"gradOutput", "own", "other"}}),
    Pointwise<Clamp>("clamp", {{"input"}}, {{"low", "high"}}),
    Pointwise<ClampGrad>("clampGrad", {{"gradOutput", "input"}}, {{"low", "high"}}),
    Pointwise<Where>("where", {{"condition", "a", "b"}}),
    Pointwise<WhereGradTrue>("whereGradTrue", {{"gradOutput", "condition"}}),
    Pointwise<WhereGradFalse>("whereGradFalse", {{"gradOutput", "condition"}}),
    Pointwise<Eq>("eq", {{"a", "b"}}),
    Pointwise<Ne>("ne", {{"a", "b"}}),
    Pointwise<Lt>("lt", {{"a", "b"}}),
    Pointwise<Le>("le", {{"a", "b"}}),
    Pointwise<SquaredDeviation>("squaredDeviation", {{"a", "b"}}),
    Pointwise<VarGrad>("varGrad", {{"gradOutput", "input", "mean"}}, {{"divisor"}}),
    Pointwise<RunningAverage>("runningAverage", {{"running", "batch"}}, {{"momentum", "factor"}}),
};

}  // namespace

void AddPointwiseKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
