// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "rmeta/error.hpp"

namespace rmeta::symbols {

void push_integer_62(std::string& out, std::uint64_t x) {
  if (x > 0) {
    static constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char buf[16];
    std::size_t at = sizeof buf;
    std::uint64_t n = x - 1;
    do {
      buf[--at] = digits[n % 62];
      n /= 62;
    } while (n > 0);
    out.append(buf + at, sizeof buf - at);
  }
  out += '_';
}

void push_opt_integer_62(std::string& out, std::string_view tag, std::uint64_t x) {
  if (x == 0) return;
  out += tag;
  push_integer_62(out, x - 1);
}

namespace {

std::vector<std::uint32_t> code_points(std::string_view s) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < s.size();) {
    auto c = static_cast<unsigned char>(s[i]);
    unsigned more = c < 0x80 ? 0 : c < 0xc2 ? 9 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 9;
    if (more == 9 || s.size() - i <= more) throw Error("an identifier that is not UTF-8");
    std::uint32_t cp = more == 0 ? c : c & (0x3fU >> more);
    for (unsigned k = 1; k <= more; ++k) {
      auto cc = static_cast<unsigned char>(s[i + k]);
      if ((cc & 0xc0U) != 0x80) throw Error("an identifier that is not UTF-8");
      cp = (cp << 6) | (cc & 0x3fU);
    }
    out.push_back(cp);
    i += more + 1;
  }
  return out;
}

}  // namespace

