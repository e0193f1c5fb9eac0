#pragma once
// Scratch memory that is kept from one kernel to the next, so that no kernel allocates in its steady state.

#include <cstdint>

namespace stridegrad {

// Memory that one kernel needs at the same time has different slots. The thread that calls a kernel also works on its
// tasks, so what a kernel shares with its tasks and what a task has for itself are different slots too.
enum class Slot { kSharedA, kSharedB, kSharedC, kTaskA, kTaskB, kTaskC, kTaskD, kCount };

// At least `floats` floats, aligned to 64 bytes, with whatever was there before; this thread's until the next call with
// the same slot. Throws std::bad_alloc.
float* Workspace(Slot slot, std::int64_t floats);

}  // namespace stridegrad
