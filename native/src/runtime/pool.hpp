#pragma once
// The threads that share the work of a kernel: one pool for the whole process, whatever the number of JavaScript
// threads that call kernels.

#include <cstdint>
#include <string>

namespace stridegrad {

// Runs task(context, i) for every i from 0 to tasks − 1, on this thread and those of the pool, and returns when all are
// done. Tasks are taken in order, but end in any: kernels cut their work by sizes alone, give every task an output of
// its own, and so compute the same bits for any number of threads.
// If the pool is working for another JavaScript thread, all tasks run on this one.
// Throws std::bad_alloc if a task did.
void RunTasks(std::int64_t tasks, void (*task)(const void* context, std::int64_t index), const void* context);

// How many threads work on a kernel, the calling one included. From STRIDEGRAD_NUM_THREADS at first, else one for each
// processor that this process may use.
int Threads();
void SetThreads(int threads);

constexpr int kMaxThreads = 256;

// False with the reason in `error` if STRIDEGRAD_NUM_THREADS is not a number of threads.
bool StartPool(std::string* error);

// `work(i)` for every task; see RunTasks.
template <class Work>
inline void Parallel(std::int64_t tasks, const Work& work) {
  if (tasks == 1) {
    work(std::int64_t{0});
    return;
  }
  RunTasks(
      tasks, [](const void* context, std::int64_t index) { (*static_cast<const Work*>(context))(index); }, &work);
}

}  // namespace stridegrad
