// SPDX-License-Identifier: MIT OR Apache-2.0
// A symbol is `_R` and a path. Paths nest from the outside in: `Nv` + parent path + name is a value in a parent, `C` a
// crate root, `M`/`X` an inherent/trait impl, `Y` a trait item for a type, `I…E` generic arguments. Whatever path, type
// or constant was already written is referred to by its position (`B`), unless it refers to an enclosing binder. Which
// terms count as equal is a matter of the compiler's own caches, so the order of calls and insertions follows
// `default_print_def_path` (rustc_middle/src/ty/print/mod.rs) and the printer of v0.rs step by step.
#include "rmeta/symbols/v0.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <functional>
#include <unordered_map>
#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/symbols/encoding.hpp"
#include "rmeta/types/print.hpp"
#include "v0_tags.hpp"

namespace rmeta::symbols {

using crate::DefKey;
using crate::DefPathKind;
using types::DefId;
using types::Generics;
using types::Kind;
using types::Node;
using types::Term;
using types::Terms;

namespace {

struct PathKey {
  DefId def;
  Term args;
  bool operator==(const PathKey&) const = default;
};
struct PathHash {
  std::size_t operator()(const PathKey& k) const noexcept {
    return std::hash<DefId>{}(k.def) * 31 + std::hash<Term>{}(k.args);
  }
};

class Mangler {
 public:
  Mangler(types::Context& cx, const Rules& rules) : cx_(cx), in_(cx.interner()), rules_(rules) {}

  std::string run(const Instance& inst) {
    std::vector<Term> args;
    for (Term a : inst.args) args.push_back(types::erase_regions(in_, cx_.normalize(a)));
    if (inst.shim.empty())
      def_path(inst.def, args);
    else
      nested('S', 0, inst.shim, [&] { def_path(inst.def, args); });
    if (inst.instantiating_crate) def_path({*inst.instantiating_crate, 0}, {});
    return std::move(out_);
  }

 private:
  using Prefix = std::function<void()>;
  static constexpr std::size_t kPrefix = 2;  // "_R", not counted in back references
  static constexpr int kMaxDepth = 400;

  struct Depth {
    explicit Depth(int& d) : d_(d) {
      if (++d_ > kMaxDepth) throw Error("a type nested too deeply for a symbol name");
    }
    ~Depth() { --d_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    int& d_;
  };

  void nested(char ns, std::uint64_t disambiguator, std::string_view name, const Prefix& prefix) {
    out_ += 'N';
    out_ += ns;
    prefix();
    push_opt_integer_62(out_, "s", disambiguator);
    push_ident(out_, name);
  }

  void back_reference(std::size_t at) {
    out_ += 'B';
    push_integer_62(out_, at - kPrefix);
  }

  static bool any_escapes(Terms args) {
    for (Term t : args)
      if (t->escapes()) return true;
    return false;
  }

  void def_path(DefId def, Terms args) {
    Depth guard(depth_);
    PathKey key{def, in_.list(args)};
    if (auto it = paths_.find(key); it != paths_.end()) return back_reference(it->second);
    std::size_t start = out_.size();
    def_path_uncached(def, args);
    if (!any_escapes(args)) paths_.insert_or_assign(key, start);
  }

  void def_path_uncached(DefId def, Terms args) {
    DefKey key = cx_.def_key(def);
    if (key.kind == DefPathKind::CrateRoot) return crate_root(def.crate);
    if (key.kind == DefPathKind::Impl) return impl_path(def, key, args);
    DefId parent = parent_of(def, key);
    Terms parent_args = args;
    bool qualify = false;
    if (!args.empty()) {
      const Generics& g = cx_.generics_of(def);
      parent_args = args.first(std::min<std::size_t>(g.parent_count, args.size()));
      switch (key.kind) {
        case DefPathKind::Closure:
          // An async closure's coroutine shows its kind; other closures' own arguments are captures.
          if (args.size() > parent_args.size() && cx_.coroutine_of_closure(def)) {
            std::array<Term, 1> kind{args[parent_args.size()]};
            return with_generic_args(kind, [&] { def_path(def, parent_args); });
          }
          break;
        case DefPathKind::SyntheticCoroutineBody:
        case DefPathKind::AnonConst:
          break;
        default:
          if (!g.own.empty() && args.size() >= g.count()) {
            Terms own = types::own_args_no_defaults(cx_, g, args);
            return with_generic_args(own, [&] { def_path(def, parent_args); });
          }
      }
      qualify = g.has_self && g.parent == parent && !parent_args.empty() && parent_args.size() == g.parent_count &&
                cx_.generics_of(parent).parent_count == 0;
    }
    auto prefix = [&] {
      if (qualify) {
        out_ += 'Y';
        type(parent_args[0]);
        def_path(parent, parent_args);
      } else {
        def_path(parent, parent_args);
      }
    };
    if (key.kind == DefPathKind::ForeignMod) return prefix();  // its items live in the parent module
    nested(namespace_tag(key, rules_), key.disambiguator, key.name, prefix);
  }

