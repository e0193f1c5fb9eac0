// From the naive triple loop to the product that the addon computes, a step at a time: docs/performance.md tells why
// each is faster than the one before.
//
//   ladder SIZE ROUNDS     {"size": …, "steps": [{"name": …, "threads": …, "seconds": …, "difference": …}, …]}
//
// All steps compute c = a · b of square matrices, row after row. SIZE is a multiple of 32, so that whole tiles fit
// and no step needs to deal with edges. They take turns; each has the median of its turns.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "kernels/all.hpp"
#include "kernels/vector.hpp"
#include "runtime/pool.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// ---- 1. By definition: c[i, j] is row i of a times column j of b ----

void Naive(long size, const float* a, const float* b, float* c) {
  for (long i = 0; i < size; i++) {
    for (long j = 0; j < size; j++) {
      float sum = 0;
      for (long k = 0; k < size; k++) sum += a[i * size + k] * b[k * size + j];
      c[i * size + j] = sum;
    }
  }
}

// ---- 2. The same loops in another order: row i of c is a sum of rows of b ----

void RowByRow(long size, const float* a, const float* b, float* c) {
  std::fill(c, c + size * size, 0.0f);
  for (long i = 0; i < size; i++) {
    for (long k = 0; k < size; k++) {
      for (long j = 0; j < size; j++) c[i * size + j] += a[i * size + k] * b[k * size + j];
    }
  }
}

// ---- 3. A tile of c stays in registers while k runs ----

constexpr int kRows = kTileRows;  // 4, or 8 where there are 32 registers
constexpr int kVectors = 2;
constexpr int kColumns = kVectors * kLanes;

// c [kRows, kColumns] += a [kRows, inner] · b [inner, kColumns]. Rows of a begin `a_row` after each other, and its
// numbers along the inner dimension are `a_step` apart; rows of b and c begin `b_row` and `c_row` after each other.
inline void Tile(long inner, const float* a, long a_row, long a_step, const float* b, long b_row, float* c,
                 long c_row) {
  Vector sums[kRows][kVectors] = {};
  for (long k = 0; k < inner; k++) {
    const Vector left = Load(b + k * b_row), right = Load(b + k * b_row + kLanes);
    STRIDEGRAD_UNROLL
    for (int row = 0; row < kRows; row++) {
      sums[row][0] += a[row * a_row + k * a_step] * left;
      sums[row][1] += a[row * a_row + k * a_step] * right;
    }
  }
  STRIDEGRAD_UNROLL
  for (int row = 0; row < kRows; row++) {
    STRIDEGRAD_UNROLL
    for (int v = 0; v < kVectors; v++) {
      float* const to = c + row * c_row + v * kLanes;
      Store(to, Load(to) + sums[row][v]);
    }
  }
}

void InRegisters(long size, const float* a, const float* b, float* c) {
  std::fill(c, c + size * size, 0.0f);
  for (long j = 0; j < size; j += kColumns) {
    for (long i = 0; i < size; i += kRows) Tile(size, a + i * size, size, 1, b + j, size, c + i * size + j, size);
  }
}

// ---- 4. The columns of b that a tile reads are packed: copied side by side, once for all tiles that use them ----

// b [inner, kColumns] without gaps.
void Pack(long inner, const float* b, long b_stride, float* sliver) {
  for (long k = 0; k < inner; k++) {
    for (int v = 0; v < kVectors; v++) Store(sliver + k * kColumns + v * kLanes, Load(b + k * b_stride + v * kLanes));
  }
}

void Packed(long size, const float* a, const float* b, float* c) {
  std::fill(c, c + size * size, 0.0f);
  std::vector<float> sliver(size * kColumns);
  for (long j = 0; j < size; j += kColumns) {
    Pack(size, b + j, size, sliver.data());
    for (long i = 0; i < size; i += kRows) {
      Tile(size, a + i * size, size, 1, sliver.data(), kColumns, c + i * size + j, size);
    }
  }
}

// ---- 5. Blocks for the caches, of a packed too: the five loops of Goto and van de Geijn, around the tile ----

constexpr long kInnerBlock = 256;  // a sliver of b: 256 · kColumns floats stay in the L1 cache
constexpr long kRowBlock = 128;    // rows of a that all slivers meet: 128 · 256 floats stay in L2

// a [rows, inner] as panels [inner, kRows], one after the other.
void PackRows(long rows, long inner, const float* a, long a_stride, float* panels) {
  for (long row = 0; row < rows; row += kRows) {
    for (long k = 0; k < inner; k++) {
      for (int i = 0; i < kRows; i++) *panels++ = a[(row + i) * a_stride + k];
    }
  }
}

