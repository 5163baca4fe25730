// SPDX-License-Identifier: MIT OR Apache-2.0
// --symbols and --object: the export list that a verb is asked about.
#pragma once

#include <optional>
#include <vector>

#include "rmeta/abi/kabi.hpp"
#include "rmeta/cli/options.hpp"
#include "rmeta/symbols/selection.hpp"

namespace rmeta::cli {

/// What is asked for; nothing if no list was given.
std::optional<symbols::Selection> selection_of(const Options& options);
/// Likewise, where kABI rules are known: those of an --object are added. One of C that carries rules is no export list.
std::optional<symbols::Selection> selection_of(const Options& options, abi::KabiRules& rules);

/// Says on stderr what was passed over, and each name that was not found with the reason. Returns how many these are.
/// Throws if the list has nothing to do with the crates.
std::size_t say_missing(symbols::Selection& selection);
/// For who answers for all or nothing: throws if anything was not found, or could not be completed (`more`); each is
/// named with the reason.
void require_all(symbols::Selection& selection, std::vector<symbols::Selection::Failure> more);

}  // namespace rmeta::cli
