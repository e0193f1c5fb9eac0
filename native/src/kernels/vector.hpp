#pragma once
// One vector register of floats, as wide as the instruction set that this file is compiled for, and how many of them
// the matrix tiles use. All of it lives in the namespace of the instruction set.

#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__GNUC__) && !defined(STRIDEGRAD_PLAIN_VECTORS)
#define STRIDEGRAD_UNROLL _Pragma("GCC unroll 16")
#if defined(__clang__)
#define STRIDEGRAD_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define STRIDEGRAD_INDEPENDENT _Pragma("GCC ivdep")
#endif
#elif defined(_MSC_VER)
#define STRIDEGRAD_UNROLL
#define STRIDEGRAD_INDEPENDENT __pragma(loop(ivdep))
#else
#define STRIDEGRAD_UNROLL
#define STRIDEGRAD_INDEPENDENT
#endif

// Where lanes can change places.
#if defined(__GNUC__) && !defined(STRIDEGRAD_PLAIN_VECTORS) && (defined(__clang__) || __GNUC__ >= 12)
#define STRIDEGRAD_SHUFFLES
#endif

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// Floats in a vector. STRIDEGRAD_AVX512_SIZES: those of AVX-512, made of what there is, to test them anywhere.
#if defined(__AVX512F__) || defined(STRIDEGRAD_AVX512_SIZES)
#define STRIDEGRAD_LANES 16
#elif defined(__AVX2__)
#define STRIDEGRAD_LANES 8
#else
#define STRIDEGRAD_LANES 4
#endif

// A tile of a matrix product is kept in registers: kTileRows x kTileVectors sums, the vectors of one row of b, and one
// number of a. 4 x 3 + 3 + 1 are the 16 registers of SSE and AVX2; AVX-512 and NEON have 32, and 8 x 3 + 3 + 1 = 28.
// Three vectors and not two, since channel counts are multiples of 4 and 8 rather than of 6 and 14.
#if STRIDEGRAD_LANES == 16 || defined(__aarch64__)
#define STRIDEGRAD_TILE_ROWS 8
#else
#define STRIDEGRAD_TILE_ROWS 4
#endif

constexpr int kLanes = STRIDEGRAD_LANES;
constexpr int kTileRows = STRIDEGRAD_TILE_ROWS;
constexpr int kTileVectors = 3;
constexpr int kTileColumns = kTileVectors * kLanes;

#if defined(__GNUC__) && !defined(STRIDEGRAD_PLAIN_VECTORS)

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef float UnalignedVector __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

inline Vector Load(const float* from) { return *reinterpret_cast<const UnalignedVector*>(from); }
inline void Store(float* to, Vector value) { *reinterpret_cast<UnalignedVector*>(to) = value; }

// Asks for the cache line of a number that will be read soon.
inline void Prefetch(const float* number) { __builtin_prefetch(number); }

typedef std::int32_t IntVector __attribute__((vector_size(kLanes * sizeof(float))));

// 0 in the first `count` lanes.
inline Vector WithoutFirst(Vector value, std::int64_t count) {
  static constexpr std::int32_t kMask[2 * kLanes] = {
#if STRIDEGRAD_LANES == 16
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,  //
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1
  };
#elif STRIDEGRAD_LANES == 8
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1
  };
#else
    0,
    0,
    0,
    0,
    -1,
    -1,
    -1,
    -1
  };
#endif
  IntVector mask;
  std::memcpy(&mask, kMask + kLanes - count, sizeof(mask));
  return (Vector)((IntVector)value & mask);
}

#else

struct Vector {
  float lane[kLanes];

  float operator[](int i) const { return lane[i]; }
  Vector& operator+=(const Vector& other) {
    for (int i = 0; i < kLanes; ++i) lane[i] += other.lane[i];
    return *this;
  }
  friend Vector operator+(Vector a, const Vector& b) { return a += b; }
  friend Vector operator+(Vector a, float b) {
    for (int i = 0; i < kLanes; ++i) a.lane[i] += b;
    return a;
  }
  friend Vector operator*(const Vector& a, const Vector& b) {
    Vector product;
    for (int i = 0; i < kLanes; ++i) product.lane[i] = a.lane[i] * b.lane[i];
    return product;
  }
  friend Vector operator*(float a, const Vector& b) {
    Vector product;
    for (int i = 0; i < kLanes; ++i) product.lane[i] = a * b.lane[i];
    return product;
  }
  friend Vector operator*(const Vector& a, float b) { return b * a; }
};

inline Vector Load(const float* from) {
  Vector value;
  std::memcpy(value.lane, from, sizeof(value.lane));
  return value;
}
inline void Store(float* to, const Vector& value) { std::memcpy(to, value.lane, sizeof(value.lane)); }

inline void Prefetch(const float*) {}

inline Vector WithoutFirst(Vector value, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) value.lane[i] = 0;
  return value;
}

#endif

// Copies `count` floats. `readable`: how many may be read; `writable`: how many may be written, with anything behind
// the first `count`. Where both allow it, in whole vectors.
inline void CopyFloats(const float* from, std::int64_t count, std::int64_t readable, std::int64_t writable, float* to) {
  std::int64_t i = 0;
  const std::int64_t limit = readable < writable ? readable : writable;
  for (; i + kLanes <= limit && i < count; i += kLanes) Store(to + i, Load(from + i));
  for (; i < count; ++i) to[i] = from[i];
}

inline void ZeroFloats(std::int64_t count, float* to) {
  const Vector zero = {};
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) Store(to + i, zero);
  for (; i < count; ++i) to[i] = 0;
}

// The sum of the lanes, in halves: every instruction set has its own width, and so its own order.
inline float SumOfLanes(Vector value) {
  float lane[kLanes];
  Store(lane, value);
  STRIDEGRAD_UNROLL
  for (int width = kLanes / 2; width > 0; width /= 2) {
    STRIDEGRAD_UNROLL
    for (int i = 0; i < width; ++i) lane[i] += lane[i + width];
  }
  return lane[0];
}

inline std::int64_t Least(std::int64_t a, std::int64_t b) { return a < b ? a : b; }
inline std::int64_t Most(std::int64_t a, std::int64_t b) { return a < b ? b : a; }

// How many pieces of `size` cover `count`.
inline std::int64_t Pieces(std::int64_t count, std::int64_t size) { return (count + size - 1) / size; }

// True if no number is NaN or infinite: x · 0 is 0 for the others alone.
inline bool AllFinite(const float* numbers, std::int64_t count) {
  Vector zeros[4] = {};
  std::int64_t i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    STRIDEGRAD_UNROLL
    for (int v = 0; v < 4; ++v) zeros[v] += Load(numbers + i + v * kLanes) * 0.0f;
  }
  float zero = SumOfLanes(zeros[0] + zeros[1] + zeros[2] + zeros[3]);
  for (; i < count; ++i) zero += numbers[i] * 0.0f;
  return zero == 0;
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
