// What this machine can do at most, measured: the two roofs under which every kernel lives (Williams et al., "Roofline",
// 2009).
//
//   peak arithmetic THREADS SECONDS          fused multiply-adds on registers alone: {"flopsPerSecond": …}
//   peak bandwidth THREADS SECONDS BYTES     a[i] = b[i] + s · c[i] over that many bytes: {"bytesPerSecond": …}

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif
constexpr int kLanes = kVectorBytes / sizeof(float);
typedef float Vector __attribute__((vector_size(kVectorBytes)));

// Enough independent sums to hide that each waits 4 to 5 cycles for its last one, in two units: 12 of the 16 registers.
constexpr int kSums = 12;
constexpr int kRepeats = 20000;

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Keeps the compiler from computing `value` beforehand, or from leaving it out.
template <typename T>
void Touch(T& value) {
  asm volatile("" : "+m"(value) : : "memory");
}

// kRepeats · kSums fused multiply-adds of kLanes numbers each.
void Arithmetic() {
  Vector factor = Vector{} + 0.999999f, term = Vector{} + 1e-6f;
  Touch(factor);
  Touch(term);
  Vector sums[kSums];
  for (int s = 0; s < kSums; s++) sums[s] = Vector{} + static_cast<float>(s);
  for (int i = 0; i < kRepeats; i++) {
#pragma GCC unroll 12
    for (int s = 0; s < kSums; s++) sums[s] = sums[s] * factor + term;
  }
  for (Vector& sum : sums) Touch(sum);
}

constexpr double kFlops = 2.0 * kRepeats * kSums * kLanes;

// A thread's share of the three arrays.
struct Triad {
  explicit Triad(size_t bytes) : a(bytes / sizeof(float) / 3), b(a.size(), 1.0f), c(a.size(), 2.0f) {}

  void Run() {
    float* to = a.data();
    const float *left = b.data(), *right = c.data();
    const size_t count = a.size();
    for (size_t i = 0; i < count; i++) to[i] = left[i] + 3.0f * right[i];
    Touch(*to);
  }

  double Bytes() const { return 3.0 * sizeof(float) * a.size(); }

  std::vector<float> a, b, c;
};

// Calls work(thread) on all threads at once until `seconds` are over; gives the calls a second, of all together.
template <typename Work>
double CallsPerSecond(int threads, double seconds, const Work& work) {
  std::atomic<int> ready{0};
  std::vector<double> rates(threads);
  const auto body = [&](int thread) {
    work(thread);  // warm: pages mapped, clock raised
    ready++;
    while (ready < threads) std::this_thread::yield();
    const double start = Now();
    double now = start;
    long calls = 0;
    do {
      work(thread);
      calls++;
      now = Now();
    } while (now - start < seconds);
    rates[thread] = calls / (now - start);
  };
  std::vector<std::thread> others;
  for (int thread = 1; thread < threads; thread++) others.emplace_back(body, thread);
  body(0);
  for (std::thread& other : others) other.join();
  double sum = 0;
  for (double rate : rates) sum += rate;
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  const int threads = argc > 2 ? std::max(1, std::atoi(argv[2])) : 1;
  const double seconds = argc > 3 ? std::atof(argv[3]) : 0.05;
  if (what == "arithmetic") {
    const double calls = CallsPerSecond(threads, seconds, [](int) { Arithmetic(); });
    std::printf("{\"flopsPerSecond\":%.6g,\"vectorBytes\":%d}\n", calls * kFlops, kVectorBytes);
    return 0;
  }
  if (what == "bandwidth" && argc > 4) {
    std::vector<Triad> shares;
    for (int thread = 0; thread < threads; thread++) shares.emplace_back(std::strtoull(argv[4], nullptr, 10) / threads);
    const double calls = CallsPerSecond(threads, seconds, [&](int thread) { shares[thread].Run(); });
    std::printf("{\"bytesPerSecond\":%.6g}\n", calls * shares[0].Bytes());
    return 0;
  }
  std::fprintf(stderr, "usage: peak arithmetic THREADS SECONDS | peak bandwidth THREADS SECONDS BYTES\n");
  return 2;
}
