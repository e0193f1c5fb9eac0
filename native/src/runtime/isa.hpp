#pragma once
// Which instruction set runs, decided once when the addon is loaded.

#include <string>

#include "kernel.hpp"

namespace stridegrad {

struct InstructionSet {
  const char* name;
  const Table* kernels;
};

// The widest set that this processor has, or the one that the environment variable STRIDEGRAD_ISA names.
// On a bad value returns a set without kernels and fills `error`.
InstructionSet ChooseInstructionSet(std::string* error);

}  // namespace stridegrad
