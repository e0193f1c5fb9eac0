// The convolution with its places in the lanes of vectors: the tile of the matrix products (tile.hpp) reads the source
// where it lies. Row k of the matrix of columns (im2col) is the source, shifted by what tap k is away from the window's
// start; so the matrix is never made. Tiles cover places that are neighbours in the source, row ends and all, and what
// they compute between the rows' ends is thrown away.

#include "kernels/conv_places.hpp"

#include "kernels/conv_source.hpp"
#include "kernels/tile.hpp"
#include "runtime/pool.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kTaskWork = 1 << 18;  // multiplications: some 5 to 10 µs

// An axis as conv_source.hpp wants it. False if it has too many taps or phases.
bool MakeSlidingAxis(const TapAxis& taps, SlidingAxis* axis) {
  *axis = {};
  axis->places = taps.places;
  axis->source_size = taps.source_size;
  axis->stride = taps.stride;
  axis->padding = -taps.first;
  for (std::int64_t tap = 0; tap < taps.taps; ++tap) {
    const std::int64_t from_start = taps.Offset(tap) + axis->padding;
    if (!axis->Add(from_start / axis->stride, from_start % axis->stride)) return false;
  }
  return true;
}

// What is the same for all bands.
struct PlacesProduct {
  SlidingProduct p;
  SlidingAxis y, x;
};

// One band of rows of places of one image and group, computed by one task.
struct Band {
  const SlidingProduct& product;
  SourceLayout source;
  const std::int64_t* offsets;  // of every channel and tap, in the order of the packed weight
  std::int64_t inner;           // how many those are
  const float* panels;          // the packed weight
  const float* bias;            // or nullptr
  float* output;                // row 0, place (0, 0) of the band
  std::int64_t rows_of_places;
};

// Some neighbouring columns of a tile that lie next to each other in the output too.
struct Span {
  std::int64_t column;  // of the tile
  std::int64_t output;  // from the output's first place
  std::int64_t count;
  bool may_overrun;  // what comes after it in the output is written later, by the same task
};

// Adds the bias and writes a finished tile [rows, kTileColumns].
void StoreTile(const Band& band, const float* tile, const Span* spans, std::int64_t span_count) {
  const SlidingProduct& p = band.product;
  for (std::int64_t row = 0; row < p.rows; ++row) {
    const float bias = band.bias == nullptr ? 0.0f : band.bias[row];
    for (std::int64_t s = 0; s < span_count; ++s) {
      const Span span = spans[s];
      const float* const from = tile + row * kTileColumns + span.column;
      float* const to = band.output + row * p.output_plane + span.output;
      if (p.place_stride_x != 1) {
        for (std::int64_t i = 0; i < span.count; ++i) to[i * p.place_stride_x] = from[i] + bias;
        continue;
      }
      std::int64_t i = 0;
      for (; i + kLanes <= span.count || (span.may_overrun && i < span.count); i += kLanes) {
        Store(to + i, Load(from + i) + bias);
      }
      for (; i < span.count; ++i) to[i] = from[i] + bias;
    }
  }
}

// ---- Rows of places that are no narrower than a vector: the output is written where it lies too ----

void BandByRows(const Band& band) {
  const SlidingProduct& p = band.product;
  // A row of places is cut into tiles of nearly equal width. The last vector of the last one ends with the row; what it
  // shares with the vector before is computed twice.
  const std::int64_t row_vectors = Pieces(p.x.places, kLanes);
  const std::int64_t tiles = Pieces(row_vectors, kTileVectors);
  const Start start = {false, band.bias};
  for (std::int64_t y = 0; y < band.rows_of_places; ++y) {
    for (std::int64_t i = 0; i < tiles; ++i) {
      const std::int64_t first_vector = row_vectors * i / tiles;
      const std::int64_t vectors = row_vectors * (i + 1) / tiles - first_vector;
      const std::int64_t last_x = Least((first_vector + vectors - 1) * kLanes, p.x.places - kLanes);
      const std::int64_t x = Least(first_vector * kLanes, last_x);
      const ScatteredRows columns = {band.source.start + y * band.source.pitch + x, band.offsets};
      float* const to = band.output + y * p.place_stride_y + x;
      for (std::int64_t row = 0; row < p.rows; row += kTileRows) {
        TileOf<ScatteredRows>(Least(kTileRows, p.rows - row), vectors)(band.inner, band.panels + row * band.inner,
                                                                       columns, to + row * p.output_plane,
                                                                       p.output_plane, start.From(row), last_x - x);
      }
    }
  }
}

