// SPDX-License-Identifier: MIT OR Apache-2.0
// Collects a crate's items: from the names that its root module gives to others, its impls, lang items and exported
// symbols, to everything that any value of these refers to.
#include "rmeta/content/content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "printer.hpp"
#include "rmeta/crate/exports.hpp"
#include "rmeta/crc/crc32.hpp"
#include "rmeta/decode/walk_impl.hpp"
#include "rmeta/error.hpp"

namespace rmeta::content {

namespace {

using crate::DefKind;
using decode::Cursor;
using schema::FieldRole;

/// What an attribute is called: its path's first word, or its variant where the compiler has parsed it.
struct AttributeName : decode::NullVisitor {
  static constexpr bool kContents = true;
  explicit AttributeName(const schema::Schema& s, const Plan& plan) : schema(s), plan(plan) {}
  void variant(decode::TypeId t, std::uint32_t index) {
    const schema::Type& type = schema.type(t);
    if (!text.empty() || type.kind() != schema::Kind::Enum) return;
    const std::string_view name = schema.str(schema.variants(type)[index].name);
    if (plan.attribute_kinds[schema::index(t)] || name == "DocComment") text = name;
  }
  void symbol(decode::TypeId, const decode::SymbolRef& s, std::uint64_t) {
    if (text.empty()) text = s.text;
  }
  const schema::Schema& schema;
  const Plan& plan;
  std::string_view text;
};

class Collector {
 public:
  Collector(const crate::Graph& graph, std::uint32_t number, const Rules& rules,
            const std::function<bool(std::string_view)>& wants_text)
      : crate_(graph.crate(number)),
        items_(crate_),
        exports_(crate_),
        wants_text_(wants_text),
        printers_(graph, rules, static_cast<bool>(wants_text)),
        printer_(printers_.of(number)),
        seen_(crate_.def_count()) {
    printer_.reached = [this](DefIndex i) { reach(i); };
  }

  Content run() {
    try {
      if (crate_.root().proc_macro) throw Unavailable{"what procedural macros do is in their machine code alone"};
      read_tables();
      root();
      code_generated_ = exports_.code_was_generated();
      reach(crate::kCrateRoot);
      while (!pending_.empty()) {
        const DefIndex i = pending_.back();
        pending_.pop_back();
        item(i);
      }
    } catch (const Unavailable& u) {
      Content none;
      none.unavailable = u.why;
      return none;
    }
    return finish();
  }

 private:
  struct Table {
    std::string_view name;
    decode::LazyRef ref;
    Action action;
  };

  Content finish() {
    Content content;
    content.items = std::move(done_);
    std::ranges::sort(content.items,
                      [](const Item& a, const Item& b) { return a.name != b.name ? a.name < b.name : a.crc < b.crc; });
    const auto equal = [](const Item& a, const Item& b) { return a.name == b.name && a.crc == b.crc; };
    content.items.erase(std::unique(content.items.begin(), content.items.end(), equal), content.items.end());
    std::string lines;
    std::uint32_t crc = 0;
    for (const Item& item : content.items) {
      lines += fmt::format("{}\t{:08x}\n", item.name, item.crc);
      if (lines.size() < 1 << 16) continue;
      crc = crc::crc32(lines, crc);
      lines.clear();
    }
    content.crc = crc::crc32(lines, crc);
    return content;
  }

  void reach(DefIndex i) {
    if (i >= seen_.size()) throw Error(fmt::format("there is no definition {}", i)).file(crate_.blob().file);
    if (seen_[i]) return;
    seen_[i] = true;
    pending_.push_back(i);
  }

  void read_tables() {
    const Cursor tables = crate_.root_cursor().get(FieldRole::CrateRoot_tables);
    const std::vector<Cursor> fields = tables.fields();
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
      const std::string_view name = tables.field_name(i);
      const Action action = printer_.rules().table(name);
      if (action == Action::Unknown) unclassified(fmt::format("the table {}", name));
      if (action != Action::Out) tables_.push_back({name, fields[i].lazy(), action});
    }
  }

  [[noreturn]] void unclassified(const std::string& what) const {
    throw Unavailable{fmt::format("nobody has said yet whether {} of release {} is part of a crate's content", what,
                                  crate_.schema().release())};
  }

  // ---- the crate itself

