// SPDX-License-Identifier: MIT OR Apache-2.0
// The blob's fixed header:
//
//   N ≤ 7:  "rust" 0 0 0 N | root position, 4 bytes big endian    | version string
//   N ≥ 9:  "rust" 0 0 0 N | root position, 8 bytes little endian | version string
//
// Facts from rustc_metadata/src/rmeta/{mod,encoder,decoder}.rs of 1.63.0 (N = 6) and 1.95.0 (N = 10). A string is its
// length in LEB128 and then its bytes. From 1.85 on a blob ends with "rust-end-file" (rustc_serialize/src/opaque.rs);
// whether it must is the release's matter, so here it is only reported. For N = 8 no release was at hand: the form is
// taken whose version string reads "rustc …".
#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "rmeta/container/container.hpp"
#include "source.hpp"

namespace rmeta::container {
namespace {

constexpr std::string_view footer = "rust-end-file";
constexpr std::uint64_t longest_version = 1024;

struct Text {
  std::string_view text;
  std::uint64_t end;
};

std::optional<Text> version_at(std::string_view bytes, std::uint64_t at) {
  std::uint64_t length = 0;
  for (unsigned shift = 0; shift < 21; shift += 7, at++) {
    if (at >= bytes.size()) return std::nullopt;
    const auto b = static_cast<std::uint8_t>(bytes[at]);
    length |= static_cast<std::uint64_t>(b & 0x7f) << shift;
    if ((b & 0x80) == 0) break;
  }
  at++;
  if (length == 0 || length > longest_version || at > bytes.size() || length > bytes.size() - at) return std::nullopt;
  const auto text = bytes.substr(at, length);
  for (const char c : text)
    if (c < 0x20 || c == 0x7f) return std::nullopt;
  return Text{text, at + length};
}

bool looks_like_rustc(const std::optional<Text>& version) {
  return version && version->text.starts_with("rustc ");
}

}  // namespace

Header read_header(const Blob& blob) {
  const std::string_view bytes(reinterpret_cast<const char*>(blob.bytes.data()), blob.bytes.size());
  const auto fail = [&](std::string what, std::uint64_t at) {
    Error e(std::move(what));
    e.offset(at).file(blob.file).hint("the file is damaged or incomplete: build or copy it again");
    if (!blob.member.empty()) e.member(blob.member);
    return e;
  };
  constexpr std::uint64_t magic_size = 8;
  if (!bytes.starts_with(metadata_magic)) throw fail("metadata does not begin with its magic", 0);
  if (bytes.size() < magic_size) throw fail("metadata is truncated within its magic", bytes.size());

  Header header;
  header.metadata_version = blob.bytes[7];
  if (header.metadata_version != 8)
    header.root_position_size = header.metadata_version <= 7 ? 4 : 8;
  else
    header.root_position_size = looks_like_rustc(version_at(bytes, magic_size + 8)) ? 8 : 4;
  header.version_position = magic_size + header.root_position_size;
  if (bytes.size() <= header.version_position) throw fail("metadata is truncated within its header", bytes.size());

  for (unsigned i = 0; i < header.root_position_size; i++) {
    const std::uint64_t b = blob.bytes[magic_size + i];
    header.root_position |= b << 8 * (header.root_position_size == 4 ? 3 - i : i);
  }
  const auto version = version_at(bytes, header.version_position);
  if (!version) throw fail("no rustc version string where the header has it", header.version_position);
  header.version = version->text;
  header.version_end = version->end;
  header.footer = bytes.ends_with(footer);
  header.data_end = bytes.size() - (header.footer ? footer.size() : 0);
  if (header.root_position < header.version_end || header.root_position >= header.data_end)
    throw fail(fmt::format("metadata of '{}' is truncated or damaged: its root is said to be at {:#x}, but the data is "
                           "from {:#x} to {:#x}",
                           header.version, header.root_position, header.version_end, header.data_end),
               magic_size);
  return header;
}

}  // namespace rmeta::container
