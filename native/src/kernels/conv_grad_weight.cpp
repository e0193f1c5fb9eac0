// A weight's gradient is a sum over all places of all images: what came back there (the output's gradient) times what
// the weight's tap read. For all weights that is a matrix product, gradient [output channels, places] times im2col's
// matrix [places, taps and input channels].
//
// Only that the matrix of columns is not made. In a copy of the input that has the channels of a pixel side by side,
// what a place's window reads of one row of the kernel is one stretch of memory, kernelWidth · channels long. So
// vectors run along taps and channels, and places are nothing but offsets. The gradient is read where it lies, number
// by number, each of them for several vectors:
//
//   sums[output channel][stretch, lane] += gradient[output channel][place] · copy[stretch + place + lane]
//
// How the work is cut:
//   part  some input channels of a group: so many that its stretches are whole vectors, and no more
//   band  some rows of places of an image, or a few images: what is copied at a time, to stay in the nearest caches
//   run   some bands: a task sums one part of a run, and then the sums of all runs are joined in order

#include "kernels/conv_grad_weight.hpp"

#include "kernels/interleave.hpp"
#include "runtime/pool.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

// Of a band's copy, and of the rows of the gradient that meet it. Half of it would stay in the L1 cache, but begin and
// end tiles twice as often, which costs more than it saves.
constexpr std::int64_t kBandFloats = 12288;
constexpr std::int64_t kTaskWork = 3 << 17;  // multiplications: some 10 µs
constexpr std::int64_t kMostTasks = 32;      // with more work, tasks become larger
constexpr std::int64_t kRunPlaces = 128;     // at least: to join a run takes as long as a few places do

// What a tile needs to know of a band.
struct Band {
  std::int64_t images;
  std::int64_t places;                // of an image
  const std::int64_t* place_offsets;  // in the copy
  std::int64_t copy_stride;           // from one image to the next
  std::int64_t gradient_stride;       // likewise
  std::int64_t gradient_plane;        // from one output channel to the next
};

// sums [kRows, kVectors · kLanes] += gradient [kRows, places] · copy [places, kVectors · kLanes]. Every band is summed
// from 0: the rounding error grows with the length of a band and the number of bands, not with their product.
template <int kRows, int kVectors>
void PlacesTile(const Band& band, const float* gradient, const float* copy, const std::int64_t* vector_offsets,
                float* sums, std::int64_t sums_stride) {
  // A sum takes four cycles, and two can start in each: where a tile has few sums, places take turns.
  constexpr int kTurns = kRows * kVectors <= 4 ? 8 / (kRows * kVectors) : 1;
  Vector tiles[kTurns][kRows][kVectors] = {};
  for (std::int64_t image = 0; image < band.images; ++image) {
    const float* rows[kRows];
    const float* columns[kVectors];
    STRIDEGRAD_UNROLL
    for (int r = 0; r < kRows; ++r) rows[r] = gradient + image * band.gradient_stride + r * band.gradient_plane;
    STRIDEGRAD_UNROLL
    for (int v = 0; v < kVectors; ++v) columns[v] = copy + image * band.copy_stride + vector_offsets[v];
    const auto add_place = [&](std::int64_t place, Vector(&tile)[kRows][kVectors]) {
      const std::int64_t offset = band.place_offsets[place];
      Vector read[kVectors];
      STRIDEGRAD_UNROLL
      for (int v = 0; v < kVectors; ++v) read[v] = Load(columns[v] + offset);
      STRIDEGRAD_UNROLL
      for (int r = 0; r < kRows; ++r) {
        const float factor = rows[r][place];
        STRIDEGRAD_UNROLL
        for (int v = 0; v < kVectors; ++v) tile[r][v] += factor * read[v];
      }
    };
    std::int64_t place = 0;
    for (; kTurns > 1 && place + kTurns <= band.places; place += kTurns) {
      STRIDEGRAD_UNROLL
      for (int turn = 0; turn < kTurns; ++turn) add_place(place + turn, tiles[turn]);
    }
    for (; place < band.places; ++place) add_place(place, tiles[0]);
  }
  STRIDEGRAD_UNROLL
  for (int r = 0; r < kRows; ++r) {
    STRIDEGRAD_UNROLL
    for (int v = 0; v < kVectors; ++v) {
      float* const sum = sums + r * sums_stride + v * kLanes;
      Vector tile = tiles[0][r][v];
      STRIDEGRAD_UNROLL
      for (int turn = 1; turn < kTurns; ++turn) tile += tiles[turn][r][v];
      Store(sum, Load(sum) + tile);
    }
  }
}

