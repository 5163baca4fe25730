// SPDX-License-Identifier: MIT OR Apache-2.0
// Internal to the room: a run of bytes together with where it came from, so that every message can say file, member and
// offset in the file as it lies on disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/error.hpp"

namespace rmeta::container {

struct Source {
  std::span<const std::uint8_t> bytes;
  std::shared_ptr<const void> keep;
  std::string file;
  std::string member;        ///< "lib.rmeta", ".rustc", "lib.rmeta(.rmeta)"
  std::uint64_t offset = 0;  ///< of bytes[0] in the file, or in what was decompressed from it
  bool decompressed = false;
  std::vector<std::string> wrapped;  ///< what was unwrapped so far, outermost first

  std::uint64_t position(std::uint64_t at) const { return offset + at; }
  std::string_view text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

  /// An error about the byte at `at`. Offsets in decompressed data say so, since no tool shows them in the file.
  [[nodiscard]] Error error(std::string what, std::uint64_t at) const;
  /// The piece [at, at+size), which the caller has checked to lie inside.
  [[nodiscard]] Source slice(std::uint64_t at, std::uint64_t size) const;
};

/// Maps a regular file; refuses everything else with a message of its own.
Source map_file(const std::filesystem::path& path);

/// Undoes zstd if the bytes are a zstd frame, else returns them as they are.
Source unwrap_zstd(Source source);

/// Undoes a Snappy stream (framing format, https://github.com/google/snappy/blob/main/framing_format.txt).
Source unwrap_snappy(const Source& stream);
bool is_snappy_stream(std::span<const std::uint8_t> bytes);

inline constexpr std::string_view metadata_magic{"rust\0\0\0", 7};

}  // namespace rmeta::container
