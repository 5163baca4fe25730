// SPDX-License-Identifier: MIT OR Apache-2.0
// From a metadata blob's version string to the schema of the release that wrote it.
//
// Every blob starts with `rust\0\0\0N`, the root's position (four or eight bytes, by release) and the compiler's
// version string: "rustc 1.95.0 (59807616e 2026-04-14)", "rustc 1.63.0", with what a distributor added: "rustc 1.63.0
// (4b91a6ea7 2022-08-08) (built from a source tarball)". A release is supported if a schema's pattern equals the string
// without such a suffix. Betas, nightlies and unknown versions are refused: their metadata differs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/schema/model.hpp"

namespace rmeta::schema {

/// What can be said of a blob without knowing its release.
struct Header {
  std::uint8_t metadata_version;
  std::string_view version;   ///< "rustc 1.95.0 (59807616e 2026-04-14)", into the blob
  std::uint64_t version_pos;  ///< where the encoded string starts: the root's position ends here
};
/// Throws rmeta::Error if `blob` does not start like rustc metadata or has no version string.
Header read_header(std::span<const std::uint8_t> blob);

class Registry {
 public:
  Registry() = default;

  /// Adds a packed schema (words that live as long as the program) or a loaded one; the last one added for a release
  /// wins.
  void add(Schema schema);
  /// Adds every *.json of `directory` (complete schemas or differences from one another), as --compat-dir; returns
  /// the releases that were added.
  std::vector<std::string> add_directory(const std::filesystem::path& directory);

  /// The schema for a version string, a bare release ("1.95.0") or "rustc 1.95.0". Throws rmeta::Error naming the
  /// nearest supported releases.
  std::shared_ptr<const Schema> find(std::string_view version) const;
  std::shared_ptr<const Schema> find(std::span<const std::uint8_t> blob) const {
    return find(read_header(blob).version);
  }

  /// All schemas, oldest release first.
  std::vector<std::shared_ptr<const Schema>> releases() const;

 private:
  std::map<std::string, std::shared_ptr<const Schema>, std::less<>> by_release_;
};

/// How a release was held against its compiler: a kind of comparison, how many values were compared and were equal, and
/// how many could not be compared. The numbers come from the oracle tests.
struct Verified {
  std::string_view release, check;
  std::uint64_t compared, equal, skipped;
};

/// Version string without "rustc " and vendor suffixes: "1.95.0 (59807616e 2026-04-14)".
std::string normalise_version(std::string_view version);

}  // namespace rmeta::schema

namespace rmeta::compat {
/// The releases packed into the program (library `builtin_dep`, made from compat/ by src/pack).
schema::Registry builtin_registry();
/// compat/verified.json, ordered by release and check.
std::span<const schema::Verified> verified();
}  // namespace rmeta::compat
