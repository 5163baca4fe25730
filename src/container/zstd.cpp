// SPDX-License-Identifier: MIT OR Apache-2.0
// An outer zstd frame (distributions compress debug and metadata packages' files). A few bytes of zstd can ask for
// terabytes, so output is limited: metadata compresses four- to tenfold, and a hundredfold is refused.
#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "source.hpp"

namespace rmeta::container {
namespace {

constexpr std::uint64_t free_size = 16u << 20;  // never refused, whatever the ratio
constexpr std::uint64_t highest_ratio = 100;
constexpr std::uint64_t highest_size = 4ull << 30;
constexpr std::uint64_t first_allocation = 64u << 20;
constexpr std::uint64_t step = 1u << 20;  // of input, which must yield something: empty blocks can go on for ever

struct FreeStream {
  void operator()(ZSTD_DStream* s) const { ZSTD_freeDStream(s); }
};

struct Buffer {
  std::unique_ptr<std::uint8_t[]> at;
  std::uint64_t capacity = 0;

  void grow(std::uint64_t wanted, std::uint64_t used) {
    auto bigger = std::make_unique_for_overwrite<std::uint8_t[]>(wanted);
    if (used != 0) std::memcpy(bigger.get(), at.get(), used);
    at = std::move(bigger);
    capacity = wanted;
  }
};

bool is_zstd(std::string_view text) {
  return text.starts_with(std::string_view("\x28\xb5\x2f\xfd", 4));
}

}  // namespace

Source unwrap_zstd(Source source) {
  if (!is_zstd(source.text())) return source;
  const std::uint64_t limit =
      std::min(highest_size, std::max<std::uint64_t>(free_size, source.bytes.size() * highest_ratio));
  const auto too_much = [&] {
    return source.error(fmt::format("expands to more than {} bytes, over {} times its size", limit, highest_ratio), 0)
        .hint("no metadata compresses that far: the file is damaged or made to exhaust memory");
  };
  // The frame may tell its size; that is a claim, so it only chooses the first allocation.
  const auto claimed = ZSTD_getFrameContentSize(source.bytes.data(), source.bytes.size());
  if (claimed == ZSTD_CONTENTSIZE_ERROR) throw source.error("damaged zstd frame header", 0);
  if (claimed != ZSTD_CONTENTSIZE_UNKNOWN && claimed > limit) throw too_much();

  const std::unique_ptr<ZSTD_DStream, FreeStream> stream(ZSTD_createDStream());
  if (!stream) throw std::bad_alloc();
  Buffer out;
  out.grow(std::clamp<std::uint64_t>(claimed == ZSTD_CONTENTSIZE_UNKNOWN ? source.bytes.size() * 8 : claimed, 64,
                                     first_allocation),
           0);
  ZSTD_inBuffer in{source.bytes.data(), 0, 0};
  std::uint64_t used = 0, used_before = 0;
  std::size_t more = 1;
  while (in.pos < source.bytes.size() || more != 0) {
    if (in.pos == in.size) {
      if (in.pos >= step && used == used_before)
        throw source.error("a megabyte of zstd blocks that hold nothing", in.pos);
      used_before = used;
      in.size = std::min<std::uint64_t>(in.size + step, source.bytes.size());
    }
    if (used == out.capacity) {
      if (used >= limit) throw too_much();
      out.grow(std::min(limit, out.capacity * 2), used);
    }
    ZSTD_outBuffer to{out.at.get() + used, out.capacity - used, 0};
    const std::size_t before = in.pos;
    more = ZSTD_decompressStream(stream.get(), &to, &in);
    if (ZSTD_isError(more) != 0)
      throw source.error(fmt::format("cannot decompress zstd: {}", ZSTD_getErrorName(more)), in.pos)
          .hint("the file is damaged, or not only zstd frames");
    used += to.pos;
    if (to.pos == 0 && in.pos == before && in.pos == source.bytes.size())
      throw source.error("the zstd frame is truncated", in.pos).hint("the file is incomplete: copy or build it again");
  }

  auto whole = std::make_shared<Buffer>(std::move(out));
  source.bytes = {whole->at.get(), used};
  source.keep = whole;
  source.offset = 0;
  source.decompressed = true;
  source.wrapped.emplace_back("zstd");
  return source;
}

}  // namespace rmeta::container
