// The convolution with its output channels in the lanes of vectors (conv_channel_tile.hpp). The source is read number
// by number, so that stride and dilation cost nothing and nothing is ever padded: at the edges, taps that lie beside
// the source are left out. What remains is to turn the finished sums [places, channels] into planes.
//
// A task computes some rows of places of one image. Its loops, from outside: vectors of output channels; blocks of the
// source's channels, whose weights stay in the L1 cache; rows of places; tiles of a row.

#include "kernels/conv_channels.hpp"

#include <cstring>

#include "kernels/conv_channel_tile.hpp"
#include "runtime/pool.hpp"
#include "runtime/workspace.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

namespace {

constexpr std::int64_t kTapsOfBlock = 192;        // 192 · 16 floats of weights are 12 KiB, of the L1 cache's 32
constexpr std::int64_t kLeastTaskWork = 1 << 18;  // multiplications: some 3 µs
constexpr std::int64_t kMostTaskWork = 1 << 22;   // larger tasks gain nothing
constexpr std::int64_t kFairTasks = 32;           // so many can be shared fairly by the usual number of threads
constexpr std::int64_t kMostSums = 1 << 14;       // floats of a task's sums: 64 KiB, well below L2
constexpr std::int64_t kMostInPlace = 1 << 14;    // floats of the source that are read from planes far apart
constexpr std::int64_t kPackedPerTask = 1 << 15;  // weights
constexpr std::int64_t kLine = 16;                // floats of a cache line

// Memory for `count` things of any plain type.
template <class T>
T* WorkspaceOf(Slot slot, std::int64_t count) {
  return reinterpret_cast<T*>(Workspace(slot, (count * static_cast<std::int64_t>(sizeof(T)) + 3) / 4));
}

// What is the same for all tasks.
struct Plan {
  SlidingProduct p;
  std::int64_t vectors;        // of output channels, in one group
  std::int64_t channel_block;  // channels of the source that are summed at a time
  std::int64_t tiles;          // of a row of places
  std::int64_t tile_rows;
  std::int64_t most_together;  // taps
  bool cuts_row;               // into tasks, since there is only one
  std::int64_t task_rows;      // rows of places of a task…
  std::int64_t task_tiles;     // … or tiles of the only one
  std::int64_t tasks_of_image;
  bool copies;                  // its part of the source into each task's workspace
  std::int64_t channel_stride;  // of the source, as it is read

  const std::int64_t* offsets;  // blocks of channels: [y.taps, channels]
  const float* weights;         // [groups, vectors together, blocks of channels: [x.taps, y.taps, channels, lanes]]
  const float* start;           // [groups, lanes of all vectors]: the bias, or 0
  const TapGroup* tap_groups;   // [tiles, x.taps]
  const std::int64_t* tap_group_counts;  // [tiles]

