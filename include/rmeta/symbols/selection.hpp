// SPDX-License-Identifier: MIT OR Apache-2.0
// The symbols of an export list, found in the crates given. Each crate can be searched at the same time as others;
// what is found is then accepted crate by crate, in their order, so that a name which several have is the first one's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rmeta/error.hpp"
#include "rmeta/symbols/export_list.hpp"
#include "rmeta/symbols/resolve.hpp"

namespace rmeta::symbols {

class Selection {
 public:
  /// `declared`: what a crate only declares in an `extern` block counts as its symbol too.
  explicit Selection(ExportList list, bool declared = false);

  /// From now on names of crates other than these are resolved through whatever crate depends on theirs, and legacy
  /// names for which there is no certain answer are symbols marked as ambiguous, not failures.
  void explain(std::set<std::uint32_t> given) { given_ = std::move(given); }

  struct Failure {
    std::string name, reason;
  };
  /// What one crate has to say about a name or pattern of the list.
  struct Answer {
    std::size_t entry = 0;
    bool done = false;  // it is this crate's
    std::vector<Symbol> symbols{};
    std::string reason{};              // why it was not found here
    std::optional<Failure> failure{};  // it is this crate's own and cannot be resolved
  };
  /// What `crate` has of the list.
  std::vector<Answer> search(types::MetadataContext& cx, std::uint32_t crate) const;
  /// The symbols among a crate's answers that no crate before it has, in order of name.
  std::vector<Symbol> accept(std::vector<Answer> answers);
  std::vector<Symbol> take(types::MetadataContext& cx, std::uint32_t crate) { return accept(search(cx, crate)); }

  /// Once all crates were taken from: what was not found and should have been, in order of name. What a list of a whole
  /// kernel or an object holds besides is counted in passed_over().
  std::vector<Failure> failures();
  /// Reason → number of names.
  const std::map<std::string, std::size_t>& passed_over() const { return passed_over_; }
  std::size_t found() const { return found_; }
  const ExportList& list() const { return list_; }

 private:
  struct Entry {
    ListedName listed;
    bool done = false;
    std::string reason;  // why it was not found so far
  };
  void search_v0(const std::string& name, Resolver& resolver, std::uint32_t crate, Answer& answer) const;
  void search_legacy(const std::string& name, Resolver& resolver, std::uint32_t crate, Answer& answer) const;
  static void search_pattern(const std::string& pattern, Resolver& resolver, Names& names, std::uint32_t crate,
                             Answer& answer);

  ExportList list_;
  bool declared_;
  std::vector<Entry> entries_;
  std::vector<Failure> failures_;
  std::map<std::string, std::size_t> passed_over_;
  std::set<std::string> taken_;
  std::optional<std::set<std::uint32_t>> given_;
  std::map<std::string, std::size_t, std::less<>> stems_;  // of legacy names in the object: how many names have it
  std::size_t found_ = 0;
};

}  // namespace rmeta::symbols