using PlacesTileFunction = void (*)(const Band& band, const float* gradient, const float* copy,
                                    const std::int64_t* vector_offsets, float* sums, std::int64_t sums_stride);

PlacesTileFunction PlacesTileOf(std::int64_t rows, std::int64_t vectors) {
  static constexpr PlacesTileFunction kTiles[8][kTileVectors] = {
    {PlacesTile<1, 1>, PlacesTile<1, 2>, PlacesTile<1, 3>},
    {PlacesTile<2, 1>, PlacesTile<2, 2>, PlacesTile<2, 3>},
    {PlacesTile<3, 1>, PlacesTile<3, 2>, PlacesTile<3, 3>},
    {PlacesTile<4, 1>, PlacesTile<4, 2>, PlacesTile<4, 3>},
#if STRIDEGRAD_TILE_ROWS == 8
    {PlacesTile<5, 1>, PlacesTile<5, 2>, PlacesTile<5, 3>},
    {PlacesTile<6, 1>, PlacesTile<6, 2>, PlacesTile<6, 3>},
    {PlacesTile<7, 1>, PlacesTile<7, 2>, PlacesTile<7, 3>},
    {PlacesTile<8, 1>, PlacesTile<8, 2>, PlacesTile<8, 3>},
#endif
  };
  return kTiles[rows - 1][vectors - 1];
}

// Into how many parts the channels of a group are cut: so that as few lanes as possible are idle, and then into as many
// as possible, for then the copy of a band is small. A stretch is `taps` times the channels of a part.
std::int64_t PartsOfGroup(std::int64_t channels, std::int64_t taps) {
  const std::int64_t usual = Most(kLanes, kTileColumns / taps);  // channels of a part, more or less
  std::int64_t best = 1, least_vectors = kLargestSize;
  for (std::int64_t parts = Most(1, channels / (2 * usual)); parts <= Most(1, channels / usual); ++parts) {
    const std::int64_t vectors = parts * Pieces(taps * Pieces(channels, parts), kLanes);
    if (vectors <= least_vectors) {
      least_vectors = vectors;
      best = parts;
    }
  }
  return best;
}

// From the first element of the input that a window on one of `places` places covers to the last.
std::int64_t Span(std::int64_t places, std::int64_t kernel_size, std::int64_t stride, std::int64_t dilation) {
  return (places - 1) * stride + (kernel_size - 1) * dilation + 1;
}

struct Product {
  ConvSizes sizes;

  // Parts.
  std::int64_t group_parts, parts;  // of a group, and of all
  std::int64_t channels;            // of a part; the last of a group may have fewer, and idle lanes in their place
  std::int64_t stretch_taps, stretches, stretch_vectors;
  std::int64_t vectors;  // of all stretches: a row of sums

  // Bands.
  std::int64_t band_images, band_rows, image_bands, bands;
  std::int64_t copy_width;      // pixels of one row of the copy
  std::int64_t copy_stride;     // floats of one image of a band's copy
  std::int64_t* place_offsets;  // of one image of a band
  std::int64_t* vector_offsets;

  // Runs.
  std::int64_t run_bands, runs;
  float* sums;  // [runs, parts, output channels of a group, vectors]

