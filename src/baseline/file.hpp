// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace rmeta::baseline {

/// The first `most` bytes of a file, or all if it has fewer. Throws if it cannot be read.
std::string read_file(const std::string& path, std::size_t most);

}  // namespace rmeta::baseline
