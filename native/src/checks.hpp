#pragma once
// Everything that could make a kernel read or write outside its arrays, found before it runs.

#include <string>

#include "kernel.hpp"

namespace stridegrad {

// A kernel, and how many there are of everything it lists.
struct Entry {
  const Kernel* kernel;
  int inputs, sizes, scalars;
  bool has_second_output;
};

Entry EntryOf(const Kernel& kernel);

// What is wrong with a call.
struct Problem {
  bool is_type;  // of an array, rather than a number
  std::string text;
};

// The number as a size, if it is one that size `i` of the kernel may be.
bool ToSize(const Entry& entry, int i, double number, std::int64_t* size, Problem* problem);

// False with the reason if the arrays are not what the kernel takes, or do not go with the sizes, or the output lies
// where an input lies.
bool CheckCall(const Entry& entry, const Call& call, Problem* problem);

// A number as JavaScript writes it.
std::string Number(double value);

inline std::int64_t BytesOf(const Array& array) { return array.length * (array.dtype == kUint8 ? 1 : 4); }

}  // namespace stridegrad