// Columns of c from `begin` to `end`; jc, the fifth loop, is left out: it matters where b does not fit the L3 cache.
void ColumnsInBlocks(long size, const float* a, const float* b, float* c, long begin, long end) {
  std::vector<float> slivers((end - begin) * kInnerBlock);
  std::vector<float> panels(kRowBlock * kInnerBlock);
  for (long i = 0; i < size; i++) std::fill(c + i * size + begin, c + i * size + end, 0.0f);
  for (long pc = 0; pc < size; pc += kInnerBlock) {
    const long inner = std::min(kInnerBlock, size - pc);
    for (long jr = begin; jr < end; jr += kColumns) {
      Pack(inner, b + pc * size + jr, size, slivers.data() + (jr - begin) * inner);
    }
    for (long ic = 0; ic < size; ic += kRowBlock) {
      const long rows = std::min(kRowBlock, size - ic);
      PackRows(rows, inner, a + ic * size + pc, size, panels.data());
      for (long jr = begin; jr < end; jr += kColumns) {
        const float* const sliver = slivers.data() + (jr - begin) * inner;
        for (long ir = 0; ir < rows; ir += kRows) {
          Tile(inner, panels.data() + ir * inner, 1, kRows, sliver, kColumns, c + (ic + ir) * size + jr, size);
        }
      }
    }
  }
}

void InBlocks(long size, const float* a, const float* b, float* c) { ColumnsInBlocks(size, a, b, c, 0, size); }

// ---- 6. Two threads, each with columns of its own ----

void TwoThreads(long size, const float* a, const float* b, float* c) {
  const long middle = size / 2 / kColumns * kColumns;
  std::thread other([=] { ColumnsInBlocks(size, a, b, c, middle, size); });
  ColumnsInBlocks(size, a, b, c, 0, middle);
  other.join();
}

// ---- 7. What the addon runs (native/src/kernels/matmul.cpp), for any sizes and strides ----

const Kernel& Matmul() {
  static const Kernel* const matmul = [] {
    Table table = {};
    AddMatmulKernels(table);
    return *std::find_if(table.entries, table.entries + table.count,
                         [](const Kernel* kernel) { return kernel->name == std::string("matmul"); });
  }();
  return *matmul;
}

void Ours(int threads, long size, const float* a, const float* b, float* c) {
  SetThreads(threads);
  Call call = {};
  const std::int64_t sizes[] = {size, size, size, 0, size, 1, 0, size, 1};
  std::copy(std::begin(sizes), std::end(sizes), call.sizes);
  call.output = {c, size * size, kFloat32};
  call.inputs[0] = {const_cast<float*>(a), size * size, kFloat32};
  call.inputs[1] = {const_cast<float*>(b), size * size, kFloat32};
  Matmul().run(call);
}

void OursAlone(long size, const float* a, const float* b, float* c) { Ours(1, size, a, b, c); }
void OursInTwoThreads(long size, const float* a, const float* b, float* c) { Ours(2, size, a, b, c); }

struct Step {
  const char* name;
  int threads;
  void (*run)(long size, const float* a, const float* b, float* c);
};

constexpr Step kSteps[] = {
    {"by definition", 1, Naive},
    {"row by row", 1, RowByRow},
    {"a tile in registers", 1, InRegisters},
    {"b packed", 1, Packed},
    {"blocks for the caches", 1, InBlocks},
    {"two threads", 2, TwoThreads},
    {"the addon's", 1, OursAlone},
    {"the addon's", 2, OursInTwoThreads},
};
constexpr int kStepCount = sizeof(kSteps) / sizeof(kSteps[0]);

double Now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Memory as the addon's arrays have it, from the beginning of a page on.
float* Numbers(long count) {
  return static_cast<float*>(::operator new (count * sizeof(float), std::align_val_t{4096}));
}

int Main(long size, int rounds) {
  if (size <= 0 || size % 32 != 0) {
    std::fprintf(stderr, "ladder: the size must be a multiple of 32\n");
    return 2;
  }
  float *const a = Numbers(size * size), *const b = Numbers(size * size), *const c = Numbers(size * size);
  for (long i = 0; i < size * size; i++) {
    a[i] = static_cast<float>(i * 7 % 17 - 8) / 16;
    b[i] = static_cast<float>(i * 5 % 19 - 9) / 16;
  }
  std::vector<float> expected(size * size);
  Naive(size, a, b, expected.data());

  double difference[kStepCount] = {};
  std::vector<double> seconds[kStepCount];
  for (int round = 0; round < rounds; round++) {
    for (int s = 0; s < kStepCount; s++) {
      std::fill(c, c + size * size, 1e9f);
      kSteps[s].run(size, a, b, c);  // warm
      for (long i = 0; i < size * size; i++) {
        difference[s] = std::max(difference[s], static_cast<double>(std::fabs(c[i] - expected[i])));
      }
      const double start = Now();
      int runs = 0;
      do {
        kSteps[s].run(size, a, b, c);
        runs++;
      } while (Now() - start < 0.05);
      seconds[s].push_back((Now() - start) / runs);
    }
  }
  std::printf("{\"size\":%ld,\"steps\":[", size);
  for (int s = 0; s < kStepCount; s++) {
    std::sort(seconds[s].begin(), seconds[s].end());
    std::printf("%s{\"name\":\"%s\",\"threads\":%d,\"seconds\":%.6g,\"difference\":%.3g}", s == 0 ? "" : ",",
                kSteps[s].name, kSteps[s].threads, seconds[s][rounds / 2], difference[s]);
  }
  std::printf("]}\n");
  return 0;
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad

int main(int argc, char** argv) {
  std::string problem;
  stridegrad::StartPool(&problem);
  return stridegrad::STRIDEGRAD_ISA::Main(argc > 1 ? std::atol(argv[1]) : 512,
                                          argc > 2 ? std::max(1, std::atoi(argv[2])) : 5);
}
