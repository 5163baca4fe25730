// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/demangle.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "rmeta/error.hpp"
#include "rmeta/symbols/encoding.hpp"

using namespace rmeta;
using namespace rmeta::symbols;

namespace {

std::string readable(std::string_view name, bool hashes = false) {
  auto d = demangle(name);
  CHECK(encode(d) == name);
  return print(d, hashes);
}

std::string type(std::string_view t) {
  std::string s = readable(fmt::format("_RIC0{}E", t));
  return s.substr(3, s.size() - 4);
}
std::string constant(std::string_view c) {
  return type(fmt::format("K{}", c));
}

}  // namespace

TEST_CASE("paths") {
  CHECK(readable("_RNvC6_123foo3bar") == "123foo::bar");
  CHECK(readable("_RNvCs1234_7mycrate3foo") == "mycrate::foo");
  CHECK(readable("_RNvCs1234_7mycrate3foo", true) == "mycrate[3c1c0]::foo");
  CHECK(readable("_RNCC5crate0") == "crate::{closure#0}");
  CHECK(readable("_RNCNCC5crate00") == "crate::{closure#0}::{closure#0}");
  CHECK(readable("_RNSC5crate6vtable") == "crate::{shim:vtable#0}");
  CHECK(readable("_RMC0NtC1a1B") == "<a::B>");
  CHECK(readable("_RNvXs5_C1aNtB5_1BNtC4core5Debug3fmt") == "<a::B as core::Debug>::fmt");
  CHECK(readable("_RNvYhNtC1a1T1f") == "<u8 as a::T>::f");
  CHECK(readable("_RINvC1a1fhTxyEE") == "a::f::<u8, (i64, u64)>");
  CHECK(readable("_RNvMC1aINtB2_1VpE1f") == "<a::V<_>>::f");
  CHECK(readable("_RNvC5utf8_u8gdel_5qa") == "utf8_::gödel");
}

TEST_CASE("what stands around a name") {
  auto d = demangle("__cfi__RNvC1a1bCs_4user.llvm.123");
  CHECK(d.prefix() == "__cfi_");
  CHECK(d.stem() == "_RNvC1a1bCs_4user");
  CHECK(d.suffix() == ".llvm.123");
  REQUIRE(d.instantiating_crate());
  CHECK(d.at(*d.instantiating_crate()).text == "user");
  CHECK(encode(d) == "__cfi__RNvC1a1bCs_4user.llvm.123");
  CHECK(readable("_RNvC1a1b.cold") == "a::b.cold");
  CHECK(readable("_RNvC1a1b$got") == "a::b$got");
  CHECK(looks_like_v0("__pfx__RNvC1a1b"));
  CHECK_FALSE(looks_like_v0("rust_helper_x"));
}

TEST_CASE("types") {
  CHECK(type("TE") == "()");
  CHECK(type("ThE") == "(u8,)");
  CHECK(type("Aej3_") == "[str; 3]");
  CHECK(type("Sc") == "[char]");
  CHECK(type("QRPOz") == "&mut &*const *mut !");
  CHECK(type("FUKCmvEu") == "unsafe extern \"C\" fn(u32, ...)");
  CHECK(type("FK8C_unwindEh") == "extern \"C-unwind\" fn() -> u8");
  CHECK(type("FG0_RL1_hRL0_hEu") == "for<'a, 'b> fn(&'a u8, &'b u8)");
  CHECK(type("DNtC1a1TEL_") == "dyn a::T");
  CHECK(type("DG_INtC1a1TRL0_hEp3OuthNtC1a4SendEL_") == "dyn for<'a> a::T<&'a u8, Out = u8> + a::Send");
  CHECK(type("DNtC1a1Tp1NKj5_EL_") == "dyn a::T<N = 5>");
  CHECK(type("WmRm1_m9_") == "u32 is 1..=9");
  CHECK(type("WPuu") == "*const () is !null");
  CHECK(type("WmORm1_m2_Rm4_m5_E") == "u32 is 1..=2 | 4..=5");
}

TEST_CASE("constants") {
  CHECK(constant("h1f_") == "31");
  CHECK(constant("an80_") == "-128");
  CHECK(constant("b1_") == "true");
  CHECK(constant("c27_") == "'\\''");
  CHECK(constant("c1f600_") == "'😀'");
  CHECK(constant("o123456789abcdef01_") == "0x123456789abcdef01");
  CHECK(constant("p") == "_");
  CHECK(constant("e616263_") == "{*\"abc\"}");
  CHECK(constant("Re61220a_") == "\"a\\\"\\n\"");
  CHECK(constant("RRh0_") == "{&&0}");
  CHECK(constant("Ah1_h2_E") == "{[1, 2]}");
  CHECK(constant("Th1_E") == "{(1,)}");
  CHECK(constant("VNtC1a1NU") == "{a::N}");
  CHECK(constant("VINtC1a4SomehETh0_E") == "{a::Some::<u8>(0)}");
  CHECK(constant("VNtC1a1PS1xh1_1yh2_E") == "{a::P { x: 1, y: 2 }}");
}

