// SPDX-License-Identifier: MIT OR Apache-2.0
// Pin files: a snapshot on disk. An index that `diff` and version control show line by line, then the ABI texts, with
// zstd in base64, so that the file stays text (man page rmetacrc-pin(5) describes the format):
//
//   rmetacrc-pin 1
//   scheme 1
//   crate kernel
//   release 1.95.0 59807616e
//   target x86_64-unknown-linux-gnu
//   file 0x37969421
//   abi 0x7d09f7cc
//   symbols 2
//   0x737298af<TAB>NAME<TAB>KIND<TAB>PATH
//   0x5d4dd3a2<TAB>...
//   texts BYTES COMPRESSED-BYTES 0xCRC
//   KLUv/WDwA...                                76 characters a line
//   end
//
// There is no time, path, user or host in it: the same crates give the same bytes.
#pragma once

#include <string>
#include <string_view>

#include "rmeta/baseline/snapshot.hpp"

namespace rmeta::baseline {

inline constexpr unsigned kPinVersion = 1;

/// Whether a file begins like a pin. Throws if it cannot be read.
bool is_pin(const std::string& path);
/// Reads a pin. Every symbol's CRC is computed again from the texts that are kept, and has to be the one in the index:
/// what is damaged or was edited by hand is an error, as are a version and a scheme that are not known.
Snapshot read_pin(const std::string& path);
Snapshot parse_pin(std::string_view text, const std::string& origin);
/// The bytes of the file.
std::string write_pin(const Snapshot&);

}  // namespace rmeta::baseline
