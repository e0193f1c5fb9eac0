// Kernels that compute output element x from input elements x. Each is defined by the TypeScript kernel of its name in
// src/kernels/pointwise.

#include "kernels/pointwise.hpp"

#include "kernels/all.hpp"
#include "kernels/elementary.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

float Fill(double value) { return static_cast<float>(value); }
float Add(float a, float b) { return a + b; }
float Mul(float a, float b) { return a * b; }
float Relu(float x) { return x <= 0 ? 0.0f : x; }
float ReluGrad(float grad_output, float output) { return output <= 0 ? 0.0f : grad_output; }

constexpr Kernel kKernels[] = {
    Pointwise<Fill>("fill", {}, {{"value"}}),
    Pointwise<Add>("add", {{"a", "b"}}),
    Pointwise<Mul>("mul", {{"a", "b"}}),
    Pointwise<Relu>("relu", {{"input"}}),
    Pointwise<ReluGrad>("reluGrad", {{"gradOutput", "output"}}),
};

}  // namespace

void AddPointwiseKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