  std::int64_t RowFloats() const { return vectors * kLanes; }
  std::int64_t PartFloats() const { return sizes.group_out_channels * RowFloats(); }
};

void CutIntoParts(Product& p) {
  const ConvSizes& s = p.sizes;
  p.stretch_taps = s.dilation_x == 1 ? s.kernel_width : 1;
  p.stretches = s.KernelPlane() / p.stretch_taps;
  p.group_parts = PartsOfGroup(s.group_in_channels, p.stretch_taps);
  p.parts = s.Groups() * p.group_parts;
  p.channels = Pieces(s.group_in_channels, p.group_parts);
  p.stretch_vectors = Pieces(p.stretch_taps * p.channels, kLanes);
  p.vectors = p.stretches * p.stretch_vectors;
}

void CutIntoBandsAndRuns(Product& p) {
  const ConvSizes& s = p.sizes;
  const std::int64_t place_work = p.PartFloats();
  const std::int64_t task_work = Most(kTaskWork, s.images * s.OutPlane() * p.parts * place_work / kMostTasks);

  const std::int64_t place_floats = s.stride_y * s.stride_x * p.channels + kTileRows;
  const std::int64_t most_places = Least(kBandFloats / place_floats, task_work / place_work);
  p.band_images = Pieces(s.images, Pieces(s.images, Most(1, most_places / s.OutPlane())));
  p.image_bands = Pieces(s.out_height, Most(1, most_places / s.out_width));
  p.band_rows = Pieces(s.out_height, p.image_bands);
  p.bands = Pieces(s.images, p.band_images) * p.image_bands;

  const std::int64_t band_places = p.band_images * p.band_rows * s.out_width;
  const std::int64_t run_bands = Most(task_work / (band_places * place_work), Pieces(kRunPlaces, band_places));
  p.runs = Pieces(p.bands, Most(1, run_bands));
  p.run_bands = Pieces(p.bands, p.runs);
}

void FillOffsets(Product& p) {
  const ConvSizes& s = p.sizes;
  p.copy_width = Span(s.out_width, s.kernel_width, s.stride_x, s.dilation_x);
  p.copy_stride = Span(p.band_rows, s.kernel_height, s.stride_y, s.dilation_y) * p.copy_width * p.channels;
  const std::int64_t places = p.band_rows * s.out_width;
  static_assert(sizeof(std::int64_t) == 2 * sizeof(float), "offsets are kept in a workspace of floats");
  p.place_offsets = reinterpret_cast<std::int64_t*>(Workspace(Slot::kSharedA, 2 * (places + p.vectors)));
  p.vector_offsets = p.place_offsets + places;
  std::int64_t* offset = p.place_offsets;
  for (std::int64_t y = 0; y < p.band_rows; ++y) {
    for (std::int64_t x = 0; x < s.out_width; ++x) {
      *offset++ = (y * s.stride_y * p.copy_width + x * s.stride_x) * p.channels;
    }
  }
  for (std::int64_t tap = 0; tap < s.KernelPlane(); tap += p.stretch_taps) {
    const std::int64_t tap_y = tap / s.kernel_width, tap_x = tap - tap_y * s.kernel_width;
    const std::int64_t pixel = tap_y * s.dilation_y * p.copy_width + tap_x * s.dilation_x;
    for (std::int64_t v = 0; v < p.stretch_vectors; ++v) *offset++ = pixel * p.channels + v * kLanes;
  }
}

