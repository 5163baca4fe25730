// SPDX-License-Identifier: MIT OR Apache-2.0
// What every verb that reads crates starts with: the releases that can be read, and a file opened as the crate it
// holds.
#pragma once

#include <memory>
#include <string>

#include "rmeta/cli/options.hpp"
#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/schema/registry.hpp"

namespace rmeta::report {
class JsonWriter;
}

namespace rmeta::cli {

class Session {
 public:
  /// Built-in releases, then those of --compat-dir.
  explicit Session(const Options& options);

  const schema::Registry& registry() const { return *registry_; }
  /// Opens a file, following a stub to the metadata it stands for.
  std::unique_ptr<crate::Crate> open(const std::string& path) const;
  /// A graph that finds dependencies as the options say, and beside the files given.
  crate::Graph graph() const;

  /// Whether the release is read with the schema that the program carries.
  bool built_in(std::string_view release) const;
  bool assumed() const { return options_.assume_release.has_value(); }
  /// "target specification FILE, as told", or "".
  std::string target_note() const;
  /// The members every JSON document about a crate has: file, release, assumed.
  void identify(report::JsonWriter& json, const std::string& path, const crate::Crate& crate) const;

 private:
  const Options& options_;
  std::shared_ptr<const schema::Registry> registry_;
  std::vector<std::string> loaded_;  // releases that came out of --compat-dir
};

/// Whether text is coloured: as --color says, else on a terminal unless NO_COLOR is set (https://no-color.org).
bool wants_colour(const Options& options);

/// Throws if no FILE was given.
void need_files(const Options& options);

}  // namespace rmeta::cli
