// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/abi/symtypes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rmeta::abi {

namespace {

// scripts/gendwarfksyms/types.c of Linux 7.3 finds `s#`, `u#`, `e#` and `t#` anywhere in a string, suse-kabi-tools any
// word with '#' in second place; both end a quoted name at the next single quote.
std::string escape(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool starts = i == 0 || line[i - 1] == ' ', ends = i + 1 == line.size() || line[i + 1] == ' ';
    const bool syntax = starts && ends && (c == '{' || c == '}' || c == ';');
    const bool blank = c == ' ' && (starts || i + 1 == line.size());
    if (c == '%' || c == '\'' || c == '#' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f || syntax || blank)
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string unescape(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '%') {
      out += word[i];
      continue;
    }
    const int hi = i + 2 < word.size() ? hex_digit(word[i + 1]) : -1, lo = hi < 0 ? -1 : hex_digit(word[i + 2]);
    if (lo < 0) throw Error(fmt::format("\"{}\" has a % that two hexadecimal digits do not follow", word));
    out += static_cast<char>(hi * 16 + lo);
    i += 2;
  }
  return out;
}

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_reference(std::string_view s) {
  return s.size() >= 2 && (s[0] == 's' || s[0] == 'u' || s[0] == 'e' || s[0] == 't') && s[1] == '#';
}

std::size_t indent_of(std::string_view line) {
  std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
  return blanks / 2;
}

// What a definition is called in C's terms, by the word its text begins with.
char prefix_of(std::string_view text) {
  if (text.starts_with("union ")) return 'u';
  if (text.starts_with("enum ")) return 'e';
  if (text.starts_with("trait object ")) return 't';
  return 's';
}

}  // namespace

std::string symtypes_words(std::string_view text) {
  std::string out;
  std::size_t level = 0;
  auto add = [&](std::string_view word) {
    if (!out.empty()) out += ' ';
    out += word;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t next = text.empty() ? 0 : indent_of(text.substr(0, text.find('\n')));
    if (next > level + 1) throw Error("an ABI text is indented by more than one level at once");
    add(escape(line.substr(std::min(2 * level, line.size()))));
    if (next > level) {
      add("{");
    } else {
      add(";");
      for (; level > next; --level) add("}");
    }
    level = next;
  }
  return out;
}

std::string symtypes_reference(char prefix, std::string_view name, std::size_t number) {
  std::string text = escape(name);
  if (number > 0) text += fmt::format("%00{}", number);
  const char* quote = text.find(' ') != std::string::npos ? "'" : "";
  return fmt::format("{}#{}{}{}", prefix, quote, text, quote);
}

SymtypesString parse_symtypes(std::string_view words) {
  SymtypesString out;
  std::size_t level = 0;
  std::string line;
  auto end_line = [&] {
    out.text += std::string(2 * level, ' ') + line + "\n";
    line.clear();
  };
  for (std::size_t i = 0; i < words.size();) {
    if (is_blank(words[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    if (is_reference(words.substr(i))) {
      const bool quoted = i + 2 < words.size() && words[i + 2] == '\'';
      const std::size_t start = i + (quoted ? 3 : 2);
      for (end = start; end < words.size() && (quoted ? words[end] != '\'' : !is_blank(words[end]));) ++end;
      if (quoted && end == words.size()) throw Error(fmt::format("\"{}\" has a quote without an end", words.substr(i)));
      if (end == start) throw Error(fmt::format("\"{}\" is a reference without a name", words.substr(i)));
      std::string name = unescape(words.substr(start, end - start));
      if (auto number = name.find('\0'); number != std::string::npos) name.resize(number);
      out.references.push_back({words[i], std::move(name)});
      i = end + (quoted ? 1 : 0);
      continue;
    }
    while (end < words.size() && !is_blank(words[end])) ++end;
    std::string_view word = words.substr(i, end - i);
    i = end;
    if (word == ";") {
      end_line();
    } else if (word == "{") {
      end_line();
      if (++level > 1000) throw Error("braces nested too deeply");
    } else if (word == "}") {
      if (!line.empty()) end_line();
      if (level == 0) throw Error("a } too many");
      --level;
    } else {
      if (!line.empty()) line += ' ';
      line += unescape(word);
    }
  }
  if (level != 0) throw Error("a { without its }");
  if (!line.empty()) end_line();
  return out;
}

std::string Symtypes::key(char prefix, const std::string& name, const std::string& text) {
  auto& texts = seen_[{prefix, name}];
  auto at = std::find(texts.begin(), texts.end(), text);
  const auto number = static_cast<std::size_t>(at - texts.begin());
  if (at == texts.end()) texts.push_back(text);
  return symtypes_reference(prefix, name, number);
}

void Symtypes::add(const Assembler& assembler, const CrateAbi& abi) {
  const Texts& texts = assembler.texts();
  auto reference = [&](std::uint32_t id) {
    const std::string& text = texts.definition(id);
    return key(prefix_of(text), texts.definition_name(id), text);
  };
  auto references = [&](const std::vector<std::uint32_t>& ids) {
    std::vector<std::string> keys;
    for (auto id : ids) keys.push_back(reference(id));
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    std::string out;
    for (const auto& k : keys) out += " " + k;
    return out;
  };
  const std::string& header = texts.header();
  const std::string abi_key = key('t', "abi", header);
  types_.try_emplace(abi_key, symtypes_words(header));
  for (const auto& s : abi.symbols) {
    std::string words = abi_key + " " + symtypes_words(std::string_view(s.text.head).substr(header.size()));
    symbols_.insert_or_assign(s.symbol.name, words + references(s.text.roots));
    for (auto id : s.text.types) {
      auto [at, added] = types_.try_emplace(reference(id));
      if (added) at->second = symtypes_words(texts.definition(id)) + references(texts.references(id));
    }
  }
}

void Symtypes::write(const std::function<void(std::string_view)>& line) const {
  for (const auto* records : {&types_, &symbols_})
    for (const auto& [key, words] : *records) line(fmt::format("{} {}\n", key, words));
}

}  // namespace rmeta::abi
