// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include "fake_context.hpp"
#include "rmeta/error.hpp"
#include "rmeta/symbols/encoding.hpp"
#include "rmeta/symbols/v0.hpp"

using namespace rmeta;
using namespace rmeta::symbols;
using crate::DefPathKind;
using test::FakeContext;
using namespace rmeta::types;

namespace {

std::string ident(std::string_view s) {
  std::string out;
  push_ident(out, s);
  return out;
}
std::string base62(std::uint64_t x) {
  std::string out;
  push_integer_62(out, x);
  return out;
}

struct Fixture : FakeContext {
  DefId k{crate("k", 0), 0};
  DefId core{crate("core", 62), 0};
  std::string name(DefId d, std::vector<Term> args = {}, std::string_view release = "1.95.0") {
    return mangle(*this, rules_for(release), {d, args, std::nullopt, {}});
  }
};

}  // namespace

TEST_CASE("base 62 numbers") {
  CHECK(base62(0) == "_");
  CHECK(base62(1) == "0_");
  CHECK(base62(10) == "9_");
  CHECK(base62(11) == "a_");
  CHECK(base62(37) == "A_");
  CHECK(base62(62) == "Z_");
  CHECK(base62(63) == "10_");
  CHECK(base62(UINT64_MAX) == "lYGhA16ahye_");
}

TEST_CASE("identifiers: length, separator, Punycode") {
  CHECK(ident("foo") == "3foo");
  CHECK(ident("_x") == "2__x");
  CHECK(ident("3d") == "2_3d");
  CHECK(ident("") == "0");
  // The examples of RFC 2603 and RFC 3492.
  CHECK(ident("gödel") == "u8gdel_5qa");
  CHECK(ident("føø") == "u6f_5gaa");
  CHECK(punycode("ليهمابتكلموشعربي؟") == "egbpdaj6bu4bxfgehfvwxn");
  CHECK(punycode("Pročprostěnemluvíčesky") == "Proprostnemluvesky-uyb24dma41a");
  CHECK_THROWS_AS(ident("a-b"), Error);
  CHECK_THROWS_AS(punycode("\xff"), Error);
}

TEST_CASE("the pseudo-crate __rustc carries the compiler's version") {
  // As in objects of Debian's 1.95.0.
  CHECK(mangle_internal_symbol("rust_begin_unwind", "1.95.0 (59807616e 2026-04-14)") ==
        "_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind");
  CHECK(mangle_internal_symbol("rust_eh_personality", "1.95.0") == "rust_eh_personality");
}

TEST_CASE_FIXTURE(Fixture, "free functions, modules, nesting, disambiguators") {
  DefId m = type_item(k, "m"), f = value_item(m, "f");
  CHECK(name(f) == "_RNvNtC1k1m1f");
  CHECK(name(item(f, DefPathKind::ValueNs, "g", 1)) == "_RNvNvNtC1k1m1fs_1g");
  CHECK(name(item(item(k, DefPathKind::ForeignMod, "", 0), DefPathKind::ValueNs, "ext")) == "_RNvC1k3ext");
  CHECK(name(value_item(core, "f")) == "_RNvCsY_4core1f");
  CHECK(name(item(f, DefPathKind::AnonConst, "")) == "_RNKNvNtC1k1m1f0");
  CHECK(name(item(f, DefPathKind::AnonConst, ""), {}, "1.63.0") == "_RNkNvNtC1k1m1f0");
}

TEST_CASE_FIXTURE(Fixture, "inherent and trait impls, back references to crate and types") {
  DefId s = type_item(k, "S"), tr = type_item(core, "Tr");
  type_param(tr, "Self");
  at(tr).generics.has_self = true;
  type_param(tr, "Rhs", param(0, "Self"));
  DefId inherent = item(k, DefPathKind::Impl, "");
  at(inherent).type = adt(s);
  CHECK(name(value_item(inherent, "new")) == "_RNvMC1kNtB2_1S3new");
  DefId of = item(k, DefPathKind::Impl, "", 1);
  at(of).type = adt(s);
  SUBCASE("an argument equal to its default is left out") {
    at(of).trait = node(Kind::TraitRef, {adt(s), adt(s)}, 0, tr);
    CHECK(name(value_item(of, "go")) == "_RNvXs_C1kNtB4_1SNtCsY_4core2Tr2go");
  }
  SUBCASE("another is written") {
    at(of).trait = node(Kind::TraitRef, {adt(s), ref(adt(s))}, 0, tr);
    CHECK(name(value_item(of, "go")) == "_RNvXs_C1kNtB4_1SINtCsY_4core2TrRB7_E2go");
  }
}

