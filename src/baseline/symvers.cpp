// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/baseline/symvers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "file.hpp"
#include "lines.hpp"
#include "rmeta/error.hpp"
#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/export_list.hpp"

namespace rmeta::baseline {

namespace {

constexpr std::string_view kName = "Module.symvers";
constexpr std::size_t kMostBytes = 1ULL << 28;  // of the file; that of a distributor's kernel has two millions
constexpr std::size_t kLongestLine = 1ULL << 16;

struct Line {
  std::uint32_t crc;
  std::string_view name;
};

std::optional<Line> parsed(std::string_view text) {
  constexpr std::size_t kDigits = 8;
  const std::size_t tab = 2 + kDigits;
  if (!text.starts_with("0x") || text.size() <= tab || text[tab] != '\t') return std::nullopt;
  Line line{};
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + tab, line.crc, 16);
  if (error != std::errc() || end != text.data() + tab) return std::nullopt;
  text.remove_prefix(tab + 1);
  line.name = text.substr(0, text.find('\t'));
  const bool module_follows = line.name.size() < text.size();
  return module_follows && !line.name.empty() ? std::optional(line) : std::nullopt;
}

// What mangled names say by themselves; other names are their own paths. A name can be made that says a megabyte, and a
// file can have millions of them.
class Paths {
 public:
  explicit Paths(const std::string& origin) : origin_(origin) {}

  std::string of(const std::string& name) {
    if (!symbols::looks_like_v0(name)) return name;
    std::string path;
    try {
      path = symbols::print(symbols::demangle(name));
    } catch (const Error&) {
      return name;  // looks like one, and is none
    }
    if (path.size() > left_)
      throw Error(fmt::format("the paths of its symbols are of more than {} bytes", kMost)).file(origin_);
    left_ -= path.size();
    return path;
  }

 private:
  static constexpr std::size_t kMost = 1ULL << 26;  // those of a kernel are some hundred thousands
  const std::string& origin_;
  std::size_t left_ = kMost;
};

bool is_mangled(std::string_view name) {
  return symbols::looks_like_v0(name) || symbols::looks_like_legacy(name);
}

// All symbols that the linker knows of all crates, as those of a Module.symvers.
void flatten(Snapshot& side) {
  Crate all;
  all.name = kName;
  all.versions_only = true;
  Paths paths(side.origin);
  for (Crate& crate : side.crates) {
    for (Symbol& s : crate.symbols) {
      if (s.name == s.path && s.path.find("::") != std::string::npos)
        throw Error(
            fmt::format("the linker's name of {} is not known: the crate was compiled with legacy mangling", s.path))
            .file(side.origin)
            .hint(fmt::format("without names there is nothing to find in a {}", kName));
      std::string path = paths.of(s.name);
      all.symbols.push_back({std::move(s.name), std::move(path), "symbol", s.crc, {}, {}});
    }
  }
  std::ranges::sort(all.symbols, {}, &Symbol::name);
  side.crates.clear();
  side.crates.push_back(std::move(all));
}

bool is_versions(const Snapshot& side) {
  return std::ranges::any_of(side.crates, &Crate::versions_only);
}

}  // namespace

bool is_symvers(const std::string& path) {
  const std::string begin = read_file(path, kLongestLine);
  return parsed(std::string_view(begin).substr(0, begin.find('\n'))).has_value();
}

Snapshot read_symvers(const std::string& path) {
  const std::string text = read_file(path, kMostBytes + 1);
  if (text.size() > kMostBytes) throw Error(fmt::format("a {} of more than {} bytes", kName, kMostBytes)).file(path);
  return parse_symvers(text, path);
}

Snapshot parse_symvers(std::string_view text, const std::string& origin) {
  Crate all;
  all.name = kName;
  all.versions_only = true;
  Paths paths(origin);
  std::size_t number = 0;
  for (const std::string_view row : lines_of(text)) {
    ++number;
    const auto line = parsed(row);
    if (!line)
      throw Error(fmt::format("line {} is none of a {}: \"{}\"", number, kName, row.substr(0, 80)))
          .file(origin)
          .hint("a line has a CRC, a name, a module and a kind of export, separated by tabs");
    std::string name(line->name), path = paths.of(name);
    all.symbols.push_back({std::move(name), std::move(path), "symbol", line->crc, {}, {}});
  }
  std::ranges::stable_sort(all.symbols, {}, &Symbol::name);
  const auto twice = std::ranges::adjacent_find(all.symbols, {}, &Symbol::name);
  if (twice != all.symbols.end()) throw Error(fmt::format("symbol {} is in it twice", twice->name)).file(origin);
  Snapshot out;
  out.origin = origin;
  out.crates.push_back(std::move(all));
  return out;
}

bool versions_only(const Snapshot& old, const Snapshot& now) {
  return is_versions(old) || is_versions(now);
}

std::vector<std::string> keep_versions(Snapshot& old, Snapshot& now) {
  std::set<std::string> of_rust;
  for (Snapshot* side : {&old, &now}) {
    if (is_versions(*side)) continue;
    flatten(*side);
    for (const Symbol& s : side->crates[0].symbols) of_rust.insert(s.name);
  }
  std::vector<std::string> notes;
  for (Snapshot* side : {&old, &now}) {
    auto& symbols = side->crates[0].symbols;
    const auto others =
        std::erase_if(symbols, [&](const Symbol& s) { return !is_mangled(s.name) && !of_rust.contains(s.name); });
    if (others != 0)
      notes.push_back(fmt::format(
          "{}: {} symbols passed over: their names are not mangled, so nothing tells whether they are Rust's",
          side->origin, others));
    if (symbols.empty())
      throw Error("there is no symbol of Rust in it").file(side->origin).hint("C's symbols are not compared");
    const auto without = std::ranges::find(symbols, 0U, &Symbol::crc);
    if (without != symbols.end())
      throw Error(fmt::format("symbol {} has no CRC", without->name))
          .file(side->origin)
          .hint("a kernel built without CONFIG_MODVERSIONS has none");
  }
  std::size_t common = 0, same = 0;
  const auto& others = now.crates[0].symbols;
  for (const Symbol& s : old.crates[0].symbols) {
    const auto at = std::ranges::lower_bound(others, s.name, {}, &Symbol::name);
    if (at == others.end() || at->name != s.name) continue;
    ++common;
    if (at->crc == s.crc) ++same;
  }
  if (common == 0)
    throw Error(fmt::format("none of the {} symbols of Rust is in {}, which has {}: there is nothing to compare",
                            old.crates[0].symbols.size(), now.origin, others.size()))
        .file(old.origin)
        .hint(
            "names of two compilers or of other crates are never the same; `rmetacrc diff` of crates or pins compares "
            "by path");
  if (same == 0)
    notes.push_back(
        fmt::format("none of {} CRCs is the same: as if another tool than rmetacrc made one side, or it is "
                    "for another target",
                    common));
  return notes;
}

}  // namespace rmeta::baseline
