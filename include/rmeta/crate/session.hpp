// SPDX-License-Identifier: MIT OR Apache-2.0
// What everything that reads crates starts with: the releases that can be read, and where crates are looked for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/schema/registry.hpp"
#include "rmeta/settings.hpp"

namespace rmeta::crate {

class Session {
 public:
  /// Built-in releases, then those of `compat_dir`. Throws for a folder that cannot be read, and if none is left.
  explicit Session(Settings settings);

  const Settings& settings() const { return settings_; }
  const schema::Registry& registry() const { return *registry_; }
  /// Opens a file, following a stub to the metadata it stands for.
  std::unique_ptr<Crate> open(const std::string& path) const;
  /// A graph that finds dependencies as the settings say, and beside the files given.
  Graph graph() const;

  /// Whether the release is read with the schema that the program carries.
  bool built_in(std::string_view release) const;
  bool assumed() const { return settings_.assume_release.has_value(); }

 private:
  Settings settings_;
  std::shared_ptr<const schema::Registry> registry_;
  std::vector<std::string> loaded_;  // releases that came out of compat_dir
};

/// The crates that a path means: a file is itself; a folder is its `lib*.rmeta`, and the `lib*.rlib` that have no such
/// file beside them, in order of name. Throws for a folder without any.
std::vector<std::string> crate_files(const std::string& path);

}  // namespace rmeta::crate
