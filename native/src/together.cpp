// A step of SGD with momentum reads and writes each parameter and its buffer twice if its two kernels run one after the
// other, and large ones come from memory each time. Here neighbours of one length go piece by piece: all kernels on the
// first elements, while those are in the nearest cache, then all on the next.

#include "together.hpp"

#include <algorithm>

#include "runtime/pool.hpp"

namespace stridegrad {

namespace {

constexpr std::int64_t kPiece = 1024;    // elements: 4 KiB of each array
constexpr std::int64_t kTask = 1 << 14;  // elements
// Groups begin at multiples of this, so that a task never begins within a vector: the bits are those of a single run.
constexpr std::int64_t kAlignment = 16;

// Neighbours of one length.
struct Group {
  std::size_t begin, end;  // of the runs
  std::int64_t first;      // element, counting through all groups
  std::int64_t length;
};

std::vector<Group> GroupsOf(const std::vector<Run>& runs) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::int64_t length = runs[i].call.output.length;
    if (!groups.empty() && groups.back().length == length) {
      groups.back().end = i + 1;
    } else {
      const std::int64_t end = groups.empty() ? 0 : groups.back().first + groups.back().length;
      groups.push_back({i, i + 1, (end + kAlignment - 1) / kAlignment * kAlignment, length});
    }
  }
  return groups;
}

// Bytes that a group reads or writes.
struct Span {
  const char* begin;
  const char* end;
  std::size_t group;
  bool is_written;
};

// True if the order of pieces and of groups does not matter: what a group writes no other touches, and within a group
// arrays are the same or apart.
bool AreIndependent(const std::vector<Run>& runs, const std::vector<Group>& groups) {
  std::vector<Span> spans;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (std::size_t i = groups[g].begin; i < groups[g].end; ++i) {
      const auto add = [&](const Array& array, bool is_written) {
        const char* const begin = static_cast<const char*>(array.data);
        if (array.length > 0) spans.push_back({begin, begin + BytesOf(array), g, is_written});
      };
      add(runs[i].call.output, true);
      for (int k = 0; k < runs[i].entry->inputs; ++k) {
        const Array& input = runs[i].call.inputs[k];
        if (input.length != groups[g].length) return false;  // one number for all elements
        add(input, false);
      }
    }
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  for (std::size_t i = 0; i < spans.size(); ++i) {
    for (std::size_t j = i + 1; j < spans.size() && spans[j].begin < spans[i].end; ++j) {
      const Span& a = spans[i];
      const Span& b = spans[j];
      if (!a.is_written && !b.is_written) continue;
      if (a.group != b.group || a.begin != b.begin || a.end != b.end) return false;
    }
  }
  return true;
}

// The part of an array that begins at an element.
Array From(const Array& array, std::int64_t begin, std::int64_t length) {
  const std::int64_t bytes = begin * (array.dtype == kUint8 ? 1 : 4);
  return {static_cast<char*>(array.data) + bytes, length, array.dtype};
}

void RunPiece(const Run& run, std::int64_t begin, std::int64_t length) {
  Call piece = run.call;
  piece.output = From(run.call.output, begin, length);
  for (int k = 0; k < run.entry->inputs; ++k) piece.inputs[k] = From(run.call.inputs[k], begin, length);
  run.entry->kernel->run(piece);
}

}  // namespace

void RunTogether(const std::vector<Run>& runs) {
  const std::vector<Group> groups = GroupsOf(runs);
  if (!AreIndependent(runs, groups)) {
    for (const Run& run : runs) run.entry->kernel->run(run.call);
    return;
  }
  const std::int64_t elements = groups.empty() ? 0 : groups.back().first + groups.back().length;
  Parallel((elements + kTask - 1) / kTask, [&](std::int64_t task) {
    const std::int64_t task_begin = task * kTask;
    const std::int64_t task_end = std::min(elements, task_begin + kTask);
    for (const Group& group : groups) {
      const std::int64_t end = std::min(task_end, group.first + group.length) - group.first;
      for (std::int64_t begin = std::max(task_begin - group.first, std::int64_t{0}); begin < end; begin += kPiece) {
        const std::int64_t length = std::min(kPiece, end - begin);
        for (std::size_t i = group.begin; i < group.end; ++i) RunPiece(runs[i], begin, length);
      }
    }
  });
}

}  // namespace stridegrad
