// Kernels that do the work of several, with the same bits: a convolution's output is used while it is in a cache, and
// need not be written. Twins of conv2d, relu, maxPool2dIndices and gather, and of maxPool2dGrad and reluGrad, in turn.

#include "kernels/all.hpp"
#include "kernels/conv_channels.hpp"
#include "kernels/conv_forward.hpp"
#include "kernels/max_pool.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kElementsPerTask = 8192;
constexpr std::int64_t kImageFloats = 1 << 18;  // of activations that are made before they are pooled: 1 MiB

float Relu(float x) { return x <= 0 ? 0.0f : x; }

void ReluInPlace(float* numbers, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) numbers[i] = Relu(numbers[i]);
}

SlidingProduct ProductOf(const Call& call, float* output) {
  return ForwardProduct(ConvSizesOf(call), call.inputs[0].Floats(), call.inputs[1].Floats(), call.inputs[2].Floats(),
                        output);
}

// ---- Convolution and ReLU ----

void Conv2dRelu(const Call& call) {
  const SlidingProduct p = ProductOf(call, call.output.MutableFloats());
  if (call.output.length == 0) return;
  if (!HasFewChannels(p.rows)) {
    const auto use = [](const void* context, const ChannelSums& done) {
      ReluInPlace(done.sums, done.places * done.lanes);
      WriteSums(*static_cast<const SlidingProduct*>(context), done);
    };
    return RunChannelProduct(p, {&p, use, 0});
  }
  RunSlidingProduct(p);
  Parallel(Pieces(call.output.length, kElementsPerTask), [&](std::int64_t task) {
    const std::int64_t begin = task * kElementsPerTask;
    ReluInPlace(p.output + begin, Least(kElementsPerTask, call.output.length - begin));
  });
}

// ---- Convolution, ReLU and max pooling ----

// The sizes of the pooling come after those of the convolution, whose output it pools.
PoolSizes PoolSizesAfterConv(const Call& call) {
  const ConvSizes conv = ConvSizesOf(call);
  const std::int64_t* const s = call.sizes + kConvSizeCount;
  return {conv.out_height, conv.out_width, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9]};
}

struct PooledOutput {
  PoolSizes pool;
  std::int64_t channels;  // of all groups
  std::int64_t group_channels;
  float* values;
  std::int32_t* winners;

  std::int64_t Plane() const { return pool.out_height * pool.out_width; }
};

// One window of 2 x 2 in each lane: its cells are `next` apart in a row. The winner among what ReLU makes of them.
#if defined(__GNUC__) && !defined(STRIDEGRAD_PLAIN_VECTORS)
inline void PoolLanes(const float* top_row, const float* bottom_row, std::int64_t next, std::int32_t top,
                      std::int32_t bottom, float* value, std::int32_t* winner) {
  const Vector zero = {};
  const IntVector no_place = {};
  const auto relu = [zero](const float* from) {
    const Vector x = Load(from);
    return x <= zero ? zero : x;
  };
  Vector best = relu(top_row);
  IntVector place = no_place + top;
  const auto meet = [&](const float* from, std::int32_t its_place) {
    const Vector other = relu(from);
    const IntVector wins = (other > best) | (other != other);
    best = wins ? other : best;
    place = wins ? no_place + its_place : place;
  };
  meet(top_row + next, top + 1);
  meet(bottom_row, bottom);
  meet(bottom_row + next, bottom + 1);
  Store(value, best);
  std::memcpy(winner, &place, sizeof(place));
}
#else
inline void PoolLanes(const float* top_row, const float* bottom_row, std::int64_t next, std::int32_t top,
                      std::int32_t bottom, float* value, std::int32_t* winner) {
  for (int i = 0; i < kLanes; ++i) {
    Candidate best = {Relu(top_row[i]), top};
    best.Meet(Relu(top_row[next + i]), top + 1);
    best.Meet(Relu(bottom_row[i]), bottom);
    best.Meet(Relu(bottom_row[next + i]), bottom + 1);
    value[i] = best.value;
    winner[i] = best.place;
  }
}
#endif

