// The matrix of columns (im2col) has a row for every channel and tap, and a column for every place of the window;
// weight times that matrix is the convolution. It is never made as a whole:
//
// - With few output channels, every number of it would be used only a few times, and copying would cost as much as
//   computing. So the tile reads the source where it lies (ScatteredRows). A tile then covers places that are
//   neighbours in the source, row ends and all, and what it computes between the rows' ends is thrown away.
// - With many, each task copies what one sliver of columns needs into the L1 cache, tightly, and multiplies it with all
//   rows of the weight.

#include "kernels/conv_product.hpp"

#include "kernels/tile.hpp"
#include "runtime/pool.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kTaskWork = 1 << 18;               // multiplications: some 5 to 10 µs
constexpr std::int64_t kLeastColumns = 8 * kTileColumns;  // of a task: enough for whole tiles, and for few shared rows
constexpr std::int64_t kMostRowsInPlace = 24;  // output channels up to which the source is read where it lies
constexpr std::int64_t kInnerBlock = kLanes == 16 ? 192 : 256;

// One band of rows of places of one image and group, computed by one task.
struct Band {
  const SlidingProduct& product;
  SourceLayout source;
  const float* source_end;      // of what may be read
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
  std::int64_t source;  // from the band's first place
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

// ---- Few rows, no narrower than a vector: the source is read where it lies, and the output written there ----

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

// ---- Few rows and narrow: the source is read where it lies, across row ends ----

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
      spans[count++] = {column, 0, y * p.place_stride_y + x * p.place_stride_x, places, may_overrun};
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

// ---- Many rows: slivers of the matrix of columns are packed ----

// The runs of places that `columns` columns from `first` on consist of.
std::int64_t TightSpans(const Band& band, std::int64_t first, std::int64_t columns, Span* spans) {
  const SlidingProduct& p = band.product;
  std::int64_t count = 0;
  for (std::int64_t column = 0; column < columns;) {
    const std::int64_t y = (first + column) / p.x.places;
    const std::int64_t x = first + column - y * p.x.places;
    const std::int64_t places = Least(p.x.places - x, columns - column);
    spans[count++] = {column, y * band.source.pitch + x, y * p.place_stride_y + x * p.place_stride_x, places, false};
    column += places;
  }
  return count;
}

void PackColumns(const Band& band, std::int64_t pc, std::int64_t inner, const Span* spans, std::int64_t span_count,
                 float* to) {
  for (std::int64_t k = 0; k < inner; ++k, to += kTileColumns) {
    const float* const from = band.source.start + band.offsets[pc + k];
    for (std::int64_t s = 0; s < span_count; ++s) {
      // Whole vectors: what is too much is overwritten by the next span, or is the next row's place, which comes later.
      const float* const span_from = from + spans[s].source;
      float* const span_to = to + spans[s].column;
      CopyFloats(span_from, spans[s].count, band.source_end - span_from, kTileColumns, span_to);
    }
  }
}

// Neighbouring spans that are one in the output become one.
std::int64_t MergedSpans(const SlidingProduct& p, Span* spans, std::int64_t count) {
  if (p.place_stride_x != 1 || p.place_stride_y != p.x.places) return count;
  for (std::int64_t s = 1; s < count; ++s) spans[0].count += spans[s].count;
  return 1;
}

void BandPacked(const Band& band) {
  const SlidingProduct& p = band.product;
  const std::int64_t total = band.rows_of_places * p.x.places;
  float* const sliver = Workspace(Slot::kTaskB, kInnerBlock * kTileColumns + kSlack);
  float* const tile = Workspace(Slot::kTaskC, p.rows * kTileColumns + kTileColumns);
  Span spans[kTileColumns];
  // Tiles of nearly equal width: two of two vectors are quicker than one of three and one of one.
  const std::int64_t total_vectors = Pieces(total, kLanes);
  const std::int64_t tiles = Pieces(total_vectors, kTileVectors);
  for (std::int64_t i = 0; i < tiles; ++i) {
    const std::int64_t first = total_vectors * i / tiles * kLanes;
    const std::int64_t vectors = total_vectors * (i + 1) / tiles - first / kLanes;
    const std::int64_t columns = Least(vectors * kLanes, total - first);
    const std::int64_t span_count = TightSpans(band, first, columns, spans);
    for (std::int64_t pc = 0; pc < band.inner; pc += kInnerBlock) {
      const std::int64_t inner = Least(kInnerBlock, band.inner - pc);
      PackColumns(band, pc, inner, spans, span_count, sliver);
      for (std::int64_t row = 0; row < p.rows; row += kTileRows) {
        TileOf<EvenRows>(Least(kTileRows, p.rows - row), vectors)(
            inner, band.panels + pc * p.rows + row * inner, {sliver, kTileColumns}, tile + row * kTileColumns,
            kTileColumns, Start::FromC(pc > 0), (vectors - 1) * kLanes);
      }
    }
    StoreTile(band, tile, spans, MergedSpans(p, spans, span_count));
  }
}

// ---- The whole ----

// One panel (up to kTileRows rows) of the weight for the taps from `begin` to `end`: [taps, rows of the panel].
// `offsets`: where each channel and tap is in a row of the weight.
void PackPanel(const SlidingProduct& p, const float* panel, std::int64_t rows, const std::int64_t* offsets,
               std::int64_t begin, std::int64_t end, float* to) {
  for (std::int64_t k = begin; k < end; ++k) {
    const float* const from = panel + offsets[k];
    for (std::int64_t r = 0; r < rows; ++r) *to++ = from[r * p.row_stride];
  }
}

// The weight of every group in panels, for one block of the inner dimension after the other, as PackA makes them.
void PackWeight(const SlidingProduct& p, const std::int64_t* offsets, std::int64_t inner, std::int64_t inner_block,
                float* to) {
  const std::int64_t panels = Pieces(p.rows, kTileRows);
  const std::int64_t per_task = Most(1, 32768 / (inner * kTileRows));
  Parallel(Pieces(p.groups * panels, per_task), [&](std::int64_t task) {
    for (std::int64_t i = task * per_task; i < Least(p.groups * panels, (task + 1) * per_task); ++i) {
      const std::int64_t group = i / panels;
      const std::int64_t row = (i - group * panels) * kTileRows;
      for (std::int64_t pc = 0; pc < inner; pc += inner_block) {
        const std::int64_t end = Least(inner, pc + inner_block);
        PackPanel(p, p.weight + group * p.group_stride + row * p.row_stride, Least(kTileRows, p.rows - row), offsets,
                  pc, end, to + group * p.rows * inner + pc * p.rows + row * (end - pc));
      }
    }
  });
}

// Where every channel and tap is: in the source, from the band's first place, and in a row of the weight.
void FillOffsets(const SlidingProduct& p, const SourceLayout& layout, std::int64_t* in_source,
                 std::int64_t* in_weight) {
  for (std::int64_t channel = 0; channel < p.channels; ++channel) {
    for (std::int64_t tap_y = 0; tap_y < p.y.taps; ++tap_y) {
      for (std::int64_t tap_x = 0; tap_x < p.x.taps; ++tap_x) {
        *in_source++ = channel * layout.channel_stride + layout.Offset(p.y, p.x, tap_y, tap_x);
        *in_weight++ = channel * p.channel_stride + tap_y * p.tap_stride_y + tap_x * p.tap_stride_x;
      }
    }
  }
}

}  // namespace

