// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/baseline/tolerance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lines.hpp"
#include "rmeta/error.hpp"
#include "rmeta/symbols/export_list.hpp"

namespace rmeta::baseline {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r"), last = text.find_last_not_of(" \t\r");
  return first == std::string_view::npos ? "" : text.substr(first, last - first + 1);
}

// The first word, taken off.
std::string_view word(std::string_view& text) {
  text = trimmed(text);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view found = text.substr(0, end);
  text = trimmed(text.substr(end));
  return found;
}

bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  const auto month = text.substr(5, 2), day = text.substr(8, 2);
  return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

// Patterns name types and paths, in which brackets are part of the name: only what has a `*` or `?` is a pattern.
bool matches(std::string_view pattern, std::string_view name) {
  return pattern.find_first_of("*?") == std::string_view::npos ? pattern == name : symbols::glob_matches(pattern, name);
}

Tolerance rule(std::string_view line) {
  Tolerance t;
  const std::string_view what = word(line);
  if (what != "type" && what != "symbol") throw Error(fmt::format("\"{}\" is neither `type` nor `symbol`", what));
  t.what = what == "type" ? Tolerance::What::Type : Tolerance::What::Symbol;
  // A name may have blanks in it: it goes up to the word `until` or `reason`.
  const std::size_t reason = line.find(" reason ");
  if (reason == std::string_view::npos)
    throw Error("a rule without a reason").hint("end it with `reason` and why the change is accepted");
  t.reason = trimmed(line.substr(reason + 8));
  std::string_view rest = trimmed(line.substr(0, reason));
  if (const std::size_t until = rest.rfind(" until "); until != std::string_view::npos) {
    t.until = trimmed(rest.substr(until + 7));
    if (!is_date(t.until)) throw Error(fmt::format("\"{}\" is no date like 2027-06-30", t.until));
    rest = trimmed(rest.substr(0, until));
  }
  t.pattern = rest;
  if (t.pattern.empty() || t.reason.empty()) throw Error("a rule wants a name and a reason");
  return t;
}

}  // namespace

Tolerances::Tolerances(std::string_view text, const std::string& source, std::string today) : today_(std::move(today)) {
  std::size_t number = 0;
  for (const std::string_view whole : lines_of(text)) {
    const std::string_view line = trimmed(whole);
    ++number;
    if (line.empty() || line[0] == '#') continue;
    try {
      rules_.push_back(rule(line));
    } catch (Error& error) {
      error.file(fmt::format("{}:{}", source, number));
      throw;
    }
    rules_.back().source = fmt::format("{}:{}", source, number);
  }
}

const Tolerance* Tolerances::accepts(Tolerance::What what, std::string_view name, std::string_view other) {
  for (Tolerance& t : rules_) {
    if (t.what != what || expired(t)) continue;
    if (!matches(t.pattern, name) && (other.empty() || !matches(t.pattern, other))) continue;
    t.used = true;
    return &t;
  }
  return nullptr;
}

void Tolerances::apply(CrateDiff& diff, std::vector<std::string>& said) {
  auto say = [&](const Tolerance& t, std::string_view what) {
    said.push_back(fmt::format("{}: tolerated: {}: {}", t.source, what, t.reason));
  };
  // A symbol is accepted by itself, or if everything that moved it is.
  std::vector<bool> open(diff.changed.size());
  std::erase_if(diff.causes, [&](const Cause& cause) {
    const Tolerance* t = nullptr;
    if (cause.what == Cause::What::Type) t = accepts(Tolerance::What::Type, cause.name, "");
    if (t != nullptr) {
      say(*t, fmt::format("{} {} {}", cause.kind, cause.name, cause.summary));
      return true;
    }
    for (const std::size_t place : cause.symbols) open[place] = true;
    return false;
  });
  std::vector<SymbolPair> kept;
  std::vector<std::size_t> place(diff.changed.size(), SIZE_MAX);
  for (std::size_t i = 0; i < diff.changed.size(); ++i) {
    const Symbol& s = *diff.changed[i].after;
    const Tolerance* t = open[i] ? accepts(Tolerance::What::Symbol, s.name, s.path) : nullptr;
    if (t != nullptr) say(*t, fmt::format("{} changed", s.path));
    if (!open[i] || t != nullptr) continue;
    place[i] = kept.size();
    kept.push_back(diff.changed[i]);
  }
  diff.changed = std::move(kept);
  std::erase_if(diff.causes, [&](Cause& cause) {
    if (cause.what == Cause::What::Toolchain) return false;
    std::vector<std::size_t> left;
    for (const std::size_t old : cause.symbols)
      if (place[old] != SIZE_MAX) left.push_back(place[old]);
    cause.symbols = std::move(left);
    return cause.symbols.empty();
  });
  std::erase_if(diff.removed, [&](const Symbol* s) {
    const Tolerance* t = accepts(Tolerance::What::Symbol, s->name, s->path);
    if (t != nullptr) say(*t, fmt::format("{} is gone", s->path));
    return t != nullptr;
  });
  std::erase_if(diff.renamed, [&](const SymbolPair& p) {
    const Tolerance* t = accepts(Tolerance::What::Symbol, p.before->name, p.before->path);
    if (t != nullptr) say(*t, fmt::format("{} has another name", p.before->path));
    return t != nullptr;
  });
}

std::vector<std::string> Tolerances::apply(Comparison& comparison) {
  std::vector<std::string> said;
  for (CrateDiff& diff : comparison.crates)
    if (diff.before != nullptr && diff.after != nullptr) apply(diff, said);
  return said;
}

}  // namespace rmeta::baseline
