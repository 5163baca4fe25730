// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/types/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::types {

using crate::DefPathKind;

namespace {

constexpr int kMaxDepth = 300;

std::string hex128(std::uint64_t hi, std::uint64_t lo) {
  return hi != 0 ? fmt::format("0x{:x}{:016x}", hi, lo) : fmt::format("{}", lo);
}

std::string escape(std::string_view bytes) {
  std::string out = "\"";
  for (char ch : bytes) {
    auto c = static_cast<unsigned char>(ch);
    if (c == '"' || c == '\\' || c < 0x20 || c == 0x7f)
      out += fmt::format("\\x{:02x}", c);
    else
      out += ch;
  }
  return out + "\"";
}

class Printer {
 public:
  explicit Printer(Context& cx) : cx_(cx), in_(cx.interner()) {}
  std::string out;

  void term(Term t) {
    if (++depth_ > kMaxDepth) throw Error("a type nested too deeply to be named");
    if (t->is_const())
      constant(t);
    else if (!t->is_region())
      type(t);
    --depth_;
  }

  void path(DefId def, Terms args) {
    if (++depth_ > kMaxDepth) throw Error("a path nested too deeply to be named");
    auto key = cx_.def_key(def);
    if (key.kind == DefPathKind::CrateRoot) {
      out += cx_.crate_name(def.crate);
    } else if (key.kind == DefPathKind::Impl) {
      impl(def, args);
    } else {
      item(def, key, args);
    }
    --depth_;
  }

  void trait(DefId def, Terms args) { trait_without_self(def, args.empty() ? args : args.subspan(1)); }

  void trait_without_self(DefId def, Terms args) {
    path(parent(def), {});
    out += "::";
    out += cx_.def_key(def).name;
    generic_args(args);
  }

 private:
  static DefId parent_id(DefId def, const crate::DefKey& key) {
    if (!key.parent) throw Error("the root of a crate stands where an item with a parent is wanted");
    return {def.crate, *key.parent};
  }
  DefId parent(DefId def) { return parent_id(def, cx_.def_key(def)); }

  void impl(DefId def, Terms args) {
    Term self = cx_.type_of(def), tr = cx_.impl_trait_ref(def);
    if (!args.empty() && args.size() >= cx_.generics_of(def).count()) {
      self = substitute(in_, self, args);
      if (tr) tr = substitute(in_, tr, args);
    }
    self = cx_.normalize(self);
    out += '<';
    term(self);
    if (tr) {
      tr = cx_.normalize(tr);
      out += " as ";
      trait(tr->def, tr->kids);
    }
    out += '>';
  }

  void item(DefId def, const crate::DefKey& key, Terms args) {
    DefId up = parent_id(def, key);
    Terms parent_args = args, own;
    bool in_trait = false;
    if (!args.empty()) {
      const Generics& g = cx_.generics_of(def);
      parent_args = args.first(std::min<std::size_t>(g.parent_count, args.size()));
      if (args.size() >= g.count()) own = args.subspan(g.parent_count, g.own.size());
      in_trait = g.has_self && g.parent == up && cx_.def_key(up).kind == DefPathKind::TypeNs && !parent_args.empty() &&
                 cx_.generics_of(up).parent_count == 0;
      if (g.has_self && !g.parent) own = own.empty() ? own : own.subspan(1);  // a trait's Self
    }
    if (key.kind == crate::DefPathKind::ForeignMod) return path(up, parent_args);
    if (in_trait) {
      out += '<';
      term(parent_args[0]);
      out += " as ";
      trait(up, parent_args);
      out += '>';
    } else {
      path(up, parent_args);
    }
    switch (key.kind) {
      case DefPathKind::TypeNs:
      case DefPathKind::ValueNs:
      case DefPathKind::MacroNs:
        out += "::";
        out += key.name;
        if (key.disambiguator != 0) out += fmt::format("#{}", key.disambiguator);
        generic_args(own);
        break;
      case DefPathKind::Closure:
        out += "::{closure}";
        if (args.size() > parent_args.size()) closure_content(args.subspan(parent_args.size()));
        break;
      case DefPathKind::Ctor:
        out += "::{constructor}";
        break;
      case DefPathKind::AnonConst:
      case DefPathKind::LateAnonConst:
        out += fmt::format("::{{constant#{}}}", key.disambiguator);
        break;
      case DefPathKind::OpaqueTy:
        out += fmt::format("::{{opaque#{}}}", key.disambiguator);
        generic_args(own);
        break;
      default:
        out += "::" + key.text();
    }
  }

