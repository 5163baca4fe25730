// SPDX-License-Identifier: MIT OR Apache-2.0
// See nodes.hpp. A lazy leads to an earlier node than the one that holds it (rustc_metadata/src/rmeta/mod.rs,
// LazyValue: the tree is encoded in post-order); a lazy that does not is refused, so the search ends.
#include "nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rmeta/decode/walk.hpp"

namespace rmeta::verify {
namespace {

using decode::LazyRef;
using decode::LazyState;
using schema::Shape;
using schema::TypeId;

/// Which types can contain a lazy: those that have one among their parts, at any depth.
std::vector<bool> types_with_lazies(const schema::Schema& schema) {
  const auto types = schema.types();
  std::vector<bool> has(types.size());
  const auto any = [&](TypeId t) { return static_cast<bool>(has[index(t)]); };
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (has[i]) continue;
      const schema::Type& t = types[i];
      bool now = false;
      if (t.kind() == schema::Kind::Struct || t.kind() == schema::Kind::Enum) {
        for (const schema::Variant& v : schema.variants(t))
          for (const schema::Field& f : schema.fields(v)) now |= any(f.type);
      } else if (t.kind() == schema::Kind::Codec) {
        now = schema::info(t.codec()).shape == Shape::Lazy;
        if (!now && t.codec() != schema::Codec::AllocId)
          for (const TypeId arg : schema.args(t)) now |= any(arg);
      }
      if (now) again = has[i] = true;
    }
  }
  return has;
}

class Finder : public decode::NullVisitor {
 public:
  static constexpr bool kContents = false;

  Finder(const decode::Context& ctx, Nodes& nodes) : ctx_(ctx), schema_(ctx.schema()), nodes_(nodes) {}

  void run() {
    if (ctx_.bytes().size() > UINT32_MAX) throw Error("metadata of more than 4 GiB").file(ctx_.file());
    if (schema_.types().size() > UINT16_MAX) throw Error("schema of more than 65535 types");
    nodes_.list.reserve(ctx_.bytes().size() / 8);  // seldom more, and what is not used costs nothing
    preamble();
    const std::uint16_t root = origin("(root)");
    node_pos_ = ctx_.root_pos();
    add({LazyRef::Value, {}, schema_.root(), ctx_.root_pos(), 1, 0}, root);
    in_root_ = true;
    decode::walk(ctx_, schema_.root(), ctx_.root_pos(), {LazyState::NodeStart, ctx_.root_pos()}, *this);
    in_root_ = false;
    while (!pending_.empty()) {
      const auto [ref, from] = pending_.back();
      pending_.pop_back();
      origin_ = from;
      node_pos_ = ref.pos;
      decode::walk_lazy(ctx_, ref, *this);
    }
    allocations();
    std::sort(nodes_.list.begin(), nodes_.list.end(), [](const Node& a, const Node& b) { return a.pos < b.pos; });
  }

  // The path of fields names what lazies of the root are.
  void field(TypeId t, std::uint32_t variant, std::uint32_t i) {
    if (!in_root_) return;
    const schema::Type& type = schema_.type(t);
    if (type.kind() == schema::Kind::Struct || type.kind() == schema::Kind::Enum)
      path_.back() = schema_.str(schema_.fields(schema_.variants(type)[variant])[i].name);
  }
  void begin(TypeId, std::uint64_t) {
    if (in_root_) path_.emplace_back();
  }
  void end(TypeId, std::uint64_t) {
    if (in_root_) path_.pop_back();
  }

  void lazy(TypeId, const LazyRef& ref, std::uint64_t pos) {
    if (ref.kind == LazyRef::Array && ref.count == 0) {
      if (in_root_) origin(path_name());
      return;
    }
    if (ref.pos >= node_pos_)
      throw Error(fmt::format("leads forward, to {:#x}", ref.pos)).offset(pos).file(ctx_.file());
    const std::uint16_t from = in_root_ ? origin(path_name()) : origin_;
    if (in_table_) ++nodes_.uses[from].entries;
    add(ref, from);
  }

  // Rows of tables without lazies.
  void uint(TypeId, std::uint64_t, std::uint64_t) { entry(); }
  void boolean(TypeId, bool, std::uint64_t) { entry(); }
  void def_id(TypeId, decode::DefIdRef, std::uint64_t) { entry(); }
  void fixed(TypeId, std::uint32_t, std::uint64_t) { entry(); }
  void wide(TypeId, decode::U128, std::uint64_t) { entry(); }
  void bytes(TypeId, std::span<const std::uint8_t>, std::uint64_t) { entry(); }
  void unit(TypeId, std::uint64_t) { entry(); }

 private:
  void entry() {
    if (in_table_) ++nodes_.uses[origin_].entries;
  }
  std::string path_name() const {
    std::string name;
    for (const std::string_view part : path_)  // an Option has no field name
      if (!part.empty()) name += fmt::format("{}{}", name.empty() ? "" : ".", part);
    return name;
  }
  std::uint16_t origin(const std::string& name) {
    for (std::size_t i = 0; i < nodes_.uses.size(); ++i)
      if (nodes_.uses[i].name == name) return static_cast<std::uint16_t>(i);
    Use use;
    use.name = name;
    nodes_.uses.push_back(std::move(use));
    return static_cast<std::uint16_t>(nodes_.uses.size() - 1);
  }