// Windows of 2 x 2, side by side, over sums whose channels lie next to each other.
void PoolTwoByTwo(const PooledOutput& output, const ChannelSums& done) {
  const PoolSizes& s = output.pool;
  const std::int64_t first_y = done.first_y / 2;
  const std::int64_t end_y = Least(s.out_height, (done.first_y + done.places / s.in_width) / 2);
  if (end_y <= first_y) return;
  const std::int64_t places = (end_y - first_y) * s.out_width;
  float* const values = Workspace(Slot::kTaskC, places * done.lanes);
  std::int32_t* const winners = reinterpret_cast<std::int32_t*>(Workspace(Slot::kTaskD, places * done.lanes));
  float* value = values;
  std::int32_t* winner = winners;
  for (std::int64_t y = first_y; y < end_y; ++y) {
    for (std::int64_t x = 0; x < s.out_width; ++x) {
      const std::int64_t place = 2 * y * s.in_width + 2 * x;
      const std::int32_t top = static_cast<std::int32_t>(place);
      const std::int32_t bottom = static_cast<std::int32_t>(place + s.in_width);
      const float* top_row = done.sums + (place - done.first_y * s.in_width) * done.lanes;
      const float* bottom_row = top_row + s.in_width * done.lanes;
      const std::int64_t next = done.lanes;
      for (std::int64_t lane = 0; lane < next; lane += kLanes) {
        PoolLanes(top_row + lane, bottom_row + lane, next, top, bottom, value + lane, winner + lane);
      }
      value += next;
      winner += next;
    }
  }
  const std::int64_t channel = done.group * output.group_channels + done.first_row;
  const std::int64_t first = (done.image * output.channels + channel) * output.Plane() + first_y * s.out_width;
  TurnOver(values, done.lanes, places, done.rows, output.values + first, output.Plane());
  TurnOver(winners, done.lanes, places, done.rows, output.winners + first, output.Plane());
}

// The winners of one plane of activations, and their values. A window without a tap has none.
void PoolPlane(const PoolSizes& s, const TapsOfRow& taps_x, const float* plane, float* values, std::int32_t* winners) {
  const std::int64_t cells = s.in_height * s.in_width;
  float* const largest = Workspace(Slot::kTaskA, s.out_width);
  for (std::int64_t y = 0; y < s.out_height; ++y) {
    WinnersOfRow(s, taps_x, plane, y, largest, winners + y * s.out_width);
  }
  for (std::int64_t i = 0; i < s.out_height * s.out_width; ++i) {
    const std::int64_t winner = winners[i];
    values[i] = winner >= 0 && winner < cells ? plane[winner] : NAN;
  }
}

void Conv2dReluMaxPool2d(const Call& call) {
  const PoolSizes s = PoolSizesAfterConv(call);
  const SlidingProduct p = ProductOf(call, nullptr);
  const std::int64_t channels = p.groups * p.rows;
  const PooledOutput output = {s, channels, p.rows, call.output.MutableFloats(), call.second_output.MutableInts()};
  if (call.output.length == 0) return;
  if (IsTwoByTwo(s) && !HasFewChannels(p.rows)) {
    const auto use = [](const void* context, const ChannelSums& done) {
      PoolTwoByTwo(*static_cast<const PooledOutput*>(context), done);
    };
    return RunChannelProduct(p, {&output, use, 2});
  }
  // Otherwise some images at a time.
  const TapsOfRow taps_x(s);
  const std::int64_t cells = s.in_height * s.in_width;
  const std::int64_t images_together = Least(p.images, Most(1, kImageFloats / (channels * cells)));
  float* const activations = Workspace(Slot::kTaskD, images_together * channels * cells);
  for (std::int64_t image = 0; image < p.images; image += images_together) {
    SlidingProduct some = p;
    some.images = Least(images_together, p.images - image);
    some.source += image * p.groups * p.channels * p.SourcePlane();
    some.output = activations;
    RunSlidingProduct(some);
    const std::int64_t per_task = Most(1, kElementsPerTask / cells);
    Parallel(Pieces(some.images * channels, per_task), [&](std::int64_t task) {
      for (std::int64_t i = task * per_task; i < Least(some.images * channels, (task + 1) * per_task); ++i) {
        const std::int64_t first = (image * channels + i) * output.Plane();
        ReluInPlace(activations + i * cells, cells);
        PoolPlane(s, taps_x, activations + i * cells, output.values + first, output.winners + first);
      }
    });
  }
}