TEST_CASE("back references are shared, and go backwards to what is finished") {
  auto d = demangle("_RINvC1a1fNtB2_1SB7_E");
  CHECK(print(d) == "a::f::<a::S, a::S>");
  CHECK(encode(d) == d.name());
  CHECK_THROWS_AS(demangle("_RNvB_1f"), Error);         // itself
  CHECK_THROWS_AS(demangle("_RINvC1a1fB_E"), Error);    // what is still open
  CHECK_THROWS_AS(demangle("_RINvC1a1fB5_hE"), Error);  // the middle of something
  CHECK_THROWS_AS(demangle("_RINvC1a1fBZ_hE"), Error);  // ahead
  CHECK_THROWS_AS(demangle("_RINvC1a1fKB2_E"), Error);  // a path where a constant is wanted
  // Doubling tuples: linear to read, too much to write out.
  std::string name = "_RINvC1a1fTuuE";
  std::size_t last = 8;
  for (int i = 0; i < 60; ++i) {
    const std::size_t start = name.size() - 2;
    std::string ref = "B";
    push_integer_62(ref, last);
    name += "T" + ref + ref + "E";
    last = start;
  }
  auto doubled = demangle(name + "E");
  CHECK(encode(doubled) == name + "E");
  CHECK_THROWS_AS(print(doubled), Error);
}

TEST_CASE("only what rustc writes is a name") {
  for (std::string_view bad : {
           "",
           "_R",
           "_ZN3foo3barE",
           "_R1NvC1a1b",                // a later version of the mangling
           "_RNvC1a",                   // ends early
           "_RNvC1a9b",                 // identifier beyond the end
           "_RNvC1a01b",                // nothing has the length 01
           "_RNvC1a2_b",                // a separator that is not needed
           "_RNvCs00_1a1b",             // leading zero in base 62
           "_RNvCszzzzzzzzzzzzz_1a1b",  // beyond 64 bits
           "_RNvC1a1bX",
           "_RNvC1a1bNvC1a1c",  // instantiated by what is no crate
           "_RIC1aKh01_E",      // leading zero
           "_RIC1aKhn1_E",      // negative without a sign
           "_RIC1aKan0_E",      // minus zero
           "_RIC1aKh1F_E",      // upper case
           "_RIC1aKh_E",        // no digits
           "_RIC1aKe123_E",     // half a byte
           "_RIC1aRL_hE",       // an erased lifetime is left out
           "_RIC1aRL0_hE",      // nothing bound
           "_RIC1aFK1CEuE",     // "C" is KC
           "_RIC1aDNtC1a1TEE",  // a trait object without lifetime
           "_RNvC1au3abc1b",    // Punycode that stands for ASCII or nothing
           "_RNvC1au2-a1b",
       }) {
    CAPTURE(bad);
    CHECK_THROWS_AS(demangle(bad), Error);
  }
}

TEST_CASE("depth and size are bounded") {
  for (std::string_view open : {"R", "S", "T", "A", "P", "IC1a", "NvN"}) {
    std::string name = "_RIC1a";
    for (int i = 0; i < 100000; ++i) name += open;
    CHECK_THROWS_AS(demangle(name), Error);
  }
  std::string chain = "_RIC1aSh", ref = "SB4_";
  std::size_t at = 4;
  for (int i = 0; i < 1000; ++i) {
    const std::size_t start = chain.size() - 2;
    chain += "SB";
    push_integer_62(chain, at);
    at = start;
  }
  CHECK_THROWS_AS(demangle(chain + "E"), Error);
  CHECK_THROWS_AS(demangle("_RNvC1a" + std::string(2 << 20, '1')), Error);
}

TEST_CASE("Punycode, both ways") {
  for (std::string_view s : {"gödel", "føø", "ليهمابتكلموشعربي؟", "Pročprostěnemluvíčesky", "日本語", "a😀b_ü_"}) {
    std::string encoded = punycode(s);
    if (auto dash = encoded.rfind('-'); dash != std::string::npos) encoded[dash] = '_';
    CHECK(from_punycode_ident(encoded) == s);
  }
  CHECK_THROWS_AS(from_punycode_ident(""), Error);
  CHECK_THROWS_AS(from_punycode_ident("99999999"), Error);
  CHECK_THROWS_AS(from_punycode_ident("A"), Error);
  CHECK_THROWS_AS(from_punycode_ident(std::string(5000, 'a')), Error);
}
