// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include <fmt/format.h>

#include "rmeta/error.hpp"

namespace rmeta::types {

/// Counts how deep a recursion is while it lives; throws beyond the limit.
struct Descend {
  static constexpr int kMost = 160;  // rustc's own recursion limit is 128 by default
  Descend(int& depth, const char* what) : depth_(depth) {
    if (depth_ >= kMost) throw Error(fmt::format("{} (more than {})", what, kMost));
    ++depth_;
  }
  ~Descend() { --depth_; }
  Descend(const Descend&) = delete;
  Descend& operator=(const Descend&) = delete;

 private:
  int& depth_;
};

}  // namespace rmeta::types