  void crate_root(std::uint32_t crate) {
    out_ += 'C';
    push_opt_integer_62(out_, "s", cx_.stable_crate_id(crate));
    push_ident(out_, cx_.crate_name(crate));
  }

  static DefId parent_of(DefId def, const DefKey& key) {
    if (!key.parent) throw Error("a definition that is no crate root has no parent").field("def_keys");
    return {def.crate, *key.parent};
  }

  void impl_path(DefId impl, const DefKey& key, Terms args) {
    DefId parent = parent_of(impl, key);
    Term self = cx_.type_of(impl);
    Term trait = cx_.impl_trait_ref(impl);
    if (args.size() >= cx_.generics_of(impl).count() && !args.empty()) {
      self = types::substitute(in_, self, args);
      if (trait) trait = types::substitute(in_, trait, args);
    }
    self = types::erase_regions(in_, cx_.normalize(self));
    if (trait) {
      trait = types::erase_regions(in_, cx_.normalize(trait));
      self = trait->kids[0];
    }
    out_ += trait ? 'X' : 'M';
    push_opt_integer_62(out_, "s", key.disambiguator);
    def_path(parent, {});
    type(self);
    if (trait) def_path(trait->def, trait->kids);
  }

  void with_generic_args(Terms args, const Prefix& prefix) {
    bool regions = false, any = false;
    for (Term a : args) regions |= a->is_region() && a->kind != Kind::ReErased;
    for (Term a : args) any |= regions || !a->is_region();
    if (!any) return prefix();
    out_ += 'I';
    prefix();
    for (Term a : args) {
      if (a->is_region()) {
        if (regions) region(a);
      } else if (a->is_const()) {
        out_ += 'K';
        constant(a);
      } else {
        type(a);
      }
    }
    out_ += 'E';
  }

  /// `G<count>` for the lifetimes of a binder, then its contents with that binder innermost.
  void in_binder(const Node& binder, const Prefix& contents) {
    push_opt_integer_62(out_, "G", binder.vars);
    std::uint32_t start = binders_.empty() ? 0 : binders_.back().end;
    binders_.push_back({start, start + binder.vars});
    contents();
    binders_.pop_back();
  }

  void region(Term r) {
    std::uint64_t i = 0;
    if (r->kind == Kind::ReBound && r->a < binders_.size()) {
      std::uint32_t depth = binders_[binders_.size() - 1 - r->a].start + r->b;
      if (depth >= binders_.back().end) throw Error("a lifetime outside of its binder in a symbol name");
      i = 1 + (binders_.back().end - 1 - depth);
    } else if (r->kind != Kind::ReErased) {
      throw Error("a lifetime that is not erased in a symbol name");
    }
    out_ += 'L';
    push_integer_62(out_, i);
  }

