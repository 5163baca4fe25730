// SPDX-License-Identifier: MIT OR Apache-2.0
// --symbols and --object: the export list that a verb is asked about.
#pragma once

#include <optional>
#include <vector>

#include "rmeta/cli/options.hpp"
#include "rmeta/symbols/selection.hpp"

namespace rmeta::cli {

/// What is asked for; nothing if no list was given.
std::optional<symbols::Selection> selection_of(const Options& options);

/// Says on stderr what was passed over, and each name that was not found with the reason. Returns how many these are.
/// Throws if the list has nothing to do with the crates.
std::size_t say_missing(symbols::Selection& selection);
/// For who answers for all or nothing: throws if anything was not found, or could not be completed (`more`); each is
/// named with the reason.
void require_all(symbols::Selection& selection, std::vector<symbols::Selection::Failure> more);

}  // namespace rmeta::cli
