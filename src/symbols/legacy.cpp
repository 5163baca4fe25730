// SPDX-License-Identifier: MIT OR Apache-2.0
// The path as the compiler's printer for these names writes it: components apart, but within `<...>` one text.
#include "legacy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/symbols/export_list.hpp"
#include "rmeta/types/print.hpp"

namespace rmeta::symbols {

using crate::DefKey;
using crate::DefKind;
using crate::DefPathKind;
using types::DefId;
using types::Generics;
using types::Kind;
using types::Node;
using types::Term;
using types::Terms;
using types::U128;

namespace {

constexpr std::string_view kStart = "_ZN";
constexpr std::size_t kHash = 20;  // "17h", 16 digits, "E"

class Printer {
 public:
  Printer(types::Context& cx, bool evaluate) : cx_(cx), in_(cx.interner()), evaluate_(evaluate) {}

  /// Whether an impl's header has a constant or an associated type to work out.
  bool evaluated() const { return evaluated_; }

  std::string run(DefId def) {
    path(def, {});
    finish_component();
    return std::move(out_);
  }

  /// What the path of an item ends in, whatever comes before; "" for what no such path ends in.
  std::string end(DefId def) {
    DefKey key = cx_.def_key(def);
    if (key.kind == DefPathKind::Ctor) key = cx_.def_key(parent_of(def));
    if (key.kind != DefPathKind::Closure && key.name.empty()) return "";
    text(component(key));
    finish_component();
    return out_.substr(kStart.size());
  }

 private:
  static constexpr int kMaxDepth = 200;

  // ---- text
  void finish_component() {
    if (!component_.empty()) out_ += fmt::format("{}{}", component_.size(), component_);
    component_.clear();
  }
  void separate() {
    if (within_)
      text("::");
    else
      finish_component();
  }

  // What assemblers do not take is escaped; `.` stands for `:` and `-`.
  void text(std::string_view utf8) {
    for (std::size_t i = 0; i < utf8.size();) {
      const char c = utf8[i];
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (component_.empty() && !letter) component_ += '_';
      static constexpr std::pair<char, std::string_view> escapes[] = {
          {'@', "$SP$"}, {'*', "$BP$"}, {'&', "$RF$"}, {'<', "$LT$"}, {'>', "$GT$"},
          {'(', "$LP$"}, {')', "$RP$"}, {',', "$C$"},  {'-', "."},    {':', "."}};
      const auto escape = std::ranges::find(escapes, c, &std::pair<char, std::string_view>::first);
      if (escape != std::end(escapes)) {
        component_ += escape->second;
      } else if (c == 'm' && component_.ends_with(".llv")) {
        component_ += "$u6d$";
      } else if (letter || (c >= '0' && c <= '9') || c == '.' || c == '$') {
        component_ += c;
      } else {
        component_ += fmt::format("$u{:x}$", code_point(utf8, i));
        continue;
      }
      ++i;
    }
  }
  // Metadata's strings are checked to be UTF-8 when they are read.
  static std::uint32_t code_point(std::string_view s, std::size_t& i) {
    const auto c = static_cast<unsigned char>(s[i++]);
    const unsigned more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    std::uint32_t cp = more == 0 ? c : c & (0x3fU >> more);
    for (unsigned k = 0; k < more && i < s.size(); ++k) cp = cp << 6 | (static_cast<unsigned char>(s[i++]) & 0x3fU);
    return cp;
  }

  template <class Contents>
  void delimited(Contents&& contents) {
    text("<");
    const bool outside = std::exchange(within_, true);
    contents();
    within_ = outside;
    text(">");
  }

  // ---- paths
  DefId parent_of(DefId def) {
    const auto key = cx_.def_key(def);
    if (!key.parent) throw Error("a definition that is no crate root has no parent").field("def_keys");
    return {def.crate, *key.parent};
  }

  void path(DefId def, Terms args) {
    if (++depth_ > kMaxDepth) throw Error("a path nested too deeply for a symbol name");
    const DefKey key = cx_.def_key(def);
    if (key.kind == DefPathKind::CrateRoot)
      text(cx_.crate_name(def.crate));
    else if (key.kind == DefPathKind::Impl)
      impl(def, args);
    else
      item(def, key, args);
    --depth_;
  }