  void root() {
    const Cursor root = crate_.root_cursor();
    const std::vector<Cursor> fields = root.fields();
    add("{crate}", [&](Writer& w) {
      w.text(fmt::format("release: {} {}\n", crate_.schema().release(), crate_.schema().commit()));
      for (std::uint32_t i = 0; i < fields.size(); ++i) root_field(w, root.field_name(i), fields[i]);
    });
  }

  void root_field(Writer& w, std::string_view name, const Cursor& field) {
    switch (printer_.rules().root(name)) {
      case Action::In:
      case Action::Set: {
        w.text(fmt::format("{}: ", name));
        const bool is_lazy = schema::info(field.schema().type(field.type()).codec()).shape == schema::Shape::Lazy;
        if (is_lazy)
          printer_.lazy_value(field.lazy(), printer_.rules().root(name) == Action::Set);
        else
          printer_.value(field);
        w.text('\n');
        return;
      }
      case Action::Impls:
        return impls();
      case Action::Dependencies:
        return dependencies(w, name, field);
      case Action::Out:
      case Action::Tables:
      case Action::ProcMacro:  // proc-macro crates do not come here
        return;
      default:
        unclassified(fmt::format("{} of the crate root", name));
    }
  }

  void impls() {
    for (const crate::TraitImpl& impl : items_.trait_impls()) reach(impl.impl);
    for (const DefIndex i : items_.incoherent_impls())
      if (is_taken(i)) reach(i);
  }

  // Crate numbers follow the order in which dependencies were met.
  void dependencies(Writer& w, std::string_view name, const Cursor& field) {
    std::vector<std::string> lines;
    const auto& deps = crate_.root().dependencies;
    std::size_t n = 0;
    for (const Cursor& c : decode::lazy_elements(crate_.context(), field.lazy())) {
      if (n == deps.size()) throw Error(fmt::format("{} has more entries than there are crates", name));
      const crate::Dependency& dep = deps[n++];
      if (c.is(schema::TypeRole::CrateDep)) {
        lines.push_back(fmt::format("{} {}{}", dep.name, dep.kind, dep.is_private.value_or(false) ? " private" : ""));
      } else {
        const std::optional<Cursor> how = c.option();
        lines.push_back(fmt::format("{} {}", dep.name, how ? how->variant_name() : "-"));
      }
    }
    std::ranges::sort(lines);
    for (const std::string& line : lines) w.text(fmt::format("{}: {}\n", name, line));
  }

  // ---- items

  template <class F>
  void add(std::string name, F&& write) {
    Piece piece = printer_.piece([&] { write(printer_.writer()); });
    Item item{std::move(name), piece.crc, {}};
    if (wants_text_ && wants_text_(item.name)) item.text = std::move(piece.text);
    done_.push_back(std::move(item));
  }

  void item(DefIndex i) {
    const std::optional<crate::DefKindInfo> kind = crate_.def_kind(i);
    if (kind) check_code(i, kind->kind);
    add(printer_.name(i), [&](Writer& w) {
      for (const Table& table : tables_) {
        if (i >= table.ref.count || decode::RowReader(crate_.context(), table.ref).zero(i)) continue;
        const Piece piece = printer_.piece([&] { table_row(table, i, kind); });
        if (piece.length == 0) continue;
        w.text(table.name);
        w.text(": ");
        w.append(piece);
        w.text('\n');
      }
    });
  }

  void table_row(const Table& table, DefIndex i, const std::optional<crate::DefKindInfo>& kind) {
    switch (table.action) {
      case Action::Children:
        return children(table, i, kind);
      case Action::Attributes:
        return attributes(table, i);
      default:
        printer_.write_row(table.ref, i, table.action == Action::Set);
    }
  }

  std::optional<decode::LazyRef> lazy_row(const Table& table, DefIndex i) const {
    const decode::RowReader rows(crate_.context(), table.ref);
    if (i >= table.ref.count || rows.zero(i)) return std::nullopt;
    const decode::Row row = rows.read(i);
    if (row.kind != decode::Row::Lazy) return std::nullopt;
    return row.lazy;
  }

