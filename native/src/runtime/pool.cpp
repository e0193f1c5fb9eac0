#include "runtime/pool.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace stridegrad {

namespace {

using Clock = std::chrono::steady_clock;

// How long a thread without work looks for more before it sleeps. Waking it costs the caller about 5 µs, and a training
// step calls a kernel every few microseconds; but a thread that looks for work keeps others off the processor.
constexpr std::chrono::microseconds kSpin{60};

void Relax() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

// The threads of the pool run this library's code for ever, but Node unloads an addon when the last worker that loaded
// it ends: so the library is pinned.
void PinLibrary() {
#if defined(_WIN32)
  HMODULE module;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     reinterpret_cast<LPCWSTR>(&PinLibrary), &module);
#else
  Dl_info info;
  if (dladdr(reinterpret_cast<void*>(&PinLibrary), &info) != 0) dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE);
#endif
}

class Pool {
 public:
  void Run(std::int64_t tasks, void (*task)(const void*, std::int64_t), const void* context) {
    std::unique_lock<std::mutex> caller(caller_mutex_, std::try_to_lock);
    const int helpers = caller.owns_lock() && tasks <= kMostTasks ? helpers_.load(std::memory_order_relaxed) : 0;
    if (helpers == 0) {
      for (std::int64_t i = 0; i < tasks; ++i) task(context, i);
      return;
    }
    task_ = task;
    context_ = context;
    total_ = static_cast<std::uint32_t>(tasks);
    finished_.store(0, std::memory_order_relaxed);
    out_of_memory_.store(false, std::memory_order_relaxed);
    ++generation_;
    ticket_.store(generation_ << 32 | total_, std::memory_order_seq_cst);
    const std::int64_t sleepers = sleepers_.load(std::memory_order_seq_cst);
    if (sleepers > 0) {
      { std::lock_guard<std::mutex> lock(sleep_mutex_); }
      // No more than there are tasks for: this thread takes one itself.
      for (std::int64_t i = 0; i < sleepers && i < tasks - 1; ++i) wake_.notify_one();
    }
    while (RunOne()) {
    }
    // Others may still be at their last tasks.
    for (int turns = 0; finished_.load(std::memory_order_acquire) != total_; ++turns) {
      turns < 10000 ? Relax() : std::this_thread::yield();
    }
    if (out_of_memory_.load(std::memory_order_relaxed)) throw std::bad_alloc();
  }

  int threads() const { return helpers_.load() + 1; }

  void SetThreads(int threads) {
    std::lock_guard<std::mutex> caller(caller_mutex_);
    while (started_ < threads - 1) {
      try {
        std::thread(&Pool::Help, this, started_).detach();
      } catch (const std::system_error&) {  // no more threads to be had: work with those there are
        threads = started_ + 1;
        break;
      }
      ++started_;
    }
    helpers_.store(threads - 1);
  }

 private:
  static constexpr std::int64_t kMostTasks = 0xffffffff;

  // Takes the next task of the current job, if there is one, and runs it. The ticket holds the job's number and how
  // many of its tasks nobody has taken: whoever counts it down has a task of just that job, and the job cannot end, nor
  // its fields change, before the task is done.
  bool RunOne() {
    std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
    do {
      if ((ticket & 0xffffffff) == 0) return false;
    } while (!ticket_.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acq_rel, std::memory_order_acquire));
    const std::int64_t index = total_ - static_cast<std::int64_t>(ticket & 0xffffffff);
    try {
      task_(context_, index);
    } catch (const std::bad_alloc&) {
      out_of_memory_.store(true, std::memory_order_relaxed);
    }
    finished_.fetch_add(1, std::memory_order_release);
    return true;
  }

  bool HasWork(int helper) const {
    return (ticket_.load(std::memory_order_seq_cst) & 0xffffffff) != 0 && helper < helpers_.load();
  }

  void Help(int helper) {
    for (;;) {
      const Clock::time_point end = Clock::now() + kSpin;
      bool found = false;
      while (!found && Clock::now() < end) {
        for (int turns = 0; turns < 32 && !(found = HasWork(helper)); ++turns) Relax();
      }
      if (!found) {
        std::unique_lock<std::mutex> lock(sleep_mutex_);
        sleepers_.fetch_add(1, std::memory_order_seq_cst);
        wake_.wait(lock, [&] { return HasWork(helper); });
        sleepers_.fetch_sub(1, std::memory_order_seq_cst);
      }
      while (helper < helpers_.load(std::memory_order_relaxed) && RunOne()) {
      }
    }
  }

  std::mutex caller_mutex_;  // held by the JavaScript thread that the pool works for
  std::atomic<int> helpers_{0};
  int started_ = 0;

  // The job.
  void (*task_)(const void*, std::int64_t) = nullptr;
  const void* context_ = nullptr;
  std::uint32_t total_ = 0;
  std::uint64_t generation_ = 0;
  alignas(64) std::atomic<std::uint64_t> ticket_{0};
  alignas(64) std::atomic<std::uint32_t> finished_{0};
  std::atomic<bool> out_of_memory_{false};

  std::mutex sleep_mutex_;
  std::condition_variable wake_;
  std::atomic<int> sleepers_{0};
};

// Never destroyed: its threads use it until the process ends.
Pool& ThePool() {
  static Pool* const pool = new Pool;
  return *pool;
}

}  // namespace

void RunTasks(std::int64_t tasks, void (*task)(const void* context, std::int64_t index), const void* context) {
  ThePool().Run(tasks, task, context);
}

int Threads() { return ThePool().threads(); }

void SetThreads(int threads) { ThePool().SetThreads(threads); }

bool StartPool(std::string* error) {
  static std::once_flag once;
  static std::string* const problem = new std::string;
  std::call_once(once, [] {
    PinLibrary();
    long threads = static_cast<long>(std::thread::hardware_concurrency());
    const char* wanted = std::getenv("STRIDEGRAD_NUM_THREADS");
    if (wanted != nullptr && wanted[0] != '\0') {
      char* end = nullptr;
      threads = std::strtol(wanted, &end, 10);
      if (*end != '\0' || threads < 1 || threads > kMaxThreads) {
        *problem = std::string("STRIDEGRAD_NUM_THREADS is \"") + wanted + "\", but must be a whole number from 1 to " +
                   std::to_string(kMaxThreads);
        return;
      }
    }
    if (threads < 1) threads = 1;
    if (threads > kMaxThreads) threads = kMaxThreads;
    SetThreads(static_cast<int>(threads));
  });
  *error = *problem;
  return error->empty();
}

}  // namespace stridegrad
