// SPDX-License-Identifier: MIT OR Apache-2.0
// What `diff`, `check` and `pin --update` share: where the two sides come from, and the outputs that are asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crates.hpp"
#include "rmeta/baseline/compare.hpp"
#include "rmeta/cli/options.hpp"
#include "rmeta/report/diff.hpp"
#include "rmeta/report/output.hpp"

namespace rmeta::cli {

/// What is kept in a pin or a Module.symvers; nothing if the path is neither.
std::optional<baseline::Snapshot> kept(const std::string& path);
/// Throws where options are given that only crates can follow: both sides are kept ones.
void refuse_options_of_crates(const Options&);
/// Names that crates are asked for besides their exports, because the other side has them.
baseline::NamesByCrate names_in(const baseline::Snapshot&);
/// Compares; what is to be said of a comparison with a Module.symvers goes to stderr.
baseline::Comparison compare_sides(baseline::Snapshot& old, baseline::Snapshot& now);
/// Writes each --format TYPE[:FILE], text if there is none; those without a file go to `out`.
void write_reports(const Options&, const report::DiffReport&, report::Output& out);

}  // namespace rmeta::cli
