// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/abi/kabi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "rmeta/container/sections.hpp"
#include "rmeta/error.hpp"

namespace rmeta::abi {

namespace {

using Kind = KabiRule::Kind;

// What a line of a file gives after the kind; a member stands in the target after a blank, as in C's rules.
struct KindRow {
  std::string_view name;
  Kind kind;
  bool member;            // the name of a variant or member follows the type
  int least, most;        // words after that
  bool in_c;              // gendwarfksyms knows it by this name
  std::string_view form;  // for messages
};
constexpr KindRow kKinds[] = {
    {"declonly", Kind::DeclarationOnly, false, 0, 0, true, "declonly TYPE"},
    {"enumerator_ignore", Kind::EnumeratorIgnored, true, 0, 0, true, "enumerator_ignore TYPE VARIANT"},
    {"enumerator_value", Kind::EnumeratorValue, true, 1, 1, true, "enumerator_value TYPE VARIANT NUMBER"},
    {"byte_size", Kind::ByteSize, false, 1, 1, true, "byte_size TYPE NUMBER"},
    {"type_string", Kind::TypeString, false, 1, 1 << 20, true, "type_string TYPE-OR-SYMBOL STRING"},
    {"member_ignore", Kind::MemberIgnored, true, 0, 0, false, "member_ignore TYPE MEMBER"},
    {"member_rename", Kind::MemberRenamed, true, 1, 2, false, "member_rename TYPE MEMBER OLD-NAME [OLD-TYPE]"},
    {"member_reserved", Kind::MemberReserved, true, 1, 1, false, "member_reserved TYPE MEMBER OLD-TYPE"},
};

const KindRow* row_named(std::string_view name) {
  const auto* at = std::ranges::find(kKinds, name, &KindRow::name);
  return at == std::end(kKinds) ? nullptr : at;
}

std::string place_of(bool from_c, Kind kind, std::string_view target) {
  return fmt::format("{}{} {}", from_c ? 'c' : 'r', static_cast<int>(kind), target);
}

// Words of a line; one in single quotes may have blanks in it. What stands after a word that is `#` is the reason.
struct Words {
  std::vector<std::string> words;
  std::vector<std::size_t> starts;  // in the line
  std::size_t end = 0;              // of the last word
  std::string reason;
};

Words split(std::string_view line) {
  Words out;
  std::size_t i = 0;
  auto blank = [&](std::size_t at) { return line[at] == ' ' || line[at] == '\t' || line[at] == '\r'; };
  while (true) {
    while (i < line.size() && blank(i)) ++i;
    if (i == line.size()) return out;
    const std::size_t start = i;
    if (line[i] == '\'') {
      const auto close = line.find('\'', i + 1);
      if (close == std::string_view::npos) throw Error("a quote without an end");
      out.words.emplace_back(line.substr(i + 1, close - i - 1));
      i = close + 1;
    } else {
      while (i < line.size() && !blank(i)) ++i;
      out.words.emplace_back(line.substr(start, i - start));
      if (out.words.back() == "#") {
        out.words.pop_back();
        const auto text = line.substr(i);
        const auto first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t\r");
        if (first != std::string_view::npos) out.reason = text.substr(first, last - first + 1);
        return out;
      }
    }
    out.starts.push_back(start);
    out.end = i;
  }
}

}  // namespace

std::string_view KabiRule::kind_name() const {
  return std::ranges::find(kKinds, kind, &KindRow::kind)->name;
}

std::uint64_t kabi_number(const KabiRule& rule) {
  std::uint64_t value = 0;
  const char* end = rule.value.data() + rule.value.size();
  auto [at, error] = std::from_chars(rule.value.data(), end, value);
  if (error != std::errc() || at != end)
    throw Error(fmt::format("\"{}\" of rule {} {} is not a decimal number", rule.value, rule.kind_name(), rule.target))
        .file(rule.source);
  return value;
}

void KabiRules::add_rule(KabiRule rule) {
  auto [at, fresh] = places_.try_emplace(place_of(rule.from_c, rule.kind, rule.target), rules_.size());
  if (fresh) {
    rules_.push_back(std::move(rule));
    return;
  }
  // Many objects of C include the header with the rule.
  const KabiRule& first = rules_[at->second];
  if (rule.from_c && first.value == rule.value) return;
  throw Error(fmt::format("there is a rule {} for {} already, in {}", rule.kind_name(), rule.target, first.source))
      .file(rule.source);
}

void KabiRules::add_line(std::string_view line, const std::string& source) {
  if (const auto first = line.find_first_not_of(" \t\r"); first == std::string_view::npos || line[first] == '#') return;
  try {
    const Words w = split(line);
    if (w.words[0] == "version") {
      if (w.words.size() != 2 || w.words[1] != "1")
        throw Error("rules of this version are not known").hint("this program knows version 1");
      return;
    }
    const KindRow* row = row_named(w.words[0]);
    if (row == nullptr)
      throw Error(fmt::format("rule {} is not known", w.words[0])).hint("compat/RULES.md lists the rules");
    const std::size_t fixed = row->member ? 3 : 2;
    if (w.words.size() < fixed + static_cast<std::size_t>(row->least) ||
        w.words.size() > fixed + static_cast<std::size_t>(row->most))
      throw Error(fmt::format("a rule {} is written: {}", row->name, row->form));
    KabiRule rule;
    rule.kind = row->kind;
    rule.target = row->member ? fmt::format("{} {}", w.words[1], w.words[2]) : w.words[1];
    rule.reason = w.reason;
    rule.source = source;
    if (w.words.size() > fixed) {
      // A type string is taken as it stands, quotes and all; so is the type that may follow an old name.
      rule.value = row->kind == Kind::TypeString ? std::string(line.substr(w.starts[fixed], w.end - w.starts[fixed]))
                                                 : w.words[fixed];
      if (row->kind == Kind::MemberRenamed && w.words.size() > fixed + 1) rule.value += " " + w.words[fixed + 1];
    }
    if (row->kind == Kind::ByteSize) kabi_number(rule);
    add_rule(std::move(rule));
  } catch (Error& e) {
    e.file(source);
    throw;
  }
}

void KabiRules::add_text(std::string_view text, const std::string& source) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    add_line(text.substr(0, end), fmt::format("{}:{}", source, number));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Four strings a rule, each with a NUL at its end: version, type, target, value.
void KabiRules::add_section(std::string_view bytes, const std::string& source) {
  if (!bytes.empty() && bytes.back() != '\0')
    throw Error("the last kABI rule has no end").file(source).member(std::string(kKabiSection));
  while (!bytes.empty()) {
    std::string fields[4];
    for (std::string& field : fields) {
      if (bytes.empty()) throw Error("a kABI rule lacks a part").file(source).member(std::string(kKabiSection));
      field = bytes.data();  // the section ends with a NUL
      bytes.remove_prefix(field.size() + 1);
    }
    if (fields[0] != "1")
      throw Error(fmt::format("kABI rules of version \"{}\" are not known", fields[0]))
          .file(source)
          .member(std::string(kKabiSection));
    const KindRow* row = row_named(fields[1]);
    if (row == nullptr || !row->in_c)
      throw Error(fmt::format("kABI rule \"{}\" is not known", fields[1]))
          .file(source)
          .member(std::string(kKabiSection));
    KabiRule rule;
    rule.kind = row->kind;
    rule.target = fields[2];
    rule.value = row->least > 0 ? fields[3] : "";
    rule.source = source;
    rule.from_c = true;
    add_rule(std::move(rule));
  }
}

bool KabiRules::add_object(const std::filesystem::path& path) {
  const auto sections = container::section_contents(path, kKabiSection);
  for (const std::string& section : sections) add_section(section, path.string());
  return !sections.empty();
}

void KabiRules::add(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error("cannot be opened").file(path.string());
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) throw Error("cannot be read").file(path.string());
  // Objects and archives are full of NULs, and a text has none.
  if (text.view().find('\0') == std::string_view::npos) {
    add_text(text.view(), path.string());
  } else if (!add_object(path)) {
    throw Error(fmt::format("has no rules: there is no section {}", kKabiSection)).file(path.string());
  }
}

const KabiRule* KabiRules::find(Kind kind, std::string_view target) const {
  auto at = places_.find(place_of(false, kind, target));
  return at == places_.end() ? nullptr : &rules_[at->second];
}

const KabiRule* KabiRules::find_c(Kind kind, std::string_view target) const {
  auto at = places_.find(place_of(true, kind, target));
  return at == places_.end() ? nullptr : &rules_[at->second];
}

}  // namespace rmeta::abi
