// Convolution and its two gradients. Defined by src/kernels/window/conv2d.ts, conv2dGradInput.ts, conv2dGradWeight.ts.
#include <atomic>

#include "kernels/all.hpp"
#include "kernels/conv_grad_weight.hpp"
#include "kernels/conv_plain.hpp"
#include "kernels/conv_product.hpp"
#include "runtime/pool.hpp"

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

// Zeros stand for what the definition leaves out, and multiply with these numbers.
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
  const ConvSizes s = ConvSizesOf(call);
  const float* const input = call.inputs[0].Floats();
  const float* const weight = call.inputs[1].Floats();
  const float* const bias = call.inputs[2].Floats();
  float* const output = call.output.MutableFloats();
  if (s.images == 0) return;

  SlidingProduct p;
  const bool is_slidable =
      ForwardAxis(s.out_height, s.in_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y, &p.y) &&
      ForwardAxis(s.out_width, s.in_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x, &p.x) &&
      IsWorthCopying(p.y, p.x);
  if (!is_slidable || !AllFiniteInParallel(weight, s.out_channels * s.Taps())) {
    return PlainConv2d(s, input, weight, bias, output);
  }
  p.images = s.images;
  p.groups = s.Groups();
  p.channels = s.group_in_channels;
  p.source = input;
  p.rows = s.group_out_channels;
  p.weight = weight;
  p.group_stride = s.group_out_channels * s.Taps();
  p.row_stride = s.Taps();
  p.channel_stride = s.KernelPlane();
  p.tap_stride_y = s.kernel_width;
  p.tap_stride_x = 1;
  p.bias = bias;
  p.output = output;
  p.output_plane = s.OutPlane();
  p.place_stride_y = s.out_width;
  p.place_stride_x = 1;
  RunSlidingProduct(p);
}

// One axis of the gradient by the input. The input elements are taken by phase: those at `phase` from a multiple of the
// stride are all read by the same taps, which are the same distance apart.
struct BackwardAxis {
  SlidingAxis axis;          // over the output's gradient
  std::int64_t first_tap;    // of the kernel
  std::int64_t tap_step;     // from one of its taps to the next
  std::int64_t first_place;  // the input element of place 0; the next is `stride` further
};

// False if it has too many taps for the fast way.
bool MakeBackwardAxis(std::int64_t phase, std::int64_t in_size, std::int64_t out_size, std::int64_t kernel_size,
                      std::int64_t stride, std::int64_t padding, std::int64_t dilation, BackwardAxis* backward) {
  *backward = {};
  // Input element i lies at i + padding = q · stride + phase.
  const std::int64_t first_q = Most(0, CeilOfQuotient(padding - phase, stride));
  const std::int64_t end_q = Most(first_q, CeilOfQuotient(in_size + padding - phase, stride));
  backward->first_place = first_q * stride + phase - padding;
  SlidingAxis& axis = backward->axis;
  axis.places = end_q - first_q;
  axis.source_size = out_size;
  axis.stride = 1;
  // Tap t is `phase` from a multiple of the stride too: t · dilation = steps · stride + phase. It brings output element
  // q − steps; the last tap comes first in memory.
  std::int64_t most_steps = 0;
  for (std::int64_t tap = 0; tap < kernel_size; ++tap) {
    if (tap * dilation % stride != phase) continue;
    if (axis.taps == 0) backward->first_tap = tap;
    if (axis.taps == 1) backward->tap_step = tap - backward->first_tap;
    const std::int64_t steps = tap * dilation / stride;
    most_steps = steps;
    if (!axis.Add(steps, 0)) return false;
  }
  for (std::int64_t t = 0; t < axis.taps; ++t) axis.shift[t] = most_steps - axis.shift[t];
  axis.padding = most_steps - first_q;
  return true;
}

// True if every phase of the gradient by the input can go the fast way.
bool IsBackwardSlidable(const ConvSizes& s) {
  if (s.stride_y > kMostTapsOfAxis || s.stride_x > kMostTapsOfAxis) return false;
  BackwardAxis y, x;
  for (std::int64_t phase = 0; phase < s.stride_y; ++phase) {
    if (!MakeBackwardAxis(phase, s.in_height, s.out_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y,
                          &y)) {
      return false;
    }
    for (std::int64_t phase_x = 0; phase_x < s.stride_x; ++phase_x) {
      if (!MakeBackwardAxis(phase_x, s.in_width, s.out_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x,
                            &x) ||
          !IsWorthCopying(y.axis, x.axis)) {
        return false;
      }
    }
  }
  return true;
}

void Conv2dGradInput(const Call& call) {
  const ConvSizes s = ConvSizesOf(call);
  const float* const grad_output = call.inputs[0].Floats();
  const float* const weight = call.inputs[1].Floats();
  float* const grad_input = call.output.MutableFloats();
  if (s.images == 0) return;
  if (!IsBackwardSlidable(s) || !AllFiniteInParallel(weight, s.out_channels * s.Taps())) {
    return PlainConv2dGradInput(s, grad_output, weight, grad_input);
  }
  if (s.kernel_height < s.stride_y || s.kernel_width < s.stride_x || s.dilation_y > 1 || s.dilation_x > 1) {
    // Some phases may have no tap at all: what no window sees has the gradient 0.
    for (std::int64_t i = 0; i < call.output.length; ++i) grad_input[i] = 0;
  }
  for (std::int64_t phase_y = 0; phase_y < s.stride_y; ++phase_y) {
    BackwardAxis y;
    MakeBackwardAxis(phase_y, s.in_height, s.out_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y, &y);
    for (std::int64_t phase_x = 0; phase_x < s.stride_x; ++phase_x) {
      BackwardAxis x;
      MakeBackwardAxis(phase_x, s.in_width, s.out_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x, &x);
      if (y.axis.taps == 0 || x.axis.taps == 0 || y.axis.places == 0 || x.axis.places == 0) continue;
      SlidingProduct p;
      p.y = y.axis;
      p.x = x.axis;
      p.images = s.images;
      p.groups = s.Groups();
      p.channels = s.group_out_channels;
      p.source = grad_output;
      p.rows = s.group_in_channels;
      p.weight = weight + y.first_tap * s.kernel_width + x.first_tap;
      p.group_stride = s.group_out_channels * s.Taps();
      p.row_stride = s.KernelPlane();
      p.channel_stride = s.Taps();
      p.tap_stride_y = y.tap_step * s.kernel_width;
      p.tap_stride_x = x.tap_step;
      p.bias = nullptr;
      p.output = grad_input + y.first_place * s.in_width + x.first_place;
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
  SlidingAxis y, x;
  const bool is_slidable =
      ForwardAxis(s.out_height, s.in_height, s.kernel_height, s.stride_y, s.padding_y, s.dilation_y, &y) &&
      ForwardAxis(s.out_width, s.in_width, s.kernel_width, s.stride_x, s.padding_x, s.dilation_x, &x) &&
      IsWorthCopying(y, x);
  // Zeros that pad the one multiply with the other.
  if (!is_slidable ||
      !(!GradWeightPadsGradient(x) || AllFiniteInParallel(input, s.images * s.in_channels * s.InPlane())) ||
      !(GradWeightReadsInPlace(y, x) || AllFiniteInParallel(grad_output, s.images * s.out_channels * s.OutPlane()))) {
    return PlainConv2dGradWeight(s, grad_output, input, grad_weight);
  }
  RunGradWeight(s, y, x, grad_output, input, grad_weight);
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
