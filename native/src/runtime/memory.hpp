#pragma once
// What the process does with memory that was freed.

namespace stridegrad {

// Asks the C library to keep freed memory for the next allocation instead of returning it to the system at once. Typed
// arrays are allocated and freed at every training step; returned and fetched anew, their pages come back empty, which
// costs a page fault each, and resident memory goes up and down by tens of megabytes. Does nothing where the C library is
// not glibc, and leaves alone what the environment sets (MALLOC_TRIM_THRESHOLD_, MALLOC_MMAP_THRESHOLD_).
void KeepFreedMemory();

}  // namespace stridegrad
