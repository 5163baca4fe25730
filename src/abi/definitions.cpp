// SPDX-License-Identifier: MIT OR Apache-2.0
// One definition per type: what it is made of, in lines that are the same wherever the type appears. Each names the
// types it refers to (`refs`), which get definitions of their own. How the type lies in memory is what layout/
// computes; a type that has no layout has no definition either, and what reaches it no CRC.
#include <fmt/format.h>

#include <algorithm>

#include "layout_text.hpp"
#include "rmeta/abi/text.hpp"
#include "rmeta/types/bounds.hpp"
#include "rmeta/types/print.hpp"
#include "stable.hpp"

namespace rmeta::abi {

using types::AdtDef;
using types::DefId;
using types::Kind;
using types::Term;
using types::Terms;

void Texts::write(std::uint32_t id) {
  Definition& d = definitions_[id];
  d.written = true;
  try {
    if (stable_ == nullptr || !write_by_rule(d)) switch (d.type->kind) {
        case Kind::Adt:
          write_adt(d);
          break;
        case Kind::Dynamic:
          write_dyn(d);
          break;
        case Kind::Closure:
        case Kind::CoroutineClosure:
          write_closure(d);
          break;
        case Kind::Foreign:
          d.text = fmt::format("extern type {}\n", d.name);
          break;
        case Kind::Coroutine:
          write_coroutine(d);
          break;
        default:
          throw Error(fmt::format("type {} has no definition", d.name));
      }
  } catch (const Error& e) {
    d.failure = std::make_unique<Error>(e);
    return;
  }
  std::sort(d.refs.begin(), d.refs.end());
  d.refs.erase(std::unique(d.refs.begin(), d.refs.end()), d.refs.end());
  d.digest = crc::Digest::of(d.text);
  d.shift = crc::Shift(d.text.size());
  new_.push_back(id);
}

bool Texts::has_drop_impl(DefId adt) {
  if (auto it = drops_.find(adt); it != drops_.end()) return it->second;
  auto drop = cx_.lang_item("drop");
  bool found = false;
  if (drop)
    found = types::has_own_impl(cx_, *drop, adt);
  else  // which trait `Drop` is cannot be known; it is the only one of core whose impls consist of a function `drop`
    for (DefId impl : cx_.impls_of_absent_traits(adt.crate)) {
      Term self = cx_.type_of(impl);
      if (self->kind != Kind::Adt || self->def != adt) continue;
      for (const auto& item : cx_.associated_items(impl))
        if (item.name == "drop") cx_.def_key(cx_.impl_trait_ref(impl)->def);  // throws: that crate is needed
    }
  return drops_[adt] = found;
}

// A type that is complete without `core` can only be pinned by a negative impl; what makes fields so is in core.
bool Texts::is_unpin(Term adt) {
  if (const auto unpin = cx_.lang_item("unpin")) {
    const auto answer = cx_.holds(in_.make(Kind::TraitRef, {&adt, 1}, *unpin));
    if (!answer)
      throw Error(fmt::format("whether {} is Unpin cannot be decided, which says what `&mut` promises",
                              types::print(cx_, adt)));
    return *answer;
  }
  for (DefId impl : cx_.negative_impls_of_absent_traits(adt->def.crate)) {
    Term self = cx_.type_of(impl);
    if (self->kind == Kind::Adt && self->def == adt->def)
      cx_.def_key(cx_.impl_trait_ref(impl)->def);  // throws: whether that is Unpin stands in that crate
  }
  return true;
}

void Texts::write_fields(const types::VariantDef& v, Terms args, std::string_view indent, Definition& d,
                         const types::Layout* layout) {
  for (std::size_t i = 0; i < v.fields.size(); ++i) {
    const auto& f = v.fields[i];
    try {
      Term t = types::substitute(in_, cx_.type_of(f.def), args);
      std::string name(f.name);
      if (stable_ != nullptr && !stable_->member(d.name, d.type->def, name, t, d.used)) continue;
      if (!name.empty()) name.insert(0, 1, ' ');
      d.text += fmt::format("{}field{}{}: {}\n", indent, name, offset_text(layout, i), type_text(t, d.refs));
    } catch (Error& e) {
      throw Error(fmt::format("{} (field {})", e.reason(), f.name)).hint(e.hint());
    }
  }
}

void Texts::write_adt(Definition& d) {
  const AdtDef& adt = shown_definition(d);
  static constexpr std::string_view words[] = {"struct", "enum", "union"};
  d.text = fmt::format("{} {}\n", words[static_cast<std::size_t>(adt.what)], d.name);
  if (auto repr = types::print_repr(adt.repr); !repr.empty()) d.text += fmt::format("  repr {}\n", repr);
  // The name gives only the value of a constant argument; 3 of type u8 and 3 of type u64 make different types.
  for (Term k : d.type->kids)
    if (k->kind == Kind::CtValue) d.text += fmt::format("  constant argument {}\n", types::print(cx_, k->kids[0]));
  if (has_drop_impl(adt.def)) d.text += "  implements Drop\n";
  if (!is_unpin(d.type)) d.text += "  not Unpin\n";
  const types::Layout& layout = layouts().layout_of(d.type);
  d.text += sized_by_rule(d, layout_lines(layout));
  if (adt.what != AdtDef::What::Enum) {
    for (const auto& v : adt.variants) write_fields(v, d.type->kids, "  ", d, &layout);
    return;
  }
  d.text += tag_line(layout, adt);
  const auto discriminants = layouts().discriminants(adt);
  for (std::uint32_t i = 0; i < adt.variants.size(); ++i) {
    d.text += fmt::format("  variant {} = {}{}\n", adt.variants[i].name, discriminant_text(adt, discriminants[i]),
                          variant_text(layout, i, discriminants[i]));
    write_fields(adt.variants[i], d.type->kids, "    ", d, variant_layout(layout, i));
  }
}

void Texts::write_dyn(Definition& d) {
  using What = types::VtableEntry::What;
  d.text = fmt::format("trait object {}\n  vtable\n", d.name);
  for (const auto& e : cx_.layouts().vtable_entries(types::principal_of(in_, d.type))) {
    if (e.what == What::DropInPlace) d.text += "    drop in place\n";
    if (e.what == What::Size) d.text += "    size\n";
    if (e.what == What::Align) d.text += "    align\n";
    if (!e.trait_ref) continue;
    const std::string trait = types::print_trait(cx_, e.trait_ref->def, e.trait_ref->kids);
    if (e.what == What::TraitVPtr) {
      d.text += fmt::format("    vtable of {}\n", trait);
      continue;
    }
    const std::string name = fmt::format("{}::{}", trait, cx_.def_key(e.method).name);
    try {
      std::vector<Term> args(e.trait_ref->kids.begin(), e.trait_ref->kids.end());
      args.resize(cx_.generics_of(e.method).count(), in_.leaf(Kind::ReErased));
      if (e.what == What::Vacant) {
        d.text += fmt::format("    vacant {}\n", name);
        continue;
      }
      Term sig = settle(types::substitute(in_, cx_.fn_sig(e.method), args));
      collect(sig, d.refs);
      d.text += fmt::format("    method {}: {}{}\n", name, types::print(cx_, sig),
                            cx_.codegen_attrs(e.method).track_caller ? " track_caller" : "");
    } catch (Error& error) {
      throw Error(fmt::format("{} (method {})", error.reason(), name)).hint(error.hint());
    }
  }
}

Term Texts::needed_arg(Term closure, std::string_view name) {
  Term t = types::synthetic_arg(cx_, closure, name);
  if (!t) throw Error(fmt::format("a closure or coroutine without its {}", name));
  return t;
}

void Texts::write_captures(Definition& d, const types::Layout& layout) {
  Term captures = settle(needed_arg(d.type, "<upvars>"));
  if (captures->kind != Kind::Tuple) throw Error("a closure whose captures are not known");
  for (std::size_t i = 0; i < captures->kids.size(); ++i)
    d.text += fmt::format("  captures{} {}\n", offset_text(&layout, i), type_text(captures->kids[i], d.refs));
}

void Texts::write_closure(Definition& d) {
  const bool async = d.type->kind == Kind::CoroutineClosure;
  const types::Layout& layout = layouts().layout_of(d.type);
  d.text = fmt::format("{}closure {}\n", async ? "async " : "", d.name);
  d.text += layout_lines(layout);
  write_captures(d, layout);
  const std::string_view signature = async ? "<closure_signature_parts>" : "<closure_signature>";
  d.text += fmt::format("  call {}\n", type_text(needed_arg(d.type, signature), d.refs));
}

// The states 0 to 2 are "not started", "returned" and "panicked"; the others each stand for a place where it waits.
void Texts::write_coroutine(Definition& d) {
  const types::Layout& memory = layouts().layout_of(d.type);
  d.text = fmt::format("coroutine {}\n  kind {}\n", d.name, cx_.coroutine_kind(d.type->def));
  d.text += layout_lines(memory);
  write_captures(d, memory);
  for (std::string_view what : {"<resume_ty>", "<yield_ty>", "<return_ty>"})
    d.text += fmt::format("  {} {}\n", what.substr(1, what.find('_') - 1), type_text(needed_arg(d.type, what), d.refs));
  const types::CoroutineLayout& layout = cx_.coroutine_layout(d.type);
  for (std::uint32_t i = 0; i < layout.saved.size(); ++i) {
    d.text +=
        fmt::format("  saved {}: {}\n", i, type_text(types::substitute(in_, layout.saved[i], d.type->kids), d.refs));
  }
  for (std::size_t v = 0; v < layout.variants.size(); ++v) {
    d.text += fmt::format("  state {}\n", v);
    for (std::size_t i = 0; i < layout.variants[v].size(); ++i)
      d.text += fmt::format("    saved {}{}\n", layout.variants[v][i], offset_text(&memory.variants.variants.at(v), i));
  }
}

}  // namespace rmeta::abi
