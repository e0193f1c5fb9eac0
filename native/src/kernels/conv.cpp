// Convolution and its two gradients. Defined by src/kernels/window/conv2d.ts, conv2dGradInput.ts, conv2dGradWeight.ts.
#include <atomic>
#include <numeric>

#include "kernels/all.hpp"
#include "kernels/conv_forward.hpp"
#include "kernels/conv_grad_weight.hpp"
#include "kernels/conv_plain.hpp"
#include "kernels/conv_product.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

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

// As AllFinite, by all threads.
bool AllFiniteInParallel(const float* numbers, std::int64_t count) {
  constexpr std::int64_t kPerTask = 1 << 16;
  std::atomic<bool> finite{true};
  Parallel(Pieces(count, kPerTask), [&](std::int64_t task) {
    const std::int64_t begin = task * kPerTask;
    if (!AllFinite(numbers + begin, Least(kPerTask, count - begin))) finite.store(false, std::memory_order_relaxed);
  });
  return finite.load(std::memory_order_relaxed);
}

void Conv2d(const Call& call) {
  RunSlidingProduct(ForwardProduct(ConvSizesOf(call), call.inputs[0].Floats(), call.inputs[1].Floats(),
                                   call.inputs[2].Floats(), call.output.MutableFloats()));
}

// One axis of the gradient by the input. The input elements are taken by phase: those that lie a multiple of the stride
// apart are read by the same taps.
struct BackwardTaps {
  TapAxis axis;            // over the output's gradient
  std::int64_t first_tap;  // of the kernel
  std::int64_t tap_step;   // from one of its taps to the next
};

// The input elements first, first + stride, first + 2 · stride, …
BackwardTaps BackwardTapsOf(std::int64_t first, std::int64_t in_size, std::int64_t out_size, std::int64_t kernel_size,
                            std::int64_t stride, std::int64_t padding, std::int64_t dilation) {
  // Element i lies at i + padding = q · stride + phase. Tap t reaches it if t · dilation = steps · stride + phase: then
  // it brings output element q − steps.
  const std::int64_t phase = (first + padding) % stride;
  const std::int64_t q = (first + padding) / stride;
  BackwardTaps backward = {};
  TapAxis& axis = backward.axis;
  axis.step = 1;
  axis.places = Pieces(in_size - first, stride);
  axis.source_size = out_size;
  axis.stride = 1;
  std::int64_t tap = 0;
  while (tap < Least(kernel_size, stride) && tap * dilation % stride != phase) ++tap;
  if (tap == Least(kernel_size, stride)) return backward;
  backward.tap_step = stride / std::gcd(dilation, stride);
  axis.taps = Pieces(kernel_size - tap, backward.tap_step);
  axis.step = backward.tap_step * dilation / stride;
  // The last tap comes first in memory.
  backward.first_tap = tap + (axis.taps - 1) * backward.tap_step;
  axis.first = q - backward.first_tap * dilation / stride;
  backward.tap_step = -backward.tap_step;
  return backward;
}

void Conv2dGradInput(const Call& call) {
  const ConvSizes s = ConvSizesOf(call);
  for (std::int64_t first_y = 0; first_y < Least(s.stride_y, s.in_height); ++first_y) {
    const BackwardTaps y =
        BackwardTapsOf(first_y, s.in_height, s.out_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y);
    for (std::int64_t first_x = 0; first_x < Least(s.stride_x, s.in_width); ++first_x) {
      const BackwardTaps x =
          BackwardTapsOf(first_x, s.in_width, s.out_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x);
      SlidingProduct p;
      p.y = y.axis;
      p.x = x.axis;
      p.images = s.images;
      p.groups = s.Groups();
      p.channels = s.group_out_channels;
      p.source = call.inputs[0].Floats();
      p.rows = s.group_in_channels;
      p.weight = call.inputs[1].Floats() + y.first_tap * s.kernel_width + x.first_tap;
      p.group_stride = s.group_out_channels * s.Taps();
      p.row_stride = s.KernelPlane();
      p.channel_stride = s.Taps();
      p.tap_stride_y = y.tap_step * s.kernel_width;
      p.tap_stride_x = x.tap_step;
      p.bias = nullptr;
      p.output = call.output.MutableFloats() + first_y * s.in_width + first_x;
      p.output_plane = s.InPlane();
      p.place_stride_y = s.stride_y * s.in_width;
      p.place_stride_x = s.stride_x;
      RunSlidingProduct(p);
    }
  }
}

void Conv2dGradWeight(const Call& call) {
  const ConvSizes s = ConvSizesOf(call);
  const float* const grad_output = call.inputs[0].Floats();
  const float* const input = call.inputs[1].Floats();
  float* const grad_weight = call.output.MutableFloats();
  if (!GradWeightIsWorthCopying(s)) return PlainConv2dGradWeight(s, grad_output, input, grad_weight);
  RunGradWeight(s, grad_output, input, grad_weight);
  if (GradWeightPadsInput(s) && !AllFiniteInParallel(grad_weight, s.out_channels * s.Taps())) {
    PlainConv2dGradWeight(s, grad_output, input, grad_weight);
  }
}

constexpr Kernel kKernels[] = {
    {"conv2d",
     kFloat32,
     {{{"input", kFloat32}, {"weight", kFloat32}, {"bias", kFloat32}}},
     kConvSizes,
     {},
     false,
     CheckConvForward,
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
