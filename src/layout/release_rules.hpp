// SPDX-License-Identifier: MIT OR Apache-2.0
// From a table of rules, each with the release it holds from, to the rules of one release.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "rmeta/error.hpp"
#include "rmeta/layout/rules.hpp"

namespace rmeta::layout {

// Releases whose source was compared and that are held against their rustc.
inline constexpr std::array kKnownMinors = {48u, 63u, 70u, 78u, 85u, 93u, 95u, 96u, 97u, 98u};

template <class Rules, class Row>
Rules rules_at(unsigned minor, std::span<const Row> table) {
  Rules rules;
  for (const Row& row : table) rules.*row.rule = minor >= row.since;
  return rules;
}

/// A release that was not looked at has the rules of the releases around it if these agree; otherwise this throws.
template <class Rules, class Row, std::size_t N>
Rules rules_between(std::string_view release, const Row (&rows)[N], std::string_view what) {
  const std::span<const Row> table(rows);
  const unsigned minor = minor_of(release);
  const auto* above = std::lower_bound(kKnownMinors.begin(), kKnownMinors.end(), minor);
  const bool between = above != kKnownMinors.begin() && above != kKnownMinors.end();
  if (above != kKnownMinors.end() && *above == minor) return rules_at<Rules>(minor, table);
  if (between && rules_at<Rules>(above[-1], table) == rules_at<Rules>(*above, table))
    return rules_at<Rules>(*above, table);
  throw Error(fmt::format("how rustc {} {} is not known", release, what))
      .hint("it is known for the releases that `rmetacrc releases` lists");
}

}  // namespace rmeta::layout
