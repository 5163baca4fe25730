// SPDX-License-Identifier: MIT OR Apache-2.0
// Layouts as values.
#include "rmeta/layouts.hpp"

#include <utility>

#include "rmeta/crates.hpp"
#include "rmeta/layout/requests.hpp"
#include "rmeta/layout/view.hpp"
#include "workspace.hpp"

namespace [[gnu::visibility("default")]] rmeta {  // for free functions: clang asks the block that defines them

namespace {

using types::BackendRepr;
using types::I128;
using types::U128;
using types::Variants;

UInt128 value_of(U128 v) {
  return {static_cast<std::uint64_t>(v >> 64), static_cast<std::uint64_t>(v)};
}

Int128 value_of(I128 v) {
  return {static_cast<std::int64_t>(v >> 64), static_cast<std::uint64_t>(v)};
}

Scalar value_of(const types::Scalar& s) {
  Scalar out;
  out.primitive = layout::primitive_text(s.primitive);
  if (!s.may_be_uninit) out.valid = ValueRange{value_of(s.valid.start), value_of(s.valid.end)};
  return out;
}

Representation value_of(const BackendRepr& r) {
  using Kind = Representation::Kind;
  static constexpr Kind kinds[] = {Kind::Scalar, Kind::ScalarPair, Kind::Vector, Kind::ScalableVector, Kind::Memory};
  Representation out;
  out.kind = kinds[static_cast<std::size_t>(r.what)];
  if (r.what != BackendRepr::What::Memory) out.scalars.push_back(value_of(r.a));
  if (r.is_pair()) out.scalars.push_back(value_of(r.b));
  if (out.kind == Kind::Vector || out.kind == Kind::ScalableVector) out.count = r.count;
  return out;
}

Niche value_of(const types::Niche& n) {
  const types::WrappingRange rest = layout::spare_values(n);
  return {n.offset,
          n.value.size,
          layout::primitive_text(n.value),
          {value_of(n.valid.start), value_of(n.valid.end)},
          {value_of(rest.start), value_of(rest.end)}};
}

std::vector<Field> values_of(const std::vector<layout::FieldView>& fields) {
  std::vector<Field> out;
  for (const layout::FieldView& f : fields) out.push_back({f.name, f.type, f.offset, f.size, f.layout->align, f.sized});
  return out;
}

Variant value_of(const layout::VariantView& v) {
  Variant out;
  out.name = v.name;
  out.discriminant = value_of(v.discriminant);
  if (v.tag) out.tag = value_of(*v.tag);
  out.uninhabited = v.layout == nullptr || v.layout->uninhabited;
  if (v.layout != nullptr) {
    out.size = v.layout->size;
    out.align = v.layout->align;
  }
  out.fields = values_of(v.fields);
  return out;
}

TypeLayout value_of(const layout::TypeView& t) {
  TypeLayout out;
  out.type = t.name;
  out.alias = t.alias;
  out.kind = t.kind;
  out.repr = t.repr;
  for (const layout::SlotView& s : t.vtable)
    out.vtable.push_back({out.vtable.size() * t.pointer_size, s.kind, s.trait, s.method, s.signature});
  if (t.layout == nullptr) {  // a vtable by itself
    out.size = t.vtable.size() * t.pointer_size;
    out.align = t.pointer_size;
    return out;
  }
  const types::Layout& l = *t.layout;
  out.size = l.size;
  out.align = l.align;
  out.sized = l.is_sized();
  out.uninhabited = l.uninhabited;
  out.fields = values_of(t.fields);
  for (const layout::VariantView& v : t.variants) out.variants.push_back(value_of(v));
  if (l.variants.what == Variants::What::Multiple) {
    const bool niche = l.variants.encoding == Variants::Encoding::Niche;
    out.tag = Tag{niche, l.variants.tag_offset, l.variants.tag.primitive.size, value_of(l.variants.tag), t.untagged};
  }
  if (l.largest_niche) out.niche = value_of(*l.largest_niche);
  out.representation = value_of(l.repr);
  return out;
}

TypeLayout layout_of(eval::Analysis& analysis, layout::Requests& requests, const layout::Wanted& wanted) {
  layout::TypeView view = layout::view_of(analysis.context(), analysis.layouts(), requests.type_of(wanted));
  view.alias = wanted.alias;
  return value_of(view);
}

}  // namespace

TypeLayout Crate::layout(const std::string& type) const {
  return workspace_->with_types(number_, [&](eval::Analysis& analysis) {
    layout::Requests requests(analysis.context(), number_);
    return layout_of(analysis, requests, requests.one(type));
  });
}

TypeLayouts Crate::layouts() const {
  return workspace_->with_types(number_, [&](eval::Analysis& analysis) {
    layout::Requests requests(analysis.context(), number_);
    analysis.layouts();  // throws where release or target have none
    TypeLayouts out;
    for (const layout::Wanted& wanted : requests.all()) {
      try {
        out.types.push_back(layout_of(analysis, requests, wanted));
      } catch (const Error& error) {
        out.failures.push_back({requests.name_of(wanted), error.reason()});
      }
    }
    return out;
  });
}

std::string to_string(const UInt128& number) {
  U128 rest = (U128{number.high} << 64) | number.low;
  std::string out;
  do {
    out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  return out;
}

std::string to_string(const Int128& number) {
  const U128 bits = (U128{static_cast<std::uint64_t>(number.high)} << 64) | number.low;
  return number.high < 0 ? "-" + to_string(value_of(~bits + 1)) : to_string(value_of(bits));
}

}  // namespace rmeta