// ---- Narrower rows, or places that are apart in the output: tiles go on across row ends ----

// The columns of a tile that are places, and not what lies between the rows' ends. Tile column 0 is `first` elements
// after the band's first place.
std::int64_t WideSpans(const Band& band, std::int64_t first, std::int64_t columns, Span* spans) {
  const SlidingProduct& p = band.product;
  std::int64_t count = 0;
  std::int64_t y = first / band.source.pitch;
  std::int64_t x = first - y * band.source.pitch;
  for (std::int64_t column = 0; column < columns; ++y, x = 0) {
    const std::int64_t places = Least(p.x.places - x, columns - column);
    if (places > 0) {
      // The vector that holds a span's end may write on into the next row of places, if there is one in this band.
      const bool may_overrun = y + 1 < band.rows_of_places && p.x.places >= kLanes && p.place_stride_y == p.x.places;
      spans[count++] = {column, y * p.place_stride_y + x * p.place_stride_x, places, may_overrun};
    }
    column += band.source.pitch - x;
  }
  return count;
}

void BandAcrossRows(const Band& band) {
  const SlidingProduct& p = band.product;
  const std::int64_t total = (band.rows_of_places - 1) * band.source.pitch + p.x.places;
  float* const tile = Workspace(Slot::kTaskC, p.rows * kTileColumns + kTileColumns);
  Span spans[kTileColumns];
  for (std::int64_t first = 0; first < total; first += kTileColumns) {
    const std::int64_t vectors = Least(kTileVectors, Pieces(total - first, kLanes));
    // The last tile ends with the last place, so that no read leaves the source: a few places are computed twice.
    const std::int64_t start = Most(0, Least(first, total - vectors * kLanes));
    const ScatteredRows columns = {band.source.start + start, band.offsets};
    for (std::int64_t row = 0; row < p.rows; row += kTileRows) {
      TileOf<ScatteredRows>(Least(kTileRows, p.rows - row), vectors)(band.inner, band.panels + row * band.inner,
                                                                     columns, tile + row * kTileColumns, kTileColumns,
                                                                     Start::Zero(), (vectors - 1) * kLanes);
    }
    StoreTile(band, tile, spans, WideSpans(band, start, Least(vectors * kLanes, total - start), spans));
  }
}

// ---- The whole ----

// The weights of every group in panels of up to kTileRows rows: [channels and taps, rows of the panel].
void PackWeights(const SlidingProduct& p, float* to) {
  for (std::int64_t group = 0; group < p.groups; ++group) {
    for (std::int64_t row = 0; row < p.rows; row += kTileRows) {
      const float* const panel = p.weight + group * p.group_stride + row * p.row_stride;
      for (std::int64_t channel = 0; channel < p.channels; ++channel) {
        for (std::int64_t tap_y = 0; tap_y < p.y.taps; ++tap_y) {
          for (std::int64_t tap_x = 0; tap_x < p.x.taps; ++tap_x) {
            const float* const from =
                panel + channel * p.channel_stride + tap_y * p.tap_stride_y + tap_x * p.tap_stride_x;
            for (std::int64_t r = 0; r < Least(kTileRows, p.rows - row); ++r) *to++ = from[r * p.row_stride];
          }
        }
      }
    }
  }
}