void RunSlidingProduct(const SlidingProduct& p) {
  const std::int64_t inner = p.channels * p.y.taps * p.x.taps;
  const bool in_place = p.rows <= kMostRowsInPlace;
  const std::int64_t source_plane = p.y.source_size * p.x.source_size;

  // Bands: rows of places, as many as make a task.
  const std::int64_t row_work = p.rows * inner * p.x.places;
  const std::int64_t least_rows = in_place ? 1 : Pieces(kLeastColumns, p.x.places);
  const std::int64_t band_rows = Least(p.y.places, Most(least_rows, kTaskWork / row_work));
  const std::int64_t bands = Pieces(p.y.places, band_rows);
  const std::int64_t last_band_rows = p.y.places - (bands - 1) * band_rows;

  // Vectors must not read past the source: where tiles read across row ends, one must fit the smallest band, or else
  // the source is copied, with room behind it.
  const bool fits = !in_place || (last_band_rows - 1) * p.x.source_size + p.x.places >= kTileColumns;
  const bool is_plain = p.y.IsPlain() && p.x.IsPlain() && fits;
  SourceLayout layout = CopiedLayout(p.y, p.x, band_rows);
  if (is_plain) layout = {nullptr, source_plane, 0, p.x.source_size, 0};

  float* const panels = Workspace(Slot::kSharedA, p.groups * p.rows * inner);
  static_assert(sizeof(std::int64_t) == 2 * sizeof(float), "offsets are kept in a workspace of floats");
  std::int64_t* const offsets = reinterpret_cast<std::int64_t*>(Workspace(Slot::kSharedB, 4 * inner));
  FillOffsets(p, layout, offsets, offsets + inner);
  PackWeight(p, offsets + inner, inner, in_place ? inner : kInnerBlock, panels);

  Parallel(p.images * p.groups * bands, [&](std::int64_t task) {
    const std::int64_t plane_group = task / bands;  // image · groups + group
    const std::int64_t group = plane_group % p.groups;
    const std::int64_t first_row = (task - plane_group * bands) * band_rows;
    const float* const source = p.source + plane_group * p.channels * source_plane;
    Band band = {p,
                 layout,
                 p.source + p.images * p.groups * p.channels * source_plane,
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
        CopyChannel(source + channel * source_plane, p.y, p.x, layout, first_row,
                    copy + channel * layout.channel_stride);
      }
      for (std::int64_t i = 0; i < kSlack; ++i) copy[p.channels * layout.channel_stride + i] = 0;
      band.source.start = copy;
      band.source_end = copy + p.channels * layout.channel_stride + kSlack;
    }
    if (!in_place) {
      BandPacked(band);
    } else if (p.x.places >= kLanes && p.place_stride_x == 1) {
      BandByRows(band);
    } else {
      BandAcrossRows(band);
    }
  });
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
