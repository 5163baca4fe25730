// SPDX-License-Identifier: MIT OR Apache-2.0
// The crates one run looks at, and how they are found.
//
// A crate names its dependencies by name and hash (`CrateDep`). Each (name, hash) is one node of the graph, known as
// soon as something refers to it, and loaded only when something in it is needed: a crate that was used for its macros
// alone is often not shipped at all. Candidate files are `lib<name><extra_filename>` with the suffixes rustc writes
// (.rmeta, .rlib, .so, ...); a candidate counts only if its header says the same name and hash
// (rustc_metadata/src/locator.rs).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/def_id.hpp"
#include "rmeta/schema/registry.hpp"

namespace rmeta::crate {

struct SearchOptions {
  std::vector<std::pair<std::string, std::filesystem::path>> externs;  // --extern NAME=PATH
  std::vector<std::filesystem::path> dirs;                             // -L [KIND=]DIR
  std::filesystem::path sysroot;                                       // --sysroot DIR, "" for none
  std::string assume_release;                                          // --assume-release, "" for the file's own
  std::optional<std::pair<std::string, std::string>> target_spec;      // --target-spec: name and text
};

/// All calls are thread-safe. Crates stay where they are as long as the graph lives.
class Graph {
 public:
  Graph(std::shared_ptr<const schema::Registry> registry, SearchOptions options);
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// Opens an input file (following a stub) and returns its number. The same crate given twice has one number.
  std::uint32_t add(const std::filesystem::path& file);

  /// Number of crates known so far, loaded or not.
  std::uint32_t size() const;
  const std::string& name(std::uint32_t crate) const;
  const HashText& hash(std::uint32_t crate) const;

  /// The crate, loaded now if it was not. Throws rmeta::Error if it cannot be found: the message names the crate, its
  /// hash, where it was looked for, what was found there and did not match.
  const Crate& crate(std::uint32_t crate) const;
  const Crate& operator[](std::uint32_t c) const { return crate(c); }
  /// Like crate(), but nothing instead of the error for a crate that is not there.
  const Crate* find(std::uint32_t crate) const;

  /// What a definition in the file of crate `from` means; Crate::global is the same without a look-up.
  DefId resolve(std::uint32_t from, decode::DefIdRef def) const { return crate(from).global(def); }

  /// `krate::module::Type`; loads the crate.
  std::string path(DefId def) const { return crate(def.crate).path(def.index); }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Opens one file without a graph. Without `follow_stub` the crate may be a stub, of which only the header is there.
std::unique_ptr<Crate> open_crate(const std::filesystem::path& file, const schema::Registry& registry,
                                  const std::string& assume_release = "", bool follow_stub = true);

}  // namespace rmeta::crate
