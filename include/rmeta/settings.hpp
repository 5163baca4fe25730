// SPDX-License-Identifier: MIT OR Apache-2.0
// How crates are found and read. Part of librmeta's public interface: nothing but the standard library, C++17.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace [[gnu::visibility("default")]] rmeta {

/// What the options of the same names tell rmetacrc(1). The defaults read every release that is built in, and look for
/// the crates that a crate depends on beside the files that were opened, nowhere else.
struct Settings {
  /// Folders to look for dependencies in, before those of the files opened (`-L [KIND=]DIR`).
  std::vector<std::string> search_dirs;
  /// Files of single dependencies: name of the crate, path (`--extern NAME=PATH`). They come first, and count only if
  /// name and hash are those wanted.
  std::vector<std::pair<std::string, std::string>> externs;
  /// A toolchain's root, whose `lib/rustlib/TARGET/lib` comes last (`--sysroot`).
  std::optional<std::string> sysroot;
  /// A folder of release schemas made by rmeta-schema(1), which add to those built in or replace them (`--compat-dir`).
  std::optional<std::string> compat_dir;
  /// false: read only the releases of `compat_dir`.
  bool builtin_releases = true;
  /// The release that all files are taken to be of ("1.95.0"), whatever they say themselves (`--assume-release`).
  std::optional<std::string> assume_release;
  /// File with a target's JSON specification, for crates whose metadata only names it, as rustc 1.48's does
  /// (`--target-spec`).
  std::optional<std::string> target_spec;
};

}  // namespace rmeta
