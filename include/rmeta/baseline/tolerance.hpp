// SPDX-License-Identifier: MIT OR Apache-2.0
// Changes that are known and accepted. One rule a line, blank lines and lines that begin with `#` mean nothing:
//
//   type   kernel::sync::lock::*  until 2027-06-30  reason the lock debug fields, no module uses them
//   symbol kernel::init::* reason internal
//
// A `type` rule accepts what that type's change moves; a `symbol` rule accepts whatever happens to symbols of that name
// or path, also that they are gone. `*` and `?` match as in a shell. A reason is required. From the day after `until`
// on, a rule accepts nothing and is named, so that no exception lasts for ever unseen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/baseline/compare.hpp"

namespace rmeta::baseline {

struct Tolerance {
  enum class What : std::uint8_t { Type, Symbol };
  What what{};
  std::string pattern, until, reason;  // until: "YYYY-MM-DD", or ""
  std::string source;                  // "rules.txt:3"
  bool used = false;
};

class Tolerances {
 public:
  /// `today` as "YYYY-MM-DD".
  Tolerances(std::string_view text, const std::string& source, std::string today);

  /// Takes out of the comparison what is accepted, and returns a line for each change taken out. Causes that have no
  /// symbols left go with them.
  std::vector<std::string> apply(Comparison&);
  const std::vector<Tolerance>& rules() const { return rules_; }
  bool expired(const Tolerance& t) const { return !t.until.empty() && t.until < today_; }

 private:
  const Tolerance* accepts(Tolerance::What, std::string_view name, std::string_view other);
  void apply(CrateDiff&, std::vector<std::string>& said);

  std::vector<Tolerance> rules_;
  std::string today_;
};

}  // namespace rmeta::baseline
