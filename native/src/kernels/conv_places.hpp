#pragma once
// The convolution with its places in the lanes of vectors.

#include "kernels/conv_product.hpp"

namespace stridegrad {
namespace STRIDEGRAD_ISA {

// False, and nothing done, where it would be wrong or far too slow: it pads with zeros, and 0 · ∞ and 0 · NaN are NaN
// where the definition leaves the padding out; and the padding of an odd geometry may take more memory than there is.
bool RunPlacesProduct(const SlidingProduct& product);

}  // namespace STRIDEGRAD_ISA
}  // namespace stridegrad