// Copies `rows` rows of the input from `first_row` on, the channels of a pixel side by side, with zeros for what lies
// outside. `planes` is the first channel of the first image.
void CopyBand(const Product& p, const float* planes, std::int64_t channels, std::int64_t images, std::int64_t first_row,
              std::int64_t rows, float* copy) {
  const ConvSizes& s = p.sizes;
  const std::int64_t row_floats = p.copy_width * p.channels;
  const Range inside = PlacesOnInput(-s.padding_x, s.in_width, p.copy_width, 1);
  const bool is_whole = inside.begin == 0 && inside.end == s.in_width && p.copy_width == s.in_width && first_row >= 0 &&
                        first_row + rows <= s.in_height;
  for (std::int64_t image = 0; image < images; ++image, planes += s.in_channels * s.InPlane()) {
    float* to = copy + image * p.copy_stride;
    if (is_whole) {
      Interleave(planes + first_row * s.in_width, s.InPlane(), channels, rows * s.in_width, p.channels, to);
      continue;
    }
    for (std::int64_t row = first_row; row < first_row + rows; ++row, to += row_floats) {
      if (row < 0 || row >= s.in_height) {
        ZeroFloats(row_floats, to);
        continue;
      }
      ZeroFloats(inside.begin * p.channels, to);
      Interleave(planes + row * s.in_width + inside.begin - s.padding_x, s.InPlane(), channels,
                 inside.end - inside.begin, p.channels, to + inside.begin * p.channels);
      ZeroFloats((p.copy_width - inside.end) * p.channels, to + inside.end * p.channels);
    }
  }
}

// All tiles of a band. `gradient` is its first place, in the group's first output channel.
void AddBand(const Product& p, const Band& band, const float* gradient, const float* copy, float* sums) {
  const std::int64_t out_channels = p.sizes.group_out_channels;
  const std::int64_t panels = Pieces(out_channels, kTileRows);
  const std::int64_t tiles = Pieces(p.vectors, kTileVectors);
  for (std::int64_t panel = 0; panel < panels; ++panel) {
    const std::int64_t row = out_channels * panel / panels;
    const std::int64_t rows = out_channels * (panel + 1) / panels - row;
    for (std::int64_t tile = 0; tile < tiles; ++tile) {
      const std::int64_t vector = p.vectors * tile / tiles;
      const std::int64_t vectors = p.vectors * (tile + 1) / tiles - vector;
      PlacesTileOf(rows, vectors)(band, gradient + row * band.gradient_plane, copy, p.vector_offsets + vector,
                                  sums + row * p.RowFloats() + vector * kLanes, p.RowFloats());
    }
  }
}

// A part of the weight.
struct Part {
  std::int64_t group;
  std::int64_t first_channel, channels;  // of the group's input channels
};

Part PartOf(const Product& p, std::int64_t index) {
  const std::int64_t group = index / p.group_parts;
  const std::int64_t first_channel = (index - group * p.group_parts) * p.channels;
  return {group, first_channel, Least(p.channels, p.sizes.group_in_channels - first_channel)};
}

// Task: one part of one run.
void SumRun(const Product& p, std::int64_t run, std::int64_t part_index, const float* grad_output, const float* input) {
  const ConvSizes& s = p.sizes;
  const Part part = PartOf(p, part_index);
  float* const sums = p.sums + (run * p.parts + part_index) * p.PartFloats();
  ZeroFloats(p.PartFloats(), sums);
  // The last vector of a stretch may reach beyond it, and beyond the copy; its idle lanes are never looked at.
  const std::int64_t copy_floats = p.band_images * p.copy_stride + kLanes;
  float* const copy = Workspace(Slot::kTaskA, copy_floats);
  const std::int64_t end = Least(p.bands, (run + 1) * p.run_bands);
  for (std::int64_t index = run * p.run_bands; index < end; ++index) {
    const std::int64_t image = index / p.image_bands * p.band_images;
    const std::int64_t row = index % p.image_bands * p.band_rows;
    const std::int64_t rows = Least(p.band_rows, s.out_height - row);
    const Band band = {Least(p.band_images, s.images - image), rows * s.out_width, p.place_offsets, p.copy_stride,
                       s.out_channels * s.OutPlane(),          s.OutPlane()};
    const std::int64_t in_channel = image * s.in_channels + part.group * s.group_in_channels + part.first_channel;
    CopyBand(p, input + in_channel * s.InPlane(), part.channels, band.images, row * s.stride_y - s.padding_y,
             Span(rows, s.kernel_height, s.stride_y, s.dilation_y), copy);
    const std::int64_t out_channel = image * s.out_channels + part.group * s.group_out_channels;
    AddBand(p, band, grad_output + out_channel * s.OutPlane() + row * s.out_width, copy, sums);
  }
}