  // A closure is its signature and what it captures: [kind, signature, captures]; a coroutine's are its own types.
  void closure_content(Terms own) {
    out += '<';
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (i > 0) out += ", ";
      term(own[i]);
    }
    out += '>';
  }

  void generic_args(Terms args) {
    bool any = false;
    for (Term a : args) {
      if (a->is_region()) continue;
      out += any ? ", " : "<";
      any = true;
      term(a);
    }
    if (any) out += '>';
  }

  void list(Terms ts) {
    for (std::size_t i = 0; i < ts.size(); ++i) {
      if (i > 0) out += ", ";
      term(ts[i]);
    }
  }

  static std::string_view width(std::uint8_t w) {
    static constexpr std::string_view names[] = {"8", "16", "32", "64", "128", "size"};
    return names[w];
  }

  void type(Term t) {
    bool mut = t->sub == kMut;
    switch (t->kind) {
      case Kind::Bool:
        out += "bool";
        break;
      case Kind::Char:
        out += "char";
        break;
      case Kind::Str:
        out += "str";
        break;
      case Kind::Never:
        out += '!';
        break;
      case Kind::Int:
        out += 'i';
        out += width(t->sub);
        break;
      case Kind::Uint:
        out += 'u';
        out += width(t->sub);
        break;
      case Kind::Float:
        out += 'f';
        out += width(t->sub);
        break;
      case Kind::Adt:
      case Kind::Foreign:
      case Kind::Closure:
      case Kind::Coroutine:
      case Kind::CoroutineClosure:
        path(t->def, t->kids);
        break;
      case Kind::CoroutineWitness:
        out += "{witness}";
        break;
      case Kind::FnDef:
        out += "fn{";
        path(t->def, t->kids);
        out += '}';
        break;
      case Kind::Array:
        out += '[';
        term(t->kids[0]);
        out += "; ";
        term(t->kids[1]);
        out += ']';
        break;
      case Kind::Slice:
        out += '[';
        term(t->kids[0]);
        out += ']';
        break;
      case Kind::Pat:
        out += "pattern_type(";
        term(t->kids[0]);
        out += " is ";
        pattern(t->kids[1]);
        out += ')';
        break;
      case Kind::RawPtr:
        out += mut ? "*mut " : "*const ";
        term(t->kids[0]);
        break;
      case Kind::Ref:
        out += mut ? "&mut " : "&";
        term(t->kids[1]);
        break;
      case Kind::Tuple:
        out += '(';
        list(t->kids);
        if (t->kids.size() == 1) out += ',';
        out += ')';
        break;
      case Kind::FnPtr:
        fn_ptr(t);
        break;
      case Kind::UnsafeBinder:
        out += "unsafe<> ";
        term(t->kids[0]);
        break;
      case Kind::Dynamic:
        dyn(t);
        break;
      case Kind::Alias:
        path(t->def, t->kids);
        break;
      case Kind::Param:
        out += t->text;
        break;
      case Kind::InferTy:
        out += '_';
        break;
      default:
        throw Error("a type that has no name here");
    }
  }

  void fn_ptr(Term t) {
    if ((t->sub & kFnUnsafe) != 0) out += "unsafe ";
    if (t->text != "Rust") out += fmt::format("extern \"{}\" ", t->text);
    out += "fn(";
    list(t->kids.first(t->kids.size() - 1));
    if ((t->sub & kFnVariadic) != 0) out += t->kids.size() > 1 ? ", ..." : "...";
    out += ')';
    if (!t->kids.back()->is_unit()) {
      out += " -> ";
      term(t->kids.back());
    }
  }

  // The principal trait with its associated types, then auto traits by name.
  void dyn(Term t) {
    out += t->sub == static_cast<std::uint8_t>(DynKind::DynStar) ? "dyn* " : "dyn ";
    std::vector<std::string> bindings, autos;
    Term principal = nullptr;
    auto sub = [&](auto&& f) {
      Printer p(cx_);
      p.depth_ = depth_;
      f(p);
      return std::move(p.out);
    };
    for (Term p : t->kids.first(t->kids.size() - 1)) {
      if (p->kind == Kind::ExTrait)
        principal = p;
      else if (p->kind == Kind::ExAuto)
        autos.push_back(sub([&](Printer& q) { q.path(p->def, {}); }));
      else
        bindings.push_back(sub([&](Printer& q) {
          q.trait_without_self(q.parent(p->def), p->kids.first(p->kids.size() - 1));
          q.out += fmt::format("::{} = ", cx_.def_key(p->def).name);
          q.term(p->kids.back());
        }));
    }
    std::sort(bindings.begin(), bindings.end());
    std::sort(autos.begin(), autos.end());
    if (principal) trait_without_self(principal->def, principal->kids);
    if (!bindings.empty()) out += fmt::format(" where {{{}}}", fmt::join(bindings, ", "));
    for (std::size_t i = 0; i < autos.size(); ++i) out += (i > 0 || principal ? " + " : "") + autos[i];
  }

