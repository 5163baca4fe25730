// SPDX-License-Identifier: MIT OR Apache-2.0
// A comparison of two snapshots for people and for programs. Every form says the same: for each crate the causes, those
// that moved most symbols first, with both definitions, then what was added, removed and renamed.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rmeta/baseline/compare.hpp"
#include "rmeta/report/output.hpp"

namespace rmeta::report {

/// A comparison and what is to be said of it.
struct DiffReport {
  std::string before, after;  // what was compared, as the user named it
  const baseline::Comparison* comparison = nullptr;
  bool color = false;
};

/// Crates, causes, definitions side by side, symbols.
void write_diff_text(const DiffReport&, Output&);
/// A line for each cause, symbol added, removed or renamed.
void write_diff_short(const DiffReport&, Output&);
/// compat/json/diff.schema.json.
void write_diff_json(const DiffReport&, Output&);
/// SARIF 2.1.0: a result for each cause and each symbol that is gone, for annotations of code reviews.
void write_diff_sarif(const DiffReport&, Output&, std::string_view version);
/// One page that needs nothing else, with a search.
void write_diff_html(const DiffReport&, Output&);

/// "3 of 8 symbols of shapes changed, 1 added".
std::string summary_line(const baseline::CrateDiff&);
/// "struct shapes::Point grew from 16 to 24 bytes".
std::string headline(const baseline::Cause&);

}  // namespace rmeta::report
