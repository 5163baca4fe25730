// SPDX-License-Identifier: MIT OR Apache-2.0
// `ar` archives. After "!<arch>\n" come members, each on an even offset, behind a 60-byte header of text:
//
//   name (16) | time (12) | uid (6) | gid (6) | mode in octal (8) | size in decimal (10) | "`\n"
//
// GNU: a name ends with '/'; "/" and "/SYM64/" are symbol tables, "//" holds long names, "/123" is the long name at 123
// in it. BSD and Darwin: "#1/20" means that the name is the first 20 bytes of the data. A thin archive ("!<thin>\n")
// has headers only, its members are files elsewhere. rustc writes GNU archives for most targets, Darwin's for Apple's.
#include "archive.hpp"

#include <fmt/format.h>

#include <charconv>

namespace rmeta::container {
namespace {

constexpr std::string_view magic = "!<arch>\n", thin_magic = "!<thin>\n", aix_magic = "<bigaf>\n";
constexpr std::uint64_t header_size = 60;

std::string_view trim(std::string_view text) {
  const auto end = text.find_last_not_of(' ');
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

std::optional<std::uint64_t> number(std::string_view text) {
  text = trim(text);
  std::uint64_t value = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || bad != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool Archive::is_archive(std::string_view bytes) {
  return bytes.starts_with(magic) || bytes.starts_with(thin_magic) || bytes.starts_with(aix_magic);
}

Archive::Archive(const Source& source) : source_(source), at_(magic.size()) {
  if (source.text().starts_with(thin_magic))
    throw source.error("is a thin archive: it names its members but does not hold them", 0)
        .hint("use the .rlib rustc wrote, or make a full archive with `ar`");
  if (source.text().starts_with(aix_magic)) throw source.error("is an AIX big archive, which is not supported", 0);
}

Archive::Entry Archive::read_entry() {
  const auto text = source_.text();
  if (text.size() - at_ < header_size)
    throw source_
        .error(fmt::format("truncated archive: {} bytes where a member's header of {} bytes should be",
                           text.size() - at_, header_size),
               at_)
        .hint("the file is incomplete: copy or build it again");
  const auto header = text.substr(at_, header_size);
  const auto size = number(header.substr(48, 10));
  if (header.substr(58) != "`\n" || !size)
    throw source_.error("damaged archive: no member header here", at_).hint("the file is damaged: build it again");
  const Entry entry{std::string(trim(header.substr(0, 16))), at_, at_ + header_size, *size};
  if (entry.size > text.size() - entry.data)
    throw source_
        .error(fmt::format("truncated archive: member '{}' has {} bytes, but the file ends after {}", entry.raw_name,
                           entry.size, text.size() - entry.data),
               at_)
        .hint("the file is incomplete: copy or build it again");
  at_ = entry.data + entry.size + (entry.size & 1);
  return entry;
}

std::string Archive::long_name(const Entry& entry) const {
  const auto at = number(std::string_view(entry.raw_name).substr(1));
  if (!at || *at >= names_size_)
    throw source_.error(
        fmt::format("damaged archive: name '{}' refers to no entry of the table of long names", entry.raw_name),
        entry.header);
  const auto names = source_.text().substr(names_ + *at, names_size_ - *at);
  // "/\n" ends a name in GNU's tables, NUL in Microsoft's.
  return std::string(names.substr(0, std::min(names.find("/\n"), names.find('\0'))));
}

std::optional<Source> Archive::next() {
  while (at_ < source_.bytes.size()) {
    Entry entry = read_entry();
    std::string name = entry.raw_name;
    if (name == "/" || name == "/SYM64/") continue;
    if (name == "//") {
      names_ = entry.data;
      names_size_ = entry.size;
      continue;
    }
    if (name.starts_with("#1/")) {
      const auto length = number(std::string_view(name).substr(3));
      if (!length || *length > entry.size)
        throw source_.error(fmt::format("damaged archive: name '{}' is longer than its member", name), entry.header);
      name = source_.text().substr(entry.data, *length);
      name.resize(std::min(name.find('\0'), name.size()));
      entry.data += *length;
      entry.size -= *length;
    } else if (name.starts_with('/')) {
      name = long_name(entry);
    } else if (name.ends_with('/')) {
      name.pop_back();
    }
    if (name.starts_with("__.SYMDEF")) continue;
    Source member = source_.slice(entry.data, entry.size);
    member.member = name;
    return member;
  }
  return std::nullopt;
}

}  // namespace rmeta::container