  std::int64_t Inner() const { return p.channels * p.Taps(); }
  std::int64_t Lanes() const { return vectors * kLanes; }
  std::int64_t TileStart(std::int64_t tile) const { return p.x.places * tile / tiles; }
};

// ---- How the work is cut: by sizes alone ----

// The vectors of channels that are computed together, from vector `first` of `vectors` on. Of many it is never three:
// tiles of three are narrower than those that CutRow counted on.
std::int64_t VectorsTogether(std::int64_t vectors, std::int64_t first) {
  return vectors <= kMostChannelVectors ? vectors : Least(2, vectors - first);
}

// Tiles of one or two rows of places? The time of a row of places, in units of a multiplication by a vector: a tile
// takes as long as eight at least.
void CutRow(Plan& plan) {
  const std::int64_t vectors = plan.vectors <= kMostChannelVectors ? plan.vectors : 2;
  std::int64_t best = 0;
  for (std::int64_t rows = 1; rows <= Least(2, plan.p.y.places); ++rows) {
    const std::int64_t tiles = Pieces(plan.p.x.places, kWidestTile[rows - 1][vectors - 1]);
    const std::int64_t time = Most(rows * plan.p.x.places * vectors, 8 * tiles) / rows;
    if (rows > 1 && time >= best) continue;
    best = time;
    plan.tiles = tiles;
    plan.tile_rows = rows;
  }
}

// A 1 x 1 kernel that reads every element of its source sees one long row.
void MakeOneRow(SlidingProduct& p) {
  const auto is_identity = [](const TapAxis& axis) {
    return axis.taps == 1 && axis.first == 0 && axis.stride == 1 && axis.places == axis.source_size;
  };
  if (!is_identity(p.y) || !is_identity(p.x) || !p.IsTight()) return;
  p.x.places = p.x.source_size = p.y.places * p.x.places;
  p.y.places = p.y.source_size = 1;
  p.place_stride_y = p.x.places;
}

Plan MakePlan(const SlidingProduct& product, std::int64_t rows_together) {
  Plan plan = {};
  plan.p = product;
  SlidingProduct& p = plan.p;
  plan.vectors = Pieces(p.rows, kLanes);
  const std::int64_t most_channels = Most(1, kTapsOfBlock / Most(1, p.Taps()));
  plan.channel_block = Pieces(p.channels, Pieces(p.channels, most_channels));

  // Planes that lie far apart need many pages of the TLB, and planes a power of two apart share few lines of the cache.
  plan.copies =
      p.SourcePlane() * plan.channel_block > kMostInPlace || (p.SourcePlane() % (8 * kLine) == 0 && p.channels > 8);
  if (!plan.copies && rows_together == 0) MakeOneRow(p);
  CutRow(plan);
  plan.most_together = plan.vectors == 1 && p.x.stride == 1 && p.x.step == 1 ? kMostTapsTogether : 1;

  const std::int64_t place_work = Most(1, p.rows * plan.Inner());
  const std::int64_t work = p.images * p.groups * p.y.places * p.x.places * place_work;
  const std::int64_t most_places = kMostSums / (Least(plan.vectors, kMostChannelVectors) * kLanes);
  const std::int64_t task_work = Most(kLeastTaskWork, Least(kMostTaskWork, work / kFairTasks));
  const std::int64_t places = Least(task_work / place_work, most_places);
  plan.cuts_row = p.y.places == 1 && rows_together == 0;
  if (plan.cuts_row) {
    plan.tasks_of_image = Pieces(plan.tiles, Most(1, places * plan.tiles / p.x.places));
    plan.task_tiles = Pieces(plan.tiles, plan.tasks_of_image);
    plan.tasks_of_image = Pieces(plan.tiles, plan.task_tiles);
    plan.task_rows = 1;
  } else {
    const std::int64_t unit = Most(1, rows_together);
    const std::int64_t units = Pieces(p.y.places, unit);
    const std::int64_t tasks = Pieces(units, Most(1, places / (p.x.places * unit)));
    plan.task_rows = Pieces(units, tasks) * unit;
    plan.tasks_of_image = Pieces(p.y.places, plan.task_rows);
  }

  plan.channel_stride = p.SourcePlane();
  if (plan.copies) {
    const std::int64_t reach = Most(0, p.y.taps - 1) * p.y.step;
    const std::int64_t rows = Least(p.y.source_size, (plan.task_rows - 1) * p.y.stride + reach + 1);
    plan.channel_stride = (Pieces(rows * p.x.source_size, kLine) | 1) * kLine;
  }
  return plan;
}

// ---- What is made once for all tasks ----

void FillOffsets(const Plan& plan, std::int64_t* offsets) {
  const SlidingProduct& p = plan.p;
  for (std::int64_t first = 0; first < p.channels; first += plan.channel_block) {
    for (std::int64_t tap = 0; tap < p.y.taps; ++tap) {
      for (std::int64_t channel = first; channel < Least(p.channels, first + plan.channel_block); ++channel) {
        *offsets++ = channel * plan.channel_stride + tap * p.y.step * p.x.source_size;
      }
    }
  }
}

// The weights of some vectors of channels, zeros behind the last channel.
void PackWeights(const Plan& plan, const float* weight, std::int64_t rows, std::int64_t lanes, float* to) {
  const SlidingProduct& p = plan.p;
  for (std::int64_t first = 0; first < p.channels; first += plan.channel_block) {
    for (std::int64_t tap_x = 0; tap_x < p.x.taps; ++tap_x) {
      for (std::int64_t tap_y = 0; tap_y < p.y.taps; ++tap_y) {
        for (std::int64_t channel = first; channel < Least(p.channels, first + plan.channel_block); ++channel) {
          const float* const from =
              weight + channel * p.channel_stride + tap_y * p.tap_stride_y + tap_x * p.tap_stride_x;
          for (std::int64_t row = 0; row < rows; ++row) to[row] = from[row * p.row_stride];
          for (std::int64_t row = rows; row < lanes; ++row) to[row] = 0;
          to += lanes;
        }
      }
    }
  }
}

void PackAllWeights(const Plan& plan, float* to) {
  const SlidingProduct& p = plan.p;
  // All packs are of the vectors that are computed together.
  const std::int64_t packs = Pieces(plan.vectors, VectorsTogether(plan.vectors, 0));
  const std::int64_t per_task = Most(1, kPackedPerTask / Most(1, plan.Inner() * 2 * kLanes));
  Parallel(Pieces(p.groups * packs, per_task), [&](std::int64_t task) {
    for (std::int64_t i = task * per_task; i < Least(p.groups * packs, (task + 1) * per_task); ++i) {
      const std::int64_t group = i / packs;
      const std::int64_t v = i % packs * 2;
      const std::int64_t lanes = VectorsTogether(plan.vectors, v) * kLanes;
      const std::int64_t row = v * kLanes;
      PackWeights(plan, p.weight + group * p.group_stride + row * p.row_stride, Least(lanes, p.rows - row), lanes,
                  to + (group * plan.Lanes() + row) * plan.Inner());
    }
  });
}

void FillStart(const Plan& plan, float* start) {
  for (std::int64_t group = 0; group < plan.p.groups; ++group) {
    for (std::int64_t lane = 0; lane < plan.Lanes(); ++lane) {
      const bool has_bias = plan.p.bias != nullptr && lane < plan.p.rows;
      *start++ = has_bias ? plan.p.bias[group * plan.p.rows + lane] : 0.0f;
    }
  }
}

// The taps of a row of the kernel in groups, without those that lie on the source for no place of the tile.
std::int64_t FillTapGroups(const Plan& plan, std::int64_t first_place, std::int64_t places, TapGroup* groups) {
  const TapAxis& x = plan.p.x;
  std::int64_t count = 0;
  for (std::int64_t tap = 0; tap < x.taps; tap += plan.most_together) {
    TapGroup group = {tap, Least(plan.most_together, x.taps - tap), 0};
    for (std::int64_t i = 0; i < places + group.taps - 1; ++i) {
      const std::int64_t read = (first_place + i) * x.stride + x.Offset(tap);
      if (read >= 0 && read < x.source_size) group.inside |= 1u << i;
    }
    if (group.inside != 0) groups[count++] = group;
  }
  return count;
}

// ---- A task ----

// The places of a task.
struct TaskPlaces {
  Range y, tiles;
  std::int64_t first_x, row_places;
};

TaskPlaces PlacesOfTask(const Plan& plan, std::int64_t part) {
  TaskPlaces places;
  if (plan.cuts_row) {
    places.y = {0, 1};
    places.tiles = {part * plan.task_tiles, Least(plan.tiles, (part + 1) * plan.task_tiles)};
  } else {
    places.y = {part * plan.task_rows, Least(plan.p.y.places, (part + 1) * plan.task_rows)};
    places.tiles = {0, plan.tiles};
  }
  places.first_x = plan.TileStart(places.tiles.begin);
  places.row_places = plan.TileStart(places.tiles.end) - places.first_x;
  return places;
}

bool IsSame(Range a, Range b) { return a.begin == b.begin && a.end == b.end; }

// The rows of the source that some rows of places read.
Range SourceRows(const TapAxis& y, Range places) {
  const std::int64_t begin = places.begin * y.stride + y.first;
  const std::int64_t end = (places.end - 1) * y.stride + y.first + Most(0, y.taps - 1) * y.step + 1;
  return {Least(y.source_size, Most(0, begin)), Most(0, Least(y.source_size, end))};
}

// Gives the copy, whose first row is rows.begin.
const float* CopySource(const Plan& plan, const float* source, Range rows) {
  const SlidingProduct& p = plan.p;
  const std::int64_t floats = Most(0, rows.end - rows.begin) * p.x.source_size;
  float* const copy = Workspace(Slot::kTaskA, p.channels * plan.channel_stride);
  for (std::int64_t channel = 0; channel < p.channels; ++channel) {
    std::memcpy(copy + channel * plan.channel_stride, source + channel * p.SourcePlane() + rows.begin * p.x.source_size,
                static_cast<std::size_t>(floats) * sizeof(float));
  }
  return copy;
}

// The tiles of one width over some rows of places that are all under the same taps.
void RunRows(const Plan& plan, ChannelTiles& tiles, std::int64_t rows) {
  const std::int64_t pairs = plan.tile_rows == 2 ? rows / 2 : 0;
  if (pairs > 0) {
    tiles.rows = 2;
    tiles.count = pairs;
    RunChannelTiles(tiles);
    tiles.base += 2 * pairs * tiles.row_stride;
    tiles.sums += 2 * pairs * tiles.sum_row;
  }
  if (rows == 2 * pairs) return;
  tiles.rows = 1;
  tiles.count = rows - 2 * pairs;
  RunChannelTiles(tiles);
}

void RunTask(const Plan& plan, std::int64_t task, const ChannelSumsUser& user) {
  const SlidingProduct& p = plan.p;
  const std::int64_t plane_group = task / plan.tasks_of_image;  // image · groups + group
  const std::int64_t group = plane_group % p.groups;
  const TaskPlaces places = PlacesOfTask(plan, task - plane_group * plan.tasks_of_image);
  const std::int64_t place_count = (places.y.end - places.y.begin) * places.row_places;

  ChannelTiles tiles = {};
  tiles.source = p.source + plane_group * p.channels * p.SourcePlane();
  std::int64_t source_y = 0;
  if (plan.copies) {
    const Range rows = SourceRows(p.y, places.y);
    tiles.source = CopySource(plan, tiles.source, rows);
    source_y = rows.begin;
  }
  tiles.row_stride = p.y.stride * p.x.source_size;
  tiles.stride = p.x.stride;
  tiles.tap_stride = p.x.step;
  float* const sums = Workspace(Slot::kTaskB, place_count * Least(plan.vectors, kMostChannelVectors) * kLanes);

  for (std::int64_t v = 0; v < plan.vectors; v += VectorsTogether(plan.vectors, v)) {
    tiles.vectors = VectorsTogether(plan.vectors, v);
    const std::int64_t lanes = tiles.vectors * kLanes;
    const float* const weights = plan.weights + (group * plan.vectors + v) * kLanes * plan.Inner();
    tiles.sum_row = places.row_places * lanes;
    for (std::int64_t first = 0; first < p.channels; first += plan.channel_block) {
      const std::int64_t channels = Least(plan.channel_block, p.channels - first);
      tiles.start = first == 0 ? plan.start + group * plan.Lanes() + v * kLanes : nullptr;
      tiles.tap_weights = p.y.taps * channels * lanes;
      Range same = places.y;
      for (; same.begin < places.y.end; same.begin = same.end) {
        const Range taps = p.y.TapsAt(same.begin);
        same.end = same.begin + 1;
        while (same.end < places.y.end && IsSame(p.y.TapsAt(same.end), taps)) ++same.end;
        tiles.offsets = plan.offsets + first * p.y.taps + taps.begin * channels;
        tiles.offset_count = (taps.end - taps.begin) * channels;
        tiles.weights = weights + (first * p.Taps() + taps.begin * channels) * lanes;
        const std::int64_t row = (same.begin * p.y.stride + p.y.first - source_y) * p.x.source_size + p.x.first;
        for (std::int64_t tile = places.tiles.begin; tile < places.tiles.end; ++tile) {
          const std::int64_t x = plan.TileStart(tile);
          tiles.places_x = plan.TileStart(tile + 1) - x;
          tiles.base = row + x * p.x.stride;
          tiles.sums = sums + (same.begin - places.y.begin) * tiles.sum_row + (x - places.first_x) * lanes;
          tiles.groups = plan.tap_groups + tile * p.x.taps;
          tiles.group_count = plan.tap_group_counts[tile];
          RunRows(plan, tiles, same.end - same.begin);
        }
      }
    }
    user.use(user.context, {plane_group / p.groups, group, v * kLanes, Least(lanes, p.rows - v * kLanes),
                            places.y.begin, places.first_x, place_count, lanes, sums});
  }
}

}  // namespace