  void pattern(Term p) {
    if (p->kind == Kind::PatRange) {
      const auto [start, end] = range_ends(*p);
      if (start) term(start);
      out += end && (p->sub & kPatEndExcluded) == 0 ? "..=" : "..";
      if (end) term(end);
    } else if (p->kind == Kind::PatNotNull) {
      out += "!null";
    } else {
      for (std::size_t i = 0; i < p->kids.size(); ++i) {
        if (i > 0) out += " | ";
        pattern(p->kids[i]);
      }
    }
  }

  void constant(Term c) {
    switch (c->kind) {
      case Kind::CtValue:
        return value(c);
      case Kind::CtParam:
        out += c->text;
        return;
      case Kind::CtUnevaluated:
        // One in the header of an impl has that impl in its own path.
        if (std::exchange(in_constant_, true)) {
          out += "{const}";
          return;
        }
        out += "{const ";
        path(c->def, c->kids);
        out += '}';
        in_constant_ = false;
        return;
      default:
        throw Error("a constant that has no name here");
    }
  }

  void value(Term c) {
    Term ty = c->kids[0];
    if (auto bits = leaf_bits(c)) {
      if (ty->kind == Kind::Bool) {
        out += bits->lo != 0 ? "true" : "false";
      } else if (ty->kind == Kind::Char) {
        out += fmt::format("'\\u{{{:x}}}'", bits->lo);
      } else if (ty->kind == Kind::Int) {
        out += signed_value(*bits);
      } else {
        out += hex128(bits->hi, bits->lo);
      }
      return;
    }
    if (ty->kind == Kind::Ref) {
      std::vector<Term> kids{ty->kids[1], c->kids[1]};
      out += '&';
      return term(in_.with_kids(*c, kids));
    }
    if (ty->kind == Kind::Str) {
      std::string bytes;
      for (Term b : branch_consts(cx_, c)) {
        auto bits = leaf_bits(b);
        if (!bits) throw Error("a string constant that is not made of bytes");
        bytes += static_cast<char>(bits->lo);
      }
      out += escape(bytes);
      return;
    }
    if (ty->kind == Kind::Adt) {
      auto parts = destructure_adt_const(cx_, c);
      const auto& variant = cx_.adt_def(ty->def).variants[parts.variant];
      path(ty->def, ty->kids);
      out += fmt::format("::{}(", variant.name);
      list(parts.fields);
      out += ')';
      return;
    }
    out += ty->kind == Kind::Tuple ? '(' : '[';
    list(branch_consts(cx_, c));
    out += ty->kind == Kind::Tuple ? ')' : ']';
  }

  static std::string signed_value(const Bits& b) {
    unsigned width = b.size * 8;
    bool negative = width > 64 ? (b.hi >> (width - 65) & 1) != 0 : width > 0 && (b.lo >> (width - 1) & 1) != 0;
    if (!negative) return hex128(b.hi, b.lo);
    std::uint64_t lo = ~b.lo + 1, hi = ~b.hi + (b.lo == 0 ? 1 : 0);
    if (width < 64) lo &= (std::uint64_t{1} << width) - 1;
    if (width <= 64) hi = 0;
    return "-" + hex128(hi, lo);
  }

  Context& cx_;
  Interner& in_;
  int depth_ = 0;
  bool in_constant_ = false;
};

}  // namespace

std::string print(Context& cx, Term t) {
  Printer p(cx);
  constexpr std::size_t kUsual = 64;  // bytes of what has a path in it
  if (t->def || !t->kids.empty()) p.out.reserve(kUsual);
  p.term(t);
  return std::move(p.out);
}

std::string print_path(Context& cx, DefId def, Terms args) {
  Printer p(cx);
  p.path(def, args);
  return std::move(p.out);
}

std::string print_trait(Context& cx, DefId trait, Terms args) {
  Printer p(cx);
  p.trait(trait, args);
  return std::move(p.out);
}

std::string print_repr(const ReprOptions& r) {
  std::vector<std::string> parts = r.flags;
  if (!r.int_type.empty()) parts.push_back(r.int_type);
  if (r.align != 0) parts.push_back(fmt::format("align({})", r.align));
  if (r.pack != 0) parts.push_back(fmt::format("packed({})", r.pack));
  if (!r.scalable.empty()) parts.push_back(fmt::format("scalable({})", r.scalable));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace rmeta::types
