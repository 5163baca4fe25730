// SPDX-License-Identifier: MIT OR Apache-2.0
// Symbols' heads, reachability and the combination of digests. The definitions are in definitions.cpp.
#include "rmeta/abi/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rmeta/types/print.hpp"

namespace rmeta::abi {

using types::Kind;
using types::Node;
using types::Term;
using types::Terms;

namespace {
constexpr std::size_t kMaxTypes = 200000;  // a type that refers to ever larger instances of itself never ends
}

std::string Header::text() const {
  std::string out = fmt::format("abi {}\n", kScheme);
  if (!release.empty()) out += fmt::format("release {}\n", release);
  out += fmt::format("target {}\n", target);
  for (const auto& [name, value] : options) out += fmt::format("{} {}\n", name, value);
  return out;
}

Texts::Texts(types::Context& cx, const Header& header) : cx_(cx), in_(cx.interner()), header_(header.text()) {}

Term Texts::settle(Term t) {
  t = types::strip_regions(in_, cx_.normalize(types::strip_regions(in_, t)));
  if (t->has(Node::kHasError)) throw Error("a type the compiler could not make sense of");
  if (t->has(Node::kHasTypeParam))
    throw Error(fmt::format("type {} still depends on a generic parameter", types::print(cx_, t)));
  if (!t->has(Node::kHasAlias | Node::kHasUnevaluated)) return t;
  throw Error(types::why_unresolved(cx_, t));
}

void Texts::collect(Term t, std::vector<std::uint32_t>& refs) {
  switch (t->kind) {
    case Kind::Adt:
    case Kind::Foreign:
    case Kind::Closure:
    case Kind::Coroutine:
    case Kind::CoroutineClosure:
    case Kind::Dynamic:
      refs.push_back(id_of(t));
      break;
    case Kind::FnDef:  // a value of no size; whose item it is stands in its name
      break;
    default:
      for (Term k : t->kids)
        if (k->is_type()) collect(k, refs);
  }
}

std::string Texts::type_text(Term t, std::vector<std::uint32_t>& refs) {
  t = settle(t);
  collect(t, refs);
  return types::print(cx_, t);
}

std::uint32_t Texts::id_of(Term t) {
  if (auto it = ids_.find(t); it != ids_.end()) return it->second;
  if (definitions_.size() >= kMaxTypes)
    throw Error(
        fmt::format("more than {} types are reachable; one may refer to ever larger instances of itself", kMaxTypes));
  std::string name = types::print(cx_, t);  // may throw, and must then leave no trace
  const auto id = static_cast<std::uint32_t>(definitions_.size());
  Definition& d = definitions_.emplace_back();
  d.type = t;
  d.name = std::move(name);
  ids_.emplace(t, id);
  return id;
}

void Texts::write_fn(const Item& item, Term sig, std::string& out, std::vector<std::uint32_t>& refs) {
  out += fmt::format("fn {}\n  abi {}\n", types::print_path(cx_, item.def, item.args), sig->text);
  if ((sig->sub & types::kFnUnsafe) != 0) out += "  unsafe\n";
  if ((sig->sub & types::kFnVariadic) != 0) out += "  variadic\n";
  for (Term p : sig->kids.first(sig->kids.size() - 1)) out += fmt::format("  parameter {}\n", type_text(p, refs));
  out += fmt::format("  returns {}\n", type_text(sig->kids.back(), refs));
}

void Texts::head_of(const Item& item, std::string& out, std::vector<std::uint32_t>& refs) {
  using crate::DefKind;
  DefKind kind = cx_.def_kind(item.def);
  if (kind == DefKind::Static) {
    const auto& attrs = cx_.codegen_attrs(item.def);
    out += fmt::format("static {}\n", types::print_path(cx_, item.def));
    if (cx_.static_is_mutable(item.def)) out += "  mutable\n";
    if (attrs.thread_local_) out += "  thread-local\n";
    if (auto nested = cx_.nested_static(item.def))
      out += fmt::format("  nested, {} bytes aligned to {}\n", nested->size, nested->align);
    else
      out += fmt::format("  type {}\n", type_text(cx_.type_of(item.def), refs));
    return;
  }
  Term sig = nullptr;
  if (kind == DefKind::Closure || kind == DefKind::Generator) {
    Node n;
    Term own = cx_.type_of(item.def);
    n.kind = own != nullptr && own->kind == Kind::Coroutine ? Kind::Coroutine : Kind::Closure;
    n.def = item.def;
    n.kids = item.args;
    Term closure = in_.intern(n);
    sig = types::synthetic_arg(cx_, closure, "<closure_signature>");
    if (!sig) {
      // The code that resumes a coroutine. Its kind and types, which stand in its definition, say how it is called.
      n.kind = Kind::Coroutine;
      out += fmt::format("fn {}\n  resumes {}\n", types::print_path(cx_, item.def, item.args),
                         type_text(in_.intern(n), refs));
      return;
    }
    if (sig->kind != Kind::FnPtr) throw Error("a closure without its signature");
  } else {
    sig = types::substitute(in_, cx_.fn_sig(item.def), item.args);
  }
  write_fn(item, sig, out, refs);
  const auto& attrs = cx_.codegen_attrs(item.def);
  if (attrs.track_caller) out += "  track_caller\n";
  if (attrs.naked) out += "  naked\n";
  if (!attrs.target_features.empty())
    out += fmt::format("  target features {}\n", fmt::join(attrs.target_features, ","));
  for (const auto& fact : cx_.deduced_param_attrs(item.def)) out += fmt::format("  deduced parameter {}\n", fact);
}

std::vector<std::uint32_t> Texts::reach(const std::vector<std::uint32_t>& roots) {
  constexpr std::uint32_t kNone = UINT32_MAX;
  std::unordered_map<std::uint32_t, std::uint32_t> from;
  std::vector<std::uint32_t> todo;
  auto visit = [&](std::uint32_t id, std::uint32_t by) {
    if (from.try_emplace(id, by).second) todo.push_back(id);
  };
  for (auto r : roots) visit(r, kNone);
  for (std::size_t i = 0; i < todo.size(); ++i) {
    std::uint32_t id = todo[i];
    if (!definitions_[id].written) write(id);
    const Definition& d = definitions_[id];
    if (d.failure) {
      Error e(*d.failure);
      std::vector<std::string> way;
      for (auto at = id; at != kNone && way.size() < 8; at = from.at(at)) way.push_back(definitions_[at].name);
      std::reverse(way.begin(), way.end());
      throw Error(fmt::format("{}, needed by type {}", e.reason(), fmt::join(way, " > "))).hint(e.hint());
    }
    for (auto r : d.refs) visit(r, id);
  }
  std::sort(todo.begin(), todo.end(), [&](auto x, auto y) {
    const auto &a = definitions_[x], &b = definitions_[y];
    if (int c = a.name.compare(b.name); c != 0) return c < 0;
    return a.text < b.text;
  });
  // Types that only the compiler tells apart (by lifetimes, by the number of a closure) have one text.
  todo.erase(std::unique(todo.begin(), todo.end(),
                         [&](auto x, auto y) { return definitions_[x].text == definitions_[y].text; }),
             todo.end());
  return todo;
}

SymbolText Texts::symbol(const Item& item) {
  SymbolText out;
  out.head = header_;
  std::vector<std::uint32_t> roots;
  head_of(item, out.head, roots);
  out.types = reach(roots);
  out.roots = std::move(roots);
  out.digest = crc::Digest::of(out.head);
  for (auto id : out.types) out.digest += definitions_[id].digest;
  return out;
}

std::string Texts::full_text(const SymbolText& s) const {
  std::string out = s.head;
  for (auto id : s.types) out += definitions_[id].text;
  return out;
}

}  // namespace rmeta::abi
