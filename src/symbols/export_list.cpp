// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/export_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <system_error>
#include <unordered_set>

#include "rmeta/container/container.hpp"
#include "rmeta/error.hpp"

namespace rmeta::symbols {

namespace {

constexpr std::string_view kBlank = " \t\r\v\f";

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(kBlank) - first + 1);
}

bool is_hex_crc(std::string_view s) {
  return s.size() == 10 && s.starts_with("0x") && s.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string::npos;
}

// `EXPORT_SYMBOL…(name);`, "" if it is no such line.
std::string_view exported_by_macro(std::string_view s) {
  static constexpr std::string_view macros[] = {"EXPORT_SYMBOL_RUST_GPL(", "EXPORT_SYMBOL_GPL(", "EXPORT_SYMBOL("};
  for (auto macro : macros) {
    if (!s.starts_with(macro)) continue;
    s.remove_prefix(macro.size());
    if (s.ends_with(';')) s.remove_suffix(1);
    s = trimmed(s);
    if (!s.ends_with(')')) return {};
    s.remove_suffix(1);
    return trimmed(s);
  }
  return {};
}

}  // namespace

bool glob_matches(std::string_view p, std::string_view s) {
  // The one place to go back to is the last `*`.
  std::size_t i = 0, j = 0, star = std::string_view::npos, mark = 0;
  auto one = [&](std::size_t& at, char c) {
    if (p[at] == '?') {
      ++at;
      return true;
    }
    if (p[at] != '[') return p[at++] == c;
    std::size_t k = at + 1;
    const bool negated = k < p.size() && (p[k] == '!' || p[k] == '^');
    if (negated) ++k;
    bool hit = false;
    const std::size_t begin = k;
    while (k < p.size() && (p[k] != ']' || k == begin)) {
      if (k + 2 < p.size() && p[k + 1] == '-' && p[k + 2] != ']') {
        hit |= p[k] <= c && c <= p[k + 2];
        k += 3;
      } else {
        hit |= p[k++] == c;
      }
    }
    if (k >= p.size()) return p[at++] == c;  // no `]`: the bracket is itself
    at = k + 1;
    return hit != negated;
  };
  while (j < s.size()) {
    std::size_t next = i;
    if (i < p.size() && p[i] == '*') {
      star = i++;
      mark = j;
    } else if (i < p.size() && one(next, s[j])) {
      i = next;
      ++j;
    } else if (star != std::string_view::npos) {
      i = star + 1;
      j = ++mark;
    } else {
      return false;
    }
  }
  while (i < p.size() && p[i] == '*') ++i;
  return i == p.size();
}

std::string_view made_for_no_item(std::string_view name) {
  while (name.starts_with(".L")) name.remove_prefix(2);
  struct Made {
    std::string_view prefix, what;
  };
  static constexpr Made kinds[] = {
      {"anon.", "constants without a name (anon.*)"},
      {"alloc_", "constants without a name (alloc_*)"},
      {"vtable.", "vtables without a name"},
      {"__unnamed_", "constants without a name (__unnamed_*)"},
      {"switch.table.", "tables made by LLVM"},
      {"rust_metadata_", "carriers of metadata"},
      {"__rustc_debug_gdb_scripts_section__", "carriers of metadata"},
      {"DW.ref.", "exception tables"},
  };
  for (const auto& k : kinds)
    if (name.starts_with(k.prefix)) return k.what;
  return {};
}

void ExportList::add(std::string_view name, bool pattern) {
  if (name.empty() || name.find_first_of(kBlank) != std::string_view::npos)
    throw Error(fmt::format("\"{}\" is not one symbol's name", name)).file(source_).hint("give one linker name a line");
  names_.push_back({std::string(name), pattern});
}

void ExportList::line(std::string_view text) {
  const bool indented = text.starts_with(' ') || text.starts_with('\t');
  if (auto tab = text.find('\t'); tab != std::string_view::npos && is_hex_crc(text.substr(0, tab))) {
    std::string_view rest = text.substr(tab + 1);
    const auto end = rest.find('\t');
    if (end == std::string_view::npos)
      throw Error(fmt::format("\"{}\" is a line of Module.symvers without its module", text)).file(source_);
    from_ = From::Kernel;
    return add(rest.substr(0, end));
  }
  text = trimmed(text);
  if (text.empty() || text.front() == '#') return;
  if (auto comment = text.find(" #"); comment != std::string_view::npos) text = trimmed(text.substr(0, comment));
  if (text.starts_with("EXPORT_SYMBOL")) {
    auto name = exported_by_macro(text);
    if (name.empty()) throw Error(fmt::format("\"{}\" exports no symbol", text)).file(source_);
    return add(name);
  }
  // A section's heading, not a pattern: it has the whole line, and names no symbol.
  if (!indented && text.front() == '[' && text.back() == ']') {
    const auto name = text.substr(1, text.size() - 2);
    if (!name.ends_with("symbol_list") && !name.ends_with("whitelist"))
      throw Error(fmt::format("section {} is no list of symbols", text))
          .file(source_)
          .hint("sections of KMI symbol lists end in symbol_list or whitelist");
    from_ = From::Kernel;
    return;
  }
  add(text, text.find_first_of("*?[") != std::string_view::npos);
}

void ExportList::finish() {
  std::ranges::sort(names_, {}, &ListedName::name);
  const auto again = std::ranges::unique(names_, {}, &ListedName::name);
  names_.erase(again.begin(), again.end());
  if (names_.empty()) throw Error("the list of symbols is empty").file(source_);
}

ExportList ExportList::read(std::istream& in, std::string source) {
  ExportList list;
  list.source_ = std::move(source);
  for (std::string text; std::getline(in, text);) list.line(text);
  if (in.bad() || !in.eof()) throw Error("cannot be read").file(list.source_);
  list.finish();
  return list;
}

ExportList ExportList::open(const std::string& path) {
  if (path == "-") return read(std::cin, "standard input");
  std::ifstream file(path);
  if (!file) throw Error(std::generic_category().message(errno)).file(path);
  return read(file, path);
}

void ExportList::through_object(const std::filesystem::path& path) {
  auto& names = object_names_.emplace();
  for (const auto& s : container::symbol_table(path))
    if (s.defined) names.push_back(s.name);
}

ExportList ExportList::of_object(const std::filesystem::path& path) {
  ExportList list;
  list.source_ = path.string();
  list.from_ = From::Object;
  auto& defined = list.object_names_.emplace();
  for (const auto& s : container::symbol_table(path)) {
    if (!s.defined) continue;
    defined.push_back(s.name);
    const bool taken = s.letter == 'T' || s.letter == 'R' || s.letter == 'D' || s.letter == 'B';
    // As kbuild's filter: anywhere in the name.
    static constexpr std::string_view left_out[] = {"__pfx", "__cfi", "__odr_asan"};
    if (!taken || std::ranges::any_of(left_out, [&](auto part) { return s.name.find(part) != std::string::npos; }))
      continue;
    list.names_.push_back({s.name, false});
  }
  list.finish();
  return list;
}

}  // namespace rmeta::symbols
