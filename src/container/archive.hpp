// SPDX-License-Identifier: MIT OR Apache-2.0
// Internal to the room: members of an `ar` archive.
#pragma once

#include <optional>
#include <string>

#include "source.hpp"

namespace rmeta::container {

/// Reads an archive member by member, touching nothing but the members' headers.
class Archive {
 public:
  /// Throws if `source` is an archive of a kind that holds no members' contents.
  explicit Archive(const Source& source);

  /// The next member with its real name, or nothing at the end. Symbol tables and name tables are passed over.
  std::optional<Source> next();

  static bool is_archive(std::string_view bytes);

 private:
  struct Entry {
    std::string raw_name;
    std::uint64_t header, data, size;
  };
  Entry read_entry();
  std::string long_name(const Entry& entry) const;

  Source source_;
  std::uint64_t at_;
  std::uint64_t names_ = 0, names_size_ = 0;  // the GNU table of long names
};

}  // namespace rmeta::container