TEST_CASE_FIXTURE(Fixture, "binders: lifetimes count from the innermost") {
  DefId s = type_item(k, "S");
  type_param(s, "T");
  DefId impl = item(k, DefPathKind::Impl, "");
  DefId f = value_item(impl, "f");
  auto reference = [&](Term r, Term to) { return node(Kind::Ref, {r, to}); };
  Term u8 = uint(Width::W8);
  // fn(&'b u8, &'a u8) -> &'b u8: renumbered by first use, and the first has the greatest distance
  Term sig = binder(Kind::FnPtr, 2,
                    {reference(bound(0, 1), u8), reference(bound(0, 0), u8), reference(bound(0, 1), u8)}, {}, "Rust");
  at(impl).type = adt(s, {sig});
  CHECK(name(f) == "_RNvMC1kINtB2_1SFG0_RL1_hRL0_hERL1_hE1f");
  // Unused variables vanish, free lifetimes are erased, C has its own letter, unsafe and variadic are marked.
  Term c = binder(Kind::FnPtr, 3, {reference(in.leaf(Kind::ReStatic), u8), in.leaf(Kind::Tuple)}, {}, "C",
                  kFnVariadic | kFnUnsafe);
  at(impl).type = adt(s, {c});
  CHECK(name(f) == "_RNvMC1kINtB2_1SFUKCRhvEuE1f");
  Term unwind = binder(Kind::FnPtr, 0, {in.leaf(Kind::Never)}, {}, "C-unwind");
  at(impl).type = adt(s, {unwind});
  CHECK(name(f) == "_RNvMC1kINtB2_1SFK8C_unwindEzE1f");
}

TEST_CASE_FIXTURE(Fixture, "trait objects, and what each release writes before an associated constant") {
  DefId tr = type_item(k, "Tr");
  type_param(tr, "Self");
  at(tr).generics.has_self = true;
  DefId n = value_item(tr, "N"), send = type_item(core, "Send");
  type_param(send, "Self");
  DefId impl = item(k, DefPathKind::Impl, "");
  DefId f = value_item(impl, "f");
  Term seven = value(uint(Width::Size), 7, 8);
  at(impl).type = node(Kind::Dynamic, {binder(Kind::ExTrait, 0, {}, tr), binder(Kind::ExProjection, 0, {seven}, n),
                                       binder(Kind::ExAuto, 0, {}, send), in.leaf(Kind::ReStatic)});
  CHECK(name(f) == "_RNvMC1kDNtB2_2Trp1NKj7_NtCsY_4core4SendEL_1f");
  CHECK(name(f, {}, "1.63.0") == "_RNvMC1kDNtB2_2Trp1Nj7_NtCsY_4core4SendEL_1f");
}

TEST_CASE_FIXTURE(Fixture, "constants in types") {
  DefId impl = item(k, DefPathKind::Impl, "");
  DefId f = value_item(impl, "f");
  auto array_of = [&](Term len) { return node(Kind::Array, {uint(Width::W8), len}); };
  at(impl).type = array_of(value(uint(Width::Size), 255, 8));
  CHECK(name(f) == "_RNvMC1kAhjff_1f");
  DefId s = type_item(k, "S");
  type_param(s, "N");
  Term i16 = in.leaf(Kind::Int, static_cast<std::uint8_t>(Width::W16));
  at(impl).type = adt(s, {value(i16, 0xfffe, 2)});
  CHECK(name(f) == "_RNvMC1kINtB2_1SKsn2_E1f");
  Node str;
  str.kind = Kind::Branch;
  std::vector<Term> bytes{value(uint(Width::W8), 'h', 1), value(uint(Width::W8), 'i', 1)};
  str.kids = bytes;
  Term hi = node(Kind::CtValue, {ref(in.leaf(Kind::Str)), in.intern(str)});
  at(impl).type = adt(s, {hi});
  CHECK(name(f) == "_RNvMC1kINtB2_1SKRe6869_E1f");
}

TEST_CASE_FIXTURE(Fixture, "generic instances, provided methods, closures, shims, instantiating crate") {
  DefId tr = type_item(core, "Tr"), s = type_item(k, "S");
  type_param(tr, "Self");
  at(tr).generics.has_self = true;
  DefId go = value_item(tr, "go");
  at(go).generics = {tr, 1, true, {}};
  std::vector<Term> args{adt(s)};
  CHECK(mangle(*this, rules_for("1.95.0"), {go, args, k.crate, {}}) == "_RNvYNtC1k1SNtCsY_4core2Tr2goB4_");
  CHECK(mangle(*this, rules_for("1.95.0"), {go, args, k.crate, "vtable"}) ==
        "_RNSNvYNtC1k1SNtCsY_4core2Tr2go6vtableB6_");
  DefId f = value_item(k, "f");
  DefId closure = item(f, DefPathKind::Closure, "");
  at(closure).generics = {f, 0, false, {}};
  CHECK(mangle(*this, rules_for("1.95.0"), {closure, std::vector<Term>{in.leaf(Kind::Bool)}, k.crate, {}}) ==
        "_RNCNvC1k1f0B3_");
  CHECK_THROWS_AS(rules_for("1.0.0"), Error);
}
