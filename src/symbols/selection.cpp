// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "legacy.hpp"

namespace rmeta::symbols {

Selection::Selection(ExportList list, bool declared) : list_(std::move(list)), declared_(declared) {
  entries_.reserve(list_.names().size());
  for (const ListedName& name : list_.names()) entries_.push_back({name, false, {}});
  if (list_.object_names())
    for (const std::string& name : *list_.object_names())
      if (auto stem = legacy_stem(name); !stem.empty()) ++stems_[std::string(stem)];
}

void Selection::take_v0(Entry& entry, Resolver& resolver, std::uint32_t crate, std::vector<Symbol>& out) {
  const std::string& name = entry.listed.name;
  bool ours = false;
  try {
    const Demangled d = demangle(name);
    const Symbol* own = nullptr;
    if (Resolver::is_internal(d)) {
      own = resolver.named(crate, std::string(d.stem()));
      ours = own != nullptr && !own->declared;
    } else {
      const auto home = resolver.home(d);
      ours = home == crate || (given_ && home && !given_->contains(*home));
    }
    if (!ours) return;
    entry.done = true;
    Symbol s = own != nullptr ? *own : resolver.resolve(d);
    s.name = d.name();
    if (taken_.insert(name).second) out.push_back(std::move(s));
  } catch (const Error& e) {
    entry.reason = e.hint().empty() ? e.reason() : fmt::format("{}; {}", e.reason(), e.hint());
    if (ours) failures_.push_back({name, entry.reason});
  }
}

// A path is all that a legacy name tells. It is an answer where one item has it, where that needs no generic arguments,
// and where the object has no other symbol of the same path.
void Selection::take_legacy(Entry& entry, Resolver& resolver, std::uint32_t crate, std::vector<Symbol>& out) {
  const std::string& name = entry.listed.name;
  const auto stem = legacy_stem(name);
  if (!list_.object_names()) {
    entry.reason = "a legacy name, whose hash says more than metadata; give the object with --object";
    return;
  }
  const auto in_object = stems_.find(stem);
  if (in_object == stems_.end()) {
    entry.reason = "the object does not define it";
    return;
  }
  const auto* items = &resolver.with_legacy_stem(crate, stem);
  if (items->empty() && given_) items = &resolver.with_legacy_stem_in_dependencies(*given_, stem);
  if (items->empty()) {
    if (stem.find("drop_in_place$LT$") != std::string_view::npos)
      entry.reason = "drop glue, whose type a legacy name does not tell for certain";
    else if (stem.ends_with("shim$u7d$$u7d$"))
      entry.reason = "a shim beside an item or instance, which a legacy name does not tell apart";
    else if (std::string doubt = resolver.legacy_doubt(crate, stem); !doubt.empty())
      entry.reason = std::move(doubt);
    return;
  }
  entry.done = true;
  Symbol s;
  try {
    s = resolver.item(items->front());
  } catch (const Error& e) {
    failures_.push_back({name, e.what()});
    return;
  }
  s.name = name;
  s.linker_name = true;
  if (items->size() > 1)
    s.ambiguous = fmt::format("{} items have this path", items->size());
  else if (s.kind == "instance" || s.kind == "drop glue")
    s.ambiguous = "an instance, whose generic arguments are in the hash alone";
  else if (in_object->second > 1)
    s.ambiguous = fmt::format("{} symbols of the object have this path", in_object->second);
  else
    s.ambiguous = resolver.legacy_doubt(s.def.crate, stem);
  if (!s.ambiguous.empty() && !given_)
    failures_.push_back({name, fmt::format("ambiguous: {}", s.ambiguous)});
  else if (taken_.insert(name).second)
    out.push_back(std::move(s));
}

void Selection::take_pattern(Entry& entry, Resolver& resolver, Names& names, std::uint32_t crate,
                             std::vector<Symbol>& out) {
  auto matches = [&](const Symbol& s) { return s.linker_name && glob_matches(entry.listed.name, s.name); };
  auto take = [&](const Symbol& s) {
    entry.done = true;
    if (taken_.insert(s.name).second) out.push_back(s);
  };
  for (const Symbol& s : names.exports(crate))
    if (matches(s)) take(s);
  for (const auto& [name, s] : resolver.own_names(crate))
    if (!s.declared && matches(s)) take(s);
}

std::vector<Symbol> Selection::take(types::MetadataContext& cx, std::uint32_t crate) {
  Names names(cx);
  Resolver resolver(cx, names);
  std::vector<Symbol> out;
  for (Entry& entry : entries_) {
    if (entry.listed.pattern) {
      take_pattern(entry, resolver, names, crate, out);
      continue;
    }
    if (entry.done) continue;
    const std::string& name = entry.listed.name;
    if (looks_like_v0(name)) {
      take_v0(entry, resolver, crate, out);
      continue;
    }
    if (looks_like_legacy(name)) {
      take_legacy(entry, resolver, crate, out);
      continue;
    }
    if (!made_for_no_item(name).empty()) continue;
    const Symbol* own = resolver.named(crate, name);
    if (own == nullptr) continue;
    if (own->declared && !declared_) {
      entry.reason = fmt::format("`{}` only declares it in an extern block", cx.crate_name(crate));
      continue;
    }
    entry.done = true;
    if (taken_.insert(name).second) out.push_back(*own);
  }
  found_ += out.size();
  std::ranges::sort(out, {}, &Symbol::name);
  return out;
}

std::vector<Selection::Failure> Selection::failures() {
  for (Entry& entry : entries_) {
    if (entry.done) continue;
    entry.done = true;
    const std::string& name = entry.listed.name;
    if (list_.from() == ExportList::From::Object) {
      if (auto made = made_for_no_item(name); !made.empty()) {
        ++passed_over_[std::string(made)];
        continue;
      }
    } else if (list_.from() == ExportList::From::Kernel) {
      ++passed_over_[looks_like_v0(name) ? "of Rust crates that are not given" : "not of the Rust crates given"];
      continue;
    }
    std::string reason = entry.reason;
    if (reason.empty() && entry.listed.pattern) reason = "no symbol of the crates given matches";
    if (reason.empty()) reason = "it is in none of the crates given; give the crate it is from";
    failures_.push_back({name, reason});
  }
  std::ranges::sort(failures_, {}, &Failure::name);
  return failures_;
}

}  // namespace rmeta::symbols