  void type(Term t) {
    Depth guard(depth_);
    if (auto b = basic_type(t); !b.empty()) {
      out_ += b;
      return;
    }
    if (auto it = terms_.find(t); it != terms_.end()) return back_reference(it->second);
    std::size_t start = out_.size();
    bool mut = t->sub == types::kMut;
    switch (t->kind) {
      case Kind::Ref:
        out_ += mut ? 'Q' : 'R';
        if (t->kids[0]->kind != Kind::ReErased) region(t->kids[0]);
        type(t->kids[1]);
        break;
      case Kind::RawPtr:
        out_ += mut ? 'O' : 'P';
        type(t->kids[0]);
        break;
      case Kind::Pat:
        out_ += 'W';
        type(t->kids[0]);
        pattern(t->kids[1]);
        break;
      case Kind::Array:
        out_ += 'A';
        type(t->kids[0]);
        constant(t->kids[1]);
        break;
      case Kind::Slice:
        out_ += 'S';
        type(t->kids[0]);
        break;
      case Kind::Tuple:
        out_ += 'T';
        for (Term k : t->kids) type(k);
        out_ += 'E';
        break;
      case Kind::Adt:
      case Kind::FnDef:
      case Kind::Closure:
      case Kind::CoroutineClosure:
      case Kind::Coroutine:
        def_path(t->def, t->kids);
        break;
      case Kind::Alias:
        if (!rules_.aliases_as_paths && t->sub != static_cast<std::uint8_t>(types::AliasKind::Projection))
          throw Error("an opaque type in a symbol name");
        def_path(t->def, t->kids);
        break;
      case Kind::Foreign:
        def_path(t->def, {});
        break;
      case Kind::FnPtr:
        out_ += 'F';
        in_binder(*t, [&] { fn_sig(t); });
        break;
      case Kind::Dynamic:
        out_ += 'D';
        dyn(t->kids.first(t->kids.size() - 1));
        region(t->kids.back());
        break;
      default:
        throw Error("a type that cannot be part of a symbol name");
    }
    if (!t->escapes()) terms_.insert_or_assign(t, start);
  }

  void fn_sig(Term t) {
    if ((t->sub & types::kFnUnsafe) != 0) out_ += 'U';
    if (t->text == "C") {
      out_ += "KC";
    } else if (t->text != "Rust") {
      out_ += 'K';
      std::string name(t->text);
      for (char& c : name)
        if (c == '-') c = '_';
      push_ident(out_, name);
    }
    for (Term k : t->kids.first(t->kids.size() - 1)) type(k);
    if ((t->sub & types::kFnVariadic) != 0) out_ += 'v';
    out_ += 'E';
    type(t->kids.back());
  }

  void pattern(Term p) {
    if (p->kind == Kind::PatRange) {
      if ((p->sub & types::kPatRangeAsTuple) != 0) throw Error("a pattern type in a symbol name of this release");
      out_ += 'R';
      constant(p->kids[0]);
      constant(p->kids[1]);
    } else if (p->kind == Kind::PatNotNull) {
      out_ += 'u';
    } else {
      out_ += 'O';
      for (Term k : p->kids) pattern(k);
      out_ += 'E';
    }
  }

  // All predicates are written under the first one's binder.
  void dyn(Terms predicates) {
    if (predicates.empty()) throw Error("a trait object without traits in a symbol name");
    in_binder(*predicates[0], [&] {
      for (Term p : predicates) {
        if (p->kind == Kind::ExTrait) {
          std::vector<Term> args{in_.leaf(Kind::InferTy)};
          args.insert(args.end(), p->kids.begin(), p->kids.end());
          def_path(p->def, args);
        } else if (p->kind == Kind::ExProjection) {
          out_ += 'p';
          push_ident(out_, cx_.def_key(p->def).name);
          Term term = p->kids.back();
          if (term->is_const()) {
            if (rules_.const_marker_in_projections) out_ += 'K';
            constant(term);
          } else {
            type(term);
          }
        } else {
          def_path(p->def, {});
        }
      }
    });
    out_ += 'E';
  }

