// Max pooling: the winners, and the way back. Defined by src/kernels/window/maxPool2dIndices.ts and maxPool2dGrad.ts.

#include "kernels/max_pool.hpp"

#include "kernels/all.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 8192;

void MaxPool2dIndices(const Call& call) {
  const PoolSizes s = PoolSizesOf(call);
  const TapsOfRow taps_x(s);
  const float* const input = call.inputs[0].Floats();
  std::int32_t* const output = call.output.MutableInts();
  const std::int64_t rows = call.output.length / s.out_width;
  const std::int64_t rows_per_task =
      Most(1, kElementsPerTask / (s.out_width * Least(16, s.kernel_height * s.kernel_width)));
  Parallel(Pieces(rows, rows_per_task), [&](std::int64_t task) {
    float* const largest = Workspace(Slot::kTaskA, s.out_width);
    for (std::int64_t row = task * rows_per_task; row < Least(rows, (task + 1) * rows_per_task); ++row) {
      const std::int64_t plane = row / s.out_height;
      WinnersOfRow(s, taps_x, input + plane * s.in_height * s.in_width, row - plane * s.out_height, largest,
                   output + row * s.out_width);
    }
  });
}

void MaxPool2dGrad(const Call& call) {
  const PoolSizes s = PoolSizesOf(call);
  const TapsOfRow taps_x(s);
  const float* const grad_output = call.inputs[0].Floats();
  const std::int32_t* const indices = call.inputs[1].Ints();
  float* const grad_input = call.output.MutableFloats();
  const std::int64_t in_plane = s.in_height * s.in_width;
  const std::int64_t out_plane = s.out_height * s.out_width;
  const std::int64_t planes = call.output.length / in_plane;
  const std::int64_t planes_per_task = Most(1, kElementsPerTask / in_plane);
  Parallel(Pieces(planes, planes_per_task), [&](std::int64_t task) {
    for (std::int64_t plane = task * planes_per_task; plane < Least(planes, (task + 1) * planes_per_task); ++plane) {
      ReturnPlane(s, taps_x, grad_output + plane * out_plane, indices + plane * out_plane,
                  grad_input + plane * in_plane);
    }
  });
}

const char* CheckIndices(const Call& call, Needs& needs) {
  double planes;
  const char* broken = Planes(call, OutPlane(PoolSizesOf(call)), &planes);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = planes * InPlane(PoolSizesOf(call));
  return InPlane(PoolSizesOf(call)) > 2147483647.0 ? "a plane must have fewer than 2^31 elements" : broken;
}

const char* CheckGrad(const Call& call, Needs& needs) {
  double planes;
  const char* broken = Planes(call, InPlane(PoolSizesOf(call)), &planes);
  needs.output = static_cast<double>(call.output.length);
  needs.inputs[0] = planes * OutPlane(PoolSizesOf(call));
  needs.inputs[1] = needs.inputs[0];
  return broken;
}

constexpr Kernel kKernels[] = {
    {"maxPool2dIndices", kInt32, {{{"input", kFloat32}}}, kPoolSizes, {}, false, CheckIndices, MaxPool2dIndices},
    {"maxPool2dGrad",
     kFloat32,
     {{{"gradOutput", kFloat32}, {"indices", kInt32}}},
     kPoolSizes,
     {},
     false,
     CheckGrad,
     MaxPool2dGrad},
};

}  // namespace

void AddMaxPoolKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
