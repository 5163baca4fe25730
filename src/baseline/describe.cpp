// SPDX-License-Identifier: MIT OR Apache-2.0
// Differences of ABI texts in words. A text's lines (grammar: compat/ABI-TEXT.md) are taken apart into entries, a name
// and what is said of it: `field owner at 8: u32` says "at 8" and "u32" of `field owner`. Entries of one name are
// compared; those that one side alone has were added or removed.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "lines.hpp"
#include "rmeta/baseline/compare.hpp"

namespace rmeta::baseline {

namespace {

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

struct Entry {
  std::string name;   // "field owner", "variant Some: field 0", "parameter 2"
  std::string place;  // "8": where it lies, or the tag of a variant
  std::string value;  // its type, or the value of a variant
};

// `WORD NAME at N: TYPE`, or without ` at N`.
Entry field_entry(std::string_view line, const std::string& within) {
  const std::size_t colon = line.find(": ");
  std::string_view name = line.substr(0, std::min(colon, line.size()));
  Entry e;
  e.value = colon == std::string_view::npos ? "" : std::string(line.substr(colon + 2));
  if (const std::size_t at = name.rfind(" at "); at != std::string_view::npos) {
    e.place = name.substr(at + 4);
    name = name.substr(0, at);
  }
  e.name = within + std::string(name);
  return e;
}

Entry variant_entry(std::string_view line) {
  const std::size_t equals = line.find(" = ");
  Entry e{std::string(line.substr(0, equals)), "", ""};
  if (equals == std::string_view::npos) return e;
  std::string_view rest = line.substr(equals + 3);
  const std::size_t blank = std::min(rest.find(' '), rest.size());
  e.value = rest.substr(0, blank);
  e.place = rest.substr(std::min(blank + 1, rest.size()));
  return e;
}

bool is_layout(std::string_view line) {
  for (const std::string_view word : {"size ", "unadjusted align ", "niche ", "tag "})
    if (line.starts_with(word)) return true;
  return false;
}

struct Parts {
  std::string size, align, repr;        // of the layout line
  std::vector<std::string> layout;      // the other lines that follow from it
  std::vector<Entry> entries;           // in order
  std::vector<std::string_view> other;  // all other lines, in order
};

Parts parts_of(std::string_view text) {
  Parts out;
  std::string within;
  std::size_t parameters = 0;
  for (const std::string_view whole : lines_of(text)) {
    const std::size_t indent = indent_of(whole);
    const std::string_view line = whole.substr(indent);
    if (indent <= 2) within.clear();
    if (line.starts_with("size ") && line.find(" align ") != std::string_view::npos) {
      const std::size_t align = line.find(" align "), repr = std::min(line.find(' ', align + 7), line.size());
      out.size = line.substr(5, align - 5);
      out.align = line.substr(align + 7, repr - align - 7);
      out.repr = line.substr(std::min(repr + 1, line.size()));
    } else if (is_layout(line)) {
      out.layout.emplace_back(line);
    } else if (line.starts_with("field ")) {
      out.entries.push_back(field_entry(line, within));
    } else if (line.starts_with("variant ")) {
      out.entries.push_back(variant_entry(line));
      within = out.entries.back().name + ": ";
    } else if (line.starts_with("parameter ")) {
      out.entries.push_back({fmt::format("parameter {}", ++parameters), "", std::string(line.substr(10))});
    } else if (line.starts_with("returns ")) {
      out.entries.push_back({"result", "", std::string(line.substr(8))});
    } else if (line.starts_with("type ") && indent == 2) {
      out.entries.push_back({"type", "", std::string(line.substr(5))});
    } else if (indent > 0) {
      out.other.push_back(line);
    }
  }
  return out;
}

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(n) : std::nullopt;
}

std::string summary_of(const Parts& before, const Parts& after) {
  if (before.size != after.size) {
    const auto a = number(before.size), b = number(after.size);
    if (a && b) return fmt::format("{} from {} to {} bytes", *a < *b ? "grew" : "shrank", *a, *b);
  }
  if (before.align != after.align && !before.align.empty() && !after.align.empty())
    return fmt::format("is aligned to {} bytes, was to {}", after.align, before.align);
  return "changed";
}

bool is_variant(const Entry& e) {
  return e.name.starts_with("variant ") && e.name.find(": field ") == std::string::npos;
}

std::string at(const Entry& e) {
  return e.place.empty() || is_variant(e) ? "" : fmt::format(" at {}", e.place);
}

std::string whole(const Entry& e) {
  return fmt::format("{}{}{}", e.name, e.value.empty() ? "" : is_variant(e) ? " = " : ": ", e.value);
}

void compare_entries(const Parts& before, const Parts& after, std::vector<std::string>& details) {
  std::map<std::string_view, const Entry*> old;
  for (const Entry& e : before.entries) old.try_emplace(e.name, &e);
  std::set<std::string_view> kept;
  std::vector<const Entry*> added, removed;
  std::vector<std::string> changed;
  for (const Entry& e : after.entries) {
    const auto found = old.find(e.name);
    if (found == old.end()) {
      added.push_back(&e);
      continue;
    }
    kept.insert(e.name);
    const Entry& was = *found->second;
    if (was.value != e.value)
      changed.push_back(fmt::format("{} is {}{}, was {}", e.name, e.value, at(e), was.value));
    else if (was.place != e.place && is_variant(e))
      changed.push_back(fmt::format("{} has {}, had {}", e.name, e.place.empty() ? "no tag" : e.place,
                                    was.place.empty() ? "no tag" : was.place));
    else if (was.place != e.place)
      changed.push_back(fmt::format("{} moved from {} to {}", e.name, was.place, e.place));
  }
  for (const Entry& e : before.entries)
    if (!kept.contains(e.name)) removed.push_back(&e);
  // One that lies where one was that is gone, and is what that was.
  for (const Entry*& e : added) {
    const auto same = std::ranges::find_if(removed, [&](const Entry* r) {
      return r->place == e->place && r->value == e->value && is_variant(*r) == is_variant(*e);
    });
    if (same == removed.end()) continue;
    details.push_back(fmt::format("{} is named {}", (*same)->name, e->name.substr(e->name.rfind(' ') + 1)));
    removed.erase(same);
    e = nullptr;
  }
  auto placed = [](const Entry& e) { return !e.place.empty() && !is_variant(e); };
  for (const Entry* e : removed)
    details.push_back(fmt::format("{} removed{}", whole(*e), placed(*e) ? fmt::format(" from {}", e->place) : ""));
  for (const Entry* e : added)
    if (e != nullptr) details.push_back(fmt::format("{} added{}", whole(*e), at(*e)));
  details.insert(details.end(), changed.begin(), changed.end());
}

// Of lines that are no entries: what came and what went, in order.
void compare_lines(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after,
                   std::vector<std::string>& details) {
  std::string a, b;
  for (const auto line : before) a += fmt::format("{}\n", line);
  for (const auto line : after) b += fmt::format("{}\n", line);
  for (const DiffLine& line : diff_lines(a, b)) {
    if (line.side == DiffLine::Side::Old) details.push_back(fmt::format("no more `{}`", line.text));
    if (line.side == DiffLine::Side::New) details.push_back(fmt::format("now `{}`", line.text));
  }
}

// A line without the numbers that follow from types within; nothing of one that is nothing else.
std::string essence(std::string_view whole) {
  const std::size_t indent = indent_of(whole);
  std::string_view line = whole.substr(indent);
  if (is_layout(line)) return "";
  if (line.starts_with("field ")) {
    const Entry e = field_entry(line, "");
    return fmt::format("{}{}: {}", whole.substr(0, indent), e.name, e.value);
  }
  if (line.starts_with("variant ")) {
    const Entry e = variant_entry(line);
    return fmt::format("{} = {}", e.name, e.value);
  }
  if (line.starts_with("captures at ")) {
    const std::size_t blank = std::min(line.find(' ', 12), line.size());
    return fmt::format("captures{}", line.substr(blank));
  }
  if (line.starts_with("saved ") && line.find(": ") == std::string_view::npos)
    return std::string(line.substr(0, line.find(" at ")));
  return std::string(whole);
}

std::string essence_of(std::string_view text) {
  std::string out;
  const bool function = text.starts_with("fn ");
  for (const std::string_view line : lines_of(text)) {
    // How a value is passed follows from its type.
    if (function && (indent_of(line) >= 4 || line.starts_with("  argument "))) continue;
    if (const std::string e = essence(line); !e.empty()) out += e + '\n';
  }
  return out;
}

}  // namespace

