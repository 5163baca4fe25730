// SPDX-License-Identifier: MIT OR Apache-2.0
// The Snappy framing format, in which older rustc releases store metadata in dylibs. A stream is a row of chunks:
//
//   type (1 byte) | length of the rest (3 bytes, little endian) | masked CRC-32C of the data (4 bytes) | data
//
//   0xff  stream identifier "sNaPpY", no CRC; comes first, may come again
//   0x00  compressed data, 0x01 data as it is; at most 65536 bytes each once decompressed
//   0x80…0xfe  may be skipped; 0x02…0x7f may not
//
// The limit per chunk bounds memory: Snappy cannot expand more than about twentyfold.
#include <fmt/format.h>
#include <snappy.h>

#include <array>
#include <memory>

#include "source.hpp"

namespace rmeta::container {
namespace {

constexpr std::string_view identifier{"\xff\x06\x00\x00sNaPpY", 10};
constexpr std::uint64_t chunk_limit = 65536;

// Slicing-by-4 tables for the Castagnoli polynomial.
constexpr auto tables = [] {
  std::array<std::array<std::uint32_t, 256>, 4> t{};
  for (std::uint32_t i = 0; i < 256; i++) {
    std::uint32_t c = i;
    for (int k = 0; k < 8; k++) c = (c >> 1) ^ ((c & 1u) != 0 ? 0x82F63B78u : 0u);
    t[0][i] = c;
  }
  for (std::size_t s = 1; s < 4; s++)
    for (std::uint32_t i = 0; i < 256; i++) t[s][i] = (t[s - 1][i] >> 8) ^ t[0][t[s - 1][i] & 0xffu];
  return t;
}();

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  std::uint32_t c = ~0u;
  std::size_t i = 0;
  for (; i + 4 <= bytes.size(); i += 4) {
    c ^= bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | static_cast<std::uint32_t>(bytes[i + 3]) << 24;
    c = tables[3][c & 0xffu] ^ tables[2][(c >> 8) & 0xffu] ^ tables[1][(c >> 16) & 0xffu] ^ tables[0][c >> 24];
  }
  for (; i < bytes.size(); i++) c = (c >> 8) ^ tables[0][(c ^ bytes[i]) & 0xffu];
  return ~c;
}

std::uint32_t masked(std::uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

struct Chunk {
  std::uint8_t type;
  std::uint64_t at;  // of the chunk's type byte
  std::span<const std::uint8_t> body;
};

/// The chunk at `at`; linkers may pad a section, so nothing but zeros means the end.
bool next_chunk(const Source& stream, std::uint64_t& at, Chunk& chunk) {
  const auto rest = stream.bytes.subspan(at);
  std::size_t zeros = 0;
  while (zeros < rest.size() && zeros < 8 && rest[zeros] == 0) zeros++;
  if (zeros == rest.size()) return false;
  if (rest.size() < 4) throw stream.error("truncated Snappy chunk", at);
  const std::uint64_t length = rest[1] | rest[2] << 8 | rest[3] << 16;
  if (zeros >= 8) {  // A chunk of length 0 is never valid here: this is padding, or damage.
    for (std::size_t i = zeros; i < rest.size(); i++)
      if (rest[i] != 0) throw stream.error("data after the padding of a Snappy stream", at + i);
    return false;
  }
  if (length > rest.size() - 4)
    throw stream.error(fmt::format("Snappy chunk of {} bytes, but {} are left in the section", length, rest.size() - 4),
                       at);
  chunk = {rest[0], at, rest.subspan(4, length)};
  at += 4 + length;
  return true;
}

std::uint64_t decompressed_size(const Source& stream, const Chunk& chunk) {
  if (chunk.type > 1) return 0;
  if (chunk.body.size() < 4) throw stream.error("Snappy chunk without a checksum", chunk.at);
  std::size_t size = chunk.body.size() - 4;
  if (chunk.type == 0 && !snappy::GetUncompressedLength(reinterpret_cast<const char*>(chunk.body.data()) + 4,
                                                        chunk.body.size() - 4, &size))
    throw stream.error("damaged Snappy chunk: no valid length", chunk.at);
  if (size > chunk_limit)
    throw stream.error(fmt::format("Snappy chunk of {} bytes; {} is the most there can be", size, chunk_limit),
                       chunk.at);
  return size;
}

}  // namespace

bool is_snappy_stream(std::span<const std::uint8_t> bytes) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with(identifier);
}

Source unwrap_snappy(const Source& stream) {
  std::uint64_t at = identifier.size(), total = 0;
  for (Chunk chunk; next_chunk(stream, at, chunk);) {
    if (chunk.type >= 0x02 && chunk.type <= 0x7f)
      throw stream.error(fmt::format("Snappy chunk of unknown type {:#x}", chunk.type), chunk.at);
    total += decompressed_size(stream, chunk);
  }

  // The sizes are claims until each chunk has been decompressed; twentyfold is what the format itself allows.
  if (total / 32 > stream.bytes.size()) throw stream.error("Snappy stream claims an impossible size", 0);
  std::shared_ptr<std::uint8_t[]> out = std::make_shared_for_overwrite<std::uint8_t[]>(total == 0 ? 1 : total);
  std::uint64_t used = 0;
  at = identifier.size();
  for (Chunk chunk; next_chunk(stream, at, chunk);) {
    if (chunk.type > 1) continue;
    const std::span<std::uint8_t> to(out.get() + used, decompressed_size(stream, chunk));
    const auto data = chunk.body.subspan(4);
    if (chunk.type == 1)
      std::copy(data.begin(), data.end(), to.begin());
    else if (!snappy::RawUncompress(reinterpret_cast<const char*>(data.data()), data.size(),
                                    reinterpret_cast<char*>(to.data())))
      throw stream.error("damaged Snappy chunk", chunk.at);
    const std::uint32_t wanted =
        chunk.body[0] | chunk.body[1] << 8 | chunk.body[2] << 16 | static_cast<std::uint32_t>(chunk.body[3]) << 24;
    if (masked(crc32c(to)) != wanted) throw stream.error("wrong checksum in a Snappy chunk", chunk.at);
    used += to.size();
  }

  Source whole = stream;
  whole.bytes = {out.get(), used};
  whole.keep = out;
  whole.offset = 0;
  whole.decompressed = true;
  whole.wrapped.emplace_back("snappy");
  return whole;
}

}  // namespace rmeta::container
