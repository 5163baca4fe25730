// SPDX-License-Identifier: MIT OR Apache-2.0
// What `diff`, `check` and `pin --update` share: where the two sides come from, and the outputs that are asked for.
#pragma once

#include <string>
#include <vector>

#include "rmeta/baseline/compare.hpp"
#include "rmeta/cli/options.hpp"
#include "rmeta/report/diff.hpp"
#include "rmeta/report/output.hpp"

namespace rmeta::cli {

/// A pin, a crate, or the crates of a folder.
baseline::Snapshot side(const Options&, const std::string& path);
/// Writes each --format TYPE[:FILE], text if there is none; those without a file go to `out`.
void write_reports(const Options&, const report::DiffReport&, report::Output& out);

}  // namespace rmeta::cli
