// SPDX-License-Identifier: MIT OR Apache-2.0
// The list that metadata holds, and the rules by which rustc decides whether an item can be on it
// (rustc_codegen_ssa/src/back/symbol_export.rs, rustc_mir_transform/src/cross_crate_inline.rs).
#include "rmeta/crate/exports.hpp"

#include <algorithm>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::crate {

using decode::Cursor;
using schema::FieldRole;
using schema::TypeRole;
using schema::VariantRole;

namespace {

struct Listed {
  VariantRole variant;
  Export::What what;
  std::optional<FieldRole> def, ty;
};
constexpr Listed kListed[] = {
    {VariantRole::ExportedSymbol_NonGeneric, Export::What::NonGeneric, FieldRole::ExportedSymbol_NonGeneric_0, {}},
    {VariantRole::ExportedSymbol_Generic, Export::What::Generic, FieldRole::ExportedSymbol_Generic_0, {}},
    {VariantRole::ExportedSymbol_DropGlue, Export::What::DropGlue, {}, FieldRole::ExportedSymbol_DropGlue_0},
    {VariantRole::ExportedSymbol_AsyncDropGlueCtorShim,
     Export::What::AsyncDropGlueCtorShim,
     {},
     FieldRole::ExportedSymbol_AsyncDropGlueCtorShim_0},
    {VariantRole::ExportedSymbol_AsyncDropGlue, Export::What::AsyncDropGlue, FieldRole::ExportedSymbol_AsyncDropGlue_0,
     FieldRole::ExportedSymbol_AsyncDropGlue_1},
    {VariantRole::ExportedSymbol_ThreadLocalShim,
     Export::What::ThreadLocalShim,
     FieldRole::ExportedSymbol_ThreadLocalShim_0,
     {}},
    {VariantRole::ExportedSymbol_NoDefId, Export::What::NoDefId, {}, {}},
};

/// Whether a set of flags holds the one of that name, whatever its bit is in this release.
bool flag(const Cursor& flags, std::string_view name) {
  const schema::Schema& s = flags.schema();
  for (const schema::Constant& c : s.constants(s.type(flags.type())))
    if (s.str(c.name) == name) return (flags.as_u64() & c.value()) == c.value();
  return false;
}

/// Functions that take or return half or quad floats by themselves are always left to the crates that use them.
bool has_small_or_large_float(const Crate& crate, DefIndex fn) {
  const schema::Schema& schema = crate.schema();
  auto c = crate.value(FieldRole::Tables_fn_sig, fn);
  if (!c || !schema.bound(VariantRole::FloatTy_F16) || !schema.bound(VariantRole::FloatTy_F128)) return false;
  while (!c->is(TypeRole::FnSig))
    c = c->get(schema.bound(TypeRole::EarlyBinder) && c->is(TypeRole::EarlyBinder) ? FieldRole::EarlyBinder_value
                                                                                   : FieldRole::Binder_value);
  for (const Cursor& ty : c->get(FieldRole::FnSig_inputs_and_output).elements()) {
    const Cursor kind = ty.deref();
    if (!kind.is(VariantRole::TyKind_Float)) continue;
    const Cursor width = kind.get(FieldRole::TyKind_Float_ty);
    if (width.is(VariantRole::FloatTy_F16) || width.is(VariantRole::FloatTy_F128)) return true;
  }
  return false;
}

}  // namespace

