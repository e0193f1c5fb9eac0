// Kernels that compute every element of [outer, size, inner] from the same element of some inputs and from one number
// of its row of others: the softmax and its relatives. Defined by src/kernels/norm.

#include "kernels/all.hpp"
#include "kernels/elementary.hpp"
#include "kernels/reduce_sizes.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

// compute(element, row) for every element, in tasks.
template <class Compute>
void ForEachElement(const ReduceSizes& s, const Compute& compute) {
  // Blocks of [size, inner], cut along `size` where they are large.
  if (s.outer == 0 || s.size == 0 || s.inner == 0) return;
  const std::int64_t places = Least(s.size, Most(1, kReduceTask / s.inner));
  const std::int64_t cuts = Pieces(s.size, places);
  const std::int64_t blocks = Most(1, kReduceTask / (places * s.inner));
  const std::int64_t pieces = s.outer * cuts;
  Parallel(Pieces(pieces, blocks), [&](std::int64_t task) {
    for (std::int64_t piece = task * blocks; piece < Least(pieces, (task + 1) * blocks); ++piece) {
      const std::int64_t outer = piece / cuts;
      const std::int64_t begin = (piece - outer * cuts) * places;
      const std::int64_t end = Least(s.size, begin + places);
      if (s.inner == 1) {
        const std::int64_t start = outer * s.size;
        STRIDEGRAD_INDEPENDENT
        for (std::int64_t k = begin; k < end; ++k) compute(start + k, outer);
        continue;
      }
      for (std::int64_t k = begin; k < end; ++k) {
        const std::int64_t start = (outer * s.size + k) * s.inner;
        STRIDEGRAD_INDEPENDENT
        for (std::int64_t i = 0; i < s.inner; ++i) compute(start + i, outer * s.inner + i);
      }
    }
  });
}

template <bool kFirst, bool kSecond, bool kThird>
const char* Check(const Call& call, Needs& needs) {
  constexpr bool kOfRows[] = {kFirst, kSecond, kThird};
  const ReduceSizes s = ReduceSizesOf(call);
  const double rows = static_cast<double>(s.outer) * static_cast<double>(s.inner);
  needs.output = rows * static_cast<double>(s.size);
  for (int i = 0; i < 3; ++i) needs.inputs[i] = kOfRows[i] ? rows : needs.output;
  return nullptr;
}

// A kernel of three inputs.
template <float (*kFunction)(float, float, float), bool kFirst, bool kSecond, bool kThird>
void Run(const Call& call) {
  const float* const a = call.inputs[0].Floats();
  const float* const b = call.inputs[1].Floats();
  const float* const c = call.inputs[2].Floats();
  float* const output = call.output.MutableFloats();
  ForEachElement(ReduceSizesOf(call), [=](std::int64_t x, std::int64_t row) {
    output[x] = kFunction(a[kFirst ? row : x], b[kSecond ? row : x], c[kThird ? row : x]);
  });
}

float Softmax(float x, float largest, float total) { return Exp(x - largest) / total; }
float SoftmaxGrad(float grad_output, float output, float common) { return output * (grad_output - common); }
float LogSoftmax(float x, float largest, float total) { return x - largest - Log(total); }
float LogSoftmaxGrad(float grad_output, float output, float grad_sum) { return grad_output - Exp(output) * grad_sum; }
float LogSumExpGrad(float grad_output, float x, float log_sum_exp) { return grad_output * Exp(x - log_sum_exp); }

template <float (*kFunction)(float, float, float), bool kFirst, bool kSecond, bool kThird>
constexpr Kernel Entry(const char* name, const char* first, const char* second, const char* third) {
  return {name,
          kFloat32,
          {{{first, kFloat32}, {second, kFloat32}, {third, kFloat32}}},
          kReduceSizes,
          {},
          false,
          Check<kFirst, kSecond, kThird>,
          Run<kFunction, kFirst, kSecond, kThird>};
}

constexpr Kernel kKernels[] = {
    Entry<Softmax, false, true, true>("softmax", "input", "largest", "total"),
    Entry<SoftmaxGrad, false, false, true>("softmaxGrad", "gradOutput", "output", "common"),
    Entry<LogSoftmax, false, true, true>("logSoftmax", "input", "largest", "total"),
    Entry<LogSoftmaxGrad, false, false, true>("logSoftmaxGrad", "gradOutput", "output", "gradSum"),
    Entry<LogSumExpGrad, true, false, true>("logSumExpGrad", "gradOutput", "input", "logSumExp"),
};

}  // namespace

void AddRowKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