// Where every channel and tap is in the source, from the band's first place.
void FillOffsets(const PlacesProduct& product, const SourceLayout& layout, std::int64_t* offsets) {
  for (std::int64_t channel = 0; channel < product.p.channels; ++channel) {
    for (std::int64_t tap_y = 0; tap_y < product.y.taps; ++tap_y) {
      for (std::int64_t tap_x = 0; tap_x < product.x.taps; ++tap_x) {
        *offsets++ = channel * layout.channel_stride + layout.Offset(product.y, product.x, tap_y, tap_x);
      }
    }
  }
}

}  // namespace

bool RunPlacesProduct(const SlidingProduct& p) {
  PlacesProduct product = {p, {}, {}};
  if (p.Taps() == 0 || !MakeSlidingAxis(p.y, &product.y) || !MakeSlidingAxis(p.x, &product.x) ||
      !IsWorthCopying(product.y, product.x)) {
    return false;
  }
  const std::int64_t inner = p.channels * p.Taps();

  // Bands: rows of places, as many as make a task.
  const std::int64_t row_work = p.rows * inner * p.x.places;
  const std::int64_t band_rows = Least(p.y.places, Most(1, kTaskWork / row_work));
  const std::int64_t bands = Pieces(p.y.places, band_rows);
  const std::int64_t last_band_rows = p.y.places - (bands - 1) * band_rows;

  // Vectors must not read past the source: where tiles read across row ends, one must fit the smallest band, or else
  // the source is copied, with room behind it.
  const bool fits = (last_band_rows - 1) * p.x.source_size + p.x.places >= kTileColumns;
  const bool is_plain = product.y.IsPlain() && product.x.IsPlain() && fits;
  SourceLayout layout = CopiedLayout(product.y, product.x, band_rows);
  if (is_plain) layout = {nullptr, p.SourcePlane(), 0, p.x.source_size, 0};

  float* const panels = Workspace(Slot::kSharedA, p.groups * p.rows * inner);
  static_assert(sizeof(std::int64_t) == 2 * sizeof(float), "offsets are kept in a workspace of floats");
  std::int64_t* const offsets = reinterpret_cast<std::int64_t*>(Workspace(Slot::kSharedB, 2 * inner));
  FillOffsets(product, layout, offsets);
  PackWeights(p, panels);
  // Zeros stand for what the definition leaves out, and multiply with these numbers.
  if (!is_plain && !AllFinite(panels, p.groups * p.rows * inner)) return false;

  Parallel(p.images * p.groups * bands, [&](std::int64_t task) {
    const std::int64_t plane_group = task / bands;  // image · groups + group
    const std::int64_t group = plane_group % p.groups;
    const std::int64_t first_row = (task - plane_group * bands) * band_rows;
    const float* const source = p.source + plane_group * p.channels * p.SourcePlane();
    Band band = {p,
                 layout,
                 offsets,
                 inner,
                 panels + group * p.rows * inner,
                 p.bias == nullptr ? nullptr : p.bias + group * p.rows,
                 p.output + plane_group * p.rows * p.output_plane + first_row * p.place_stride_y,
                 Least(band_rows, p.y.places - first_row)};
    if (is_plain) {
      band.source.start = source + first_row * layout.pitch;
    } else {
      float* const copy = Workspace(Slot::kTaskA, p.channels * layout.channel_stride + kSlack);
      for (std::int64_t channel = 0; channel < p.channels; ++channel) {
        CopyChannel(source + channel * p.SourcePlane(), product.y, product.x, layout, first_row,
                    copy + channel * layout.channel_stride);
      }
      for (std::int64_t i = 0; i < kSlack; ++i) copy[p.channels * layout.channel_stride + i] = 0;
      band.source.start = copy;
    }
    if (p.x.places >= kLanes && p.place_stride_x == 1) {
      BandByRows(band);
    } else {
      BandAcrossRows(band);
    }
  });
  return true;
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