  // A module gives others what is public, and an inherent impl likewise; their order means nothing, nor does that of
  // the items in an impl of a trait. A trait's items, fields and variants are in order. Which of several inherent impls
  // with the same header an item stands in does not matter.
  void children(const Table& table, DefIndex i, const std::optional<crate::DefKindInfo>& kind) {
    const auto ref = lazy_row(table, i);
    if (!ref) return;
    const bool module = kind && (kind->kind == DefKind::Mod || kind->kind == DefKind::ForeignMod),
               impl = kind && kind->kind == DefKind::Impl;
    const bool inherent = impl && !items_.is_trait_impl(i), only_public = module || inherent;
    std::vector<Piece> pieces;
    bool ordered = !module && !impl;
    for (const Cursor& c : decode::lazy_elements(crate_.context(), *ref)) {
      const DefIndex child = c.as_u32();
      if (only_public && !is_public(child)) continue;
      if (const auto child_kind = crate_.def_kind(child); child_kind && child_kind->kind == DefKind::Impl) {
        ordered = false;
        if (!is_taken(child)) continue;
      }
      if (inherent) {
        reach(child);
        continue;
      }
      pieces.push_back(printer_.piece([&] { printer_.definition({0, child}); }));
    }
    if (pieces.empty()) return;
    Writer& w = printer_.writer();
    w.text('[');
    if (ordered) {
      for (std::size_t k = 0; k < pieces.size(); ++k) {
        if (k != 0) w.text(' ');
        w.append(pieces[k]);
      }
    } else {
      printer_.append_sorted(pieces, true);
    }
    w.text(']');
  }

  bool is_public(DefIndex i) const {
    const auto visibility = crate_.visibility(i);
    return visibility && visibility->is_public();
  }

  /// An inherent impl without public items gives nothing to others.
  bool is_taken(DefIndex impl) const {
    if (items_.is_trait_impl(impl)) return true;
    const auto all = items_.associated_items(impl);
    return std::ranges::any_of(all, [&](DefIndex i) { return is_public(i); });
  }

  void attributes(const Table& table, DefIndex i) {
    const auto ref = lazy_row(table, i);
    if (!ref) return;
    std::vector<Piece> pieces;
    for (const Cursor& c : decode::lazy_elements(crate_.context(), *ref)) {
      AttributeName name(crate_.schema(), printer_.plan());
      decode::Walker<AttributeName>(c.context(), name, c.pos(), c.lazy_state()).value(c.type());
      if (printer_.rules().leaves_out_attribute(name.text)) continue;
      pieces.push_back(printer_.piece([&] { printer_.value(c); }));
    }
    printer_.append_sorted(pieces);
  }

  // Where the compiler was told to generate no code, it left out the code that others would have compiled.
  void check_code(DefIndex i, DefKind kind) {
    if (code_generated_ || (kind != DefKind::Fn && kind != DefKind::AssocFn)) return;
    if (items_.is_foreign(i) || crate_.entry(FieldRole::Tables_optimized_mir, i)) return;
    if (kind == DefKind::AssocFn && !items_.assoc_item(i).has_value) return;
    const auto intrinsic = crate_.entry(FieldRole::Tables_intrinsic, i);
    const auto is_intrinsic = crate_.entry(FieldRole::Tables_is_intrinsic, i);
    if (intrinsic || (is_intrinsic && is_intrinsic->as_bool())) return;
    const auto inlinable = crate_.entry(FieldRole::Tables_cross_crate_inlinable, i);
    const auto attrs = crate::codegen_attrs(crate_, i);
    if (!exports_.is_generic(i) && !(attrs && attrs->requests_inline) && !(inlinable && inlinable->as_bool())) return;
    throw Unavailable{
        fmt::format("{} is without its code: the crate was compiled without code generation", printer_.name(i))};
  }

  const crate::Crate& crate_;
  crate::Items items_;
  crate::Exports exports_;
  const std::function<bool(std::string_view)>& wants_text_;
  Printers printers_;
  Printer& printer_;
  std::vector<Table> tables_;
  std::vector<bool> seen_;
  std::vector<DefIndex> pending_;
  std::vector<Item> done_;
  bool code_generated_ = true;
};

}  // namespace

Content compute(const crate::Graph& graph, std::uint32_t crate, const Rules& rules,
                const std::function<bool(std::string_view name)>& wants_text) {
  return Collector(graph, crate, rules, wants_text).run();
}

}  // namespace rmeta::content
