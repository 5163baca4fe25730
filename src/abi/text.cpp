// SPDX-License-Identifier: MIT OR Apache-2.0
// Symbols' heads, reachability and the combination of digests. The definitions are in definitions.cpp.
#include "rmeta/abi/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "rmeta/abi/call_text.hpp"
#include "rmeta/types/print.hpp"
#include "stable.hpp"

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

Texts::Texts(types::Context& cx, const Header& header, layout::FnAbis* calls)
    : cx_(cx), in_(cx.interner()), calls_(calls), header_(header.text()) {}

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
  std::string text = types::print(cx_, t);
  return stable_ != nullptr ? stable_->renumbered(std::move(text)) : text;
}

std::uint32_t Texts::id_of(Term t) {
  if (auto it = ids_.find(t); it != ids_.end()) return it->second;
  if (definitions_.size() >= kMaxTypes)
    throw Error(
        fmt::format("more than {} types are reachable; one may refer to ever larger instances of itself", kMaxTypes));
  std::string name = types::print(cx_, t);  // may throw, and must then leave no trace
  if (stable_ != nullptr) name = stable_->renumbered(std::move(name));
  const auto id = static_cast<std::uint32_t>(definitions_.size());
  Definition& d = definitions_.emplace_back();
  d.type = t;
  d.name = std::move(name);
  ids_.emplace(t, id);
  return id;
}

std::optional<layout::FnAbi> Texts::write_fn(const Item& item, Term sig, std::string& out,
                                             std::vector<std::uint32_t>& refs) {
  out += fmt::format("fn {}\n  abi {}\n", types::print_path(cx_, item.def, item.args), sig->text);
  if ((sig->sub & types::kFnUnsafe) != 0) out += "  unsafe\n";
  if ((sig->sub & types::kFnVariadic) != 0) out += "  variadic\n";
  std::vector<std::string> types;
  for (Term t : sig->kids) types.push_back(type_text(t, refs));
  std::optional<layout::FnAbi> call;
  if (calls_ != nullptr) call = calls_->of_instance(item.def, item.args);
  if (call) {
    write_call(*call, sig->text, types, out);
  } else {
    for (std::size_t i = 0; i < types.size(); ++i)
      out += fmt::format("  {} {}\n", i + 1 == types.size() ? "returns" : "parameter", types[i]);
  }
  return call;
}

// How a value is passed stands below its type. What a closure is called with, and the parts of the tuple that
// "rust-call" takes apart, have no type in the signature; they stand behind it.
void Texts::write_call(const layout::FnAbi& call, std::string_view abi, const std::vector<std::string>& types,
                       std::string& out) {
  const bool apart = abi == "rust-call" || call.args.size() + 1 != types.size();
  for (std::size_t i = 0; i < types.size(); ++i) {
    const bool result = i + 1 == types.size();
    out += fmt::format("  {} {}\n", result ? "returns" : "parameter", types[i]);
    if (result || !apart) out += fmt::format("    {}\n", passing_text(result ? call.ret : call.args[i], false));
  }
  if (apart)
    for (const layout::ArgAbi& a : call.args) out += fmt::format("  argument {}\n", passing_text(a, false));
  if (call.conv != abi && call.conv + "-unwind" != abi) out += fmt::format("  convention {}\n", call.conv);
  if (call.can_unwind && !*call.can_unwind) out += "  never unwinds\n";
}

// Callers are told of what is passed by the address of a copy, and of Rust's own conventions, alone.
void Texts::write_deduced(const Item& item, const std::optional<layout::FnAbi>& call, std::string& out) {
  if (call && !call->as_rust) return;
  for (const auto& d : cx_.deduced_param_attrs(item.def)) {
    if (call && d.parameter && *d.parameter >= call->args.size()) continue;
    if (call && (d.parameter ? call->args[*d.parameter] : call->ret).mode != layout::ArgAbi::Mode::Indirect) continue;
    out += d.parameter ? fmt::format("  deduced parameter {} {}\n", *d.parameter, d.uses)
                       : fmt::format("  deduced result {}\n", d.uses);
  }
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
  const auto call = write_fn(item, sig, out, refs);
  const auto& attrs = cx_.codegen_attrs(item.def);
  if (attrs.track_caller) out += "  track_caller\n";
  if (attrs.naked) out += "  naked\n";
  if (!attrs.target_features.empty())
    out += fmt::format("  target features {}\n", fmt::join(attrs.target_features, ","));
  write_deduced(item, call, out);
}

