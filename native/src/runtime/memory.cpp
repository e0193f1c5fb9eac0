#include "runtime/memory.hpp"

#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace stridegrad {

void KeepFreedMemory() {
#if defined(__GLIBC__)
  // Allocations below this come from the heap, whose freed parts are kept; 32 MiB is the most that glibc allows.
  constexpr int kMmapThreshold = 32 << 20;
  // Free memory at the end of the heap that is kept; above it the rest goes back to the system.
  constexpr int kTrimThreshold = 512 << 20;
  if (std::getenv("MALLOC_MMAP_THRESHOLD_") == nullptr) mallopt(M_MMAP_THRESHOLD, kMmapThreshold);
  if (std::getenv("MALLOC_TRIM_THRESHOLD_") == nullptr) mallopt(M_TRIM_THRESHOLD, kTrimThreshold);
#endif
}

}  // namespace stridegrad