  void item(DefId def, const DefKey& key, Terms args) {
    const DefId up = parent_of(def);
    Terms parent_args = args;
    bool qualify = false;
    if (!args.empty()) {
      const Generics& g = cx_.generics_of(def);
      parent_args = args.first(std::min<std::size_t>(g.parent_count, args.size()));
      const bool shows_own = key.kind != DefPathKind::Closure && key.kind != DefPathKind::AnonConst &&
                             key.kind != DefPathKind::SyntheticCoroutineBody;
      if (shows_own && !g.own.empty() && args.size() >= g.count()) {
        const Terms own = types::own_args_no_defaults(cx_, g, args);
        path(def, parent_args);
        return arguments(own);
      }
      qualify = g.has_self && g.parent == up && !parent_args.empty() && parent_args.size() == g.parent_count &&
                cx_.generics_of(up).parent_count == 0;
    }
    if (qualify)
      delimited([&] {
        type(parent_args[0]);
        text(" as ");
        path(up, parent_args);
      });
    else
      path(up, parent_args);
    if (key.kind == DefPathKind::ForeignMod || key.kind == DefPathKind::Ctor) return;
    separate();
    text(component(key));
  }

  static std::string component(const DefKey& key) {
    switch (key.kind) {
      case DefPathKind::Closure:
        return "{{closure}}";
      case DefPathKind::AnonConst:
      case DefPathKind::LateAnonConst:
        return "{{constant}}";
      case DefPathKind::OpaqueTy:
        return "{{opaque}}";
      default:
        if (!key.name.empty()) return std::string(key.name);
        throw Error(fmt::format("a path component {} that legacy names are not known to have", key.text()));
    }
  }

  void arguments(Terms args) {
    std::vector<Term> shown;
    for (Term a : args)
      if (!a->is_region()) shown.push_back(a);
    if (shown.empty()) return;
    delimited([&] { list(shown); });
  }
  void list(Terms terms) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (i > 0) text(",");
      term(terms[i]);
    }
  }

  // An impl beside its type or trait is written as a qualified path, any other behind the module it stands in.
  void impl(DefId def, Terms args) {
    Term self = cx_.type_of(def), trait = cx_.impl_trait_ref(def);
    if (!args.empty() && args.size() >= cx_.generics_of(def).count()) {
      self = types::substitute(in_, self, args);
      if (trait) trait = types::substitute(in_, trait, args);
    }
    for (Term* part : {&self, &trait}) {
      if (*part == nullptr || !(*part)->has(Node::kHasAlias | Node::kHasUnevaluated)) continue;
      evaluated_ = true;
      if (!evaluate_) continue;
      *part = cx_.normalize(*part);
      if (!(*part)->has(Node::kHasTypeParam) && (*part)->has(Node::kHasAlias | Node::kHasUnevaluated))
        throw Error(types::why_unresolved(cx_, *part));
    }
    const DefId module = parent_of(def);
    const auto of_self = characteristic(self);
    if ((of_self && parent_of(*of_self) == module) || (trait && parent_of(trait->def) == module)) {
      if (!trait && is_plain_path(self)) return type(self);
      return delimited([&] {
        type(self);
        if (!trait) return;
        text(" as ");
        path(trait->def, trait->kids);
      });
    }
    path(module, {});
    separate();
    delimited([&] {
      text("impl ");
      if (trait) {
        path(trait->def, trait->kids);
        text(" for ");
      }
      type(self);
    });
  }

  static bool is_plain_path(Term t) {
    switch (t->kind) {
      case Kind::Adt:
      case Kind::Foreign:
      case Kind::Bool:
      case Kind::Char:
      case Kind::Str:
      case Kind::Int:
      case Kind::Uint:
      case Kind::Float:
      case Kind::FnDef:
      case Kind::Alias:
      case Kind::Closure:
      case Kind::Coroutine:
        return true;
      default:
        return false;
    }
  }

