// SPDX-License-Identifier: MIT OR Apache-2.0
// Structs, enums and unions: from their definitions in metadata to what the calculator takes.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "calculator.hpp"
#include "rmeta/error.hpp"
#include "rmeta/layout/layouts.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::layout {

using types::AdtDef;
using types::Kind;
using types::Term;

namespace {

/// "u8", "isize", ...
Primitive int_type(const TargetDataLayout& dl, std::string_view name) {
  static constexpr std::pair<std::string_view, std::uint64_t> sizes[] = {{"8", 1},  {"16", 2},   {"32", 4},
                                                                         {"64", 8}, {"128", 16}, {"size", 0}};
  for (auto [suffix, size] : sizes)
    if (name.size() > 1 && name.substr(1) == suffix) return dl.integer(size == 0 ? dl.usize() : size, name[0] == 'i');
  throw Error(fmt::format("representation {} is not understood", name));
}

Repr repr_of(const TargetDataLayout& dl, const types::ReprOptions& options) {
  constexpr std::uint64_t kMaxAlign = std::uint64_t{1} << 29;  // rustc accepts no more
  Repr r;
  r.align = options.align;
  r.pack = options.pack;
  r.shuffle_seed = options.shuffle_seed;
  if (r.align > kMaxAlign || r.pack > kMaxAlign) throw Error("an alignment beyond all bounds");
  if (r.align && r.pack) throw Error("a type that is packed and aligned");
  if (!options.int_type.empty()) r.int_type = int_type(dl, options.int_type);
  r.scalable = !options.scalable.empty();
  for (const std::string& flag : options.flags) {
    if (flag == "C") r.c = true;
    if (flag == "simd") r.simd = true;
    if (flag == "transparent") r.transparent = true;
    if (flag == "linear") r.linear = true;
    if (flag == "scalable") r.scalable = true;
    if (flag == "hide_niche") r.hide_niche = true;
    if (flag == "randomize_layout") r.randomize = true;
  }
  return r;
}

}  // namespace

bool Layouts::discriminants_are_signed(const AdtDef& def) const {
  return def.repr.int_type.empty() || def.repr.int_type[0] == 'i';
}

std::vector<types::I128> Layouts::discriminants(const AdtDef& def) {
  const Primitive type = int_type(target_, def.repr.int_type.empty() ? "isize" : std::string_view(def.repr.int_type));
  const unsigned width = static_cast<unsigned>(type.size) * 8;
  std::vector<I128> out;
  U128 last = 0;
  for (const auto& v : def.variants) {
    if (v.explicit_discr) {
      Term c = cx_.const_value(*v.explicit_discr, {});
      if (!c)
        throw Error(fmt::format("the discriminant of variant {} ({}) cannot be evaluated: {}", v.name,
                                types::print_path(cx_, *v.explicit_discr), cx_.const_failure(*v.explicit_discr, {})));
      last = bits(c);
    }
    const U128 value = (last + v.relative_discr) & max_value(type.size);
    if (const auto fixed = shown_.discriminant ? shown_.discriminant(v.def) : std::nullopt) {
      out.push_back(*fixed);
    } else if (!type.is_signed || width == 128) {
      out.push_back(static_cast<I128>(value));
    } else {
      const U128 sign = U128{1} << (width - 1);
      out.push_back(static_cast<I128>((value ^ sign) - sign));
    }
  }
  return out;
}

Layout Layouts::simd(Term t, const AdtDef& def) {
  auto fields = field_types(t, 0);
  if (def.what != AdtDef::What::Struct || fields.empty()) throw Error("a vector type that is not a struct of lanes");
  const bool packed = def.repr.pack != 0;
  if (!def.repr.scalable.empty()) {
    std::size_t blank = def.repr.scalable.find(' ');
    if (blank == std::string::npos || fields.size() != 1) throw Error("a scalable vector of other vectors");
    return calc_->vector(layout_of(fields[0]), std::stoull(def.repr.scalable.substr(blank)), false, true, false);
  }
  if (fields[0]->kind == Kind::Array) {
    if (fields.size() != 1) throw Error("a vector type of several arrays");
    const std::uint64_t lanes = array_length(fields[0]->kids[1]);
    return calc_->vector(layout_of(fields[0]->kids[0]), lanes, packed, false, false);
  }
  for (Term f : fields)
    if (f != fields[0]) throw Error("a vector type of lanes that differ");
  return calc_->vector(layout_of(fields[0]), fields.size(), packed, false, true);
}

const AdtDef& Layouts::definition(types::DefId id) {
  const AdtDef& def = cx_.adt_def(id);
  if (!shown_.definition) return def;
  const AdtDef* shown = shown_.definition(def);
  return shown == nullptr ? def : *shown;
}

Layout Layouts::adt(Term t) {
  const AdtDef& def = definition(t->def);
  const Repr repr = repr_of(target_, def.repr);
  if (repr.simd || repr.scalable) return simd(t, def);
  const ValidRange range{def.valid_start, def.valid_end};
  if (def.what == AdtDef::What::Enum) {
    Enum e;
    for (std::uint32_t v = 0; v < def.variants.size(); ++v) {
      e.variants.push_back(layouts_of(field_types(t, v)));
      e.explicit_discriminants |= def.variants[v].explicit_discr.has_value();
    }
    e.discriminants = discriminants(def);
    e.discriminants_signed = discriminants_are_signed(def);
    e.discriminant_size = repr.int_type ? repr.int_type->size : target_.usize();
    return calc_->enumeration(e, repr, range);
  }
  if (def.variants.size() != 1) throw Error("a struct or union without its one variant");
  Layout real = of_fields(def, repr, layouts_of(field_types(t, 0)));
  if (!shown_.fields) return real;
  const auto shown = shown_.fields(t);
  if (!shown) return real;
  // What is shown must lie as it really does: it decides about niches and representation, not about places.
  Layout as_shown = of_fields(def, repr, layouts_of(*shown));
  bool same = real.size == as_shown.size && real.align == as_shown.align && real.fields.what == as_shown.fields.what;
  for (std::size_t i = 0; same && i < shown->size() && i < real.fields.offsets.size(); ++i)
    same = real.fields.offsets[i] == as_shown.fields.offsets[i] || (*shown)[i]->is_unit();
  return same ? as_shown : real;
}

Layout Layouts::of_fields(const AdtDef& def, const Repr& repr, const Fields& fields) {
  const ValidRange range{def.valid_start, def.valid_end};
  if (def.what == AdtDef::What::Union) return calc_->union_of(fields, repr);
  if (!marked_) marked_ = {cx_.lang_item("unsafe_cell"), cx_.lang_item("unsafe_pinned"), cx_.lang_item("sized")};
  const bool no_niche = def.def == marked_->unsafe_cell || def.def == marked_->unsafe_pinned;
  if (!fields.empty() && !fields.back()->is_sized()) return calc_->structure(fields, repr, true, no_niche, range);
  if (marked_->sized) return calc_->structure(fields, repr, maybe_unsized(def), no_niche, range);
  // Without core it is not known which bound is `Sized`. It decides whether the last field has to stay last; often that
  // is where it would be anyway.
  Layout free = calc_->structure(fields, repr, false, no_niche, range);
  Layout last = calc_->structure(fields, repr, true, no_niche, range);
  if (free.fields == last.fields && free.repr == last.repr && free.largest_niche == last.largest_niche) return free;
  return calc_->structure(fields, repr, maybe_unsized(def), no_niche, range);
}

}  // namespace rmeta::layout
