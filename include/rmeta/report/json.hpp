// SPDX-License-Identifier: MIT OR Apache-2.0
// A JSON writer that streams: what was written is gone from memory, so a dump of any size needs only the depth of its
// nesting. It knows where it is, and misuse (a value where a key belongs) is a programming error it reports.
//
// Numbers whose magnitude is beyond 2^53 are written as decimal strings: readers that keep numbers as doubles would
// change them silently otherwise.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/report/output.hpp"

namespace rmeta::report {

class JsonWriter {
 public:
  /// Values nested deeper than `break_depth` are written on their parent's line.
  explicit JsonWriter(Output& out, unsigned break_depth = 2) : out_(out), break_depth_(break_depth) {}

  void begin_object() { open('{', Scope::kKey); }
  void end_object() { close('}', Scope::kKey); }
  void begin_array() { open('[', Scope::kElement); }
  void end_array() { close(']', Scope::kElement); }
  void key(std::string_view name);
  /// A name that stands in the source, where nothing needs to be escaped: it is not looked through for that.
  template <std::size_t N>
  void key(const char (&name)[N]) {
    before_key();
    plain({name, N - 1});
    after_key();
  }

  /// Text must be UTF-8: anything else is an rmeta::Error, since JSON cannot hold it and changing it would be a lie.
  void string(std::string_view text);
  void boolean(bool value);
  void null();
  void number(std::unsigned_integral auto value) { unsigned_number(value); }
  void number(std::signed_integral auto value) { signed_number(value); }
  void number(unsigned __int128 value);
  void number(__int128 value);

  /// `key` and value in one.
  template <class Name, class T>
  void member(const Name& name, const T& value) {
    key(name);
    if constexpr (std::same_as<T, bool>) {
      boolean(value);
    } else if constexpr (std::integral<T>) {
      number(value);
    } else {
      string(std::string_view(value));
    }
  }
  template <class Name>
  void member_null(const Name& name) {
    key(name), null();
  }

  /// Ends the document with a line feed. Every scope must be closed.
  void finish();

 private:
  enum class Scope : std::uint8_t { kKey, kValue, kElement };  // what may come next in an object (two states), an array
  struct Level {
    Scope next;
    bool empty;
  };

  void open(char bracket, Scope first);
  void close(char bracket, Scope expected);
  void before_value();
  void before_key();
  void after_key() { out_.write(levels_.size() > break_depth_ ? std::string_view(":") : ": "); }
  void plain(std::string_view text) {
    out_.write('"');
    out_.write(text);
    out_.write('"');
  }
  void line_break(std::size_t depth);
  void quoted(std::string_view text);
  void unsigned_number(std::uint64_t value);
  void signed_number(std::int64_t value);

  Output& out_;
  std::vector<Level> levels_;
  unsigned break_depth_;
  bool done_ = false;
};

/// For names that come from the outside and may be anything, such as paths on disk: bytes that are no UTF-8 become
/// U+FFFD, as any program does that shows them.
std::string displayable(std::string_view bytes);

}  // namespace rmeta::report
