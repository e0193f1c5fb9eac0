#pragma once
// A pointwise kernel from one function of one element. The function's type says everything: its `float`, `int32_t` and
// `uint8_t` parameters are the inputs, the `double` ones after them the scalars, and what it returns is the output's
// dtype. So a new kernel is the function and one line in a table:
//
//   float Add(float a, float b) { return a + b; }
//   …
//   Pointwise<Add>("add", {{"a", "b"}}),

#include <type_traits>
#include <utility>

#include "kernel.hpp"
#include "kernels/vector.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// Elements that one task computes: enough to be worth waking a thread, few enough to stay in the nearest caches.
constexpr std::int64_t kPointwiseTask = 16384;

// An input of which every output element reads the one number that it has.
struct Single {
  float value;
};

// How a parameter reads its input.
template <class Parameter>
struct Reader {
  using Element = Parameter;
  static constexpr bool kIsSingle = false;
  static Parameter Read(const Element* input, std::int64_t i) { return input[i]; }
};
template <>
struct Reader<Single> {
  using Element = float;
  static constexpr bool kIsSingle = true;
  static Single Read(const float* input, std::int64_t) { return {*input}; }
};

template <class T>
constexpr unsigned DTypesOf() {
  if constexpr (std::is_same_v<T, float>) return kFloat32;
  if constexpr (std::is_same_v<T, std::int32_t>) return kInt32;
  if constexpr (std::is_same_v<T, std::uint8_t>) return kUint8 | kBool;
}

template <int kIndex, class First, class... Rest>
struct TypeAt {
  using type = typename TypeAt<kIndex - 1, Rest...>::type;
};
template <class First, class... Rest>
struct TypeAt<0, First, Rest...> {
  using type = First;
};

struct Names {
  const char* list[kMaxScalars];
};

template <auto kFunction, class Function>
struct PointwiseOf;

template <auto kFunction, class Output, class... Parameters>
struct PointwiseOf<kFunction, Output (*)(Parameters...)> {
  static constexpr int kInputs = ((std::is_same_v<Parameters, double> ? 0 : 1) + ... + 0);
  static constexpr int kScalars = static_cast<int>(sizeof...(Parameters)) - kInputs;

  template <int kInput>
  using ReaderAt = Reader<typename TypeAt<kInput, Parameters...>::type>;
  template <int kInput>
  using ElementAt = typename ReaderAt<kInput>::Element;

  static const char* Check(const Call& call, Needs& needs) {
    constexpr bool kIsSingle[] = {Reader<Parameters>::kIsSingle..., false};
    needs.output = static_cast<double>(call.output.length);
    for (int i = 0; i < kInputs; ++i) needs.inputs[i] = kIsSingle[i] ? 1 : needs.output;
    return nullptr;
  }

  static void Run(const Call& call) {
    const std::int64_t length = call.output.length;
    Parallel(Pieces(length, kPointwiseTask), [&](std::int64_t task) {
      const std::int64_t begin = task * kPointwiseTask;
      Piece(call, begin, Least(kPointwiseTask, length - begin), std::make_integer_sequence<int, kInputs>(),
            std::make_integer_sequence<int, kScalars>());
    });
  }

  template <int... kInput, int... kScalar>
  static void Piece(const Call& call, std::int64_t begin, std::int64_t count, std::integer_sequence<int, kInput...>,
                    std::integer_sequence<int, kScalar...>) {
    Output* const output = static_cast<Output*>(call.output.data) + begin;
    // Pointers and scalars become parameters, that is, registers: the compiler need not fear that a store changes them.
    [&](const ElementAt<kInput>*... inputs) {
      [&](auto... scalars) {
        STRIDEGRAD_INDEPENDENT
        for (std::int64_t i = 0; i < count; ++i)
          output[i] = kFunction(ReaderAt<kInput>::Read(inputs, i)..., scalars...);
      }(call.scalars[kScalar]...);
    }(static_cast<const ElementAt<kInput>*>(call.inputs[kInput].data) + (ReaderAt<kInput>::kIsSingle ? 0 : begin)...);
  }

  template <int... kInput>
  static constexpr Inputs Slots(const Names& names, std::integer_sequence<int, kInput...>) {
    return {{{names.list[kInput], DTypesOf<ElementAt<kInput>>()}...}};
  }

  static constexpr Kernel Entry(const char* name, const Names& inputs, const Names& scalars) {
    Kernel kernel = {
        name, DTypesOf<Output>(), Slots(inputs, std::make_integer_sequence<int, kInputs>()), {}, {}, true, Check, Run};
    for (int i = 0; i < kScalars; ++i) kernel.scalars.list[i] = scalars.list[i];
    return kernel;
  }
};

template <auto kFunction>
constexpr Kernel Pointwise(const char* name, const Names& inputs, const Names& scalars = {}) {
  return PointwiseOf<kFunction, decltype(kFunction)>::Entry(name, inputs, scalars);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
