// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crc/crc32.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <thread>
#include <vector>

namespace rmeta::crc {
namespace {

// Polynomials over GF(2) modulo the CRC's polynomial P, lowest power of x in the highest bit.
constexpr std::uint32_t one = 0x80000000u;

constexpr std::uint32_t times_x(std::uint32_t p) {
  return (p >> 1) ^ ((p & 1u) != 0 ? 0xEDB88320u : 0u);
}

constexpr std::uint32_t multiply(std::uint32_t a, std::uint32_t b) {
  std::uint32_t product = 0;
  for (; a != 0; a <<= 1, b = times_x(b))
    if ((a & one) != 0) product ^= b;
  return product;
}

// powers[k] = x^(8 · 2^k) mod P: appending 2^k zero bytes multiplies by it.
constexpr auto powers = [] {
  std::array<std::uint32_t, 64> table{};
  table[0] = one;
  for (int i = 0; i < 8; i++) table[0] = times_x(table[0]);
  for (std::size_t k = 1; k < table.size(); k++) table[k] = multiply(table[k - 1], table[k - 1]);
  return table;
}();

// More than half of the time for a mapped file goes into page faults, which threads share out. Below some megabytes
// starting a thread costs more than it saves; beyond four, memory is the limit.
constexpr std::size_t worth_a_thread = 4u << 20;
constexpr std::size_t most_threads = 4;

std::uint32_t in_parallel(std::span<const std::uint8_t> bytes, std::size_t count) {
  std::vector<std::uint32_t> sums(count);
  const std::size_t share = bytes.size() / count;
  const auto part = [&](std::size_t i) {
    return bytes.subspan(i * share, i + 1 == count ? std::dynamic_extent : share);
  };
  std::vector<std::thread> threads;
  threads.reserve(count - 1);
  for (std::size_t i = 1; i < count; i++) {
    const auto work = [&sums, i, p = part(i)] { sums[i] = libdeflate_crc32(0, p.data(), p.size()); };
    try {
      threads.emplace_back(work);
    } catch (const std::system_error&) {
      work();  // no more threads to be had: the sum is the same
    }
  }
  sums[0] = libdeflate_crc32(0, part(0).data(), part(0).size());
  for (auto& thread : threads) thread.join();
  std::uint32_t sum = sums[0];
  for (std::size_t i = 1; i < count; i++) sum = combine(sum, sums[i], part(i).size());
  return sum;
}

}  // namespace

std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t seed) {
  // libdeflate takes a null pointer to mean "give me the initial value" and forgets the seed.
  if (bytes.empty()) return seed;
  const std::size_t threads =
      std::min({bytes.size() / worth_a_thread, most_threads, std::size_t{std::thread::hardware_concurrency()}});
  if (threads < 2) return libdeflate_crc32(seed, bytes.data(), bytes.size());
  return combine(seed, in_parallel(bytes, threads), bytes.size());
}

std::uint32_t crc32(std::string_view text, std::uint32_t seed) {
  return text.empty() ? seed : libdeflate_crc32(seed, text.data(), text.size());
}

std::uint32_t combine(std::uint32_t a, std::uint32_t b, std::uint64_t length_of_b) {
  // The complements at start and end cancel out, which leaves crc(AB) = crc(A) · x^(8·|B|) + crc(B).
  for (std::size_t k = 0; length_of_b != 0; k++, length_of_b >>= 1)
    if ((length_of_b & 1) != 0) a = multiply(powers[k], a);
  return a ^ b;
}

std::uint32_t shift(std::uint64_t bytes) {
  std::uint32_t product = one;
  for (std::size_t k = 0; bytes != 0; k++, bytes >>= 1)
    if ((bytes & 1) != 0) product = multiply(powers[k], product);
  return product;
}

std::uint32_t combine_shifted(std::uint32_t a, std::uint32_t b, std::uint32_t shift_of_b) {
  return multiply(shift_of_b, a) ^ b;
}

Shift::Shift(std::uint64_t length) : multiples_{} {
  const std::uint32_t factor = shift(length);
  for (std::uint32_t n = 0; n < multiples_.size(); ++n) multiples_[n] = multiply(n << 28, factor);
}

std::uint32_t Shift::combine(std::uint32_t a, std::uint32_t b) const {
  // Four coefficients of `a` at a time, those of the highest powers (its lowest bits) first.
  static constexpr auto times_x4 = [] {
    std::array<std::uint32_t, 16> table{};
    for (std::uint32_t n = 0; n < table.size(); ++n) table[n] = times_x(times_x(times_x(times_x(n))));
    return table;
  }();
  std::uint32_t product = 0;
  for (int i = 0; i < 8; ++i, a >>= 4) product = (product >> 4) ^ times_x4[product & 15] ^ multiples_[a & 15];
  return product ^ b;
}

Digest& Digest::operator+=(const Digest& next) {
  crc = combine(crc, next.crc, next.length);
  length += next.length;
  return *this;
}

Digest& Digest::operator+=(std::string_view text) {
  crc = crc32(text, crc);
  length += text.size();
  return *this;
}

}  // namespace rmeta::crc
