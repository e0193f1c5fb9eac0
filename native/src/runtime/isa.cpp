#include "runtime/isa.hpp"

#include <cstdlib>
#include <cstring>

#if defined(_MSC_VER) && defined(STRIDEGRAD_HAS_AVX2)
#include <immintrin.h>
#include <intrin.h>
#endif

namespace stridegrad {

namespace portable {
const Table& Kernels();
}
namespace avx2 {
const Table& Kernels();
}
namespace avx512 {
const Table& Kernels();
}

namespace {

// `portable` is SSE2 on x86-64 and NEON on arm64: what every such processor has.
#if defined(__aarch64__) || defined(_M_ARM64)
constexpr const char* kBaseline = "neon";
#else
constexpr const char* kBaseline = "portable";
#endif

struct Candidate {
  const char* name;
  bool (*supported)();
  const Table& (*kernels)();
};

#if defined(STRIDEGRAD_HAS_AVX2)
#if defined(_MSC_VER)
// Processor and operating system must both know the registers (XCR0: bits 1, 2 for AVX; 5, 6, 7 for AVX-512).
bool Supports(unsigned leaf7_ebx_bits, unsigned long long xcr0_bits) {
  int registers[4];
  __cpuid(registers, 1);
  const bool has_xgetbv = (registers[2] & (1 << 27)) != 0;
  const bool has_fma = (registers[2] & (1 << 12)) != 0;
  if (!has_xgetbv || !has_fma || (_xgetbv(0) & xcr0_bits) != xcr0_bits) return false;
  __cpuidex(registers, 7, 0);
  return (static_cast<unsigned>(registers[1]) & leaf7_ebx_bits) == leaf7_ebx_bits;
}
bool HasAvx2() { return Supports(1u << 5, 0x6); }
bool HasAvx512() { return Supports((1u << 16) | (1u << 17) | (1u << 30) | (1u << 31), 0xe6); }
#else
bool HasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
bool HasAvx512() {
  return HasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif
#endif

bool Always() { return true; }

// Widest first.
constexpr Candidate kCandidates[] = {
#if defined(STRIDEGRAD_HAS_AVX512)
    {"avx512", HasAvx512, avx512::Kernels},
#endif
#if defined(STRIDEGRAD_HAS_AVX2)
    {"avx2", HasAvx2, avx2::Kernels},
#endif
    {kBaseline, Always, portable::Kernels},
};

}  // namespace

InstructionSet ChooseInstructionSet(std::string* error) {
  const char* pinned = std::getenv("STRIDEGRAD_ISA");
  const bool is_pinned = pinned != nullptr && pinned[0] != '\0';
  std::string known;
  for (const Candidate& candidate : kCandidates) {
    if (!candidate.supported()) continue;
    if (!is_pinned || std::strcmp(pinned, candidate.name) == 0) return {candidate.name, &candidate.kernels()};
    known += known.empty() ? candidate.name : std::string(", ") + candidate.name;
  }
  *error = std::string("STRIDEGRAD_ISA is \"") + pinned + "\", but this processor and this build have: " + known;
  return {nullptr, nullptr};
}

}  // namespace stridegrad
