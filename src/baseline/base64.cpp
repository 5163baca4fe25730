// SPDX-License-Identifier: MIT OR Apache-2.0
#include "base64.hpp"

#include <array>
#include <cstdint>

#include "rmeta/error.hpp"

namespace rmeta::baseline {

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kLine = 76;  // characters
constexpr std::uint8_t kNoDigit = 255;

constexpr std::array<std::uint8_t, 256> values() {
  std::array<std::uint8_t, 256> out{};
  out.fill(kNoDigit);
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    out[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  return out;
}

}  // namespace

std::string to_base64_lines(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() / 3 * 4 + bytes.size() / 54 + 8);
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    auto byte = [&](std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U; };
    const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 63];
    out += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
    column += 4;
    if (column == kLine) {
      out += '\n';
      column = 0;
    }
  }
  if (column != 0) out += '\n';
  return out;
}

std::string from_base64_lines(std::string_view text) {
  static constexpr auto kValues = values();
  std::string out;
  out.reserve(text.size() / 4 * 3);
  unsigned group = 0, digits = 0, padding = 0;
  for (const char c : text) {
    if (c == '\n') continue;
    const std::uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (c == '=' ? digits < 2 : value == kNoDigit || padding != 0) throw Error("what should be base64 is not");
    padding += c == '=' ? 1 : 0;
    group = group << 6 | (c == '=' ? 0U : value);
    if (++digits < 4) continue;
    out += static_cast<char>(group >> 16);
    if (padding < 2) out += static_cast<char>(group >> 8 & 255);
    if (padding < 1) out += static_cast<char>(group & 255);
    group = digits = 0;
  }
  if (digits != 0) throw Error("base64 that ends in the middle");
  return out;
}

}  // namespace rmeta::baseline
