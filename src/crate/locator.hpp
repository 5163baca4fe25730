// SPDX-License-Identifier: MIT OR Apache-2.0
// Which files may be a crate, in the order in which they are tried. Looks at names only.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rmeta::crate {

/// Names in a folder, sorted; read once. A folder that cannot be read is empty.
class Folders {
 public:
  const std::vector<std::string>& names(const std::filesystem::path& folder);

 private:
  std::map<std::filesystem::path, std::vector<std::string>> names_;
};

/// True if a file of that name can hold the crate: `lib<name>...` (or `<name>...dll`) with a suffix rustc writes.
bool may_be_crate(std::string_view file_name, std::string_view crate);

/// Files of `folder` that may be the crate: those with the expected `extra_filename` first, and for each stem the
/// `.rmeta` before the `.rlib` before dynamic libraries.
std::vector<std::filesystem::path> candidates(Folders& folders, const std::filesystem::path& folder,
                                              std::string_view crate, std::string_view extra_filename);

/// `-L dependency=DIR` means DIR to us.
std::filesystem::path search_folder(const std::filesystem::path& option);

}  // namespace rmeta::crate
