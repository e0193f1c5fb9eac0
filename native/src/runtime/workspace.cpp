#include "runtime/workspace.hpp"

#include <cstddef>
#include <new>

namespace stridegrad {

namespace {

constexpr std::align_val_t kAlignment{64};  // a cache line, and the widest vector

class Buffer {
 public:
  ~Buffer() { Free(); }

  float* Get(std::int64_t floats) {
    if (floats > capacity_) {
      Free();
      data_ = static_cast<float*>(::operator new(static_cast<std::size_t>(floats) * sizeof(float), kAlignment));
      capacity_ = floats;
    }
    return data_;
  }

 private:
  void Free() {
    if (data_ != nullptr) ::operator delete(data_, kAlignment);
    data_ = nullptr;
    capacity_ = 0;
  }

  float* data_ = nullptr;
  std::int64_t capacity_ = 0;
};

thread_local Buffer buffers[static_cast<int>(Slot::kCount)];

}  // namespace

float* Workspace(Slot slot, std::int64_t floats) { return buffers[static_cast<int>(slot)].Get(floats); }

}  // namespace stridegrad
