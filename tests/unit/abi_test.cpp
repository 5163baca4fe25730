// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include "fake_context.hpp"
#include "rmeta/abi/assemble.hpp"
#include "rmeta/abi/symtypes.hpp"
#include "rmeta/layout/layouts.hpp"
#include "rmeta/types/print.hpp"

using namespace rmeta;
using namespace rmeta::abi;
using crate::DefKind;
using crate::DefPathKind;
using test::FakeContext;
using namespace rmeta::types;

namespace {

struct Fixture : FakeContext {
  DefId k{crate("k", 1), 0};
  DefId core{crate("core", 2), 0};
  Term u8 = uint(Width::W8), unit = in.leaf(Kind::Tuple);

  DefId field(DefId owner, std::string_view name, Term type) {
    DefId f = value_item(owner, name);
    at(f).type = type;
    return f;
  }
  DefId structure(std::string_view name, std::vector<std::pair<std::string_view, Term>> fields) {
    DefId s = type_item(k, name);
    AdtDef adt;
    adt.def = s;
    VariantDef v;
    v.def = s;
    v.name = name;
    for (auto [n, t] : fields) v.fields.push_back({field(s, n, t), n});
    adt.variants.push_back(v);
    at(s).adt = adt;
    return s;
  }
  DefId function(std::string_view name, std::vector<Term> inputs, Term output, std::string_view abi = "Rust") {
    DefId f = value_item(k, name);
    inputs.push_back(output);
    at(f).sig = binder(Kind::FnPtr, 0, inputs, {}, abi);
    return f;
  }
  LayoutQuery& layouts() override { return *layouts_; }
  std::optional<layout::Layouts> layouts_;

  std::string text(DefId f) {
    layouts_.emplace(*this, layout::rules_of("1.95.0"), layout::TargetDataLayout::parse("e-i64:64-i128:128"));
    Texts t(*this, Header{"1.0.0", "none", {}}, nullptr);
    auto s = t.symbol({f, {}});
    std::string full = t.full_text(s);
    CHECK(s.digest.crc == crc::crc32(full));
    CHECK(s.digest.length == full.size());
    return full;
  }
};

constexpr std::string_view kHeader = "abi 1\nrelease 1.0.0\ntarget none\n";

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a function and the types it reaches, through pointers, each once, sorted by name") {
  DefId b = structure("B", {});
  DefId a = structure("A", {{"x", u8}, {"next", ref(adt(b))}});
  at(b).adt.variants[0].fields.push_back({field(b, "back", node(Kind::RawPtr, {adt(a)})), "back"});
  DefId f = function("f", {ref(adt(b), true), node(Kind::Slice, {adt(a)})}, unit);
  CHECK(text(f) ==
        std::string(kHeader) +
            "fn k::f\n  abi Rust\n  parameter &mut k::B\n  parameter [k::A]\n  returns ()\n"
            "struct k::A\n  size 16 align 8 pair pointer 1..=18446744073709551615, u8\n  niche pointer 0..=0 at 0\n"
            "  field x at 8: u8\n  field next at 0: &k::B\n"
            "struct k::B\n  size 8 align 8 scalar pointer\n  field back at 0: *const k::A\n");
}

TEST_CASE_FIXTURE(Fixture, "what must move a CRC and what must not") {
  DefId s = structure("S", {{"x", u8}});
  DefId f = function("f", {adt(s)}, unit);
  auto before = text(f);
  auto moved = [&](auto&& change) {
    change();
    return text(f) != before;
  };
  SUBCASE("a field's name") {
    CHECK(moved([&] { at(s).adt.variants[0].fields[0].name = "y"; }));
  }
  SUBCASE("a representation option") {
    CHECK(moved([&] { at(s).adt.repr.flags = {"C"}; }));
  }
  SUBCASE("a Drop impl") {
    DefId drop = type_item(core, "Drop"), impl = item(k, DefPathKind::Impl, "");
    at(impl).type = adt(s);
    CHECK(moved([&] {
      lang_items["drop"] = drop;
      at(drop).impls = {impl};
    }));
  }
  SUBCASE("track_caller") {
    CHECK(moved([&] { at(f).attrs.track_caller = true; }));
  }
  SUBCASE("the calling convention") {
    CHECK(moved([&] { at(f).sig = binder(Kind::FnPtr, 0, {adt(s), unit}, {}, "C-unwind"); }));
  }
  SUBCASE("a fact deduced from the body") {
    CHECK(moved([&] { at(f).deduced = {{0, "mutate"}}; }));
  }
  SUBCASE("lifetimes do not") {
    Term old = ref(u8), with = node(Kind::Ref, {in.leaf(Kind::ReStatic), u8});
    at(f).sig = binder(Kind::FnPtr, 0, {old, unit}, {}, "Rust");
    auto erased = text(f);
    at(f).sig = binder(Kind::FnPtr, 1, {with, unit}, {}, "Rust");
    CHECK(text(f) == erased);
  }
  SUBCASE("types that are not reached do not") {
    CHECK_FALSE(moved([&] { structure("Other", {{"z", u8}}); }));
  }
}