// The sums of all runs for one output channel and part, as the weight has them: [channels, kernel].
void JoinRuns(const Product& p, std::int64_t part_index, std::int64_t out_channel, float* grad_weight) {
  const ConvSizes& s = p.sizes;
  float* const row = p.sums + part_index * p.PartFloats() + out_channel * p.RowFloats();
  for (std::int64_t run = 1; run < p.runs; ++run) {
    const float* const other = row + run * p.parts * p.PartFloats();
    for (std::int64_t i = 0; i < p.RowFloats(); i += kLanes) Store(row + i, Load(row + i) + Load(other + i));
  }
  const Part part = PartOf(p, part_index);
  const std::int64_t cell =
      (part.group * s.group_out_channels + out_channel) * s.group_in_channels + part.first_channel;
  float* to = grad_weight + cell * s.KernelPlane();
  for (std::int64_t stretch = 0; stretch < p.stretches; ++stretch) {
    const float* from = row + stretch * p.stretch_vectors * kLanes;
    for (std::int64_t tap = 0; tap < p.stretch_taps; ++tap, ++to, from += p.channels) {
      for (std::int64_t c = 0; c < part.channels; ++c) to[c * s.KernelPlane()] = from[c];
    }
  }
}

bool PadsAxis(std::int64_t in_size, std::int64_t span, std::int64_t padding) { return padding > 0 || span > in_size; }

}  // namespace

bool GradWeightIsWorthCopying(const ConvSizes& s) {
  const auto span = [](std::int64_t places, std::int64_t kernel_size, std::int64_t stride, std::int64_t dilation) {
    return static_cast<double>(places) * static_cast<double>(stride) +
           static_cast<double>(kernel_size) * static_cast<double>(dilation);
  };
  const double copied = span(s.out_height, s.kernel_height, s.stride_y, s.dilation_y) *
                        span(s.out_width, s.kernel_width, s.stride_x, s.dilation_x);
  const double given = static_cast<double>(s.InPlane()) + static_cast<double>(s.OutPlane());
  return copied <= 64 * (given + 64);
}

bool GradWeightPadsInput(const ConvSizes& s) {
  return PadsAxis(s.in_height, Span(s.out_height, s.kernel_height, s.stride_y, s.dilation_y), s.padding_y) ||
         PadsAxis(s.in_width, Span(s.out_width, s.kernel_width, s.stride_x, s.dilation_x), s.padding_x);
}

void RunGradWeight(const ConvSizes& s, const float* grad_output, const float* input, float* grad_weight) {
  if (s.images == 0) return ZeroFloats(s.out_channels * s.Taps(), grad_weight);
  Product p;
  p.sizes = s;
  CutIntoParts(p);
  CutIntoBandsAndRuns(p);
  FillOffsets(p);
  p.sums = Workspace(Slot::kSharedB, p.runs * p.parts * p.PartFloats());
  Parallel(p.runs * p.parts, [&](std::int64_t task) { SumRun(p, task / p.parts, task % p.parts, grad_output, input); });
  const std::int64_t rows = p.parts * s.group_out_channels;
  const std::int64_t task_rows = Most(1, kTaskWork / 32 / (p.runs * p.RowFloats()));
  Parallel(Pieces(rows, task_rows), [&](std::int64_t task) {
    for (std::int64_t row = task * task_rows; row < Least(rows, (task + 1) * task_rows); ++row) {
      JoinRuns(p, row / s.group_out_channels, row % s.group_out_channels, grad_weight);
    }
  });
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
