// A weight's gradient is a dot product over all places of all images: what went into the place (the input, shifted by
// the tap) times what came back (the output's gradient). Both lie in memory place by place, so that vectors run along
// the places, and a tile of dot products, some output channels times some taps, is kept in registers.
//
// Where a row of places is at least as wide as a vector, rows are walked one by one. Narrower ones are walked as one,
// with what lies between them: there the gradient is copied with zeros between its rows.

#include "kernels/conv_grad_weight.hpp"

#include "runtime/pool.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kTaskWork = 1 << 18;    // multiplications: some 5 to 10 µs
constexpr std::int64_t kMostCopied = 1 << 21;  // floats of the source that are copied at a time
constexpr int kTapsOfTile = 3;                 // times kTileRows output channels

// How the places of one image are walked: in `rows` rows of `width` places, at least one vector wide. A row is whole
// vectors and, if places are left over, one more vector that ends with it; what of that was counted before is masked,
// in both factors, for 0 · ∞ would be NaN.
struct Walk {
  std::int64_t rows, width;
  std::int64_t source_pitch;    // from one row to the next
  std::int64_t gradient_pitch;  // likewise
  std::int64_t gradient_plane;  // from one output channel to the next
};

// sums[tap][row] += dot product of gradient row and source, shifted by the tap.
template <int kRows, int kTaps>
void DotTile(const Walk& walk, const float* gradient, const float* source, const std::int64_t* offsets, float* sums) {
  const float* taps[kTaps];
  Vector tile[kTaps][kRows];
  STRIDEGRAD_UNROLL
  for (int tap = 0; tap < kTaps; ++tap) {
    taps[tap] = source + offsets[tap];
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; ++row) tile[tap][row] = Load(sums + (tap * kRows + row) * kLanes);
  }
  const std::int64_t whole = walk.width / kLanes * kLanes;
  const std::int64_t last = walk.width - kLanes;
  const std::int64_t counted = kLanes - (walk.width - whole);
  for (std::int64_t y = 0; y < walk.rows; ++y) {
    const float* const gradient_row = gradient + y * walk.gradient_pitch;
    const std::int64_t source_row = y * walk.source_pitch;
    for (std::int64_t x = 0; x < whole; x += kLanes) {
      Vector read[kTaps];
      STRIDEGRAD_UNROLL
      for (int tap = 0; tap < kTaps; ++tap) read[tap] = Load(taps[tap] + source_row + x);
      STRIDEGRAD_UNROLL
      for (int row = 0; row < kRows; ++row) {
        const Vector factor = Load(gradient_row + row * walk.gradient_plane + x);
        STRIDEGRAD_UNROLL
        for (int tap = 0; tap < kTaps; ++tap) tile[tap][row] += factor * read[tap];
      }
    }
    if (counted < kLanes) {
      Vector read[kTaps];
      STRIDEGRAD_UNROLL
      for (int tap = 0; tap < kTaps; ++tap) read[tap] = WithoutFirst(Load(taps[tap] + source_row + last), counted);
      STRIDEGRAD_UNROLL
      for (int row = 0; row < kRows; ++row) {
        const Vector factor = WithoutFirst(Load(gradient_row + row * walk.gradient_plane + last), counted);
        STRIDEGRAD_UNROLL
        for (int tap = 0; tap < kTaps; ++tap) tile[tap][row] += factor * read[tap];
      }
    }
  }
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
#if STRIDEGRAD_TILE_ROWS == 8
    {DotTile<5, 1>, DotTile<5, 2>, DotTile<5, 3>},
    {DotTile<6, 1>, DotTile<6, 2>, DotTile<6, 3>},
    {DotTile<7, 1>, DotTile<7, 2>, DotTile<7, 3>},
    {DotTile<8, 1>, DotTile<8, 2>, DotTile<8, 3>},
#endif
  };
  return kTiles[rows - 1][taps - 1];
}

// One channel's gradient with its rows `pitch` apart, zeros between them, and zeros up to `floats`.
void SpreadGradient(const float* plane, const SlidingAxis& y, const SlidingAxis& x, std::int64_t pitch,
                    std::int64_t floats, float* to) {
  for (std::int64_t row = 0; row < y.places; ++row) {
    const std::int64_t end = row + 1 < y.places ? pitch : floats - row * pitch;
    for (std::int64_t i = 0; i < x.places; ++i) to[row * pitch + i] = plane[row * x.places + i];
    for (std::int64_t i = x.places; i < end; ++i) to[row * pitch + i] = 0;
  }
}

bool WalksByRows(const SlidingAxis& x) { return x.places >= kLanes; }

}  // namespace

bool GradWeightReadsInPlace(const SlidingAxis& y, const SlidingAxis& x) {
  return y.IsPlain() && x.IsPlain() && (WalksByRows(x) || (y.places - 1) * x.source_size + x.places >= kLanes);
}

bool GradWeightPadsGradient(const SlidingAxis& x) { return !WalksByRows(x); }

void RunGradWeight(const ConvSizes& s, const SlidingAxis& y, const SlidingAxis& x, const float* grad_output,
                   const float* input, float* grad_weight) {
  const bool in_place = GradWeightReadsInPlace(y, x);
  SourceLayout layout = CopiedLayout(y, x, y.places);
  if (in_place) layout = {nullptr, s.InPlane(), 0, s.in_width, 0};
  const bool by_rows = WalksByRows(x);
  // Across rows: one row as long as all of them, and at least a vector (the source has zeros behind it then).
  const std::int64_t across = Most(kLanes, (y.places - 1) * layout.pitch + x.places);
  const Walk walk =
      by_rows ? Walk{y.places, x.places, layout.pitch, x.places, s.OutPlane()} : Walk{1, across, 0, 0, across};
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

      float* const spread = by_rows ? nullptr : Workspace(Slot::kTaskA, rows * across);
      const std::int64_t sum_floats = channels * taps * rows * kLanes;
      float* const sums = Workspace(Slot::kTaskB, sum_floats);
      for (std::int64_t i = 0; i < sum_floats; ++i) sums[i] = 0;
      for (std::int64_t image = 0; image < images; ++image) {
        const float* const planes = grad_output + ((first + image) * s.out_channels + out_channel) * s.OutPlane();
        for (std::int64_t r = 0; !by_rows && r < rows; ++r) {
          SpreadGradient(planes + r * s.OutPlane(), y, x, layout.pitch, across, spread + r * across);
        }
        const float* const gradient = by_rows ? planes : spread;
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
