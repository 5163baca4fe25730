// SPDX-License-Identifier: MIT OR Apache-2.0
// `dump`: everything in a crate's metadata as JSON, twice over: raw, by the release's schema (the crate root, its
// tables, constant allocations), and as items in the words of the language. It is written as it is read.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crates.hpp"
#include "dump_items.hpp"
#include "dump_value.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/crate/def_kind.hpp"
#include "rmeta/decode/cursor.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

namespace {

using schema::FieldRole;

void write_root(report::JsonWriter& json, const crate::Crate& crate) {
  decode::Cursor root = crate.root_cursor();
  DumpVisitor visitor(crate.context(), json);
  visitor.only_locate_tables_of(root.get(FieldRole::CrateRoot_tables).type());
  json.key("root");
  visitor.value(root.type(), root.pos(), root.lazy_state());
}

// Tables by name; all of them if `wanted` is empty.
void write_tables(report::JsonWriter& json, const crate::Crate& crate, const std::vector<std::string>& wanted) {
  decode::Cursor tables = crate.root_cursor().get(FieldRole::CrateRoot_tables);
  std::vector<decode::Cursor> fields = tables.fields();
  std::set<std::string_view> names;
  for (std::uint32_t i = 0; i < fields.size(); ++i) names.insert(tables.field_name(i));
  for (const std::string& name : wanted) {
    if (names.contains(name)) continue;
    throw Error(fmt::format("release {} has no table \"{}\"", crate.schema().release(), name))
        .file(crate.blob().file)
        .hint("`rmetacrc info` lists the tables");
  }
  json.key("tables");
  json.begin_object();
  DumpVisitor visitor(crate.context(), json);
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    std::string_view name = tables.field_name(i);
    if (!wanted.empty() && std::ranges::find(wanted, name) == wanted.end()) continue;
    json.key(name);
    visitor.target_of(fields[i].lazy());
  }
  json.end_object();
}

// The allocations that AllocIds number, in their order.
void write_allocs(report::JsonWriter& json, const crate::Crate& crate) {
  const schema::Schema& schema = crate.schema();
  const decode::Context& ctx = crate.context();
  json.key("allocs");
  json.begin_array();
  if (ctx.alloc_count() != 0) {
    auto is_alloc_id = [](const schema::Type& t) {
      return t.kind() == schema::Kind::Codec && t.codec() == schema::Codec::AllocId;
    };
    auto type = std::ranges::find_if(schema.types(), is_alloc_id);
    if (type == schema.types().end()) {
      throw Error(fmt::format("release {} has allocations and no type for them", schema.release()))
          .file(crate.blob().file);
    }
    DumpVisitor visitor(ctx, json);
    for (std::uint64_t i = 0; i < ctx.alloc_count(); ++i) {
      std::uint64_t pos = ctx.alloc_position(i);
      visitor.value(schema.arg(*type), pos, {decode::LazyState::NodeStart, pos});
    }
  }
  json.end_array();
}

ItemChoice items_of(const Options& options) {
  ItemChoice choice{options.items, {}};
  for (const std::string& name : options.kinds) {
    const auto kind = crate::def_kind_named(name);
    if (!kind)
      throw Error(fmt::format("--kind {} is not known", name))
          .hint(fmt::format("kinds are {}", fmt::join(crate::def_kind_names(), ", ")));
    choice.kinds.push_back(*kind);
  }
  return choice;
}

}  // namespace

Exit run_dump(const Options& options, report::Output& out) {
  need_files(options);
  Session session(options);
  const ItemChoice choice = items_of(options);
  const bool items = !choice.paths.empty() || !choice.kinds.empty();
  const bool all = options.tables.empty() && !items;
  for (const std::string& path : crate_files(options.files)) {
    crate::Graph graph = session.graph();
    std::uint32_t number = graph.add(path);
    const crate::Crate* crate = &graph.crate(number);
    report::JsonWriter json(out, 3);
    json.begin_object();
    session.identify(json, path, *crate);
    json.member("crate", crate->name());
    if (all) write_root(json, *crate);
    if (all || !options.tables.empty()) write_tables(json, *crate, options.tables);
    if (all) write_allocs(json, *crate);
    if (all || items) write_items(json, graph, number, choice);
    json.end_object();
    json.finish();
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
