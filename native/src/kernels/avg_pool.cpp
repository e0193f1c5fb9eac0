// Average pooling and its gradient. Defined by src/kernels/window/avgPool2d.ts and avgPool2dGrad.ts.

#include "kernels/all.hpp"
#include "kernels/pool_sizes.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 8192;

// The sizes of pooling, whose dilations are 1, and three more.
constexpr Sizes kAvgPoolSizes = {{{"inHeight", 1},
                                  {"inWidth", 1},
                                  {"outHeight", 1},
                                  {"outWidth", 1},
                                  {"kernelHeight", 1},
                                  {"kernelWidth", 1},
                                  {"strideY", 1},
                                  {"strideX", 1},
                                  {"paddingY", 0},
                                  {"paddingX", 0},
                                  {"dilationY", 1},
                                  {"dilationX", 1},
                                  {"borderY", 0},
                                  {"borderX", 0},
                                  {"divisorOverride", -kLargestSize}}};

// A window along one axis: the cells of the input under it, and how many it counts.
struct Cover {
  Range cells;
  std::int64_t counted;
};

Cover CoverOf(std::int64_t output, std::int64_t stride, std::int64_t padding, std::int64_t taps, std::int64_t in_size,
              std::int64_t border) {
  const std::int64_t start = output * stride - padding;
  const std::int64_t begin = Least(in_size, Most(0, start));
  return {{begin, Most(begin, Least(in_size, start + taps))},
          Least(start + taps, in_size + border) - Most(start, -border)};
}

// compute(plane, out_y, out_x, rows, columns, divisor) for every window of the planes of a task.
template <class Compute>
void ForEachWindow(const Call& call, std::int64_t planes, const Compute& compute) {
  const PoolSizes s = PoolSizesOf(call);
  const std::int64_t border_y = call.sizes[12];
  const std::int64_t border_x = call.sizes[13];
  const std::int64_t override = call.sizes[14];
  const std::int64_t planes_per_task = Most(1, kElementsPerTask / (s.in_height * s.in_width));
  Parallel(Pieces(planes, planes_per_task), [&](std::int64_t task) {
    for (std::int64_t plane = task * planes_per_task; plane < Least(planes, (task + 1) * planes_per_task); ++plane) {
      compute.Begin(plane);
      for (std::int64_t y = 0; y < s.out_height; ++y) {
        const Cover rows = CoverOf(y, s.stride_y, s.padding_y, s.kernel_height, s.in_height, border_y);
        for (std::int64_t x = 0; x < s.out_width; ++x) {
          const Cover columns = CoverOf(x, s.stride_x, s.padding_x, s.kernel_width, s.in_width, border_x);
          // As in the definition, 0 cells make a division by 0.
          const float divisor = static_cast<float>(override != 0 ? static_cast<double>(override)
                                                                 : static_cast<double>(rows.counted) *
                                                                       static_cast<double>(columns.counted));
          compute((plane * s.out_height + y) * s.out_width + x, plane, rows.cells, columns.cells, divisor);
        }
      }
    }
  });
}

struct Average {
  const float* input;
  float* output;
  std::int64_t in_height, in_width;

  void Begin(std::int64_t) const {}
  void operator()(std::int64_t window, std::int64_t plane, Range rows, Range columns, float divisor) const {
    float sum = 0;
    for (std::int64_t y = rows.begin; y < rows.end; ++y) {
      const float* const row = input + (plane * in_height + y) * in_width;
      for (std::int64_t x = columns.begin; x < columns.end; ++x) sum += row[x];
    }
    output[window] = sum / divisor;
  }
};

struct AverageGrad {
  const float* grad_output;
  float* grad_input;
  std::int64_t in_height, in_width;

  void Begin(std::int64_t plane) const { ZeroFloats(in_height * in_width, grad_input + plane * in_height * in_width); }
  void operator()(std::int64_t window, std::int64_t plane, Range rows, Range columns, float divisor) const {
    const float share = grad_output[window] / divisor;
    for (std::int64_t y = rows.begin; y < rows.end; ++y) {
      float* const row = grad_input + (plane * in_height + y) * in_width;
      for (std::int64_t x = columns.begin; x < columns.end; ++x) row[x] += share;
    }
  }
};

const char* CheckAverage(const Call& call, Needs& needs) {
  double planes;
  const char* broken = Planes(call, OutPlane(PoolSizesOf(call)), &planes);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = planes * InPlane(PoolSizesOf(call));
  return broken;
}

const char* CheckAverageGrad(const Call& call, Needs& needs) {
  double planes;
  const char* broken = Planes(call, InPlane(PoolSizesOf(call)), &planes);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = planes * OutPlane(PoolSizesOf(call));
  return broken;
}

void AvgPool2d(const Call& call) {
  const PoolSizes s = PoolSizesOf(call);
  ForEachWindow(call, call.output.length / (s.out_height * s.out_width),
                Average{call.inputs[0].Floats(), call.output.MutableFloats(), s.in_height, s.in_width});
}

void AvgPool2dGrad(const Call& call) {
  const PoolSizes s = PoolSizesOf(call);
  ForEachWindow(call, call.output.length / (s.in_height * s.in_width),
                AverageGrad{call.inputs[0].Floats(), call.output.MutableFloats(), s.in_height, s.in_width});
}

constexpr Kernel kKernels[] = {
    {"avgPool2d", kFloat32, {{{"input", kFloat32}}}, kAvgPoolSizes, {}, false, CheckAverage, AvgPool2d},
    {"avgPool2dGrad",
     kFloat32,
     {{{"gradOutput", kFloat32}}},
     kAvgPoolSizes,
     {},
     false,
     CheckAverageGrad,
     AvgPool2dGrad},
};

}  // namespace

void AddAvgPoolKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
