#pragma once
// Many elementwise kernels in one call: an optimizer's step over all parameters.

#include <vector>

#include "checks.hpp"

namespace stridegrad {

// One of the runs, with everything checked.
struct Run {
  const Entry* entry;
  Call call;
};

// Runs elementwise kernels with the results that they have one after the other. Throws std::bad_alloc.
void RunTogether(const std::vector<Run>& runs);

}  // namespace stridegrad
