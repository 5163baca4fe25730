// SPDX-License-Identifier: MIT OR Apache-2.0
#include "extract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "values.hpp"

namespace rmeta::schema_gen {

namespace {

// The derive macros of rustc_macros/src/lib.rs that end in `decodable_body` (serialize.rs): fields in order, for enums
// the variant's index first. They differ in what they ask of the decoder only.
constexpr std::array<std::string_view, 7> kDerives = {"Decodable",          "TyDecodable",   "MetadataDecodable",
                                                      "LazyDecodable",      "BlobDecodable", "Decodable_Generic",
                                                      "Decodable_NoContext"};

bool has_derive(const Item* it) {
  bool found = false;
  for (const std::string& d : it->derives) {
    if (std::ranges::find(kDerives, d) != kDerives.end())
      found = true;
    else if (d.find("Decodable") != std::string::npos)
      fail(it->loc, fmt::format("unknown derive macro '{}'", d));
  }
  return found;
}

}  // namespace

Extractor::Extractor(Types& types, const CodecTable& codecs, const std::string& release, OutSchema& out)
    : types_(types), codecs_(codecs), release_(release_number(release)), out_(out) {}

void Extractor::run(const std::string& path, bool keep_going) {
  // Where impls for types of other crates can stand: beside the trait, or beside the decoder.
  for (std::string crate : {"rustc_serialize", "rustc_middle", "rustc_metadata"}) types_.index().crate(crate);
  Item* root = types_.item(path);
  if (!root) throw Error(fmt::format("no type '{}' in this source tree", path)).file(types_.index().source().string());
  out_.root = visit(types_.of_item(root));
  while (!queue_.empty()) {
    Work w = std::move(queue_.front());
    queue_.pop_front();
    trail_ = w.trail;
    OutType o;
    try {
      process(w.type, o);
    } catch (Error& e) {
      std::string what = fmt::format("{} (reached as {} from {})", e.what(), w.name, w.trail);
      if (!keep_going) throw Error(what);
      problems_.push_back(what);
      o = OutType{};
      o.kind = "unsupported";
      o.why = e.what();
    }
    out_.types[w.name] = std::move(o);
  }
}

std::string Extractor::visit(TypeRef t) {
  std::string name = types_.name(t);
  auto [it, fresh] = out_.types.emplace(name, OutType{});
  if (fresh) queue_.push_back({t, name, trail_});
  return name;
}

void Extractor::process(TypeRef t, OutType& o) {
  trail_ = types_.name(t);
  switch (t->kind) {
    case Type::adt:
      return process_adt(t, o);
    case Type::ref: {
      // A field that is written as a reference is read through RefDecodable, anything else through Decodable; where
      // both exist one calls the other.
      if (Impl i = find_impl("Decodable", t, true); i.item) {
        by_impl(i, t, o);
        return;
      }
      if (Impl i = find_impl("RefDecodable", t->args[0], false); i.item) {
        by_impl(i, t->args[0], o);
        return;
      }
      break;
    }
    default:
      break;
  }
  Impl i = find_impl("Decodable", t, false);
  if (!i.item) throw Error("no impl of Decodable");
  by_impl(i, t, o);
}

void Extractor::process_adt(TypeRef t, OutType& o) {
  const Item* it = t->item;
  if (Impl i = find_impl("Decodable", t, true); i.item) {
    by_impl(i, t, o);
    return;
  }
  if (it->index_max && it->index_codable) {
    o.kind = "index";
    o.max = *it->index_max;
    return;
  }
  if (has_derive(it)) return derived(t, o);
  Impl i = find_impl("Decodable", t, false);
  if (!i.item) fail(it->loc, fmt::format("'{}' has neither a derive nor an impl of Decodable", types_.path(it)));
  by_impl(i, t, o);
}

void Extractor::derived(TypeRef t, OutType& o) {
  const Item* it = t->item;
  Scope scope = Types::scope_of(t);
  auto lower = [&](const std::vector<Field>& fields) {
    OutFields out;
    for (const Field& f : fields) {
      try {
        TypeRef type = types_.lower(f.type, scope);
        const PackedField* p = it->kind == Item::structure ? packed_field(it, f.name) : nullptr;
        out.emplace_back(f.name, p ? packed(*p, types_.name(type), it) : visit(type));
      } catch (Error& e) {
        throw e.field(f.name);
      }
    }
    return out;
  };
  if (it->kind == Item::enumeration) {
    o.kind = "enum";
    for (const Variant& v : it->variants) o.variants.emplace_back(v.name, lower(v.fields));
    return;
  }
  if (it->kind != Item::structure) fail(it->loc, "a derive on something that is neither struct nor enum");
  if (it->is_bitflags) {
    // bitflags 1 makes `struct Name { bits: T }` of its declaration; version 2 has no such form that rustc derives on.
    if (it->parent->crate->manifest.find("bitflags = \"1") == std::string::npos)
      fail(it->loc, "a derive on a struct that bitflags 2 makes is not understood");
    return flags(it, types_.name(types_.lower(it->fields[0].type, scope)), it->flag_consts, o);
  }
  auto impl = it->parent->flag_impls.find(it->name);
  if (impl != it->parent->flag_impls.end()) {
    std::string bits = types_.name(types_.lower(impl->second.first, scope));
    if (it->fields.size() != 1 || types_.name(types_.lower(it->fields[0].type, scope)) != bits)
      fail(it->loc, "a bitflags struct must have one field, of the type of the bits");
    return flags(it, bits, impl->second.second, o);
  }
  o.kind = "struct";
  o.fields = lower(it->fields);
}

void Extractor::flags(const Item* it, const std::string& bits, const std::vector<std::pair<std::string, Trees>>& consts,
                      OutType& o) {
  o.kind = "flags";
  o.bits = bits;
  unsigned width = bits == "u8" ? 8 : bits == "u16" ? 16 : bits == "u32" ? 32 : bits == "u64" ? 64 : 0;
  if (!width) fail(it->loc, fmt::format("bitflags of '{}'", bits));
  uint64_t mask = width == 64 ? UINT64_MAX : (uint64_t{1} << width) - 1;
  for (const auto& [name, value] : consts) {
    uint64_t v = evaluate(value, it->loc, [&](const std::vector<std::string>& p, const Loc& loc) -> uint64_t {
      if (p.size() == 2 && (p[0] == "Self" || p[0] == it->name)) {
        for (const auto& [n, x] : o.flags)
          if (n == p[1]) return x;
      }
      return types_.constant(p, *it->parent, loc);
    });
    o.flags.emplace_back(name, v & mask);
  }
}

const std::vector<const Item*>& Extractor::impls_of(const std::string& trait) {
  auto& [seen, list] = impl_lists_[trait];
  const std::vector<Item*>& all = types_.index().impls();
  for (; seen < all.size(); ++seen) {
    const Item* impl = all[seen];
    if (impl->trait_path && impl->trait_path->kind == TypeExpr::path && !impl->trait_path->segs.empty() &&
        impl->trait_path->segs.back().name == trait)
      list.push_back(impl);
  }
  return list;
}

Extractor::Impl Extractor::find_impl(const std::string& trait, TypeRef t, bool only_specific) {
  Impl best;
  // Crates are loaded while impls are looked at, so the list may grow.
  for (size_t i = 0; i < impls_of(trait).size(); ++i) {
    const Item* impl = impls_of(trait)[i];
    const std::vector<TypeExpr>& args = impl->trait_path->segs.back().args;
    bool specific = false;
    if (trait == "Decodable") {
      if (args.size() != 1 || args[0].segs.empty()) fail(impl->loc, "an impl of Decodable without a decoder");
      const std::string& d = args[0].segs.back().name;
      bool generic = std::ranges::any_of(impl->generics.params, [&](const GenericParam& p) { return p.name == d; });
      specific = !generic;
      // Other decoders (the incremental cache's, the one for work products) read other files.
      if (specific && impl->parent->crate->name != "rustc_metadata") continue;
    }
    if (only_specific && !specific) continue;
    TypeRef self = types_.impl_self(impl);
    if (!self || self->kind == Type::param) continue;
    Env env;
    if (!Types::unify(self, t, env)) continue;
    if (best.item && best.specific && !specific) continue;
    if (best.item && best.specific == specific) {
      // Specialisation: the impl whose header is an instance of the other's.
      Env ignored;
      if (Types::unify(self, types_.impl_self(best.item), ignored)) continue;
      if (!Types::unify(types_.impl_self(best.item), self, ignored))
        fail(impl->loc,
             fmt::format("two impls of {} for '{}', the other at {}", trait, types_.name(t), str(best.item->loc)));
    }
    best = {impl, env, specific};
  }
  return best;
}

}  // namespace rmeta::schema_gen