TEST_CASE_FIXTURE(Fixture, "discriminants are values: explicit ones count on from there") {
  DefId e = type_item(k, "E");
  AdtDef adt_def;
  adt_def.def = e;
  adt_def.what = AdtDef::What::Enum;
  DefId minus = value_item(e, "c");
  Term isize = in.leaf(Kind::Int, static_cast<std::uint8_t>(Width::Size));
  at(minus).value = value(isize, static_cast<std::uint64_t>(-2), 8);
  for (std::uint32_t i = 0; i < 3; ++i) {
    VariantDef v;
    v.def = type_item(e, i == 0 ? "A" : i == 1 ? "B" : "C");
    v.name = at(v.def).key.name;
    v.relative_discr = i;
    if (i == 1) {
      v.explicit_discr = minus;
      v.relative_discr = 0;
    }
    if (i == 2) v.relative_discr = 1;
    adt_def.variants.push_back(v);
  }
  at(e).adt = adt_def;
  DefId f = function("f", {}, adt(e));
  CHECK(text(f).ends_with(
      "enum k::E\n  size 1 align 1 scalar i8 254..=0\n  niche i8 1..=253 at 0\n  tag i8 254..=0 at 0\n"
      "  variant A = 0 tag 0\n  variant B = -2 tag 254\n  variant C = -1 tag 255\n"));
  at(minus).value = nullptr;
  CHECK_THROWS_WITH_AS(text(f), doctest::Contains("discriminant of variant B"), Error);
}

TEST_CASE_FIXTURE(Fixture, "generic fields are instantiated, what stays unresolved fails and says the way to it") {
  lang_items["sized"] = type_item(core, "Sized");
  DefId g = structure("G", {{"t", param(0, "T")}});
  type_param(g, "T");
  DefId f = function("f", {adt(g, {u8})}, unit);
  CHECK(text(f).ends_with("struct k::G<u8>\n  size 1 align 1 scalar u8\n  field t at 0: u8\n"));
  DefId tr = type_item(core, "Tr"), item_ty = type_item(tr, "A");
  type_param(tr, "Self");
  at(tr).generics.has_self = true;
  at(item_ty).generics = {tr, 1, true, {}};
  Term alias = node(Kind::Alias, {u8}, static_cast<std::uint8_t>(AliasKind::Projection), item_ty);
  DefId h = function("h", {ref(adt(g, {alias}))}, unit);
  CHECK_THROWS_WITH_AS(text(h), doctest::Contains("<u8 as core::Tr>::A cannot be resolved"), Error);
  // One impl that can apply decides it.
  DefId impl = item(core, DefPathKind::Impl, ""), value_ty = type_item(impl, "A");
  at(impl).type = u8;
  at(impl).trait = node(Kind::TraitRef, {u8}, 0, tr);
  at(impl).items = {{value_ty, DefKind::AssocTy, "A", true, item_ty}};
  at(value_ty).type = in.leaf(Kind::Char);
  at(tr).impls = {impl};
  normalizer.emplace(*this);
  CHECK(
      text(h).ends_with("struct k::G<char>\n  size 4 align 4 scalar u32 0..=1114111\n  niche u32 1114112..=4294967295 "
                        "at 0\n  field t at 0: char\n"));
  // Two do not.
  DefId blanket = item(core, DefPathKind::Impl, "", 1);
  type_param(blanket, "X");
  at(blanket).type = param(0, "X");
  at(blanket).trait = node(Kind::TraitRef, {param(0, "X")}, 0, tr);
  at(tr).impls = {impl, blanket};
  normalizer.emplace(*this);
  CHECK_THROWS_WITH_AS(text(h), doctest::Contains("cannot be resolved"), Error);
}

