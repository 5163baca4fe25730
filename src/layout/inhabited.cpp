// SPDX-License-Identifier: MIT OR Apache-2.0
// Arrays without values. Today an array has none if its elements' layout says so. Up to 1.85 the element's type was
// asked instead (rustc_middle/src/ty/inhabitedness/mod.rs, `is_privately_uninhabited`), which knows nothing of closures
// and coroutines: an array of closures that captured a `!` counts as inhabited. Older releases knew less: 1.63 does not
// see through projections, 1.48 (rustc_middle/src/ty/sty.rs, `conservative_is_privately_uninhabited`) looks at fields
// as they are declared, without the type's arguments.
#include <algorithm>

#include "rmeta/error.hpp"
#include "rmeta/layout/layouts.hpp"

namespace rmeta::layout {

using types::Kind;
using types::Term;

bool Layouts::uninhabited_by_type(Term t, int depth) {
  constexpr int kMostTypes = 400;  // nested in each other
  if (depth > kMostTypes) throw Error("types without values are nested too deep");
  auto rec = [&](Term inner) { return uninhabited_by_type(inner, depth + 1); };
  switch (t->kind) {
    case Kind::Never:
      return true;
    case Kind::Tuple:
      return std::any_of(t->kids.begin(), t->kids.end(), rec);
    case Kind::Array: {
      Term count = cx_.normalize(t->kids[1]);
      return count->kind == Kind::CtValue && bits(count) != 0 && rec(t->kids[0]);
    }
    case Kind::Adt:
      break;
    default:
      return false;
  }
  if (auto it = uninhabited_.find(t); it != uninhabited_.end()) return it->second;
  const types::AdtDef& def = cx_.adt_def(t->def);
  auto field = [&](const auto& f) {
    Term type = types::strip_regions(in_, cx_.type_of(f.def));
    if (rules_.uninhabited_with_arguments) type = types::substitute(in_, type, t->kids);
    return rec(rules_.uninhabited_through_projections ? settle(type) : type);
  };
  const bool result = def.what != types::AdtDef::What::Union &&
                      std::all_of(def.variants.begin(), def.variants.end(),
                                  [&](const auto& v) { return std::any_of(v.fields.begin(), v.fields.end(), field); });
  return uninhabited_[t] = result;
}

}  // namespace rmeta::layout
