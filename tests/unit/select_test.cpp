// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include "fake_context.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using namespace rmeta::test;
using Answer = Normalizer::Answer;

namespace {

/// A crate with traits and impls made on the spot.
struct World : FakeContext {
  DefId root{crate("k", 1), 0};
  std::uint32_t impls = 0;

  DefId trait(std::string_view name) {
    DefId t = type_item(root, name);
    at(t).kind = crate::DefKind::Trait;
    at(t).generics.has_self = true;
    type_param(t, "Self");
    return t;
  }
  DefId assoc(DefId trait, std::string_view name, Term fallback = nullptr) {
    DefId d = type_item(trait, name);
    at(d).generics.parent = trait;
    at(d).generics.parent_count = 1;
    at(d).type = fallback;
    at(trait).items.push_back({d, crate::DefKind::AssocTy, name, fallback != nullptr, std::nullopt});
    return d;
  }
  Term trait_ref(DefId trait, Term self) { return node(Kind::TraitRef, {self}, 0, trait); }
  DefId impl(DefId trait, Term self, std::uint32_t params = 0) {
    DefId d = item(root, crate::DefPathKind::Impl, "", impls++);
    at(d).trait = trait_ref(trait, self);
    for (std::uint32_t i = 0; i < params; ++i) type_param(d, "T");
    at(trait).impls.push_back(d);
    return d;
  }
  void gives(DefId impl, DefId assoc_item, Term type) {
    DefId d = type_item(impl, "Given");
    at(d).type = type;
    at(impl).items.push_back({d, crate::DefKind::AssocTy, "Given", true, assoc_item});
  }
  Term projection(DefId assoc_item, Term self) {
    return node(Kind::Alias, {self}, static_cast<std::uint8_t>(AliasKind::Projection), assoc_item);
  }
  Term u8() { return uint(Width::W8); }
  Term u16() { return uint(Width::W16); }
  Term pair(Term a, Term b) { return node(Kind::Tuple, {a, b}); }
};

}  // namespace

TEST_CASE_FIXTURE(World, "projections in projections are resolved by the impls that match") {
  DefId one = trait("One"), two = trait("Two");
  DefId x = assoc(one, "X"), y = assoc(two, "Y");
  gives(impl(one, u8()), x, pair(u8(), u8()));
  gives(impl(two, pair(param(0, "T"), param(0, "T")), 1), y, param(0, "T"));
  CHECK(normalize(projection(y, projection(x, u8()))) == u8());
  Term unknown = projection(y, pair(u8(), u16()));
  CHECK(normalize(unknown) == unknown);
}

TEST_CASE_FIXTURE(World, "a bound that does not hold rules an impl out") {
  DefId bound = trait("Bound"), t = trait("Tr");
  DefId x = assoc(t, "X");
  impl(bound, u8());
  DefId blanket = impl(t, param(0, "T"), 1);
  at(blanket).predicates = {trait_ref(bound, param(0, "T"))};
  gives(blanket, x, param(0, "T"));
  CHECK(normalize(projection(x, u8())) == u8());
  CHECK(normalize(projection(x, u16())) == projection(x, u16()));
  CHECK(normalizer->holds(t, u8()) == Answer::Yes);
  CHECK(normalizer->holds(t, u16()) == Answer::No);
}

TEST_CASE_FIXTURE(World, "the most special impl is meant; what it leaves out comes from its parent") {
  DefId t = trait("Tr");
  DefId x = assoc(t, "X"), y = assoc(t, "Y");
  DefId general = impl(t, param(0, "T"), 1), special = impl(t, u8());
  at(special).specializes = general;
  gives(general, x, u16());
  gives(general, y, pair(param(0, "T"), u16()));
  gives(special, x, u8());
  CHECK(normalize(projection(x, u8())) == u8());
  CHECK(normalize(projection(y, u8())) == pair(u8(), u16()));
  CHECK(normalize(projection(x, u16())) == u16());
}

TEST_CASE_FIXTURE(World, "two impls of which none is special decide nothing") {
  DefId t = trait("Tr");
  DefId x = assoc(t, "X");
  gives(impl(t, param(0, "T"), 1), x, u16());
  gives(impl(t, u8()), x, u8());
  CHECK(normalize(projection(x, u8())) == projection(x, u8()));
}

TEST_CASE_FIXTURE(World, "auto traits go by parts, cycles included, unless an impl says otherwise") {
  DefId t = trait("Auto");
  at(t).is_auto = true;
  DefId list = type_item(root, "List"), bad = type_item(root, "Bad"), holder = type_item(root, "Holder");
  auto field = [&](DefId owner, Term type) {
    DefId f = value_item(owner, "f");
    at(f).type = type;
    at(owner).adt.variants.resize(1);
    at(owner).adt.variants[0].fields.push_back({f, "f"});
  };
  field(list, u8());
  field(list, ref(adt(list)));
  field(holder, adt(bad));
  at(t).negative_impls.push_back(impl(t, adt(bad)));
  at(t).impls.clear();
  CHECK(normalizer->holds(t, adt(list)) == Answer::Yes);
  CHECK(normalizer->holds(t, adt(bad)) == Answer::No);
  CHECK(normalizer->holds(t, adt(holder)) == Answer::No);
}

TEST_CASE_FIXTURE(World, "bounds that grow without end are an error, in bounded time") {
  DefId t = trait("Tr");
  DefId grows = impl(t, param(0, "T"), 1);
  at(grows).predicates = {trait_ref(t, pair(param(0, "T"), u8()))};
  CHECK_THROWS_AS(normalizer->holds(t, u8()), Error);
}