  /// The definition that a type is mainly of (`characteristic_def_id_of_type`).
  std::optional<DefId> characteristic(Term t) {
    switch (t->kind) {
      case Kind::Adt:
      case Kind::Foreign:
      case Kind::FnDef:
      case Kind::Closure:
      case Kind::Coroutine:
      case Kind::CoroutineClosure:
        return t->def;
      case Kind::Dynamic:
        return t->kids[0]->kind == Kind::ExTrait ? std::optional(t->kids[0]->def) : std::nullopt;
      case Kind::Array:
      case Kind::Slice:
      case Kind::Pat:
      case Kind::RawPtr:
        return characteristic(t->kids[0]);
      case Kind::Ref:
        return characteristic(t->kids[1]);
      case Kind::Tuple:
        for (Term k : t->kids)
          if (auto found = characteristic(k)) return found;
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  // ---- types
  void term(Term t) {
    if (t->is_const())
      constant(t, false);
    else
      type(t);
  }

  void type(Term t) {
    static constexpr std::string_view ints[] = {"i8", "i16", "i32", "i64", "i128", "isize"},
                                      uints[] = {"u8", "u16", "u32", "u64", "u128", "usize"},
                                      floats[] = {"", "f16", "f32", "f64", "f128", ""};
    if (++depth_ > kMaxDepth) throw Error("a type nested too deeply for a symbol name");
    switch (t->kind) {
      case Kind::Bool:
        text("bool");
        break;
      case Kind::Char:
        text("char");
        break;
      case Kind::Str:
        text("str");
        break;
      case Kind::Never:
        text("!");
        break;
      case Kind::Int:
        text(ints[t->sub]);
        break;
      case Kind::Uint:
        text(uints[t->sub]);
        break;
      case Kind::Float:
        text(floats[t->sub]);
        break;
      case Kind::Param:
        text(t->text);
        break;
      case Kind::Adt:
      case Kind::FnDef:
      case Kind::Closure:
      case Kind::Coroutine:
      case Kind::Alias:
        path(t->def, t->kids);
        break;
      case Kind::Foreign:
        path(t->def, {});
        break;
      case Kind::Array:
        text("[");
        type(t->kids[0]);
        text("; ");
        constant(t->kids[1], true);
        text("]");
        break;
      case Kind::Slice:
        text("[");
        type(t->kids[0]);
        text("]");
        break;
      case Kind::RawPtr:
        text(t->sub == types::kMut ? "*mut " : "*const ");
        type(t->kids[0]);
        break;
      case Kind::Ref:
        text(t->sub == types::kMut ? "&mut " : "&");
        type(t->kids[1]);
        break;
      case Kind::Tuple:
        text("(");
        list(t->kids);
        text(t->kids.size() == 1 ? ",)" : ")");
        break;
      case Kind::FnPtr:
        function(t);
        break;
      case Kind::Dynamic:
        trait_object(t);
        break;
      default:
        throw Error("a type whose legacy form is not known");
    }
    --depth_;
  }

  void function(Term t) {
    if ((t->sub & types::kFnUnsafe) != 0) text("unsafe ");
    if (t->text != "Rust") text(fmt::format("extern \"{}\" ", t->text));
    text("fn(");
    list(t->kids.first(t->kids.size() - 1));
    if ((t->sub & types::kFnVariadic) != 0) text(t->kids.size() > 1 ? ", ..." : "...");
    text(")");
    if (t->kids.back()->is_unit()) return;
    text(" -> ");
    type(t->kids.back());
  }

  void trait_object(Term t) {
    text("dyn ");
    for (std::size_t i = 0; i + 1 < t->kids.size(); ++i) {
      Term p = t->kids[i];
      if (i > 0) text("+");
      if (p->kind == Kind::ExTrait) {
        std::vector<Term> args{in_.leaf(Kind::InferTy)};
        args.insert(args.end(), p->kids.begin(), p->kids.end());
        path(p->def, args);
      } else if (p->kind == Kind::ExProjection) {
        text(fmt::format("{} = ", cx_.def_key(p->def).name));
        term(p->kids.back());
      } else {
        path(p->def, {});
      }
    }
  }

  // Only integers are written, the least and the greatest one by name.
  void constant(Term c, bool length) {
    const auto bits = c->kind == Kind::CtValue ? types::leaf_bits(c) : std::nullopt;
    if (length && bits) return text(fmt::format("{}", bits->lo));
    if (length && c->kind == Kind::CtParam) return text(c->text);
    const Term ty = c->kind == Kind::CtValue ? c->kids[0] : nullptr;
    if (!bits || (ty->kind != Kind::Int && ty->kind != Kind::Uint)) return text("_");
    static constexpr std::string_view widths[] = {"8", "16", "32", "64", "128", "size"};
    const bool is_signed = ty->kind == Kind::Int;
    const std::string type = fmt::format("{}{}", is_signed ? 'i' : 'u', widths[ty->sub]);
    const U128 raw = U128{bits->hi} << 64 | bits->lo;
    const unsigned unused = 128 - bits->size * 8;
    const U128 greatest = ~U128{0} >> (unused + (is_signed ? 1 : 0));
    if (raw == greatest) return text(type + "::MAX");
    if (is_signed && raw == greatest + 1) return text(type + "::MIN");
    const bool negative = is_signed && raw > greatest;
    const U128 magnitude = negative ? (U128{0} - raw) & (~U128{0} >> unused) : raw;
    text(fmt::format("{}{}_{}", negative ? "-" : "", decimal(magnitude), type));
  }

  static std::string decimal(U128 value) {
    std::string digits;
    for (; value != 0 || digits.empty(); value /= 10)
      digits.insert(digits.begin(), static_cast<char>('0' + value % 10));
    return digits;
  }

  types::Context& cx_;
  types::Interner& in_;
  std::string out_{kStart}, component_;
  bool within_ = false;
  bool evaluate_, evaluated_ = false;
  int depth_ = 0;
};

}  // namespace

bool looks_like_legacy(std::string_view name) {
  return name.starts_with(kStart) && !legacy_stem(name).empty();
}

std::string_view legacy_stem(std::string_view name) {
  if (!name.starts_with(kStart)) return {};
  // What LLVM appended begins behind the E that ends the name.
  const auto hash = name.rfind("17h");
  if (hash == std::string_view::npos || name.size() < hash + kHash || name[hash + kHash - 1] != 'E') return {};
  if (name.size() > hash + kHash && name[hash + kHash] != '.') return {};
  if (name.substr(hash + 3, 16).find_first_not_of("0123456789abcdef") != std::string_view::npos) return {};
  return name.substr(0, hash);
}

// Older releases write the header of an impl as it stands there, with `_` for constants that are not literals; newer
// ones work it out first. A path in both forms is found in either.
void LegacyIndex::add(types::MetadataContext& cx, DefId def) {
  Printer plain(cx, false);
  items_[plain.run(def)].push_back(def);
  if (!plain.evaluated()) return;
  std::string stem = Printer(cx, true).run(def);
  auto& same = items_[std::move(stem)];
  if (std::ranges::find(same, def) == same.end()) same.push_back(def);
}

LegacyIndex::LegacyIndex(types::MetadataContext& cx, std::uint32_t number) {
  const auto& c = cx.graph().crate(number);
  for (crate::DefIndex i = 0; i < c.def_count(); ++i) {
    const auto kind = c.def_kind(i);
    if (!kind) continue;
    switch (kind->kind) {
      case DefKind::Fn:
      case DefKind::AssocFn:
      case DefKind::Static:
      case DefKind::Closure:
      case DefKind::Generator:
      case DefKind::Ctor:
        break;
      default:
        continue;
    }
    try {
      add(cx, {number, i});
    } catch (const Error& e) {
      if (std::string end = Printer(cx, false).end({number, i}); !end.empty())
        unprintable_.try_emplace(
            std::move(end), fmt::format("{}, whose path is not known: {}", cx.graph().path({number, i}), e.reason()));
    }
  }
}

const std::vector<DefId>& LegacyIndex::items(std::string_view stem) const {
  static const std::vector<DefId> none;
  auto it = items_.find(stem);
  return it == items_.end() ? none : it->second;
}

std::string LegacyIndex::doubt(std::string_view stem) const {
  for (const auto& [end, why] : unprintable_)
    if (stem.ends_with(end)) return fmt::format("it may also be {}", why);
  return "";
}

}  // namespace rmeta::symbols