std::optional<CodegenAttrs> codegen_attrs(const Crate& crate, DefIndex i) {
  if (!crate.schema().bound(FieldRole::Tables_codegen_fn_attrs)) return codegen_attrs_by_words(crate, i);
  const auto c = crate.value(FieldRole::Tables_codegen_fn_attrs, i);
  if (!c) return std::nullopt;
  const schema::Schema& schema = crate.schema();
  CodegenAttrs a;
  const Cursor flags = c->get(FieldRole::CodegenFnAttrs_flags);
  a.thread_local_ = flag(flags, "THREAD_LOCAL");
  a.track_caller = flag(flags, "TRACK_CALLER");
  a.no_mangle = flag(flags, "NO_MANGLE");
  a.std_internal = flag(flags, "RUSTC_STD_INTERNAL_SYMBOL");
  a.used = flag(flags, "USED") || flag(flags, "USED_COMPILER") || flag(flags, "USED_LINKER");
  const Cursor inlining = c->get(FieldRole::CodegenFnAttrs_inline);
  a.requests_inline = !inlining.is(VariantRole::InlineAttr_None) && !inlining.is(VariantRole::InlineAttr_Never);
  const auto own_name = c->get(FieldRole::CodegenFnAttrs_symbol_name).option();
  if (own_name) a.symbol_name = own_name->symbol_text();
  if (!own_name && schema.bound(FieldRole::CodegenFnAttrs_link_name))
    if (auto link = c->get(FieldRole::CodegenFnAttrs_link_name).option()) a.symbol_name = link->symbol_text();

  const auto linkage = c->get(FieldRole::CodegenFnAttrs_linkage).option();
  const bool external = linkage && !linkage->is(VariantRole::Linkage_Internal) &&
                        !(schema.bound(VariantRole::Linkage_Private) && linkage->is(VariantRole::Linkage_Private));
  a.extern_indicator = !flag(flags, "FOREIGN_ITEM") && (a.no_mangle || own_name.has_value() || external ||
                                                        flag(flags, "EXTERNALLY_IMPLEMENTABLE_ITEM"));
  // It did not count as one where export and link names were still two fields.
  if (a.std_internal && !schema.bound(FieldRole::CodegenFnAttrs_link_name) && !flag(flags, "FOREIGN_ITEM"))
    a.extern_indicator = true;
  return a;
}

namespace {
/// As `SymbolExportKind` of newer releases.
std::string_view static_kind(const Crate& crate, DefIndex i) {
  const auto attrs = codegen_attrs(crate, i);
  return attrs && attrs->thread_local_ ? "Tls" : "Data";
}
}  // namespace

void Exports::append_list(FieldRole role, std::vector<Export>& out) const {
  if (!crate_.schema().bound(role)) return;
  for (const Cursor& pair : crate_.root_cursor().get(role).elements()) {
    const Cursor symbol = pair.field(0), info = pair.field(1);
    Export e;
    const auto row = std::ranges::find_if(
        kListed, [&](const Listed& l) { return crate_.schema().bound(l.variant) && symbol.is(l.variant); });
    if (row == std::end(kListed))
      throw Error("exported symbol of unknown kind " + std::string(symbol.variant_name()))
          .file(crate_.blob().file)
          .member(crate_.blob().member)
          .offset(symbol.pos());
    e.what = row->what;
    if (row->def) e.def = symbol.get(*row->def).def_id();
    if (row->ty) e.ty = symbol.get(*row->ty);
    if (e.what == Export::What::Generic) e.args = symbol.get(FieldRole::ExportedSymbol_Generic_1);
    if (e.what == Export::What::NoDefId) e.symbol = symbol.get(FieldRole::ExportedSymbol_NoDefId_0).as_str();
    if (crate_.schema().bound(FieldRole::SymbolExportInfo_kind)) {
      e.kind = info.get(FieldRole::SymbolExportInfo_kind).variant_name();
      e.level = info.get(FieldRole::SymbolExportInfo_level).variant_name();
      e.used = info.get(FieldRole::SymbolExportInfo_used).as_bool();
    } else {
      // The level alone; what the symbol stands for is seen from the definition.
      const bool own = e.what == Export::What::NonGeneric && e.def.krate == 0;
      const auto kind = own ? crate_.def_kind(e.def.index) : std::nullopt;
      e.kind = kind && kind->kind == DefKind::Static ? static_kind(crate_, e.def.index) : "Text";
      e.level = info.variant_name();
    }
    out.push_back(std::move(e));
  }
}

std::vector<Export> Exports::listed() const {
  std::vector<Export> out;
  append_list(FieldRole::CrateRoot_exported_symbols, out);
  append_list(FieldRole::CrateRoot_exported_non_generic_symbols, out);
  append_list(FieldRole::CrateRoot_exported_generic_symbols, out);
  return out;
}

bool Exports::code_was_generated() const {
  // The compiler writes optimised MIR of functions only if it also generates code; coroutines always have it.
  const auto mir = crate_.table(FieldRole::Tables_optimized_mir);
  for (std::uint64_t i = 0; i < mir->size(); ++i) {
    if (!mir->at(i)) continue;
    const auto kind = crate_.def_kind(static_cast<DefIndex>(i));
    if (!kind || (kind->kind != DefKind::Fn && kind->kind != DefKind::AssocFn)) continue;
    // Where one table holds MIR for evaluation too, that of `const fn` is always there.
    const auto data = items_.fn_data(static_cast<DefIndex>(i));
    if (!data || data->get(FieldRole::FnData_constness).variant_name() != "Const") return true;
  }
  return false;
}

