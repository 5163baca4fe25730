// SPDX-License-Identifier: MIT OR Apache-2.0
// All CRCs of a crate: of its metadata's bytes, of its content, of its interface, and of each symbol.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "rmeta/abi/assemble.hpp"
#include "rmeta/content/content.hpp"

namespace rmeta::abi {

struct CrateCrcs {
  const crate::Crate* crate = nullptr;
  // Neither is computed without rules for the content: most of the file then need not be read at all.
  std::uint32_t file = 0;
  content::Content content;
  std::optional<std::uint32_t> abi;  // none for a crate of procedural macros, which has no interface to link with, ...
  CrateAbi symbols;                  // ... and where some of those chosen have failed
};

struct CrcRequest {
  Options how = {};
  std::function<std::vector<symbols::Symbol>(types::MetadataContext&)> choose = {};  // empty: what the crate exports
  const content::Rules* content_rules = nullptr;
  std::function<void(const Assembler&, const CrateAbi&)> look = {};  // at what the CRCs are made of
};

/// All that a crate exports or an error, but of symbols that were chosen those that cannot be completed are named.
CrateCrcs crcs_of(const crate::Graph& graph, std::uint32_t crate, const CrcRequest& request);

}  // namespace rmeta::abi
