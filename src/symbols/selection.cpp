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

void Selection::search_v0(const std::string& name, Resolver& resolver, std::uint32_t crate, Answer& answer) const {
  try {
    const Demangled d = demangle(name);
    const Symbol* own = nullptr;
    if (Resolver::is_internal(d)) {
      own = resolver.named(crate, std::string(d.stem()));
      answer.done = own != nullptr && !own->declared;
    } else {
      const auto home = resolver.home(d);
      answer.done = home == crate || (given_ && home && !given_->contains(*home));
    }
    if (!answer.done) return;
    Symbol s = own != nullptr ? *own : resolver.resolve(d);
    s.name = d.name();
    answer.symbols.push_back(std::move(s));
  } catch (const Error& e) {
    answer.reason = e.hint().empty() ? e.reason() : fmt::format("{}; {}", e.reason(), e.hint());
    if (answer.done) answer.failure = Failure{name, answer.reason};
  }
}

// A path is all that a legacy name tells. It is an answer where one item has it, where that needs no generic arguments,
// and where the object has no other symbol of the same path.
void Selection::search_legacy(const std::string& name, Resolver& resolver, std::uint32_t crate, Answer& answer) const {
  const auto stem = legacy_stem(name);
  if (!list_.object_names()) {
    answer.reason = "a legacy name, whose hash says more than metadata; give the object with --object";
    return;
  }
  const auto in_object = stems_.find(stem);
  if (in_object == stems_.end()) {
    answer.reason = "the object does not define it";
    return;
  }
  const auto* items = &resolver.with_legacy_stem(crate, stem);
  if (items->empty() && given_) items = &resolver.with_legacy_stem_in_dependencies(*given_, stem);
  if (items->empty()) {
    if (stem.find("drop_in_place$LT$") != std::string_view::npos)
      answer.reason = "drop glue, whose type a legacy name does not tell for certain";
    else if (stem.ends_with("shim$u7d$$u7d$"))
      answer.reason = "a shim beside an item or instance, which a legacy name does not tell apart";
    else
      answer.reason = resolver.legacy_doubt(crate, stem);
    return;
  }
  answer.done = true;
  Symbol s;
  try {
    s = resolver.item(items->front());
  } catch (const Error& e) {
    answer.failure = Failure{name, e.what()};
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
    answer.failure = Failure{name, fmt::format("ambiguous: {}", s.ambiguous)};
  else
    answer.symbols.push_back(std::move(s));
}

void Selection::search_pattern(const std::string& pattern, Resolver& resolver, Names& names, std::uint32_t crate,
                               Answer& answer) {
  auto matches = [&](const Symbol& s) { return s.linker_name && glob_matches(pattern, s.name); };
  for (const Symbol& s : names.exports(crate))
    if (matches(s)) answer.symbols.push_back(s);
  for (const auto& [name, s] : resolver.own_names(crate))
    if (!s.declared && matches(s)) answer.symbols.push_back(s);
  answer.done = !answer.symbols.empty();
}

std::vector<Selection::Answer> Selection::search(types::MetadataContext& cx, std::uint32_t crate) const {
  Names names(cx);
  Resolver resolver(cx, names);
  std::vector<Answer> out;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const std::string& name = entries_[i].listed.name;
    Answer answer{i};
    if (entries_[i].listed.pattern) {
      search_pattern(name, resolver, names, crate, answer);
    } else if (looks_like_v0(name)) {
      search_v0(name, resolver, crate, answer);
    } else if (looks_like_legacy(name)) {
      search_legacy(name, resolver, crate, answer);
    } else if (made_for_no_item(name).empty()) {
      const Symbol* own = resolver.named(crate, name);
      if (own == nullptr) continue;
      answer.done = !own->declared || declared_;
      if (answer.done)
        answer.symbols.push_back(*own);
      else
        answer.reason = fmt::format("`{}` only declares it in an extern block", cx.crate_name(crate));
    }
    if (answer.done || !answer.reason.empty()) out.push_back(std::move(answer));
  }
  return out;
}

std::vector<Symbol> Selection::accept(std::vector<Answer> answers) {
  std::vector<Symbol> out;
  for (Answer& answer : answers) {
    Entry& entry = entries_[answer.entry];
    // A pattern is never done with: other crates may have more of it.
    if (entry.done && !entry.listed.pattern) continue;
    if (!answer.reason.empty()) entry.reason = std::move(answer.reason);
    if (answer.failure) failures_.push_back(std::move(*answer.failure));
    entry.done |= answer.done;
    for (Symbol& s : answer.symbols)
      if (taken_.insert(s.name).second) out.push_back(std::move(s));
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
