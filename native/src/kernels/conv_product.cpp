// Two ways to compute a convolution: with channels in the lanes of vectors, or with places.

#include "kernels/conv_product.hpp"

#include "kernels/conv_channels.hpp"
#include "kernels/conv_places.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

bool HasFewChannels(std::int64_t rows) {
  constexpr std::int64_t kMost = 24;
  return rows <= kMost && 10 * rows < 7 * kLanes * Pieces(rows, kLanes);
}

void RunSlidingProduct(const SlidingProduct& p) {
  if (p.images == 0 || p.y.places == 0 || p.x.places == 0) return;
  if (HasFewChannels(p.rows) && RunPlacesProduct(p)) return;
  RunChannelProduct(p);
}

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
