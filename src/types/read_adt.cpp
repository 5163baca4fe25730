// SPDX-License-Identifier: MIT OR Apache-2.0
// Structs, enums and unions: their representation options and parts.
#include <fmt/format.h>

#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/metadata.hpp"
#include "rmeta/types/reader.hpp"

namespace rmeta::types {

using schema::FieldRole;

namespace {

/// `IntegerType` ("Pointer(signed)", "Fixed(I8, signed)"), formerly `IntType` ("SignedInt(I8)").
std::string int_type(const decode::Cursor& c) {
  auto lower = [](std::string_view s) {
    std::string out;
    for (char ch : s) out += static_cast<char>(ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    return out;
  };
  auto name = c.variant_name();
  if (name == "SignedInt" || name == "UnsignedInt") return lower(c.field(0).variant_name());
  if (name == "Pointer") return c.field(0).as_bool() ? "isize" : "usize";
  if (name == "Fixed") {
    auto width = lower(c.field(0).variant_name());  // "i8" for both signs
    return (c.field(1).as_bool() ? "i" : "u") + width.substr(1);
  }
  throw Error(fmt::format("representation {} is not understood", name)).offset(c.pos());
}

/// Bytes of an optional `Align`, which is stored as the power of two.
std::uint64_t align_bytes(const decode::Cursor& c) {
  auto some = c.option();
  if (!some) return 0;
  std::uint64_t power = some->field_count() > 0 ? some->field(0).as_u64() : some->as_u64();
  if (power > 63) throw Error("an alignment beyond all bounds").offset(c.pos());
  return std::uint64_t{1} << power;
}

/// Representation flags as attributes are written: "is_c" is "C", "is_simd" "simd".
std::vector<std::string> repr_flags(const decode::Cursor& c) {
  auto names = flag_names(c);
  for (auto& n : names) {
    if (n.starts_with("is_")) n.erase(0, 3);
    if (n == "c") n = "C";
  }
  return names;
}

}  // namespace

ReprOptions MetadataContext::repr(DefId d) {
  ReprOptions r;
  auto c = crate::Items(of(d)).repr_options(d.index);
  if (!c) of(d).missing("representation", d.index);
  // Every type has one of these: its fields are passed over once.
  const std::vector<decode::Cursor> fields = c->fields();
  const auto has = [&](FieldRole role) { return c->schema().bound(role); };
  const auto get = [&](FieldRole role) {
    const auto steps = c->schema().steps(c->schema().binding(role));
    return c->schema().owns(c->type(), role) && steps.size() == 1 ? fields.at(steps[0]) : c->get(role);
  };
  if (auto i = get(FieldRole::ReprOptions_int).option()) r.int_type = int_type(*i);
  r.align = align_bytes(get(FieldRole::ReprOptions_align));
  r.pack = align_bytes(get(FieldRole::ReprOptions_pack));
  r.flags = repr_flags(get(FieldRole::ReprOptions_flags));
  if (has(FieldRole::ReprOptions_field_shuffle_seed)) {
    const decode::Cursor seed = get(FieldRole::ReprOptions_field_shuffle_seed);
    if (seed.type_name() == "u64") {
      r.shuffle_seed = seed.as_u64();
    } else {  // a Hash64: its bytes, the lowest first
      const auto bytes = seed.as_bytes();
      if (bytes.size() != sizeof r.shuffle_seed) throw Error("a hash that is not of 64 bits").offset(seed.pos());
      for (std::size_t i = bytes.size(); i-- > 0;) r.shuffle_seed = r.shuffle_seed << 8 | bytes[i];
    }
  }
  if (has(FieldRole::ReprOptions_scalable))
    if (auto s = get(FieldRole::ReprOptions_scalable).option()) {
      r.scalable = s->variant_name();
      if (s->field_count() > 0) r.scalable += fmt::format(" {}", s->field(0).as_u64());
    }
  return r;
}

const AdtDef& MetadataContext::adt_def(DefId d) {
  if (const AdtDef* known = known_adt(d)) return *known;
  auto adt = std::make_unique<AdtDef>();
  const crate::Crate& crate = of(d);
  crate::Items items(crate);
  adt->def = d;
  adt->repr = repr(d);
  read_valid_range(*adt);
  auto kind = def_kind(d);
  adt->what = kind == crate::DefKind::Enum    ? AdtDef::What::Enum
              : kind == crate::DefKind::Union ? AdtDef::What::Union
                                              : AdtDef::What::Struct;
  if (!crate::is_adt(kind)) throw Error(fmt::format("{} is not a struct, enum or union", crate.path(d.index)));
  std::vector<crate::DefIndex> variants{d.index};
  if (adt->what == AdtDef::What::Enum) variants = items.variants(d.index);
  const crate::DefKey key = def_key(d);
  adt->variants.reserve(variants.size());
  for (auto v : variants) {
    auto data = items.variant_data(v);
    if (!data) crate.missing("variant", v);
    VariantDef out;
    out.def = crate.global(v);
    out.name = v == d.index && key.named() ? key.name : crate.item_name(v);
    out.ctor = data->ctor_kind == crate::CtorKind::Const ? CtorKind::Const
               : data->ctor_kind == crate::CtorKind::Fn  ? CtorKind::Fn
                                                         : CtorKind::None;
    if (data->explicit_discr) out.explicit_discr = crate.global(*data->explicit_discr);
    out.relative_discr = data->relative_discr;
    const auto fields = items.fields(v);
    out.fields.reserve(fields.size());
    for (auto f : fields) out.fields.push_back({crate.global(f), crate.item_name(f)});
    adt->variants.push_back(std::move(out));
  }
  return keep(std::move(adt));
}

}  // namespace rmeta::types
