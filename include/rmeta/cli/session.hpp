// SPDX-License-Identifier: MIT OR Apache-2.0
// What every verb that reads crates starts with: the releases and folders that the options name.
#pragma once

#include <string>

#include "rmeta/cli/options.hpp"
#include "rmeta/crate/session.hpp"

namespace rmeta::report {
class JsonWriter;
}

namespace rmeta::cli {

class Session : public crate::Session {
 public:
  explicit Session(const Options& options);

  /// "target specification FILE, as told", or "".
  std::string target_note() const;
  /// The members every JSON document about a crate has: file, release, assumed.
  void identify(report::JsonWriter& json, const std::string& path, const crate::Crate& crate) const;
};

/// Whether text is coloured: as --color says, else on a terminal unless NO_COLOR is set (https://no-color.org).
bool wants_colour(const Options& options);

/// Throws if no FILE was given.
void need_files(const Options& options);

}  // namespace rmeta::cli