  void constant(Term c) {
    Depth guard(depth_);
    if (c->kind != Kind::CtValue) {
      // Without parameters the compiler had its value; to write anything else would be a guess.
      if (c->kind == Kind::CtUnevaluated && !c->has(Node::kHasTypeParam))
        throw Error(fmt::format("constant {} would have to be evaluated for a symbol name",
                                types::print_path(cx_, c->def, c->kids)));
      if (c->kind == Kind::CtUnevaluated && rules_.unevaluated_as_path) return def_path(c->def, c->kids);
      if (c->kind == Kind::CtParam || !rules_.unevaluated_as_path) {
        out_ += 'p';
        return;
      }
      throw Error("a constant that cannot be part of a symbol name");
    }
    if (auto it = terms_.find(c); it != terms_.end()) return back_reference(it->second);
    std::size_t start = out_.size();
    Term ty = c->kids[0];
    switch (ty->kind) {
      case Kind::Uint:
      case Kind::Int:
      case Kind::Bool:
      case Kind::Char:
        type(ty);
        scalar(c, ty->kind == Kind::Int);
        break;
      case Kind::Str:
        str_bytes(c);
        break;
      case Kind::Ref: {
        out_ += ty->sub == types::kMut ? 'Q' : 'R';
        std::array<Term, 2> kids{ty->kids[1], c->kids[1]};
        Term pointee = in_.with_kids(*c, kids);
        if (ty->kids[1]->kind == Kind::Str && ty->sub != types::kMut && !rules_.str_const_by_layer)
          str_bytes(pointee);
        else
          constant(pointee);
        break;
      }
      case Kind::Array:
      case Kind::Slice:
      case Kind::Tuple:
        out_ += ty->kind == Kind::Tuple ? 'T' : 'A';
        for (Term k : types::branch_consts(cx_, c)) constant(k);
        out_ += 'E';
        break;
      case Kind::Adt:
        adt_constant(c, ty);
        break;
      default:
        throw Error("a constant of a type that cannot be part of a symbol name");
    }
    if (!c->escapes()) terms_.insert_or_assign(c, start);
  }

  void scalar(Term c, bool is_signed) {
    auto bits = types::leaf_bits(c);
    if (!bits) throw Error("a compound constant of scalar type");
    std::uint64_t lo = bits->lo, hi = bits->hi;
    unsigned width = bits->size * 8;
    bool negative = is_signed && ((width > 64 ? hi >> (width - 65) : lo >> (width - 1)) & 1) != 0;
    if (negative) {
      out_ += 'n';
      lo = ~lo + 1;
      hi = ~hi + (lo == 0 ? 1 : 0);
      if (width < 64) lo &= (std::uint64_t{1} << width) - 1;
      if (width <= 64) hi = 0;
    }
    if (hi != 0)
      out_ += fmt::format("{:x}{:016x}_", hi, lo);
    else
      out_ += fmt::format("{:x}_", lo);
  }

  void str_bytes(Term c) {
    out_ += 'e';
    for (Term b : types::branch_consts(cx_, c)) {
      auto bits = types::leaf_bits(b);
      if (!bits) throw Error("a string constant that is not made of bytes");
      out_ += fmt::format("{:02x}", bits->lo);
    }
    out_ += '_';
  }

  void adt_constant(Term c, Term ty) {
    auto parts = types::destructure_adt_const(cx_, c);
    const auto& variant = cx_.adt_def(ty->def).variants[parts.variant];
    out_ += 'V';
    def_path(variant.def, ty->kids);
    if (variant.ctor == types::CtorKind::Const) {
      out_ += 'U';
      return;
    }
    out_ += variant.ctor == types::CtorKind::Fn ? 'T' : 'S';
    for (std::size_t i = 0; i < parts.fields.size(); ++i) {
      if (variant.ctor == types::CtorKind::None) {
        DefKey key = cx_.def_key(variant.fields[i].def);
        push_opt_integer_62(out_, "s", key.disambiguator);
        push_ident(out_, key.name);
      }
      constant(parts.fields[i]);
    }
    out_ += 'E';
  }

  struct Level {
    std::uint32_t start, end;  // distances of the binder's lifetimes from the outermost binder
  };

  types::Context& cx_;
  types::Interner& in_;
  const Rules& rules_;
  std::string out_ = "_R";
  std::unordered_map<PathKey, std::size_t, PathHash> paths_;
  std::unordered_map<Term, std::size_t> terms_;
  std::vector<Level> binders_;
  int depth_ = 0;
};

}  // namespace

std::string mangle(types::Context& cx, const Rules& rules, const Instance& inst) {
  return Mangler(cx, rules).run(inst);
}

}  // namespace rmeta::symbols
