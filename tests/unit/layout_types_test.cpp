// SPDX-License-Identifier: MIT OR Apache-2.0
// Layouts of types whose definitions are made up here: what types/ and layout/ do together, and where they must stop.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fake_context.hpp"
#include "rmeta/error.hpp"
#include "rmeta/layout/layouts.hpp"

using namespace rmeta;
using test::FakeContext;
using namespace rmeta::types;

namespace {

struct Fixture : FakeContext {
  DefId k{crate("k", 1), 0};
  DefId core{crate("core", 2), 0};
  DefId sized = type_item(core, "Sized");
  Term u8 = uint(Width::W8), u32 = uint(Width::W32), usize = uint(Width::Size);
  layout::Layouts layouts_{*this, layout::rules_of("1.95.0"), layout::TargetDataLayout::parse("e-i64:64-i128:128")};

  Fixture() { lang_items["sized"] = sized; }
  LayoutQuery& layouts() override { return layouts_; }

  DefId structure(std::string_view name) {
    DefId s = type_item(k, name);
    at(s).adt.def = s;
    at(s).adt.variants.push_back({});
    at(s).adt.variants[0].def = s;
    at(s).adt.variants[0].name = name;
    return s;
  }
  void field(DefId s, std::string_view name, Term type) {
    DefId f = value_item(s, name);
    at(f).type = type;
    at(s).adt.variants[0].fields.push_back({f, name});
  }
  Term array(Term element, std::uint64_t length) { return node(Kind::Array, {element, value(usize, length, 8)}); }
  Term tuple(std::vector<Term> parts) { return node(Kind::Tuple, std::move(parts)); }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a type that contains itself has no layout; one that points to itself has") {
  DefId s = structure("S"), p = structure("P");
  field(s, "inner", tuple({u8, adt(s)}));
  field(p, "next", ref(adt(p)));
  CHECK_THROWS_WITH_AS(layouts_.layout_of(adt(s)), doctest::Contains("contains itself"), Error);
  CHECK_THROWS_WITH_AS(layouts_.layout_of(adt(s)), doctest::Contains("contains itself"), Error);
  CHECK(layouts_.layout_of(adt(p)).size == 8);
}

TEST_CASE_FIXTURE(Fixture, "a type that contains ever larger instances of itself ends in an error") {
  for (int parts : {1, 2}) {
    DefId g = structure(parts == 1 ? "G" : "H");
    type_param(g, "T");
    field(g, "x", adt(g, {tuple(std::vector<Term>(static_cast<std::size_t>(parts), param(0, "T")))}));
    CHECK_THROWS_AS(layouts_.layout_of(adt(g, {u8})), Error);
    CHECK_THROWS_AS(layouts_.layout_of(ref(adt(g, {u8}))), Error);  // the last field decides about the pointer
  }
}

TEST_CASE_FIXTURE(Fixture, "arrays as large as numbers go end in an error") {
  CHECK_THROWS_WITH_AS(layouts_.layout_of(array(u8, UINT64_MAX)), doctest::Contains("too large"), Error);
  CHECK_THROWS_AS(layouts_.layout_of(array(array(u32, std::uint64_t{1} << 40), std::uint64_t{1} << 40)), Error);
  CHECK(layouts_.layout_of(array(tuple({}), UINT64_MAX)).size == 0);
  // How large an object may be is the release's.
  const Term many = array(u8, std::uint64_t{1} << 47);
  layout::Layouts before(*this, layout::rules_of("1.78.0"), layouts_.target());
  CHECK_THROWS_WITH_AS(before.layout_of(many), doctest::Contains("too large"), Error);
  CHECK(before.layout_of(array(u8, (std::uint64_t{1} << 47) - 1)).size == (std::uint64_t{1} << 47) - 1);
  CHECK(layouts_.layout_of(many).size == std::uint64_t{1} << 47);
  CHECK_THROWS_AS(layouts_.layout_of(param(0, "T")), Error);
}

TEST_CASE_FIXTURE(Fixture, "pointers are as wide as the last field of what they point to makes them") {
  DefId unsized_ = structure("U"), sized_ = structure("V");
  field(unsized_, "n", u32);
  field(unsized_, "rest", node(Kind::Slice, {u8}));
  field(sized_, "n", u32);
  DefId tr = type_item(core, "Tr");
  Term dyn = node(Kind::Dynamic, {binder(Kind::ExTrait, 0, {}, tr), in.leaf(Kind::ReErased)});
  CHECK(layouts_.layout_of(ref(adt(sized_))).size == 8);
  CHECK(layouts_.layout_of(ref(adt(unsized_))).size == 16);
  CHECK(layouts_.layout_of(ref(in.leaf(Kind::Str))).size == 16);
  CHECK(layouts_.layout_of(ref(tuple({u8, adt(unsized_)}))).size == 16);
  const auto& object = layouts_.layout_of(node(Kind::RawPtr, {dyn}));
  CHECK(object.size == 16);
  CHECK(object.repr.b.valid.start == 1);  // a pointer that may be null has a vtable all the same
  CHECK(layouts_.layout_of(ref(node(Kind::Foreign, {}, 0, tr))).size == 8);
  const auto& u = layouts_.layout_of(adt(unsized_));
  CHECK(!u.is_sized());
  CHECK(u.size == 4);
}

TEST_CASE_FIXTURE(Fixture, "a field that may be unsized stays last") {
  for (bool may_be_unsized : {true, false}) {
    DefId w = structure(may_be_unsized ? "W" : "X");
    type_param(w, "T");
    field(w, "small", u8);
    field(w, "t", param(0, "T"));
    if (!may_be_unsized) at(w).predicates = {node(Kind::TraitRef, {param(0, "T")}, 0, sized)};
    const auto& l = layouts_.layout_of(adt(w, {u32}));
    CHECK(l.size == 8);
    CHECK(l.fields.offsets == (may_be_unsized ? std::vector<std::uint64_t>{0, 4} : std::vector<std::uint64_t>{4, 0}));
  }
  // `T: ?Sized + Clone` is sized, since `Clone` is.
  DefId clone = type_item(core, "Clone"), y = structure("Y");
  type_param(clone, "Self");
  at(clone).supers = {node(Kind::TraitRef, {param(0, "Self")}, 0, sized)};
  type_param(y, "T");
  field(y, "small", u8);
  field(y, "t", param(0, "T"));
  at(y).predicates = {node(Kind::TraitRef, {param(0, "T")}, 0, clone)};
  CHECK(layouts_.layout_of(adt(y, {u32})).fields.offsets == std::vector<std::uint64_t>{4, 0});
}

TEST_CASE_FIXTURE(Fixture, "UnsafeCell hides what its content says of values") {
  DefId cell = structure("UnsafeCell");
  lang_items["unsafe_cell"] = cell;
  field(cell, "value", in.leaf(Kind::Bool));
  CHECK(layouts_.layout_of(in.leaf(Kind::Bool)).largest_niche.has_value());
  const auto& l = layouts_.layout_of(adt(cell));
  CHECK(!l.largest_niche);
  CHECK(l.repr.a.valid == WrappingRange{0, 255});
}

namespace {

// Traits of crate `k` with one method each, named like the trait in lower case.
struct Traits : Fixture {
  Term self = param(0, "Self");
  DefId trait(std::string_view name, std::vector<Term> supers, bool with_method = true) {
    DefId t = type_item(k, name);
    type_param(t, "Self");
    at(t).generics.has_self = true;
    at(t).supers = std::move(supers);
    if (!with_method) return t;
    DefId m = value_item(t, name);
    at(m).generics = {t, at(t).generics.count(), true, {}};
    at(t).items.push_back({m, crate::DefKind::AssocFn, name, true, std::nullopt});
    return t;
  }
  Term bound(DefId t, std::vector<Term> args = {}) {
    args.insert(args.begin(), self);
    return node(Kind::TraitRef, args, 0, t);
  }
  std::string slots(std::string_view release, DefId t) {
    using What = types::VtableEntry::What;
    layout::Layouts l{*this, layout::rules_of(release), layout::TargetDataLayout::parse("e-i64:64-i128:128")};
    std::string out;
    for (const auto& e : l.vtable_entries(node(Kind::TraitRef, {u8}, 0, t))) {
      if (e.what == What::Method) out += fmt::format(" {}", at(e.method).key.name);
      if (e.what == What::Vacant) out += fmt::format(" -{}", at(e.method).key.name);
      if (e.what == What::TraitVPtr) out += fmt::format(" ->{}", at(e.trait_ref->def).key.name);
    }
    return out;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Traits, "a diamond of traits: the first way down is the start of the vtable, others are pointed to") {
  DefId a = trait("A", {}), b = trait("B", {bound(a)}), c = trait("C", {bound(a)});
  DefId d = trait("D", {bound(b), bound(c)});
  CHECK(slots("1.48.0", d) == " D C A B");
  for (std::string_view release : {"1.63.0", "1.70.0", "1.78.0", "1.85.0", "1.93.1", "1.98.1"})
    CHECK(slots(release, d) == " A B C ->C D");
}

TEST_CASE_FIXTURE(Traits, "which supertraits without methods have a pointer depends on the release") {
  DefId empty = trait("Empty", {}, false), a = trait("A", {}), b = trait("B", {});
  DefId inherits = trait("Inherits", {bound(b)}, false);
  DefId d = trait("D", {bound(empty), bound(a), bound(inherits)});
  CHECK(slots("1.63.0", d) == " A ->A B ->B ->Inherits D");
  CHECK(slots("1.78.0", d) == " A B ->B ->Inherits D");
  CHECK(slots("1.85.0", d) == " A B ->B D");
  CHECK(slots("1.93.1", d) == " A B ->B ->Inherits D");
  DefId e = trait("E", {bound(a), bound(empty)});
  CHECK(slots("1.78.0", e) == " A ->Empty E");
  CHECK(slots("1.85.0", e) == " A E");
}

TEST_CASE_FIXTURE(Traits, "methods that need a sized type or whose bounds do not hold, and final ones") {
  DefId never = trait("Never", {}, false), t = trait("T", {});
  for (std::string_view name : {"sized", "vacant", "final"}) {
    DefId m = value_item(t, name);
    at(m).generics = {t, 1, true, {}};
    if (name == "sized") at(m).predicates = {bound(sized)};
    if (name == "vacant") at(m).predicates = {bound(never)};
    at(t).items.push_back({m, crate::DefKind::AssocFn, name, true, std::nullopt, name == "final"});
  }
  at(never).impls = {type_item(k, "impl")};
  at(at(never).impls[0]).trait = node(Kind::TraitRef, {u32}, 0, never);
  CHECK(slots("1.48.0", t) == " T -sized -vacant");
  CHECK(slots("1.95.0", t) == " T -vacant");
}

TEST_CASE_FIXTURE(Traits, "generic supertraits without end are an error, and so is a trait that no object has") {
  DefId g = trait("G", {});
  type_param(g, "X");
  at(g).supers = {bound(g, {node(Kind::Slice, {param(1, "X")})})};
  DefId user = trait("User", {bound(g, {u8})});
  for (std::string_view release : {"1.48.0", "1.85.0", "1.95.0"}) CHECK_THROWS_AS(slots(release, user), Error);
  DefId h = trait("H", {});
  type_param(at(h).items[0].def, "Own");
  CHECK_THROWS_WITH_AS(slots("1.95.0", h), doctest::Contains("has no vtable"), Error);
}
