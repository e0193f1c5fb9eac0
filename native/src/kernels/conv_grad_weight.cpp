// A weight's gradient is a dot product over all places of all images: what went into the place (the input, shifted by
// the tap) times what came back (the output's gradient). Both lie in memory place by place, so that vectors run along
// the places, and a tile of dot products, some output channels times some taps, is kept in registers.
//
// Places are counted in the rows of the source, row ends and all; there the gradient is copied with zeros between its
// rows.

#include "kernels/conv_grad_weight.hpp"

#include "runtime/pool.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kTaskWork = 1 << 18;    // multiplications: some 5 to 10 µs
constexpr std::int64_t kMostCopied = 1 << 21;  // floats of the source that are copied at a time
constexpr int kTapsOfTile = 3;                 // times kTileRows output channels

// How the places of one image are walked: whole vectors, then, if places are left over, one more vector that ends with
// the last place; what of it was counted before is multiplied with zeros.
struct Walk {
  std::int64_t steps;
  std::int64_t rest;        // places that are left over
  std::int64_t rest_start;  // where that last vector starts in the source

  explicit Walk(std::int64_t places) : steps(places / kLanes), rest(places % kLanes), rest_start(places - kLanes) {
    if (steps == 0) rest_start = 0;  // fewer places than lanes: the source has zeros behind it
  }

  // Floats that one output channel's gradient takes, laid out for the walk.
  std::int64_t Floats() const { return (steps + (rest > 0 ? 1 : 0)) * kLanes; }
};

// sums[tap][row] += dot product of gradient row and source, shifted by the tap.
template <int kRows, int kTaps>
void DotTile(const Walk& walk, const float* gradient, const float* source, const std::int64_t* offsets, float* sums) {
  const std::int64_t row_stride = walk.Floats();
  const float* taps[kTaps];
  Vector tile[kTaps][kRows];
  STRIDEGRAD_UNROLL
  for (int tap = 0; tap < kTaps; ++tap) {
    taps[tap] = source + offsets[tap];
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) tile[tap][row] = Load(sums + (tap * kRows + row) * kLanes);
  }
  const auto step = [&](const float* at_gradient, std::int64_t at_source) {
    Vector read[kTaps];
    STRIDEGRAD_UNROLL
    for (int tap = 0; tap < kTaps; ++tap) read[tap] = Load(taps[tap] + at_source);
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) {
      const Vector factor = Load(at_gradient + row * row_stride);
      STRIDEGRAD_UNROLL
      for (int tap = 0; tap < kTaps; ++tap) tile[tap][row] += factor * read[tap];
    }
  };
  for (std::int64_t i = 0; i < walk.steps; ++i) step(gradient + i * kLanes, i * kLanes);
  if (walk.rest > 0) step(gradient + walk.steps * kLanes, walk.rest_start);
  STRIDEGRAD_UNROLL
  for (int tap = 0; tap < kTaps; ++tap) {
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) Store(sums + (tap * kRows + row) * kLanes, tile[tap][row]);
  }
}

using DotTileFunction = void (*)(const Walk& walk, const float* gradient, const float* source,
                                 const std::int64_t* offsets, float* sums);

DotTileFunction DotTileOf(std::int64_t rows, std::int64_t taps) {
  static constexpr DotTileFunction kTiles[8][kTapsOfTile] = {
    {DotTile<1, 1>, DotTile<1, 2>, DotTile<1, 3>},
    {DotTile<2, 1>, DotTile<2, 2>, DotTile<2, 3>},
    {DotTile<3, 1>, DotTile<3, 2>, DotTile<3, 3>},
    {DotTile<4, 1>, DotTile<4, 2>, DotTile<4, 3>},
#if defined(__AVX512F__) || defined(__aarch64__)
    {DotTile<5, 1>, DotTile<5, 2>, DotTile<5, 3>},
    {DotTile<6, 1>, DotTile<6, 2>, DotTile<6, 3>},
    {DotTile<7, 1>, DotTile<7, 2>, DotTile<7, 3>},
    {DotTile<8, 1>, DotTile<8, 2>, DotTile<8, 3>},
#endif
  };
  return kTiles[rows - 1][taps - 1];
}

// One channel's gradient, laid out for the walk: rows `pitch` apart, zeros between them and after the last.
void SpreadGradient(const float* plane, std::int64_t rows, std::int64_t row_places, std::int64_t pitch,
                    const Walk& walk, float* to) {
  const std::int64_t floats = walk.Floats();
  const std::int64_t whole = walk.steps * kLanes;
  for (std::int64_t y = 0; y < rows; ++y) {
    float* const row = to + y * pitch;
    const std::int64_t end = y + 1 < rows ? pitch : floats - y * pitch;
    for (std::int64_t i = 0; i < row_places; ++i) row[i] = plane[y * row_places + i];
    for (std::int64_t i = row_places; i < end; ++i) row[i] = 0;
  }
  if (walk.rest == 0 || walk.steps == 0) return;
  // The last vector: zeros for what the vector before has counted, then the places that are left over.
  float left_over[kLanes];
  for (std::int64_t i = 0; i < walk.rest; ++i) left_over[i] = to[whole + i];
  for (std::int64_t i = 0; i < kLanes - walk.rest; ++i) to[whole + i] = 0;
  for (std::int64_t i = 0; i < walk.rest; ++i) to[whole + kLanes - walk.rest + i] = left_over[i];
}

