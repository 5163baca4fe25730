// SPDX-License-Identifier: MIT OR Apache-2.0
// Coroutines (async functions and blocks, generators): what they keep across suspension.
//
// The compiler turns a coroutine's body into a state machine and keeps the result in that body's MIR: types of the
// saved locals, which of them each state needs, and which are alive at the same time and so cannot share memory
// (rustc_mir_transform/src/coroutine.rs). The table `mir_coroutine_witnesses` holds the same question's answer from
// before optimisation; it serves auto traits, not layouts (rustc_middle/src/ty/mod.rs, `coroutine_layout`).
#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/types/metadata.hpp"
#include "rmeta/types/reader.hpp"

namespace rmeta::types {

using schema::FieldRole;
using schema::VariantRole;

bool MetadataContext::coroutine_of_closure(DefId d) {
  if (!of(d).schema().bound(FieldRole::Tables_coroutine_kind)) return false;
  auto e = of(d).entry(FieldRole::Tables_coroutine_kind, d.index);
  return e && e->code_name() == "Desugared" && e->code_detail().find("Closure") != std::string_view::npos;
}

std::optional<DefId> MetadataContext::coroutine_in_closure(DefId d) {
  if (!of(d).schema().bound(FieldRole::Tables_coroutine_for_closure)) return std::nullopt;
  auto e = of(d).entry(FieldRole::Tables_coroutine_for_closure, d.index);
  if (!e) return std::nullopt;
  return of(d).global(e->def_id());
}

namespace {

/// The capital letters and words of "Desugared", "0: Async, 1: Fn": "desugared async fn".
std::string in_words(std::string_view name, std::string_view detail) {
  std::string out;
  for (char c : fmt::format("{} {}", name, detail)) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if ((c >= 'a' && c <= 'z') || (c == ' ' && !out.empty() && out.back() != ' ')) out += c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

/// Reads `BitMatrix`: rows of 64-bit words, the lowest bit first.
std::vector<bool> square_matrix(const decode::Cursor& c, std::size_t n) {
  const std::uint64_t per_row = (n + 63) / 64;
  std::vector<std::uint64_t> words;
  for (const auto& w : c.get(FieldRole::BitMatrix_words).elements()) words.push_back(w.as_u64());
  if (c.get(FieldRole::BitMatrix_num_rows).as_u64() != n || c.get(FieldRole::BitMatrix_num_columns).as_u64() != n ||
      words.size() != n * per_row)
    throw Error(fmt::format("a matrix of other size than {} by {}", n, n)).offset(c.pos());
  std::vector<bool> out(n * n);
  for (std::size_t row = 0; row < n; ++row)
    for (std::size_t column = 0; column < n; ++column)
      out[row * n + column] = (words[row * per_row + column / 64] >> (column % 64) & 1) != 0;
  return out;
}

}  // namespace

std::string MetadataContext::coroutine_kind(DefId d) {
  const auto& schema = of(d).schema();
  if (schema.bound(FieldRole::Tables_coroutine_kind)) {
    if (auto e = of(d).entry(FieldRole::Tables_coroutine_kind, d.index))
      return in_words(e->code_name(), e->code_detail());
  } else {
    std::optional<decode::Cursor> c;
    if (schema.bound(FieldRole::Tables_generator_kind)) {
      c = of(d).value(FieldRole::Tables_generator_kind, d.index);
    } else if (auto entry = of(d).value(FieldRole::Tables_kind, d.index);
               entry && entry->is(VariantRole::EntryKind_Generator)) {
      c = entry->field(0);  // in the oldest releases
    }
    if (c) {
      std::string kind = in_words(c->variant_name(), c->field_count() > 0 ? c->field(0).variant_name() : "");
      // Here whether it may move is part of the type, not of the kind.
      auto type = of(d).value(FieldRole::Tables_type_of, d.index);
      if (!type) of(d).missing("type", d.index);
      decode::Cursor t = Reader::unwrap_early_binder(*type);
      if (t.is(schema::TypeRole::Ty)) t = t.deref();
      return fmt::format("{} {}", kind, in_words(t.get(FieldRole::TyKind_Generator_movability).variant_name(), ""));
    }
  }
  of(d).missing("kind of coroutine", d.index);
}

const CoroutineLayout& MetadataContext::coroutine_layout(Term coroutine) {
  if (coroutine->kind != Kind::Coroutine) throw Error("saved locals of what is no coroutine are asked for");
  DefId d = coroutine->def;
  // An `async` closure has two bodies: one that borrows from the closure and one that takes its captures along. Which
  // one a type means shows in the kind it carries.
  if (Term kind = synthetic_arg(*this, coroutine, "<coroutine_kind>"); kind && !kind->is_unit()) {
    Term own = type_of(d);
    if (own->kind != Kind::Coroutine) throw Error("a coroutine whose type is none");
    if (synthetic_arg(*this, own, "<coroutine_kind>") != kind) {
      auto other = of(d).entry(FieldRole::Tables_coroutine_by_move_body_def_id, d.index);
      if (!other) of(d).missing("body that takes its captures along", d.index);
      d = of(d).global(other->def_id());
    }
  }
  auto& slot = coroutines(d);
  if (slot) return *slot;
  auto body = of(d).value(FieldRole::Tables_optimized_mir, d.index);
  if (!body) of(d).missing("MIR, which says what the coroutine keeps,", d.index);
  std::optional<decode::Cursor> layout;
  if (body->schema().bound(FieldRole::Body_coroutine_layout)) {  // in the oldest releases a field of the body itself
    layout = body->get(FieldRole::Body_coroutine_layout).option();
  } else if (auto info = body->get(FieldRole::Body_coroutine).option()) {
    layout = info->get(FieldRole::CoroutineInfo_coroutine_layout).option();
  }
  if (!layout) of(d).missing("list of what the coroutine keeps", d.index);
  auto out = std::make_unique<CoroutineLayout>();
  const bool wrapped = layout->schema().bound(FieldRole::CoroutineSavedTy_ty);
  for (const auto& saved : layout->get(FieldRole::CoroutineLayout_field_tys).elements())
    out->saved.push_back(read_type(d.crate, wrapped ? saved.get(FieldRole::CoroutineSavedTy_ty) : saved));
  for (const auto& variant : layout->get(FieldRole::CoroutineLayout_variant_fields).elements()) {
    auto& fields = out->variants.emplace_back();
    for (const auto& f : variant.elements()) {
      fields.push_back(f.as_u32());
      if (fields.back() >= out->saved.size()) throw Error("a state keeps a local that does not exist").offset(f.pos());
    }
  }
  out->conflicts = square_matrix(layout->get(FieldRole::CoroutineLayout_storage_conflicts), out->saved.size());
  slot = std::move(out);
  return *slot;
}

// Without what borrow checking alone keeps. The oldest releases have the list in the type itself, as type checking saw
// it: all that is alive somewhere in the scope of an await.
std::optional<std::vector<Term>> MetadataContext::coroutine_witnesses(Term coroutine) {
  for (Term k : coroutine->kids)
    if (k->kind == Kind::CoroutineWitness && k->binder) return std::vector<Term>(k->kids.begin(), k->kids.end());
  const DefId d = coroutine->def;
  if (!of(d).schema().bound(FieldRole::Tables_mir_coroutine_witnesses)) return std::nullopt;
  const auto layout = of(d).value(FieldRole::Tables_mir_coroutine_witnesses, d.index);
  if (!layout) return std::nullopt;
  std::vector<Term> out;
  for (const auto& saved : layout->get(FieldRole::CoroutineLayout_field_tys).elements())
    if (!saved.get(FieldRole::CoroutineSavedTy_ignore_for_traits).as_bool())
      out.push_back(substitute(in_, read_type(d.crate, saved.get(FieldRole::CoroutineSavedTy_ty)), coroutine->kids));
  return out;
}

}  // namespace rmeta::types
