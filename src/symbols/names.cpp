// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/symbols/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rmeta/crate/items.hpp"
#include "rmeta/error.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::symbols {

using crate::DefKind;
using crate::Export;
using schema::FieldRole;
using types::DefId;
using types::GenericParam;
using types::Term;
using types::Terms;

bool Names::uses_legacy(std::uint32_t crate) const {
  const auto& version = cx_.graph().crate(crate).root().symbol_mangling_version;
  if (version == "V0") return false;
  if (version == "Legacy") return true;
  throw Error(fmt::format("symbol mangling \"{}\" is not supported", version));
}

// `#[export_stable]` (unstable) names items and impls by yet another scheme.
void Names::refuse_exportable(std::uint32_t crate) {
  const auto& c = cx_.graph().crate(crate);
  if (!c.schema().bound(FieldRole::CrateRoot_exportable_items)) return;
  if (c.root_cursor().get(FieldRole::CrateRoot_exportable_items).lazy().count > 0)
    throw Error("symbols of #[export_stable] items are not supported");
}

std::string Names::linker_name(DefId def, Terms args, std::optional<std::uint32_t> instantiated_in) {
  const auto& home = cx_.graph().crate(def.crate);
  const auto& attrs = cx_.codegen_attrs(def);
  const Rules& rules = rules_for(home.schema().release());
  if (attrs.std_internal && rules.internal_symbols_mangled) {
    std::string_view name = attrs.symbol_name.empty() ? home.item_name(def.index) : attrs.symbol_name;
    // The version as that very compiler says it, with whatever its vendor added.
    std::string_view version = schema::read_header(home.context().blob()).version;
    if (version.starts_with("rustc ")) version.remove_prefix(6);
    return mangle_internal_symbol(name, version);
  }
  if (!attrs.symbol_name.empty()) return attrs.symbol_name;
  if (attrs.no_mangle || crate::Items(home).is_foreign(def.index)) return std::string(home.item_name(def.index));
  return mangle(cx_, rules, {def, args, instantiated_in, {}});
}

bool Names::takes_arguments(DefId def) {
  for (std::optional<DefId> at = def; at; at = cx_.generics_of(*at).parent)
    for (const auto& p : cx_.generics_of(*at).own)
      if (p.what != GenericParam::What::Lifetime && !p.host_effect) return true;
  return false;
}

void Names::describe(Symbol& s) {
  switch (cx_.def_kind(s.def)) {
    case DefKind::Static:
      s.kind = "static";
      break;
    case DefKind::AssocFn:
      s.kind = "method";
      break;
    case DefKind::Ctor:
      s.kind = "constructor";
      break;
    case DefKind::Closure:
    case DefKind::Generator:
      s.kind = "closure";
      break;
    default:
      s.kind = "fn";
  }
  s.path = types::print_path(cx_, s.def, s.args);
}

void Names::settle_kind(Symbol& s) {
  // The parameters of a closure itself are its kind, signature and captures, and no choice of anyone's.
  std::optional<DefId> owner = s.def;
  if (s.kind == "closure") owner = cx_.generics_of(s.def).parent;
  if (owner && takes_arguments(*owner)) s.kind = "instance";
  if (s.def == cx_.lang_item("drop_in_place") || s.def == cx_.lang_item("drop_glue")) s.kind = "drop glue";
}

Symbol Names::item(DefId def) {
  Symbol s;
  s.def = def;
  describe(s);
  settle_kind(s);
  if (s.kind == "instance" || s.kind == "drop glue") return s;
  if (s.kind == "closure") {
    for (Term argument : cx_.type_of(def)->kids)
      s.args.push_back(types::erase_regions(cx_.interner(), cx_.normalize(argument)));
  } else {
    s.args = cx_.erased_args(def);
  }
  describe(s);
  return s;
}

Symbol Names::symbol_of(DefId def, std::vector<Term> args, std::optional<std::uint32_t> instantiated_in,
                        std::string_view shim) {
  Symbol s;
  s.def = def;
  s.args = std::move(args);
  s.instantiated_in = instantiated_in;
  const auto& home = cx_.graph().crate(def.crate);
  s.name = shim.empty() ? linker_name(def, s.args, instantiated_in)
                        : mangle(cx_, rules_for(home.schema().release()), {def, s.args, instantiated_in, shim});
  describe(s);
  settle_kind(s);
  if (!shim.empty()) s.kind = shim == "tls" ? "thread-local shim" : fmt::format("{} shim", shim);
  return s;
}