// Keeps all definitions in order, so that what a symbol reaches need not be sorted for each symbol. Types that only the
// compiler tells apart (by lifetimes, by the number of a closure) have one text and one place.
void Texts::rank_new() {
  if (new_.empty()) return;
  auto before = [&](std::uint32_t x, std::uint32_t y) {
    const auto &a = definitions_[x], &b = definitions_[y];
    if (int c = a.name.compare(b.name); c != 0) return c < 0;
    return a.text < b.text;
  };
  std::sort(new_.begin(), new_.end(), before);
  std::vector<std::uint32_t> merged, twins;
  merged.reserve(order_.size() + new_.size());
  auto old = order_.begin();
  for (auto id : new_) {
    auto to = std::lower_bound(old, order_.end(), id, before);
    merged.insert(merged.end(), old, to);
    old = to;
    const bool twin = (to != order_.end() && definitions_[*to].text == definitions_[id].text) ||
                      (!merged.empty() && definitions_[merged.back()].text == definitions_[id].text);
    if (twin)
      twins.push_back(id);
    else
      merged.push_back(id);
  }
  merged.insert(merged.end(), old, order_.end());
  order_ = std::move(merged);
  for (std::uint32_t i = 0; i < order_.size(); ++i) definitions_[order_[i]].rank = i;
  twins_.insert(twins_.end(), twins.begin(), twins.end());
  for (auto id : twins_)
    definitions_[id].rank =
        static_cast<std::uint32_t>(std::lower_bound(order_.begin(), order_.end(), id, before) - order_.begin());
  new_.clear();
}

std::vector<std::uint32_t> Texts::reach(const std::vector<std::uint32_t>& roots) {
  constexpr std::uint32_t kNone = UINT32_MAX;
  ++walks_;
  std::vector<std::uint32_t> todo;
  auto visit = [&](std::uint32_t id, std::uint32_t by) {
    Definition& d = definitions_[id];
    if (d.seen == walks_) return;
    d.seen = walks_;
    d.from = by;
    todo.push_back(id);
  };
  for (auto r : roots) visit(r, kNone);
  for (std::size_t i = 0; i < todo.size(); ++i) {
    std::uint32_t id = todo[i];
    if (!definitions_[id].written) write(id);
    const Definition& d = definitions_[id];
    if (d.failure) {
      Error e(*d.failure);
      std::vector<std::string> way;
      for (auto at = id; at != kNone && way.size() < 8; at = definitions_[at].from)
        way.push_back(definitions_[at].name);
      std::reverse(way.begin(), way.end());
      throw Error(fmt::format("{}, needed by type {}", e.reason(), fmt::join(way, " > "))).hint(e.hint());
    }
    for (auto r : d.refs) visit(r, id);
  }
  rank_new();
  reached_.assign(order_.size() / 64 + 1, 0);
  for (auto id : todo) reached_[definitions_[id].rank / 64] |= std::uint64_t{1} << (definitions_[id].rank % 64);
  todo.clear();
  for (std::size_t i = 0; i < reached_.size(); ++i)
    for (std::uint64_t bits = reached_[i]; bits != 0; bits &= bits - 1)
      todo.push_back(order_[i * 64 + static_cast<unsigned>(std::countr_zero(bits))]);
  return todo;
}

SymbolText Texts::symbol(const Item& item, std::string_view linker_name) {
  SymbolText out;
  out.head = header_;
  std::vector<std::uint32_t> roots;
  const KabiRule* rule = stable_ != nullptr ? stable_->symbol_rule(linker_name) : nullptr;
  if (rule != nullptr) {
    take_string(*rule, out.head, roots);
    out.used.push_back(rule);
  } else {
    head_of(item, out.head, roots);
  }
  out.types = reach(roots);
  out.roots = std::move(roots);
  out.digest = crc::Digest::of(out.head);
  for (auto id : out.types) {
    const Definition& d = definitions_[id];
    out.digest = {d.shift.combine(out.digest.crc, d.digest.crc), out.digest.length + d.digest.length};
    out.used.insert(out.used.end(), d.used.begin(), d.used.end());
  }
  std::sort(out.used.begin(), out.used.end());
  out.used.erase(std::unique(out.used.begin(), out.used.end()), out.used.end());
  return out;
}

std::string Texts::full_text(const SymbolText& s) const {
  std::string out = s.head;
  for (auto id : s.types) out += definitions_[id].text;
  return out;
}

}  // namespace rmeta::abi
