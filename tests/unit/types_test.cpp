// SPDX-License-Identifier: MIT OR Apache-2.0
#include <doctest/doctest.h>

#include "fake_context.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using namespace rmeta::types;
using test::FakeContext;

TEST_CASE_FIXTURE(FakeContext, "equal terms are one") {
  CHECK(uint(Width::W8) == uint(Width::W8));
  CHECK(uint(Width::W8) != uint(Width::W16));
  CHECK(ref(uint(Width::W8)) == ref(uint(Width::W8)));
  CHECK(ref(uint(Width::W8)) != ref(uint(Width::W8), true));
  CHECK(param(0, "T") != param(0, "U"));
}

TEST_CASE_FIXTURE(FakeContext, "substitution replaces parameters and shifts under binders") {
  Term u8 = uint(Width::W8);
  Term t = node(Kind::Tuple, {param(0, "T"), node(Kind::Slice, {param(1, "U")})});
  std::vector<Term> args{u8, ref(u8)};
  CHECK(substitute(in, t, args) == node(Kind::Tuple, {u8, node(Kind::Slice, {ref(u8)})}));
  CHECK_THROWS_AS(substitute(in, param(2, "V"), args), Error);
  // An argument that refers to an enclosing binder is one deeper below another.
  Term sig = binder(Kind::FnPtr, 1, {param(0, "T"), in.leaf(Kind::Never)}, {}, "Rust");
  std::vector<Term> escaping{node(Kind::Ref, {bound(0, 0), u8})};
  Term got = substitute(in, sig, escaping);
  CHECK(got->kids[0]->kids[0] == bound(1, 0));
  CHECK(got->outer_binder == 1);
  CHECK_THROWS_AS(substitute(in, param(0, "T"), std::vector<Term>{in.leaf(Kind::ReErased)}), Error);
}

TEST_CASE_FIXTURE(FakeContext, "erasing regions renumbers bound ones and drops unused variables") {
  Term u8 = uint(Width::W8);
  auto reference = [&](Term r) { return node(Kind::Ref, {r, u8}); };
  Term sig =
      binder(Kind::FnPtr, 4, {reference(bound(0, 3)), reference(bound(0, 1)), reference(bound(0, 3))}, {}, "Rust");
  Term got = erase_regions(in, sig);
  CHECK(got->vars == 2);
  CHECK(got->kids[0]->kids[0] == bound(0, 0));
  CHECK(got->kids[1]->kids[0] == bound(0, 1));
  CHECK(got->kids[2]->kids[0] == bound(0, 0));
  CHECK(erase_regions(in, reference(in.leaf(Kind::ReStatic))) == ref(u8));
  // Terms without any region stay what they are.
  CHECK(erase_regions(in, node(Kind::Slice, {u8})) == node(Kind::Slice, {u8}));
  Term unused = binder(Kind::FnPtr, 1, {u8}, {}, "Rust");
  CHECK(erase_regions(in, unused) == binder(Kind::FnPtr, 0, {u8}, {}, "Rust"));
}
