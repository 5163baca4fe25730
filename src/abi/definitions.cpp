// SPDX-License-Identifier: MIT OR Apache-2.0
// One definition per type: what it is made of, in lines that are the same wherever the type appears. Each names the
// types it refers to (`refs`), which get definitions of their own. How the type lies in memory is what layout/
// computes; a type that has no layout has no definition either, and what reaches it no CRC.
#include <fmt/format.h>

#include <algorithm>

#include "layout_text.hpp"
#include "rmeta/abi/text.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::abi {

using types::AdtDef;
using types::DefId;
using types::GenericParam;
using types::Kind;
using types::Node;
using types::Term;
using types::Terms;

void Texts::write(std::uint32_t id) {
  Definition& d = definitions_[id];
  d.written = true;
  try {
    switch (d.type->kind) {
      case Kind::Adt:
        write_adt(d);
        break;
      case Kind::Dynamic:
        write_dyn(d);
        break;
      case Kind::Closure:
        write_closure(d);
        break;
      case Kind::Foreign:
        d.text = fmt::format("extern type {}\n", d.name);
        break;
      case Kind::Coroutine:
        write_coroutine(d);
        break;
      case Kind::CoroutineClosure:
        write_coroutine_closure(d);
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
}

namespace {

std::string repr_text(const types::ReprOptions& r) {
  std::vector<std::string> parts = r.flags;
  if (!r.int_type.empty()) parts.push_back(r.int_type);
  if (r.align != 0) parts.push_back(fmt::format("align({})", r.align));
  if (r.pack != 0) parts.push_back(fmt::format("packed({})", r.pack));
  if (!r.scalable.empty()) parts.push_back(fmt::format("scalable({})", r.scalable));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

bool Texts::has_drop_impl(DefId adt) {
  if (auto it = drops_.find(adt); it != drops_.end()) return it->second;
  auto drop = cx_.lang_item("drop");
  bool found = false;
  if (drop)
    for (DefId impl : cx_.impls_of(*drop)) {
      if (impl.crate != adt.crate) continue;  // a Drop impl stands in the crate of its type
      Term self = cx_.type_of(impl);
      found |= self->kind == Kind::Adt && self->def == adt;
    }
  else  // which trait `Drop` is cannot be known; it is the only one of core whose impls consist of a function `drop`
    for (DefId impl : cx_.impls_of_absent_traits(adt.crate)) {
      Term self = cx_.type_of(impl);
      if (self->kind != Kind::Adt || self->def != adt) continue;
      for (const auto& item : cx_.associated_items(impl))
        if (item.name == "drop") cx_.def_key(cx_.impl_trait_ref(impl)->def);  // throws: that crate is needed
    }
  return drops_[adt] = found;
}

void Texts::write_fields(const types::VariantDef& v, Terms args, std::string_view indent, Definition& d,
                         const types::Layout* layout) {
  for (std::size_t i = 0; i < v.fields.size(); ++i) {
    const auto& f = v.fields[i];
    try {
      Term t = types::substitute(in_, cx_.type_of(f.def), args);
      d.text += fmt::format("{}field {}{}: {}\n", indent, f.name, offset_text(layout, i), type_text(t, d.refs));
    } catch (Error& e) {
      throw Error(fmt::format("{} (field {})", e.reason(), f.name)).hint(e.hint());
    }
  }
}

void Texts::write_adt(Definition& d) {
  const AdtDef& adt = cx_.adt_def(d.type->def);
  static constexpr std::string_view words[] = {"struct", "enum", "union"};
  d.text = fmt::format("{} {}\n", words[static_cast<std::size_t>(adt.what)], d.name);
  if (auto repr = repr_text(adt.repr); !repr.empty()) d.text += fmt::format("  repr {}\n", repr);
  if (has_drop_impl(adt.def)) d.text += "  implements Drop\n";
  const types::Layout& layout = cx_.layouts().layout_of(d.type);
  d.text += layout_lines(layout);
  if (adt.what != AdtDef::What::Enum) {
    for (const auto& v : adt.variants) write_fields(v, d.type->kids, "  ", d, &layout);
    return;
  }
  d.text += tag_line(layout, adt);
  const auto discriminants = cx_.layouts().discriminants(adt);
  for (std::uint32_t i = 0; i < adt.variants.size(); ++i) {
    d.text += fmt::format("  variant {} = {}{}\n", adt.variants[i].name, discriminant_text(adt, discriminants[i]),
                          variant_text(layout, i, discriminants[i]));
    write_fields(adt.variants[i], d.type->kids, "    ", d, variant_layout(layout, i));
  }
}

bool Texts::requires_sized_self(DefId item, int depth) {
  auto sized = cx_.lang_item("sized");
  if (depth > 16) return false;
  for (Term p : cx_.predicates_of(item)) {
    if (p->kind != Kind::TraitRef) continue;
    Term self = p->kids[0];
    if (self->kind != Kind::Param || self->a != 0 || self->text != "Self") continue;
    cx_.def_key(p->def);  // throws if the trait is not at hand: it could be `Sized`
    if (p->def == sized) return true;
    // `where Self: Copy` says so too, through the supertraits of Copy.
    for (Term s : cx_.super_predicates_of(p->def))
      if (s->kind == Kind::TraitRef && s->def == sized) return true;
  }
  return false;
}

void Texts::write_trait(Term ref, Definition& d, std::vector<Term>& seen) {
  if (std::find(seen.begin(), seen.end(), ref) != seen.end()) return;
  seen.push_back(ref);
  for (Term s : cx_.super_predicates_of(ref->def)) {
    if (s->kind != Kind::TraitRef) continue;
    Term super =
        types::strip_regions(in_, cx_.normalize(types::strip_regions(in_, types::substitute(in_, s, ref->kids))));
    write_trait(super, d, seen);
  }
  bool named = false;
  for (const auto& item : cx_.associated_items(ref->def)) {
    if (item.kind != crate::DefKind::AssocFn) continue;
    const auto& g = cx_.generics_of(item.def);
    bool generic =
        std::any_of(g.own.begin(), g.own.end(), [](const auto& p) { return p.what != GenericParam::What::Lifetime; });
    if (generic || requires_sized_self(item.def)) continue;
    if (!named) d.text += fmt::format("  vtable {}\n", types::print_trait(cx_, ref->def, ref->kids));
    named = true;
    std::vector<Term> args(ref->kids.begin(), ref->kids.end());
    args.resize(g.count(), in_.leaf(Kind::ReErased));
    try {
      Term sig = settle(types::substitute(in_, cx_.fn_sig(item.def), args));
      collect(sig, d.refs);
      d.text += fmt::format("    method {}: {}{}\n", item.name, types::print(cx_, sig),
                            cx_.codegen_attrs(item.def).track_caller ? " track_caller" : "");
    } catch (Error& e) {
      throw Error(
          fmt::format("{} (method {} of {})", e.reason(), item.name, types::print_trait(cx_, ref->def, ref->kids)))
          .hint(e.hint());
    }
  }
}

void Texts::write_dyn(Definition& d) {
  d.text = fmt::format("trait object {}\n", d.name);
  std::vector<Term> seen;
  for (Term p : d.type->kids) {
    if (p->kind != Kind::ExTrait) continue;
    std::vector<Term> args{d.type};
    args.insert(args.end(), p->kids.begin(), p->kids.end());
    Node n;
    n.kind = Kind::TraitRef;
    n.def = p->def;
    n.kids = args;
    write_trait(in_.intern(n), d, seen);
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
  const types::Layout& layout = cx_.layouts().layout_of(d.type);
  d.text = fmt::format("closure {}\n", d.name);
  d.text += layout_lines(layout);
  write_captures(d, layout);
  d.text += fmt::format("  call {}\n", type_text(needed_arg(d.type, "<closure_signature>"), d.refs));
}

void Texts::write_coroutine_closure(Definition& d) {
  const types::Layout& layout = cx_.layouts().layout_of(d.type);
  d.text = fmt::format("async closure {}\n", d.name);
  d.text += layout_lines(layout);
  write_captures(d, layout);
  d.text += fmt::format("  call {}\n", type_text(needed_arg(d.type, "<closure_signature_parts>"), d.refs));
}

// The states 0 to 2 are "not started", "returned" and "panicked"; the others each stand for a place where it waits.
void Texts::write_coroutine(Definition& d) {
  const types::Layout& memory = cx_.layouts().layout_of(d.type);
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