std::vector<Export> Exports::all() const {
  auto list = listed();
  if (list.empty() && !crate_.root().proc_macro && !code_was_generated()) list = assumed();
  return list;
}

bool Exports::is_generic(DefIndex i) const {
  std::optional<DefIndex> at = i;
  // A closure's own parameters stand for its kind, signature and captures; they are no choice of the user's.
  for (; at; at = crate_.parent(*at)) {
    const auto kind = crate_.def_key(*at).kind;
    if (kind != DefPathKind::Closure && kind != DefPathKind::SyntheticCoroutineBody) break;
  }
  while (at) {
    const auto generics = crate_.value(FieldRole::Tables_generics_of, *at);
    if (!generics) return false;
    for (const Cursor& p : generics->get(FieldRole::Generics_params).elements()) {
      const Cursor param = p.get(FieldRole::GenericParamDef_kind);
      const bool host_effect = param.has(FieldRole::GenericParamDefKind_Const_is_host_effect) &&
                               param.get(FieldRole::GenericParamDefKind_Const_is_host_effect).as_bool();
      if (!param.is(VariantRole::GenericParamDefKind_Lifetime) && !host_effect) return true;
    }
    if (generics->get(FieldRole::Generics_has_self).as_bool()) return true;
    const auto parent = generics->get(FieldRole::Generics_parent).option();
    if (!parent) return false;
    const DefIndex up = parent->def_id().index;
    if (up >= *at) crate_.missing("sensible parent of the generic parameters", *at);
    at = up;
  }
  return false;
}

bool Exports::exported_if_reachable(DefIndex i) const {
  const auto kind = crate_.def_kind(i);
  if (!kind) return false;
  if (kind->kind == DefKind::AssocFn) {
    const auto parent = crate_.parent(i);
    if (!parent || crate_.expect_kind(*parent).kind != DefKind::Impl) return false;
  } else if (kind->kind != DefKind::Fn && kind->kind != DefKind::Static) {
    return false;
  }
  if (items_.is_foreign(i) || is_generic(i)) return false;
  if (kind->kind == DefKind::Static) return true;
  const auto attrs = codegen_attrs(crate_, i);
  if (attrs && attrs->extern_indicator) return true;
  if (attrs && attrs->requests_inline) return false;
  if (crate_.schema().bound(FieldRole::Tables_intrinsic) && crate_.entry(FieldRole::Tables_intrinsic, i)) return false;
  if (const auto inlinable = crate_.entry(FieldRole::Tables_cross_crate_inlinable, i)) {
    if (inlinable->as_bool()) return false;
    if (has_small_or_large_float(crate_, i)) return false;
  }
  return true;
}

std::vector<Export> Exports::assumed() const {
  const auto reached = reachable();
  std::vector<Export> out;
  for (DefIndex i = 0; i < crate_.def_count(); ++i) {
    if (!reached[i] || !exported_if_reachable(i)) continue;
    Export e;
    e.def = {0, i};
    e.assumed = true;
    const auto attrs = codegen_attrs(crate_, i);
    const bool is_static = crate_.expect_kind(i).kind == DefKind::Static;
    e.kind = is_static ? static_kind(crate_, i) : "Text";
    e.level = attrs && attrs->extern_indicator ? "C" : "Rust";
    e.used = attrs && attrs->used;
    out.push_back(e);
  }
  return out;
}

std::vector<CodeItem> Exports::code_items() const {
  std::vector<bool> exported(crate_.def_count());
  bool assumed = false;
  for (const Export& e : all()) {
    if (e.what != Export::What::NonGeneric || e.def.krate != 0 || e.def.index >= exported.size()) continue;
    exported[e.def.index] = true;
    assumed = e.assumed;
  }
  std::vector<CodeItem> out;
  for (DefIndex i = 0; i < crate_.def_count(); ++i) {
    const auto kind = crate_.def_kind(i);
    if (!kind) continue;
    switch (kind->kind) {
      case DefKind::Fn:
      case DefKind::Static:
      case DefKind::AssocFn:
      case DefKind::Closure:
      case DefKind::SyntheticCoroutineBody:
      case DefKind::Generator:
        break;
      default:
        continue;
    }
    if (items_.is_foreign(i) || is_generic(i)) continue;
    out.push_back({i, *kind, exported[i], exported[i] && assumed});
  }
  return out;
}

}  // namespace rmeta::crate
