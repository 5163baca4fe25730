// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/report/json.hpp"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "rmeta/error.hpp"

namespace rmeta::report {

namespace {

constexpr std::uint64_t kExact = std::uint64_t{1} << 53;

// Length of the UTF-8 sequence at the start of `s` by Unicode's table of well-formed sequences (no overlong forms, no
// surrogates, nothing past U+10FFFF); 0 if there is none.
std::size_t utf8_sequence(std::string_view s) {
  auto at = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0U; };
  auto in = [](unsigned c, unsigned low, unsigned high) { return c >= low && c <= high; };
  unsigned a = at(0), b = at(1), c = at(2), d = at(3);
  if (a < 0x80) return 1;
  if (in(a, 0xc2, 0xdf)) return in(b, 0x80, 0xbf) ? 2 : 0;
  if (in(a, 0xe0, 0xef)) {
    unsigned low = a == 0xe0 ? 0xa0 : 0x80, high = a == 0xed ? 0x9f : 0xbf;
    return in(b, low, high) && in(c, 0x80, 0xbf) ? 3 : 0;
  }
  if (in(a, 0xf0, 0xf4)) {
    unsigned low = a == 0xf0 ? 0x90 : 0x80, high = a == 0xf4 ? 0x8f : 0xbf;
    return in(b, low, high) && in(c, 0x80, 0xbf) && in(d, 0x80, 0xbf) ? 4 : 0;
  }
  return 0;
}

// Whether all of it is ASCII that stands for itself between quotes: most text is nothing else. Eight bytes at a time:
// of a byte of `zero(x)` the top bit is set if that byte of x is zero, or (which is as good here) if one below it is.
bool is_plain(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kTops = 0x8080808080808080;
  const auto zero = [](std::uint64_t x) { return (x - kOnes) & ~x; };
  const auto special = [&](std::uint64_t x) {
    const std::uint64_t control = (x - kOnes * 0x20) & ~x;
    return ((x | control | zero(x ^ kOnes * '"') | zero(x ^ kOnes * '\\')) & kTops) != 0;
  };
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t word = 0;
  for (; left >= sizeof word; at += sizeof word, left -= sizeof word) {
    std::memcpy(&word, at, sizeof word);
    if (special(word)) return false;
  }
  if (text.size() >= sizeof word) {  // the last eight once more, with those before them
    std::memcpy(&word, text.data() + text.size() - sizeof word, sizeof word);
    return !special(word);
  }
  word = kOnes * ' ';
  for (; left != 0; ++at, --left) word = word << 8 | static_cast<unsigned char>(*at);
  return !special(word);
}

std::string decimal(unsigned __int128 value, bool negative) {
  if (const auto narrow = static_cast<std::uint64_t>(value); narrow == value && !negative)
    return fmt::format_int(narrow).str();
  std::string digits;
  do digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  while ((value /= 10) != 0);
  if (negative) digits.insert(digits.begin(), '-');
  return digits;
}

}  // namespace

std::string displayable(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    std::size_t length = utf8_sequence(bytes);
    text += length != 0 ? bytes.substr(0, length) : std::string_view("\xef\xbf\xbd");
    bytes.remove_prefix(length != 0 ? length : 1);
  }
  return text;
}

void JsonWriter::before_value() {
  if (levels_.empty()) {
    if (done_) throw std::logic_error("JSON document has two values");
    done_ = true;
    return;
  }
  Level& level = levels_.back();
  if (level.next == Scope::kKey) throw std::logic_error("JSON value where a key belongs");
  if (level.next == Scope::kValue) {
    level.next = Scope::kKey;
    return;
  }
  if (!level.empty) out_.write(',');
  level.empty = false;
  line_break(levels_.size());
}

void JsonWriter::line_break(std::size_t depth) {
  if (depth > break_depth_) return;
  out_.write('\n');
  for (std::size_t i = 0; i < depth; ++i) out_.write("  ");
}

void JsonWriter::before_key() {
  if (levels_.empty() || levels_.back().next != Scope::kKey) throw std::logic_error("JSON key where none belongs");
  Level& level = levels_.back();
  if (!level.empty) out_.write(',');
  level.empty = false;
  level.next = Scope::kValue;
  line_break(levels_.size());
}

void JsonWriter::key(std::string_view name) {
  before_key();
  quoted(name);
  after_key();
}

void JsonWriter::open(char bracket, Scope first) {
  before_value();
  out_.write(bracket);
  levels_.push_back({first, true});
}

void JsonWriter::close(char bracket, Scope expected) {
  if (levels_.empty() || levels_.back().next != expected) throw std::logic_error("JSON bracket closed out of place");
  bool empty = levels_.back().empty;
  std::size_t depth = levels_.size();
  levels_.pop_back();
  if (!empty && depth <= break_depth_) line_break(depth - 1);
  out_.write(bracket);
}

void JsonWriter::quoted(std::string_view text) {
  if (is_plain(text)) return plain(text);
  out_.write('"');
  std::size_t plain = 0;  // start of what can be copied as it is
  for (std::size_t i = 0; i < text.size();) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') {
      std::size_t length = utf8_sequence(text.substr(i, 4));
      if (length == 0) {
        throw Error(fmt::format("text is not UTF-8 (byte {:#04x} at {}) and cannot be written as JSON", c, i));
      }
      i += length;
      continue;
    }
    out_.write(text.substr(plain, i - plain));
    switch (c) {
      case '"':
        out_.write("\\\"");
        break;
      case '\\':
        out_.write("\\\\");
        break;
      case '\n':
        out_.write("\\n");
        break;
      case '\t':
        out_.write("\\t");
        break;
      default:
        out_.write(fmt::format("\\u{:04x}", c));
    }
    plain = ++i;
  }
  out_.write(text.substr(plain));
  out_.write('"');
}

void JsonWriter::string(std::string_view text) {
  before_value();
  quoted(text);
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_.write(value ? "true" : "false");
}

void JsonWriter::null() {
  before_value();
  out_.write("null");
}

void JsonWriter::unsigned_number(std::uint64_t value) {
  number(static_cast<unsigned __int128>(value));
}

void JsonWriter::signed_number(std::int64_t value) {
  number(static_cast<__int128>(value));
}

void JsonWriter::number(unsigned __int128 value) {
  before_value();
  if (value <= kExact) {
    fmt::format_int text(static_cast<std::uint64_t>(value));
    out_.write(std::string_view(text.data(), text.size()));
  } else {
    plain(decimal(value, false));
  }
}

void JsonWriter::number(__int128 value) {
  if (value >= 0) {
    number(static_cast<unsigned __int128>(value));
    return;
  }
  before_value();
  auto magnitude = -static_cast<unsigned __int128>(value);
  const char* quote = magnitude <= kExact ? "" : "\"";
  out_.write(fmt::format("{}{}{}", quote, decimal(magnitude, true), quote));
}

void JsonWriter::finish() {
  if (!levels_.empty() || !done_) throw std::logic_error("JSON document is not complete");
  out_.write('\n');
  done_ = false;
}

}  // namespace rmeta::report