bool differs_itself(std::string_view before, std::string_view after) {
  return essence_of(before) != essence_of(after);
}

void describe(std::string_view before, std::string_view after, Cause& cause) {
  const Parts a = parts_of(before), b = parts_of(after);
  cause.summary = summary_of(a, b);
  compare_entries(a, b, cause.details);
  compare_lines(a.other, b.other, cause.details);
  if (cause.details.empty()) {
    if (a.repr != b.repr && !a.repr.empty() && !b.repr.empty())
      cause.details.push_back(fmt::format("held as {}, was as {}", b.repr, a.repr));
    for (const auto& line : b.layout)
      if (std::ranges::find(a.layout, line) == a.layout.end()) cause.details.push_back(fmt::format("now `{}`", line));
    for (const auto& line : a.layout)
      if (std::ranges::find(b.layout, line) == b.layout.end())
        cause.details.push_back(fmt::format("no more `{}`", line));
  }
  cause.lines = diff_lines(before, after);
}

// The longest common subsequence, in memory of both lengths multiplied; what is alike at both ends is set aside first.
// Definitions of thousands of lines that share nothing are put one after the other.
std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after) {
  constexpr std::size_t kMost = 16'000'000;  // cells
  using Side = DiffLine::Side;
  const auto a = lines_of(before), b = lines_of(after);
  std::vector<DiffLine> out;
  auto add = [&](Side side, std::string_view line) { out.push_back({side, std::string(line)}); };
  std::size_t first = 0, end_a = a.size(), end_b = b.size();
  while (first < end_a && first < end_b && a[first] == b[first]) add(Side::Both, a[first++]);
  while (end_a > first && end_b > first && a[end_a - 1] == b[end_b - 1]) --end_a, --end_b;
  const std::size_t rows = end_a - first, columns = end_b - first;
  std::size_t i = first, j = first;
  if (rows != 0 && columns <= kMost / rows) {
    std::vector<std::uint32_t> table((rows + 1) * (columns + 1));
    auto common = [&](std::size_t x, std::size_t y) -> std::uint32_t& { return table[x * (columns + 1) + y]; };
    for (std::size_t x = rows; x-- > 0;)
      for (std::size_t y = columns; y-- > 0;)
        common(x, y) =
            a[first + x] == b[first + y] ? common(x + 1, y + 1) + 1 : std::max(common(x + 1, y), common(x, y + 1));
    while (i < end_a && j < end_b) {
      if (a[i] == b[j]) {
        add(Side::Both, a[i++]);
        ++j;
      } else if (common(i + 1 - first, j - first) >= common(i - first, j + 1 - first)) {
        add(Side::Old, a[i++]);
      } else {
        add(Side::New, b[j++]);
      }
    }
  }
  while (i < end_a) add(Side::Old, a[i++]);
  while (j < end_b) add(Side::New, b[j++]);
  for (std::size_t k = end_a; k < a.size(); ++k) add(Side::Both, a[k]);
  return out;
}

}  // namespace rmeta::baseline