void WriteSums(const SlidingProduct& p, const ChannelSums& done) {
  float* const output = p.output + ((done.image * p.groups + done.group) * p.rows + done.first_row) * p.output_plane;
  if (p.IsTight()) {
    return TurnOver(done.sums, done.lanes, done.places, done.rows, output + done.first_y * p.x.places + done.first_x,
                    p.output_plane);
  }
  std::int64_t y = done.first_y;
  std::int64_t x = done.first_x;
  for (std::int64_t place = 0; place < done.places; ++place) {
    float* const to = output + y * p.place_stride_y + x * p.place_stride_x;
    for (std::int64_t row = 0; row < done.rows; ++row) {
      to[row * p.output_plane] = done.sums[place * done.lanes + row];
    }
    if (++x == p.x.places) {
      x = 0;
      ++y;
    }
  }
}

void RunChannelProduct(const SlidingProduct& product, const ChannelSumsUser& user) {
  Plan plan = MakePlan(product, user.rows_together);
  const SlidingProduct& p = plan.p;
  const std::int64_t offset_count = p.channels * p.y.taps;
  std::int64_t* const offsets = WorkspaceOf<std::int64_t>(Slot::kSharedB, offset_count + plan.tiles);
  std::int64_t* const counts = offsets + offset_count;
  TapGroup* const groups = WorkspaceOf<TapGroup>(Slot::kSharedC, plan.tiles * p.x.taps);
  float* const weights = Workspace(Slot::kSharedA, p.groups * plan.Lanes() * (plan.Inner() + 1));
  float* const start = weights + p.groups * plan.Lanes() * plan.Inner();
  FillOffsets(plan, offsets);
  for (std::int64_t tile = 0; tile < plan.tiles; ++tile) {
    const std::int64_t x = plan.TileStart(tile);
    counts[tile] = FillTapGroups(plan, x, plan.TileStart(tile + 1) - x, groups + tile * p.x.taps);
  }
  PackAllWeights(plan, weights);
  FillStart(plan, start);
  plan.offsets = offsets;
  plan.weights = weights;
  plan.start = start;
  plan.tap_groups = groups;
  plan.tap_group_counts = counts;
  Parallel(p.images * p.groups * plan.tasks_of_image, [&](std::int64_t task) { RunTask(plan, task, user); });
}

void RunChannelProduct(const SlidingProduct& product) {
  const ChannelSumsUser user = {&product,
                                [](const void* context, const ChannelSums& done) {
                                  WriteSums(*static_cast<const SlidingProduct*>(context), done);
                                },
                                0};
  RunChannelProduct(product, user);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
