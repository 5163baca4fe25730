// SPDX-License-Identifier: MIT OR Apache-2.0
// The small encodings v0 symbol names are made of (RFC 2603): base-62 numbers, identifiers with Punycode for what is
// not ASCII, and the stable hash that names the pseudo-crate `__rustc`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rmeta::symbols {

/// `x` as `<base-62-number>`: 0 is "_", others `x - 1` in digits 0-9a-zA-Z and "_".
void push_integer_62(std::string& out, std::uint64_t x);
/// Nothing for 0, else `tag` and `x - 1` as above.
void push_opt_integer_62(std::string& out, std::string_view tag, std::uint64_t x);
/// `<decimal length> [_] <bytes>`, with "u" before it and Punycode for an identifier outside of ASCII.
void push_ident(std::string& out, std::string_view ident);

/// RFC 3492 without the "xn--"; throws on invalid UTF-8.
std::string punycode(std::string_view utf8);
/// A character's bytes.
void push_utf8(std::string& out, std::uint32_t code);
/// The inverse for what stands in an identifier, with `_` where RFC 3492 has `-`; throws for what is no such text.
std::string from_punycode_ident(std::string_view encoded);

/// First half of SipHash-1-3-128 with a zero key: rustc's `StableHasher` over raw bytes, finished as `Hash64`.
std::uint64_t stable_hash64(std::string_view bytes);

}  // namespace rmeta::symbols