  /// Header, root position and version string.
  void preamble() {
    const bool wide = ctx_.encoding().root_position == schema::Encoding::U64Le;
    decode::Reader r = ctx_.reader(wide ? 16 : 12);
    r.str(ctx_.encoding().str_sentinel);
    const Node node{0, Node::Preamble, static_cast<std::uint32_t>(r.pos()) & 0xfffffff, 0, origin("(preamble)")};
    nodes_.list.push_back(node);
  }

  void push(std::uint64_t pos, Node::Kind kind, std::uint64_t count, TypeId type, std::uint16_t from) {
    if (count >= 1u << 28) throw Error(fmt::format("{} elements in one array", count)).offset(pos).file(ctx_.file());
    nodes_.list.push_back({static_cast<std::uint32_t>(pos), kind, static_cast<std::uint32_t>(count) & 0xfffffff,
                           static_cast<std::uint16_t>(index(type)), from});
  }

  void add(const LazyRef& ref, std::uint16_t from) {
    if (ref.kind == LazyRef::Table) {
      table(ref, from);
      return;
    }
    push(ref.pos, ref.kind == LazyRef::Array ? Node::Array : Node::Value, ref.count, ref.type, from);
    if (ref.kind == LazyRef::Array) ++nodes_.arrays;
    if (ref.type != schema_.root() && nodes_.has_lazies[index(ref.type)] &&
        seen_.insert({ref.pos, index(ref.type), ref.count}).second)
      pending_.push_back({ref, from});
  }

  void table(const LazyRef& ref, std::uint16_t from) {
    const std::uint64_t size = ref.count * ref.width;
    const auto [next, fresh] = table_ranges_.insert({ref.pos, ref.pos + size});
    const bool after = next == table_ranges_.begin() || std::prev(next)->second <= ref.pos;
    const bool before = std::next(next) == table_ranges_.end() || ref.pos + size <= std::next(next)->first;
    if (size != 0 && (!fresh || !after || !before))
      throw Error(fmt::format("table {} overlaps another", nodes_.uses[from].name)).offset(ref.pos).file(ctx_.file());
    nodes_.uses[from].rows = ref.count;
    nodes_.uses[from].row_bytes = size;
    nodes_.tables.emplace_back(from, ref);
    if (size != 0) push(ref.pos, Node::Table, size, ref.type, from);
    const bool was_in_root = std::exchange(in_root_, false);
    const std::uint16_t was_origin = std::exchange(origin_, from);
    const std::uint64_t was_pos = std::exchange(node_pos_, ref.pos);
    in_table_ = true;
    decode::walk_table(ctx_, ref, *this);
    in_table_ = false;
    node_pos_ = was_pos;
    origin_ = was_origin;
    in_root_ = was_in_root;
  }

  /// What allocation ids lead to; its type is the argument of the codec alloc_id.
  void allocations() {
    if (ctx_.alloc_count() == 0) return;
    TypeId target = schema::kNoType;
    for (const schema::Type& t : schema_.types())
      if (t.kind() == schema::Kind::Codec && t.codec() == schema::Codec::AllocId) target = schema_.arg(t);
    if (target == schema::kNoType) throw Error("allocations, but no type refers to them").file(ctx_.file());
    const std::uint16_t from = origin("(allocations)");
    for (std::uint64_t i = 0; i < ctx_.alloc_count(); ++i)
      push(ctx_.alloc_position(i), Node::Allocation, 1, target, from);
    nodes_.uses[from].entries = ctx_.alloc_count();
  }

  const decode::Context& ctx_;
  const schema::Schema& schema_;
  Nodes& nodes_;
  std::vector<std::string_view> path_;
  std::vector<std::pair<LazyRef, std::uint16_t>> pending_;
  std::set<std::tuple<std::uint64_t, std::uint32_t, std::uint64_t>> seen_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> table_ranges_;
  std::uint16_t origin_ = 0;
  std::uint64_t node_pos_ = 0;
  bool in_root_ = false, in_table_ = false;
};

}  // namespace

bool Nodes::has_origin(std::string_view name) const {
  return std::any_of(uses.begin(), uses.end(), [&](const Use& u) { return u.name == name; });
}

std::uint16_t Nodes::origin(std::string_view name) const {
  for (std::size_t i = 0; i < uses.size(); ++i)
    if (uses[i].name == name) return static_cast<std::uint16_t>(i);
  throw Error(fmt::format("the crate root has no lazy field {}", name));
}

const decode::LazyRef& Nodes::table(std::string_view name) const {
  const std::uint16_t wanted = origin(name);
  for (const auto& [from, ref] : tables)
    if (from == wanted) return ref;
  throw Error(fmt::format("{} is no table", name));
}

std::uint64_t Nodes::array_size(std::string_view name) const {
  const std::uint16_t wanted = origin(name);
  for (const Node& n : list)
    if (n.origin == wanted && n.kind == Node::Array) return n.count;
  return 0;
}

Nodes find_nodes(const decode::Context& ctx) {
  Nodes nodes;
  nodes.has_lazies = types_with_lazies(ctx.schema());
  Finder(ctx, nodes).run();
  return nodes;
}

}  // namespace rmeta::verify
