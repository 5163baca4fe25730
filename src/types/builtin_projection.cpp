// SPDX-License-Identifier: MIT OR Apache-2.0
// Associated types that the compiler defines itself (rustc_trait_selection/src/traits/project.rs).
#include <fmt/format.h>

#include <algorithm>

#include "async_drop.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/normalize.hpp"

namespace rmeta::types {

Term Normalizer::builtin_projection(Term t, Term self, std::string_view name, DefId trait) {
  auto lang = [&](std::string_view item) { return cx_.lang_item(item) == trait; };
  if (lang("pointee_trait") && name == "Metadata") return pointee_metadata(self);
  if (lang("discriminant_kind") && name == "Discriminant") return discriminant_type(self);
  if (lang("async_destruct") && name == "AsyncDestructor") return async_destructor(cx_, *this, self);
  if (Term out = callable_projection(t, self, name, trait)) return out;
  return self->kind == Kind::Coroutine ? coroutine_projection(self, name, trait) : nullptr;
}

Term Normalizer::coroutine_projection(Term self, std::string_view name, DefId trait) {
  auto lang = [&](std::string_view item) { return cx_.lang_item(item) == trait; };
  auto what = coroutine_for(cx_, self->def);
  if (lang("coroutine") || lang("generator")) {
    if (!is_general_coroutine(cx_, self->def)) return nullptr;
    if (name == "Yield") return synthetic_arg(cx_, self, "<yield_ty>");
    return name == "Return" ? synthetic_arg(cx_, self, "<return_ty>") : nullptr;
  }
  if (is_general_coroutine(cx_, self->def)) return nullptr;
  if (what == CoroutineFor::Async && lang("future_trait") && name == "Output")
    return synthetic_arg(cx_, self, "<return_ty>");
  if (what == CoroutineFor::Gen && lang("iterator") && name == "Item") return synthetic_arg(cx_, self, "<yield_ty>");
  if (what != CoroutineFor::AsyncGen || !lang("async_iterator") || name != "Item") return nullptr;
  // It yields Poll<Option<Item>>.
  Term item = settled(synthetic_arg(cx_, self, "<yield_ty>"));
  for (int i = 0; i < 2; ++i) {
    if (item->kind != Kind::Adt || item->kids.size() != 1) return nullptr;
    item = item->kids[0];
  }
  return item;
}

Term Normalizer::pointee_metadata(Term type) {
  constexpr int kMost = 200;
  for (int i = 0; i < kMost; ++i) {
    type = settled(type);
    switch (type->kind) {
      case Kind::Str:
      case Kind::Slice:
        return in_.leaf(Kind::Uint, static_cast<std::uint8_t>(Width::Size));
      case Kind::Dynamic: {
        auto meta = cx_.lang_item("dyn_metadata");
        if (!meta) return nullptr;
        return in_.make(Kind::Adt, {&type, 1}, *meta);
      }
      case Kind::Adt: {
        const AdtDef& adt = cx_.adt_def(type->def);
        if (adt.what != AdtDef::What::Struct || adt.variants.empty() || adt.variants[0].fields.empty())
          return in_.leaf(Kind::Tuple);
        type = substitute(in_, cx_.type_of(adt.variants[0].fields.back().def), type->kids);
        continue;
      }
      case Kind::Tuple:
        if (type->kids.empty()) return type;
        type = type->kids.back();
        continue;
      case Kind::Param:
      case Kind::Alias:
      case Kind::InferTy:
      case Kind::ErrorTy:
        return nullptr;
      default:
        return in_.leaf(Kind::Tuple);
    }
  }
  throw Error("a type whose last field never ends");
}

// An enum's is the type of its `repr`, isize without one; a coroutine's is u32, and that of anything else u8.
Term Normalizer::discriminant_type(Term type) {
  auto named = [&](std::string_view name) {
    static constexpr std::pair<std::string_view, Width> widths[] = {{"8", Width::W8},     {"16", Width::W16},
                                                                    {"32", Width::W32},   {"64", Width::W64},
                                                                    {"128", Width::W128}, {"size", Width::Size}};
    for (auto [text, width] : widths)
      if (name.substr(1) == text)
        return in_.leaf(name[0] == 'i' ? Kind::Int : Kind::Uint, static_cast<std::uint8_t>(width));
    throw Error(fmt::format("integer type {} is not understood", name));
  };
  switch (type->kind) {
    case Kind::Adt: {
      const AdtDef& adt = cx_.adt_def(type->def);
      if (adt.what != AdtDef::What::Enum) return named("u8");
      return named(adt.repr.int_type.empty() ? "isize" : adt.repr.int_type);
    }
    case Kind::Coroutine:
      return named("u32");
    case Kind::Param:
    case Kind::Alias:
    case Kind::InferTy:
    case Kind::ErrorTy:
      return nullptr;
    default:
      return named("u8");
  }
}

Term Normalizer::dyn_projection(Term t, Term dyn) {
  for (Term p : dyn->kids)
    if (p->kind == Kind::ExProjection && p->def == t->def)
      return p->escapes() || p->vars > 0 ? nullptr : p->kids.back();
  return nullptr;
}

}  // namespace rmeta::types