std::int64_t PlacesOf(const SlidingAxis& y, const SlidingAxis& x, std::int64_t pitch) {
  return (y.places - 1) * pitch + x.places;
}

}  // namespace

bool GradWeightReadsInPlace(const SlidingAxis& y, const SlidingAxis& x) {
  return y.IsPlain() && x.IsPlain() && PlacesOf(y, x, x.source_size) >= kLanes;
}

void RunGradWeight(const ConvSizes& s, const SlidingAxis& y, const SlidingAxis& x, const float* grad_output,
                   const float* input, float* grad_weight) {
  const bool in_place = GradWeightReadsInPlace(y, x);
  SourceLayout layout = CopiedLayout(y, x, y.places);
  if (in_place) layout = {nullptr, s.InPlane(), 0, s.in_width};
  const Walk walk(PlacesOf(y, x, layout.pitch));
  const std::int64_t taps = s.KernelPlane();

  std::int64_t* const offsets = reinterpret_cast<std::int64_t*>(Workspace(Slot::kSharedA, 2 * taps));
  for (std::int64_t tap = 0; tap < taps; ++tap) {
    offsets[tap] = layout.Offset(y, x, tap / s.kernel_width, tap % s.kernel_width);
  }

  // Tasks: blocks of output channels times some channels of the input, of one group.
  const std::int64_t blocks = Pieces(s.group_out_channels, kTileRows);
  const std::int64_t channel_work = kTileRows * taps * s.images * s.OutPlane();
  const std::int64_t task_channels = Least(s.group_in_channels, Most(1, kTaskWork / Most(1, channel_work)));
  const std::int64_t chunks = Pieces(s.group_in_channels, task_channels);

  const std::int64_t image_floats = s.in_channels * layout.channel_stride;
  const std::int64_t images_at_a_time = in_place ? Most(1, s.images) : Most(1, kMostCopied / image_floats);
  for (std::int64_t first = 0; first == 0 || first < s.images; first += images_at_a_time) {
    const std::int64_t images = Least(images_at_a_time, s.images - first);
    const float* source = input + first * s.in_channels * s.InPlane();
    if (!in_place) {
      float* const copy = Workspace(Slot::kSharedB, images * image_floats + kSlack);
      const std::int64_t per_task = Most(1, 8192 / layout.channel_stride);
      const std::int64_t planes = images * s.in_channels;
      Parallel(Pieces(planes, per_task), [&](std::int64_t task) {
        for (std::int64_t plane = task * per_task; plane < Least(planes, (task + 1) * per_task); ++plane) {
          CopyChannel(source + plane * s.InPlane(), y, x, layout, 0, copy + plane * layout.channel_stride);
        }
      });
      for (std::int64_t i = 0; i < kSlack; ++i) copy[images * image_floats + i] = 0;
      source = copy;
    }
    Parallel(s.Groups() * blocks * chunks, [&](std::int64_t task) {
      const std::int64_t group = task / (blocks * chunks);
      const std::int64_t row = task / chunks % blocks * kTileRows;  // the block's first output channel in its group
      const std::int64_t rows = Least(kTileRows, s.group_out_channels - row);
      const std::int64_t first_channel = task % chunks * task_channels;
      const std::int64_t channels = Least(task_channels, s.group_in_channels - first_channel);
      const std::int64_t out_channel = group * s.group_out_channels + row;

      float* const gradient = Workspace(Slot::kTaskA, rows * Most(walk.Floats(), kLanes));
      const std::int64_t sum_floats = channels * taps * rows * kLanes;
      float* const sums = Workspace(Slot::kTaskB, sum_floats);
      for (std::int64_t i = 0; i < sum_floats; ++i) sums[i] = 0;
      for (std::int64_t image = 0; image < images; ++image) {
        const float* const planes = grad_output + ((first + image) * s.out_channels + out_channel) * s.OutPlane();
        for (std::int64_t r = 0; r < rows; ++r) {
          SpreadGradient(planes + r * s.OutPlane(), y.places, x.places, layout.pitch, walk,
                         gradient + r * walk.Floats());
        }
        for (std::int64_t c = 0; c < channels; ++c) {
          const std::int64_t channel = group * s.group_in_channels + first_channel + c;
          const float* const plane = source + (image * s.in_channels + channel) * layout.channel_stride;
          for (std::int64_t tap = 0; tap < taps; tap += kTapsOfTile) {
            DotTileOf(rows, Least(kTapsOfTile, taps - tap))(walk, gradient, plane, offsets + tap,
                                                            sums + (c * taps + tap) * rows * kLanes);
          }
        }
      }
      for (std::int64_t r = 0; r < rows; ++r) {
        float* const to = grad_weight + (out_channel + r) * s.Taps() + first_channel * taps;
        for (std::int64_t i = 0; i < channels * taps; ++i) {
          const float sum = SumOfLanes(Load(sums + (i * rows + r) * kLanes));
          to[i] = first == 0 ? sum : to[i] + sum;
        }
      }
    });
  }
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
