// SPDX-License-Identifier: MIT OR Apache-2.0
// The part of the extractor that deals with hand-written impls, through codecs.json.
#include <fmt/ranges.h>

#include <algorithm>

#include "extract.hpp"
#include "macro.hpp"
#include "select.hpp"
#include "values.hpp"

namespace rmeta::schema_gen {

std::string squeeze(const std::string& text) {
  std::string out;
  for (char c : text)
    if (c != ' ' && c != '\n') out += c;
  return out;
}

namespace {

std::string file_of(const Loc& loc) {
  const std::string& p = loc.file->path;
  return p.starts_with("compiler/") ? p.substr(9) : p;
}

// What can stand as the first item of an entry's `watch` for this impl.
std::vector<std::string> keys_of(const Item* impl) {
  std::vector<std::string> out;
  std::string file = file_of(impl->loc);
  out.push_back(squeeze(fmt::format("{}#{}", file, to_text(impl->header))));
  for (const std::string& m : impl->via_macros) {
    out.push_back(squeeze(fmt::format("{}#macro {}", file, m)));
    out.push_back(squeeze(fmt::format("{}#invoke {}", file, m)));
  }
  return out;
}

}  // namespace

// A release takes an entry's newest list that is not after it; an entry without one is not there yet.
const Watch* Extractor::watch_of(const CodecEntry& e) const {
  auto after = e.watch.upper_bound(release_);
  return after == e.watch.begin() ? nullptr : &*std::prev(after);
}

// Of two entries for the same impl that one holds whose list is newer: it says what the impl does since then. `header`
// is the impl's own; entries that name a macro are for the same impl if they are for the same type.
void Extractor::keep_newest(std::vector<const CodecEntry*>& found, const std::string& header) const {
  auto names = [&](const CodecEntry* e) {
    return std::ranges::any_of(watch_of(*e)->second, [&](const std::string& w) { return squeeze(w) == header; });
  };
  std::vector<const CodecEntry*> all = found;
  std::erase_if(found, [&](const CodecEntry* e) {
    return std::ranges::any_of(all, [&](const CodecEntry* other) {
      return watch_of(*e)->first < watch_of(*other)->first && (e->type == other->type || (names(e) && names(other)));
    });
  });
}

const CodecEntry* Extractor::entry_for(const std::vector<CodecEntry>& entries, const Item* impl, TypeRef t) {
  std::vector<std::string> keys = keys_of(impl);
  for (bool first : {true, false}) {
    std::vector<const CodecEntry*> found;
    for (const CodecEntry& e : entries) {
      const Watch* watch = watch_of(e);
      if (!watch) continue;
      for (size_t i = 0; i < (first ? 1 : watch->second.size()); ++i)
        if (std::ranges::find(keys, squeeze(watch->second[i])) != keys.end()) {
          found.push_back(&e);
          break;
        }
    }
    if (found.empty()) continue;
    keep_newest(found, keys[0]);
    if (found.size() == 1) return found[0];
    // One macro, several types: by the type; for arena macros by slice or not.
    std::string name = squeeze(types_.name(t));
    for (const CodecEntry* e : found)
      if (squeeze(e->type) == name) return e;
    std::string shape = t->kind == Type::slice ? "&[T]" : "&T";
    for (const CodecEntry* e : found)
      if (e->type == shape) return e;
    for (const CodecEntry* e : found) {
      // Specific header before macro.
      if (squeeze(watch_of(*e)->second[0]) == keys[0]) return e;
    }
    fail(impl->loc, fmt::format("several entries of {} for '{}'", codecs_.file, types_.name(t)));
  }
  // Slices out of an arena macro are listed under the macro only.
  return nullptr;
}

// codecs.json writes types as Rust; parsed ones refer to their text in messages.
const SourceFile& Extractor::source_text(const std::string& text) {
  auto& file = texts_[text];
  if (!file) file = std::make_unique<SourceFile>(SourceFile{codecs_.file, text});
  return *file;
}

bool Extractor::by_impl(const Impl& impl, TypeRef t, OutType& o) {
  const CodecEntry* e = entry_for(codecs_.impls, impl.item, t);
  if (!e)
    throw Error(fmt::format("hand-written impl `{}` is not in codecs.json", to_text(impl.item->header)))
        .file(str(impl.item->loc))
        .hint("review it, write a codec if no present one fits, and add an entry");
  if (t->kind == Type::slice && e->type == "&T")
    for (const CodecEntry& s : codecs_.impls)
      if (s.type == "&[T]" && watch_of(s)) e = &s;
  for (const std::string& w : watch_of(*e)->second) watched_.insert(w);
  by_entry(*e, impl, t, o);
  return true;
}

void Extractor::by_entry(const CodecEntry& e, const Impl& impl, TypeRef t, OutType& o) {
  Scope scope;
  scope.module = impl.item->parent;
  scope.generics = &impl.item->generics;
  scope.env = impl.env;
  scope.env["Self"] = t;
  // Macro-made impls have their type spelled out; the entry calls its parameter T.
  if (!scope.env.contains("T")) {
    TypeRef p = t->kind == Type::ref ? t->args[0] : t;
    bool pointer = p != t || e.type.starts_with("&");
    bool whole = p->kind == Type::tuple || p->args.empty() || (pointer && e.what.codec == "transparent");
    scope.env["T"] = whole ? p : p->args.back();
  }
  const std::string& codec = e.what.codec;
  if (codec == "internal") fail(impl.item->loc, fmt::format("'{}' is only part of another codec", types_.name(t)));
  if (codec == "tuple") {
    if (t->kind != Type::tuple) fail(impl.item->loc, "codec tuple for something else");
    o.kind = "struct";
    for (size_t i = 0; i < t->args.size(); ++i) o.fields.emplace_back(fmt::format("{}", i), visit(t->args[i]));
    return;
  }
  if (codec == "derived") {
    derived(t, o);
    if (!e.order.empty()) reorder(o, e.order);
    return;
  }
  if (codec == "index") {
    o.kind = "index";
    if (t->kind == Type::adt && t->item->index_max) {
      o.max = *t->item->index_max;
      return;
    }
    // Where newtype_index! is a macro_rules, its maximum is in an attribute of the struct it makes.
    if (t->kind == Type::adt)
      for (const Attr& a : t->item->attrs)
        if (a.path == "rustc_layout_scalar_valid_range_end") {
          o.max = types_.constant(a.args, *t->item->parent, a.loc);
          return;
        }
    fail(impl.item->loc, "codec index for something else");
  }
  if (codec == "flags") {
    auto in = t->item->parent->flag_impls.find(t->item->name);
    return flags(t->item, e.bits, in == t->item->parent->flag_impls.end() ? t->item->flag_consts : in->second.second,
                 o);
  }
  fill(e.what, scope, impl.item, o);
  if (!e.n.empty()) {
    if (std::isdigit(static_cast<unsigned char>(e.n[0]))) {
      o.n = std::stoull(e.n);
    } else {
      auto it = scope.env.find(e.n);
      if (it == scope.env.end() || it->second->kind != Type::constant)
        fail(impl.item->loc, fmt::format("'{}' is no constant here", e.n));
      o.n = std::stoull(it->second->name);
    }
  }
  if (codec.starts_with("lazy_table")) {
    TypeRef element = types_.lower(parse_type_text(source_text(e.what.args.at(1).text)), scope);
    o.args.resize(1);
    table(element, impl.item->loc, o);
  }
}

// `fn NAME(value: ..) -> usize { match value { Bool => 0, Adt(_, _) => 5, .. } }`: the tag of each variant. They must
// be all the variants and all the numbers up to the last.
void Extractor::reorder(OutType& o, const std::string& function) {
  if (o.kind != "enum") throw Error("an order for what is no enum");
  const Selected s = select(types_.index(), function);
  watched_.insert(function);
  Cursor c(s.tokens, s.loc);
  while (!c.done() && !c.at_group('{')) c.next();
  const Tree& body = c.group('{');
  Cursor b(*body.sub, body.loc);
  b.expect("match");
  b.ident();
  const Tree& arms = b.group('{');
  if (!b.done()) fail(b.loc(), "expected nothing but a match");
  std::vector<std::pair<std::string, OutFields>> sorted(o.variants.size());
  Cursor a(*arms.sub, arms.loc);
  for (size_t left = sorted.size(); left > 0; --left) {
    const std::string name = a.ident();
    if (a.at_group('(')) a.next();
    if (!a.eat_joined("=>")) fail(a.loc(), "expected '=>' and a tag");
    const Loc at = a.loc();
    const uint64_t tag = integer({a.next()}, at);
    auto v = std::ranges::find(o.variants, name, &std::pair<std::string, OutFields>::first);
    if (v == o.variants.end()) fail(at, fmt::format("no variant '{}'", name));
    if (tag >= sorted.size() || !sorted[tag].first.empty())
      fail(at, fmt::format("tag {} of '{}' is not free", tag, name));
    sorted[tag] = std::move(*v);
    a.eat(",");
  }
  if (!a.done()) fail(a.loc(), "more tags than variants");
  o.variants = std::move(sorted);
}

OutFields Extractor::fields_of(const std::vector<CodecField>& f, const Scope& scope, const Item* impl) {
  OutFields out;
  for (const auto& [name, type] : f) out.emplace_back(name, visit_codec_type(type, scope, impl));
  return out;
}

// A tag that no file uses would not be missed by any verification.
void Extractor::check_tags(const CodecType& c, const Scope& scope, const Item* impl) {
  TypeRef t = types_.lower(parse_type_text(source_text(c.tags)), scope);
  if (t->kind != Type::adt || t->item->kind != Item::enumeration)
    fail(impl->loc, fmt::format("'{}' is no enum", c.tags));
  std::vector<std::string> ours, theirs;
  for (const CodecVariant& v : c.variants) ours.push_back(v.name);
  for (const Variant& v : t->item->variants) theirs.push_back(v.name);
  if (ours != theirs)
    fail(t->item->loc, fmt::format("{} has the variants {}, codecs.json lists {} for '{}'", c.tags,
                                   fmt::join(theirs, ", "), fmt::join(ours, ", "), c.name));
}

void Extractor::fill(const CodecType& c, const Scope& scope, const Item* impl, OutType& o) {
  if (c.codec == "struct") {
    o.kind = "struct";
    o.fields = fields_of(c.fields, scope, impl);
  } else if (c.codec == "enum") {
    o.kind = "enum";
    if (!c.tags.empty()) check_tags(c, scope, impl);
    for (const auto& [name, fields] : c.variants) o.variants.emplace_back(name, fields_of(fields, scope, impl));
  } else {
    o.kind = "codec";
    o.codec = c.codec;
    for (const CodecType& a : c.args) {
      // A table's element type is not decoded as such: see `table`.
      if (c.codec.starts_with("lazy_table") && &a != &c.args[0])
        o.args.emplace_back();
      else
        o.args.push_back(visit_codec_type(a, scope, impl));
    }
  }
}

std::string Extractor::visit_codec_type(const CodecType& c, const Scope& scope, const Item* impl) {
  if (c.codec.empty()) {
    try {
      return visit(types_.lower(parse_type_text(source_text(c.text)), scope));
    } catch (Error& e) {
      throw Error(fmt::format("in the codecs.json entry for the impl at {}: {}", str(impl->loc), e.what()));
    }
  }
  if (out_.types.contains(c.name)) return c.name;
  Scope inner = scope;
  if (!c.in.empty()) {
    std::vector<std::string> path;
    size_t b = 0;
    for (size_t e = 0; e != std::string::npos; b = e + 2) {
      e = c.in.find("::", b);
      path.push_back(c.in.substr(b, e == std::string::npos ? e : e - b));
    }
    Def d = types_.resolve(*types_.index().crate(path[0])->root, path, impl->loc);
    if (!d.module) throw Error(fmt::format("'{}' in codecs.json is no module", c.in));
    inner.module = d.module;
  }
  out_.types[c.name] = OutType{};
  OutType o;
  fill(c, inner, impl, o);
  out_.types[c.name] = std::move(o);
  return c.name;
}

void Extractor::table(TypeRef element, const Loc& loc, OutType& o) {
  Impl i = find_impl("FixedSizeEncoding", element, false);
  if (!i.item) fail(loc, fmt::format("no impl of FixedSizeEncoding for '{}'", types_.name(element)));
  const CodecEntry* e = entry_for(codecs_.elements, i.item, element);
  if (!e)
    throw Error(fmt::format("hand-written impl `{}` is not in codecs.json", to_text(i.item->header)))
        .file(str(i.item->loc))
        .hint("review it and add an entry to table_elements");
  for (const std::string& w : watch_of(*e)->second) watched_.insert(w);
  o.element = e->what.codec;
  if (o.element == "internal") fail(i.item->loc, "a table element that is only part of another");
  if (o.element == "fixed_enum") {
    o.args.push_back(fixed_enum(element, i, e->optional));
  } else if (e->what.args.empty()) {
    bool option = element->kind == Type::external && element->name == "Option";
    TypeRef inner = option ? element->args[0] : element;
    if (o.element.starts_with("flags/")) {
      std::string name = types_.name(inner);
      if (!out_.types.contains(name)) {
        OutType f;
        const Item* it = inner->item;
        auto in = it->parent->flag_impls.find(it->name);
        flags(it, o.element.substr(6), in == it->parent->flag_impls.end() ? it->flag_consts : in->second.second, f);
        out_.types[name] = std::move(f);
      }
      o.args.push_back(name);
    } else if (o.element.starts_with("option_raw_def_id")) {
      // RawDefId is no decodable type of its own: it stands for a DefId.
      o.args.push_back(visit(types_.of_item(types_.item("rustc_span::def_id::DefId"))));
    } else {
      o.args.push_back(visit(inner));
    }
  } else {
    Scope scope;
    scope.module = i.item->parent;
    scope.env = i.env;
    for (const CodecType& a : e->what.args) o.args.push_back(visit_codec_type(a, scope, i.item));
  }
}

}  // namespace rmeta::schema_gen