// ---- The gradient by what ReLU got, through max pooling ----

// What a winner passes on depends on its own activation, which is the pooled value.
void MaxPool2dReluGrad(const Call& call) {
  const PoolSizes s = PoolSizesOf(call);
  const TapsOfRow taps_x(s);
  const float* const grad_output = call.inputs[0].Floats();
  const std::int32_t* const winners = call.inputs[1].Ints();
  const float* const pooled = call.inputs[2].Floats();
  float* const grad_input = call.output.MutableFloats();
  const std::int64_t cells = s.in_height * s.in_width;
  const std::int64_t windows = s.out_height * s.out_width;
  const std::int64_t planes = call.output.length / cells;
  const std::int64_t per_task = Most(1, kElementsPerTask / cells);
  Parallel(Pieces(planes, per_task), [&](std::int64_t task) {
    float* const passed = Workspace(Slot::kTaskA, windows);
    for (std::int64_t plane = task * per_task; plane < Least(planes, (task + 1) * per_task); ++plane) {
      const std::int64_t first = plane * windows;
      for (std::int64_t i = 0; i < windows; ++i) passed[i] = pooled[first + i] <= 0 ? 0.0f : grad_output[first + i];
      ReturnPlane(s, taps_x, passed, winners + first, grad_input + plane * cells);
    }
  });
}

// ---- What they ask of the arrays ----

const char* CheckConv2dReluMaxPool2d(const Call& call, Needs& needs) {
  const char* broken = CheckConvForward(call, needs);
  const ConvSizes conv = ConvSizesOf(call);
  const PoolSizes pool = PoolSizesAfterConv(call);
  needs.output = static_cast<double>(conv.images) * static_cast<double>(conv.out_channels) * OutPlane(pool);
  needs.second_output = needs.output;
  return InPlane(pool) > 2147483647.0 ? "a plane must have fewer than 2^31 elements" : broken;
}

const char* CheckMaxPool2dReluGrad(const Call& call, Needs& needs) {
  double planes;
  const char* broken = Planes(call, InPlane(PoolSizesOf(call)), &planes);
  needs.output = static_cast<double>(call.output.length);
  for (int i = 0; i < 3; ++i) needs.inputs[i] = planes * OutPlane(PoolSizesOf(call));
  return broken;
}

constexpr Sizes ConvPoolSizes() {
  Sizes sizes = kConvSizes;
  constexpr SizeName kOfPool[] = {
      {"poolOutHeight", 1}, {"poolOutWidth", 1}, {"poolKernelHeight", 1}, {"poolKernelWidth", 1}, {"poolStrideY", 1},
      {"poolStrideX", 1},   {"poolPaddingY", 0}, {"poolPaddingX", 0},     {"poolDilationY", 1},   {"poolDilationX", 1}};
  for (int i = 0; i < 10; ++i) sizes.list[kConvSizeCount + i] = kOfPool[i];
  return sizes;
}

constexpr Inputs kConvInputs = {{{"input", kFloat32}, {"weight", kFloat32}, {"bias", kFloat32}}};

constexpr Kernel kKernels[] = {
    {"conv2dRelu", kFloat32, kConvInputs, kConvSizes, {}, false, CheckConvForward, Conv2dRelu},
    {"conv2dReluMaxPool2d",
     kFloat32,
     kConvInputs,
     ConvPoolSizes(),
     {},
     false,
     CheckConv2dReluMaxPool2d,
     Conv2dReluMaxPool2d,
     {"winners", kInt32}},
    {"maxPool2dReluGrad",
     kFloat32,
     {{{"gradOutput", kFloat32}, {"winners", kInt32}, {"pooled", kFloat32}}},
     kPoolSizes,
     {},
     false,
     CheckMaxPool2dReluGrad,
     MaxPool2dReluGrad},
};

}  // namespace

void AddConvFusedKernels(Table& table) {
  for (const Kernel& kernel : kKernels) table.Add(kernel);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
