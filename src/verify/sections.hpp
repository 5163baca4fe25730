// SPDX-License-Identifier: MIT OR Apache-2.0
// Bytes by step of the encoder, as `-Zmeta-stats` prints them.
#pragma once

#include <vector>

#include "nodes.hpp"
#include "orphans.hpp"

namespace rmeta::verify {

/// Sections of a file whose nodes are known. `end` is where the encoder stopped.
std::vector<Section> sections_of(const decode::Context& ctx, const Nodes& nodes, const std::vector<Found>& orphans,
                                 std::uint64_t end);

}  // namespace rmeta::verify
