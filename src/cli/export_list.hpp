// SPDX-License-Identifier: MIT OR Apache-2.0
// The symbols a user asks for: a file (or standard input, "-") with one linker name a line. Blank lines and lines that
// start with '#' are passed over. Every name must be found in some crate, or the list is not answered.
#pragma once

#include <map>
#include <string>

namespace rmeta::cli {

class ExportList {
 public:
  explicit ExportList(const std::string& path);

  bool contains(const std::string& name) const { return names_.contains(name); }
  void found(const std::string& name) { names_.at(name) = true; }
  bool any_missing() const;
  /// Throws if a name was not found.
  void require_all() const;

 private:
  std::string path_;
  std::map<std::string, bool> names_;  // whether it was found
};

}  // namespace rmeta::cli
