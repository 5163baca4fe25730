// SPDX-License-Identifier: MIT OR Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "layout_view.hpp"

namespace rmeta::cli {

using layout::FieldView;
using layout::primitive_text;
using layout::SlotView;
using layout::TypeView;
using layout::VariantView;
using report::JsonWriter;
using types::BackendRepr;
using types::FieldsShape;
using types::Layout;
using types::Scalar;
using types::U128;
using types::Variants;

namespace {

void member(JsonWriter& json, std::string_view name, U128 value) {
  json.key(name);
  json.number(value);
}

void scalar(JsonWriter& json, std::string_view name, const Scalar& s) {
  json.key(name);
  json.begin_object();
  json.member("primitive", primitive_text(s.primitive));
  if (s.may_be_uninit) {
    json.member_null("valid_start");
    json.member_null("valid_end");
  } else {
    member(json, "valid_start", s.valid.start);
    member(json, "valid_end", s.valid.end);
  }
  json.end_object();
}

void backend_repr(JsonWriter& json, const BackendRepr& r) {
  static constexpr std::string_view names[] = {"scalar", "scalar pair", "vector", "scalable vector", "memory"};
  json.key("backend_repr");
  json.begin_object();
  json.member("kind", names[static_cast<std::size_t>(r.what)]);
  json.member("sized", r.what != BackendRepr::What::Memory || r.sized);
  if (r.what != BackendRepr::What::Memory) scalar(json, "a", r.a);
  if (r.is_pair()) scalar(json, "b", r.b);
  if (r.what == BackendRepr::What::Vector || r.what == BackendRepr::What::ScalableVector) json.member("count", r.count);
  json.end_object();
}

// `start` and `end` are the first and the last value that no valid one has; the valid ones are there as well.
void niche(JsonWriter& json, const Layout& l) {
  if (!l.largest_niche) {
    json.member_null("niche");
    return;
  }
  const types::Niche& n = *l.largest_niche;
  const types::WrappingRange rest = layout::spare_values(n);
  json.key("niche");
  json.begin_object();
  json.member("offset", n.offset);
  json.member("size", n.value.size);
  member(json, "start", rest.start);
  member(json, "end", rest.end);
  json.member("primitive", primitive_text(n.value));
  member(json, "valid_start", n.valid.start);
  member(json, "valid_end", n.valid.end);
  json.end_object();
}

void shape(JsonWriter& json, const FieldsShape& s) {
  static constexpr std::string_view names[] = {"primitive", "union", "array", "arbitrary"};
  json.member("shape", names[static_cast<std::size_t>(s.what)]);
  if (s.what == FieldsShape::What::Array) json.member("stride", s.stride);
  if (s.what == FieldsShape::What::Array || s.what == FieldsShape::What::Union) json.member("count", s.count);
  json.key("offsets");
  json.begin_array();
  for (auto offset : s.offsets) json.number(offset);
  json.end_array();
  json.key("memory_order");
  json.begin_array();
  for (auto i : s.in_memory) json.number(i);
  json.end_array();
}

void fields(JsonWriter& json, const std::vector<FieldView>& list) {
  json.key("fields");
  json.begin_array();
  for (const FieldView& f : list) {
    json.begin_object();
    json.member("name", f.name);
    json.member("type", f.type);
    json.member("offset", f.offset);
    json.member("size", f.size);
    json.member("align", f.layout->align);
    json.member("sized", f.sized);
    json.end_object();
  }
  json.end_array();
}

void variant(JsonWriter& json, const VariantView& v) {
  json.begin_object();
  json.member("name", v.name);
  json.key("discriminant");
  json.number(v.discriminant);
  json.member("size", v.layout ? v.layout->size : 0);
  fields(json, v.fields);
  if (v.layout) {
    json.member("align", v.layout->align);
    json.member("uninhabited", v.layout->uninhabited);
    shape(json, v.layout->fields);
    backend_repr(json, v.layout->repr);
    niche(json, *v.layout);
  } else {
    json.member("uninhabited", true);
  }
  json.end_object();
}

void tag(JsonWriter& json, const TypeView& t) {
  const Variants& v = t.layout->variants;
  if (v.what != Variants::What::Multiple) {
    json.member_null("tag");
    return;
  }
  const bool direct = v.encoding == Variants::Encoding::Direct;
  json.key("tag");
  json.begin_object();
  json.member("encoding", direct ? "direct" : "niche");
  json.member("offset", v.tag_offset);
  json.member("size", v.tag.primitive.size);
  json.key("values");
  json.begin_object();
  for (const VariantView& variant : t.variants)
    if (variant.tag) member(json, variant.name, *variant.tag);
  json.end_object();
  scalar(json, "scalar", v.tag);
  if (!direct) {
    json.member("untagged", t.untagged);
    json.key("niche_variants");
    json.begin_array();
    json.number(v.niche_first);
    json.number(v.niche_last);
    json.end_array();
    member(json, "niche_start", v.niche_start);
  }
  json.end_object();
}

void vtable(JsonWriter& json, const TypeView& t) {
  json.key("vtable");
  json.begin_array();
  for (std::size_t i = 0; i < t.vtable.size(); ++i) {
    const SlotView& s = t.vtable[i];
    json.begin_object();
    json.member("offset", i * t.pointer_size);
    json.member("kind", s.kind);
    if (!s.trait.empty()) json.member("trait", s.trait);
    if (!s.method.empty()) json.member("method", s.method);
    if (!s.signature.empty()) json.member("signature", s.signature);
    json.end_object();
  }
  json.end_array();
}

// A vtable by itself has no type; it is shown as what it is in memory.
void write_vtable_json(JsonWriter& json, const TypeView& t) {
  json.begin_object();
  json.member("type", t.name);
  json.member("kind", t.kind);
  json.member("size", t.vtable.size() * t.pointer_size);
  json.member("align", t.pointer_size);
  json.member("repr", t.repr);
  for (std::string_view none : {"fields", "variants"}) {
    json.key(none);
    json.begin_array();
    json.end_array();
  }
  json.member_null("tag");
  json.member_null("niche");
  vtable(json, t);
  json.end_object();
}

}  // namespace

void write_layout_json(JsonWriter& json, const TypeView& t) {
  if (!t.layout) {
    write_vtable_json(json, t);
    return;
  }
  const Layout& l = *t.layout;
  json.begin_object();
  json.member("type", t.name);
  if (!t.alias.empty()) json.member("alias", t.alias);
  json.member("kind", t.kind);
  json.member("size", l.size);
  json.member("align", l.align);
  json.member("repr", t.repr);
  fields(json, t.fields);
  json.key("variants");
  json.begin_array();
  for (const VariantView& v : t.variants) variant(json, v);
  json.end_array();
  tag(json, t);
  niche(json, l);
  json.member("sized", l.is_sized());
  json.member("uninhabited", l.uninhabited);
  shape(json, l.fields);
  backend_repr(json, l.repr);
  json.member("max_repr_align", l.max_repr_align);
  json.member("unadjusted_align", l.unadjusted_align);
  if (l.preferred_align) json.member("preferred_align", l.preferred_align);
  if (l.randomization_seed) json.member("randomization_seed", l.randomization_seed);
  static constexpr std::string_view kinds[] = {"empty", "single", "multiple"};
  json.member("variant_kind", kinds[static_cast<std::size_t>(l.variants.what)]);
  if (l.variants.what == Variants::What::Single)
    json.member("single_variant", l.variants.index);
  else
    json.member_null("single_variant");
  if (!t.vtable.empty()) vtable(json, t);
  json.end_object();
}

}  // namespace rmeta::cli