std::string punycode(std::string_view utf8) {
  constexpr std::uint32_t base = 36, tmin = 1, tmax = 26, skew = 38, damp = 700;
  auto input = code_points(utf8);
  std::string out;
  for (auto cp : input)
    if (cp < 0x80) out += static_cast<char>(cp);
  auto basic = static_cast<std::uint32_t>(out.size());
  std::uint32_t handled = basic, n = 128, bias = 72;
  std::uint64_t delta = 0;
  if (basic > 0) out += '-';
  auto digit = [](std::uint32_t d) { return static_cast<char>(d < 26 ? 'a' + d : '0' + (d - 26)); };
  while (handled < input.size()) {
    std::uint32_t m = UINT32_MAX;
    for (auto cp : input)
      if (cp >= n) m = std::min(m, cp);
    delta += std::uint64_t{m - n} * (handled + 1);
    n = m;
    for (auto cp : input) {
      if (cp < n) ++delta;
      if (cp != n) continue;
      std::uint64_t q = delta;
      for (std::uint32_t k = base;; k += base) {
        std::uint32_t t = k <= bias ? tmin : k >= bias + tmax ? tmax : k - bias;
        if (q < t) break;
        out += digit(static_cast<std::uint32_t>(t + (q - t) % (base - t)));
        q = (q - t) / (base - t);
      }
      out += digit(static_cast<std::uint32_t>(q));
      // Adapt the bias to the size of what was just written.
      delta = handled == basic ? delta / damp : delta / 2;
      delta += delta / (handled + 1);
      std::uint32_t k = 0;
      for (; delta > ((base - tmin) * tmax) / 2; k += base) delta /= base - tmin;
      bias = static_cast<std::uint32_t>(k + (base - tmin + 1) * delta / (delta + skew));
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return out;
}

void push_utf8(std::string& out, std::uint32_t cp) {
  if (cp < 0x80) {
    out += static_cast<char>(cp);
    return;
  }
  const unsigned more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
  static constexpr unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(lead[more] | cp >> (6 * more));
  for (unsigned k = more; k-- > 0;) out += static_cast<char>(0x80U | (cp >> (6 * k) & 0x3fU));
}

std::string from_punycode_ident(std::string_view encoded) {
  constexpr std::uint32_t base = 36, tmin = 1, tmax = 26, skew = 38, damp = 700;
  constexpr std::size_t longest = 4096;  // insertion is quadratic
  if (encoded.size() > longest) throw Error("an identifier in Punycode of unreasonable length");
  std::vector<std::uint32_t> out;
  std::string_view rest = encoded;
  if (auto delimiter = encoded.rfind('_'); delimiter != std::string_view::npos) {
    for (char c : encoded.substr(0, delimiter)) out.push_back(static_cast<unsigned char>(c));
    rest = encoded.substr(delimiter + 1);
  }
  if (rest.empty()) throw Error("an identifier in Punycode without anything encoded");
  std::uint64_t n = 128, i = 0, bias = 72;
  bool first = true;
  while (!rest.empty()) {
    std::uint64_t delta = 0, weight = 1;
    for (std::uint64_t k = base;; k += base) {
      if (rest.empty()) throw Error("an identifier in Punycode that ends early");
      const char c = rest.front();
      rest.remove_prefix(1);
      std::uint64_t d = 0;
      if (c >= 'a' && c <= 'z')
        d = static_cast<std::uint64_t>(c - 'a');
      else if (c >= '0' && c <= '9')
        d = static_cast<std::uint64_t>(c - '0') + 26;
      else
        throw Error("an identifier in Punycode with another character in it");
      delta += d * weight;
      const std::uint64_t t = k <= bias ? tmin : k >= bias + tmax ? tmax : k - bias;
      if (d < t) break;
      weight *= base - t;
      if (delta > UINT32_MAX || weight > UINT32_MAX) throw Error("a number beyond bounds in Punycode");
    }
    i += delta;
    const std::uint64_t length = out.size() + 1;
    n += i / length;
    i %= length;
    if (n > 0x10ffff || (n >= 0xd800 && n < 0xe000)) throw Error("no character has the code that Punycode gives");
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(i), static_cast<std::uint32_t>(n));
    ++i;
    delta /= first ? damp : 2;
    first = false;
    delta += delta / length;
    std::uint64_t k = 0;
    for (; delta > ((base - tmin) * tmax) / 2; k += base) delta /= base - tmin;
    bias = k + (base - tmin + 1) * delta / (delta + skew);
  }
  std::string text;
  for (auto cp : out) push_utf8(text, cp);
  return text;
}

void push_ident(std::string& out, std::string_view ident) {
  bool ascii = true;
  for (char ch : ident) {
    auto c = static_cast<unsigned char>(ch);
    if (c >= 0x80)
      ascii = false;
    else if (c != '_' && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
      throw Error(fmt::format("identifier \"{}\" cannot be part of a symbol name", ident));
  }
  std::string encoded;
  if (!ascii) {
    out += 'u';
    encoded = punycode(ident);
    if (auto dash = encoded.rfind('-'); dash != std::string::npos) encoded[dash] = '_';
    ident = encoded;
  }
  out += fmt::format_int(ident.size()).c_str();
  if (!ident.empty() && (ident[0] == '_' || (ident[0] >= '0' && ident[0] <= '9'))) out += '_';
  out += ident;
}

std::uint64_t stable_hash64(std::string_view bytes) {
  std::uint64_t v0 = 0x736f6d6570736575, v1 = 0x646f72616e646f6d ^ 0xee, v2 = 0x6c7967656e657261,
                v3 = 0x7465646279746573;
  auto round = [&] {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  };
  auto word = [&](std::uint64_t m) {
    v3 ^= m;
    round();
    v0 ^= m;
  };
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t m = 0;
    for (unsigned k = 0; k < 8; ++k) m |= std::uint64_t{static_cast<unsigned char>(bytes[i + k])} << (8 * k);
    word(m);
  }
  std::uint64_t last = std::uint64_t{bytes.size() & 0xff} << 56;
  for (unsigned k = 0; i + k < bytes.size(); ++k)
    last |= std::uint64_t{static_cast<unsigned char>(bytes[i + k])} << (8 * k);
  word(last);
  v2 ^= 0xee;
  round();
  round();
  round();
  return v0 ^ v1 ^ v2 ^ v3;
}

}  // namespace rmeta::symbols
