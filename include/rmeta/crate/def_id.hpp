// SPDX-License-Identifier: MIT OR Apache-2.0
// Naming definitions. Inside one file a definition is (crate number, DefIndex), where the crate number means something
// in that file only (decode::DefIdRef). Across files it is a DefId: (number of the crate in the Graph, DefIndex).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace rmeta::crate {

using DefIndex = std::uint32_t;
inline constexpr DefIndex kCrateRoot = 0;
inline constexpr DefIndex kNoDef = UINT32_MAX;

struct DefId {
  std::uint32_t crate = UINT32_MAX;
  DefIndex index = UINT32_MAX;

  auto operator<=>(const DefId&) const = default;
  explicit operator bool() const { return crate != UINT32_MAX; }
};

}  // namespace rmeta::crate

template <>
struct std::hash<rmeta::crate::DefId> {
  std::size_t operator()(const rmeta::crate::DefId& d) const noexcept {
    return std::hash<std::uint64_t>{}((std::uint64_t{d.crate} << 32) | d.index);
  }
};