Symbol Names::exported(std::uint32_t crate, const Export& e) {
  using What = Export::What;
  const auto& c = cx_.graph().crate(crate);
  Symbol s;
  s.what = e.what;
  s.assumed = e.assumed;
  switch (e.what) {
    case What::NoDefId:
      s.name = s.path = std::string(e.symbol);
      s.kind = "generated";
      return s;
    case What::NonGeneric:
    case What::ThreadLocalShim:
      s.def = c.global(e.def);
      s.args = cx_.erased_args(s.def);
      break;
    case What::Generic:
      s.def = c.global(e.def);
      s.args = cx_.read_args(crate, *e.args);
      break;
    case What::DropGlue: {
      // From 1.97.1 drop_glue, which drop_in_place calls (rustc_codegen_ssa/src/back/symbol_export.rs).
      auto drop = cx_.lang_item("drop_glue");
      if (!drop) drop = cx_.lang_item("drop_in_place");
      if (!drop) {
        // It is core's, as a rule: loading that says what is missing and where it was looked for.
        for (std::uint32_t n = 0; n < cx_.graph().size(); ++n)
          if (cx_.graph().name(n) == "core") cx_.graph().crate(n);
        throw Error("drop glue is exported, and no crate has the lang item `drop_glue` or `drop_in_place`")
            .file(c.blob().file);
      }
      s.def = *drop;
      s.args = {cx_.read_type(crate, *e.ty)};
      break;
    }
    default:
      throw Error("symbols of asynchronous drop are not supported");
  }
  for (Term& a : s.args) a = types::erase_regions(cx_.interner(), cx_.normalize(a));
  describe(s);
  bool generic = e.what == What::Generic || e.what == What::DropGlue;
  if (e.what == What::Generic) s.kind = "instance";
  if (e.what == What::DropGlue) s.kind = "drop glue";
  if (e.what == What::ThreadLocalShim) s.kind = "thread-local shim";
  if (uses_legacy(crate) && !generic && cx_.codegen_attrs(s.def).symbol_name.empty() &&
      !cx_.codegen_attrs(s.def).no_mangle) {
    s.linker_name = false;
  }
  if (uses_legacy(crate) && generic) s.linker_name = false;
  if (!s.linker_name) {
    s.name = s.path;
  } else if (e.what == What::ThreadLocalShim) {
    s.name = mangle(cx_, rules_for(c.schema().release()), {s.def, s.args, std::nullopt, "tls"});
  } else {
    s.name = linker_name(s.def, s.args, generic ? std::optional(crate) : std::nullopt);
  }
  return s;
}

std::vector<Symbol> Names::exports(std::uint32_t crate) {
  refuse_exportable(crate);
  std::vector<Symbol> out;
  for (const auto& e : crate::Exports(cx_.graph().crate(crate)).all()) out.push_back(exported(crate, e));
  std::sort(out.begin(), out.end(),
            [](const Symbol& a, const Symbol& b) { return std::tie(a.name, a.path) < std::tie(b.name, b.path); });
  return out;
}

std::vector<Symbol> Names::items(std::uint32_t crate, bool shared) {
  refuse_exportable(crate);
  const auto& c = cx_.graph().crate(crate);
  crate::Items items(c);
  std::vector<Symbol> out;
  for (crate::DefIndex i = 0; i < c.def_count(); ++i) {
    auto kind = c.def_kind(i);
    if (!kind) continue;
    bool closure = kind->kind == DefKind::Closure || kind->kind == DefKind::Generator;
    bool code = closure || kind->kind == DefKind::Fn || kind->kind == DefKind::AssocFn ||
                (kind->kind == DefKind::Ctor && kind->has("Fn"));
    if (!code && kind->kind != DefKind::Static) continue;
    DefId def{crate, i};
    if (items.is_foreign(i) || (!closure && takes_arguments(def))) continue;
    Symbol s;
    s.def = def;
    if (closure) {
      // Its own parameters are its captures; they do not show in the name, but make it an instance of this crate.
      auto parent = cx_.generics_of(def).parent;
      if (!parent || takes_arguments(*parent)) continue;
      s.args = cx_.erased_args(*parent);
      describe(s);
      s.args.push_back(cx_.interner().leaf(types::Kind::Tuple));
    } else {
      s.args = cx_.erased_args(def);
      describe(s);
    }
    s.name = linker_name(def, s.args, closure || (shared && code) ? std::optional(crate) : std::nullopt);
    out.push_back(std::move(s));
  }
  return out;
}

}  // namespace rmeta::symbols
