// Convolution and its two gradients.
#include "kernels/all.hpp"
#include "kernels/conv_plain.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

const char* CheckForward(const Call& call, Needs& needs) {
  ConvLengths lengths;
  const char* broken = CheckConv(call, lengths);
  needs.output = lengths.output;
  needs.inputs[0] = lengths.input;
  needs.inputs[1] = lengths.weight;
  needs.inputs[2] = static_cast<double>(ConvSizesOf(call).out_channels);
  return broken;
}

const char* CheckGradInput(const Call& call, Needs& needs) {
  ConvLengths lengths;
  const char* broken = CheckConv(call, lengths);
  needs.output = lengths.input;
  needs.inputs[0] = lengths.output;
  needs.inputs[1] = lengths.weight;
  return broken;
}

const char* CheckGradWeight(const Call& call, Needs& needs) {
  ConvLengths lengths;
  const char* broken = CheckConv(call, lengths);
  needs.output = lengths.weight;
  needs.inputs[0] = lengths.output;
  needs.inputs[1] = lengths.input;
  return broken;
}

void Conv2d(const Call& call) {
  PlainConv2d(ConvSizesOf(call), call.inputs[0].Floats(), call.inputs[1].Floats(), call.inputs[2].Floats(),
              call.output.MutableFloats());
}

void Conv2dGradInput(const Call& call) {
  PlainConv2dGradInput(ConvSizesOf(call), call.inputs[0].Floats(), call.inputs[1].Floats(),
                       call.output.MutableFloats());
}

void Conv2dGradWeight(const Call& call) {
  PlainConv2dGradWeight(ConvSizesOf(call), call.inputs[0].Floats(), call.inputs[1].Floats(),
                        call.output.MutableFloats());
}

constexpr Kernel kKernels[] = {
    {"conv2d",
     kFloat32,
     {{{"input", kFloat32}, {"weight", kFloat32}, {"bias", kFloat32}}},
     kConvSizes,
     {},
     false,
     CheckForward,
     Conv2d},
    {"conv2dGradInput",
     kFloat32,
     {{{"gradOutput", kFloat32}, {"weight", kFloat32}}},
     kConvSizes,
     {},
     false,
     CheckGradInput,
     Conv2dGradInput},
    {"conv2dGradWeight",
     kFloat32,
     {{{"gradOutput", kFloat32}, {"input", kFloat32}}},
     kConvSizes,
     {},
     false,
     CheckGradWeight,
     Conv2dGradWeight},
};

}  // namespace

void AddConvKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
