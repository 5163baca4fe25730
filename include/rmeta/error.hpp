// SPDX-License-Identifier: MIT OR Apache-2.0
// The one error type of the project. An error is worth something only when it says what went wrong, where, and what to
// do about it, so it carries those three apart and every layer that knows more of "where" adds its part on the way up.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

namespace [[gnu::visibility("default")]] rmeta {

/// Trouble: bad input, an unsupported release, something needed that is missing. The command line turns it into exit
/// code 2. Thrown where the fault is seen; outer layers catch by reference, add what they know (`file`, `member`,
/// `field`), rethrow. The first value given for a part wins, since the innermost layer knows best; `field` names are
/// collected innermost first.
class Error : public std::exception {
 public:
  explicit Error(std::string what);

  /// Path of the input file, as the user gave it.
  Error& file(std::string path);
  /// Member of an archive, section of an object, or both ("lib.rmeta(.rmeta)").
  Error& member(std::string name);
  /// Byte offset of the fault: in the metadata blob for decoding errors, in the file for container errors.
  Error& offset(std::uint64_t bytes);
  /// One more enclosing field, type or table of the value being decoded ("generics_of[17]", "parent").
  Error& field(const std::string& name);
  /// What the user can do about it.
  Error& hint(std::string text);

  /// The whole message on one line: `FILE(MEMBER): at offset 0xN: in a.b.c: WHAT; HINT`.
  const char* what() const noexcept override;

  const std::string& reason() const { return what_; }
  const std::string& file() const { return file_; }
  const std::string& member() const { return member_; }
  std::optional<std::uint64_t> offset() const { return offset_; }
  const std::string& field_path() const { return path_; }
  const std::string& hint() const { return hint_; }

 private:
  void compose();

  std::string what_, file_, member_, path_, hint_, full_;
  std::optional<std::uint64_t> offset_;
};

}  // namespace rmeta
