// SPDX-License-Identifier: MIT OR Apache-2.0
// Work on several crates at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace rmeta::crate {

/// Calls `work` with 0 to count - 1, up to `jobs` at a time. The error of the lowest number is thrown, once all are
/// done.
void in_parallel(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work);

}  // namespace rmeta::crate