TEST_CASE_FIXTURE(Fixture, "trait objects: methods in vtables, supertraits first, others left out") {
  DefId super = type_item(core, "Super"), tr = type_item(k, "Tr"), sized = type_item(core, "Sized");
  lang_items["sized"] = sized;
  for (DefId t : {super, tr}) {
    type_param(t, "Self");
    at(t).generics.has_self = true;
  }
  Term self = param(0, "Self");
  auto method = [&](DefId t, std::string_view name) {
    DefId m = value_item(t, name);
    at(m).generics = {t, 1, true, {}};
    at(m).sig = binder(Kind::FnPtr, 0, {ref(self), unit}, {}, "Rust");
    at(t).items.push_back({m, DefKind::AssocFn, name, true, std::nullopt});
    return m;
  };
  method(super, "s");
  method(tr, "b");
  method(tr, "a");
  DefId not_in = method(tr, "by_value");
  at(not_in).predicates = {node(Kind::TraitRef, {self}, 0, sized)};
  at(tr).supers = {node(Kind::TraitRef, {self}, 0, super)};
  Term dyn = node(Kind::Dynamic, {binder(Kind::ExTrait, 0, {}, tr), in.leaf(Kind::ReErased)});
  DefId f = function("f", {ref(dyn)}, unit);
  CHECK(
      text(f).ends_with("trait object dyn k::Tr\n"
                        "  vtable\n    drop in place\n    size\n    align\n"
                        "    method core::Super::s: fn(&dyn k::Tr)\n"
                        "    method k::Tr::b: fn(&dyn k::Tr)\n    method k::Tr::a: fn(&dyn k::Tr)\n"));
}

TEST_CASE_FIXTURE(Fixture, "statics; impls are named by their header, not by their number") {
  DefId s = structure("S", {});
  DefId st = value_item(k, "X");
  at(st).kind = DefKind::Static;
  at(st).type = adt(s);
  at(st).mutable_static = true;
  CHECK(text(st) ==
        std::string(kHeader) + "static k::X\n  mutable\n  type k::S\nstruct k::S\n  size 0 align 1 memory\n");
  for (std::uint32_t number : {0U, 5U}) {
    DefId impl = item(k, DefPathKind::Impl, "", number);
    at(impl).type = adt(s);
    CHECK(print_path(*this, value_item(impl, "m")) == "<k::S>::m");
  }
}

// Which trait is `Drop` stands in core alone. Without core a CRC must not depend on what could be looked up.
TEST_CASE_FIXTURE(Fixture, "a Drop impl is not taken for none where the crate of its trait is missing") {
  DefId s = structure("S", {{"x", u8}}), f = function("f", {adt(s)}, unit);
  DefId impl = item(k, DefPathKind::Impl, ""), elsewhere{99, 0};
  at(impl).type = adt(s);
  at(impl).trait = node(Kind::TraitRef, {adt(s)}, 0, elsewhere);
  absent = {impl};
  CHECK_NOTHROW(text(f));  // whatever trait it is, it has no function `drop`
  at(impl).items = {{value_item(impl, "drop"), crate::DefKind::AssocFn, "drop", true, std::nullopt}};
  CHECK_THROWS(text(f));
}

TEST_CASE("symtypes records: nothing is lost, and nothing but references looks like one") {
  const std::string text =
      "enum k::E<\"a  { ; s#x\", 'c'>\n  size 1 align 1\n  variant A = 0\n    field 0: u8\n    field 1: u8\n  variant "
      "B = 1%\n";
  std::string words = symtypes_words(text);
  CHECK(words ==
        "enum k::E<\"a %20%7B %3B s%23x\", %27c%27> { size 1 align 1 ; variant A = 0 { field 0: u8 ; field 1: u8 ; } "
        "variant B = 1%25 ; }");
  auto back = parse_symtypes(words + " s#k::A u#'k::B<u8, u16>' t#x%002");
  CHECK(back.text == text);
  REQUIRE(back.references.size() == 3);
  CHECK(back.references[1].prefix == 'u');
  CHECK(back.references[1].name == "k::B<u8, u16>");
  CHECK(back.references[2].name == "x");
  CHECK(symtypes_words("extern type k::T\n") == "extern type k::T ;");
  CHECK(symtypes_words("a\n  b\n    c\nd\n") == "a { b { c ; } } d ;");
  CHECK(symtypes_reference('s', "k::S") == "s#k::S");
  CHECK(symtypes_reference('e', "k::E<u8, 'x'>", 1) == "e#'k::E<u8, %27x%27>%001'");
  // As gendwarfksyms writes them: words that no `;` ends, references among them.
  CHECK(parse_symtypes("variable s#s").text == "variable\n");
  CHECK(parse_symtypes("structure_type s { member s#t n } byte_size(8)").text ==
        "structure_type s\n  member n\nbyte_size(8)\n");
  for (std::string_view bad : {"a { b ;", "a ; }", "s#", "s#''", "s#'x y", "100%", "%4"})
    CHECK_THROWS_AS(parse_symtypes(bad), Error);
}
