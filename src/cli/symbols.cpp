// SPDX-License-Identifier: MIT OR Apache-2.0
// `symbols`: items and their linker names. Every function, method, constructor, closure and static that needs no
// generic arguments is listed, what the compiler exported besides, and what `extern` blocks declare. With an export
// list, the names on it are resolved instead: to items with their generic arguments.
#include <fmt/format.h>

#include <algorithm>

#include "crates.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/symbols/listing.hpp"
#include "selected.hpp"

namespace rmeta::cli {

namespace {

using symbols::Listed;

bool at_or_below(std::string_view path, std::string_view wanted) {
  return path.starts_with(wanted) && (path.size() == wanted.size() || path.substr(wanted.size()).starts_with("::"));
}

void write_json(const Session& session, const std::string& path, types::MetadataContext& cx, const crate::Crate& crate,
                const std::vector<Listed>& rows, report::Output& out) {
  report::JsonWriter json(out);
  json.begin_object();
  session.identify(json, path, crate);
  json.member("crate", crate.name());
  json.key("symbols");
  json.begin_array();
  for (const Listed& row : rows) {
    json.begin_object();
    json.member("name", row.symbol.name);
    json.member("path", row.symbol.path);
    json.member("kind", row.symbol.kind);
    if (row.symbol.def) {
      json.member("index", row.symbol.def.index);
    } else {
      json.member_null("index");
    }
    json.member("exported", row.exported);
    json.member("assumed", row.symbol.assumed);
    json.member("declared", row.symbol.declared);
    if (!row.symbol.ambiguous.empty()) json.member("ambiguous", row.symbol.ambiguous);
    json.member("linker_name", row.symbol.linker_name);
    if (const auto text = symbols::demangled(row.symbol)) {
      json.member("demangled", *text);
    } else {
      json.member_null("demangled");
    }
    json.key("args");
    json.begin_array();
    for (const std::string& argument : arguments_of(cx, row.symbol)) json.string(argument);
    json.end_array();
    if (row.symbol.instantiated_in) {
      json.member("instantiated_in", cx.crate_name(*row.symbol.instantiated_in));
    } else {
      json.member_null("instantiated_in");
    }
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

}  // namespace

Exit run_symbols(const Options& options, report::Output& out) {
  need_files(options);
  Session session(options);
  auto selection = selection_of(options);
  crate::Graph graph = session.graph();
  std::vector<bool> seen(options.items.size());
  std::vector<std::uint32_t> numbers;
  const std::vector<std::string> files = crate_files(options.files);
  for (const std::string& path : files) numbers.push_back(graph.add(path));
  if (selection) selection->explain({numbers.begin(), numbers.end()});
  for (std::size_t n = 0; n < numbers.size(); ++n) {
    const std::string& path = files[n];
    const std::uint32_t number = numbers[n];
    eval::Analysis analysis(graph, number);
    types::MetadataContext& cx = analysis.context();
    std::vector<Listed> rows = selection ? symbols::list(cx, number, *selection) : symbols::list(cx, number);
    std::erase_if(rows, [&](const Listed& row) {
      bool wanted = options.items.empty();
      for (std::size_t i = 0; i < options.items.size(); ++i) {
        if (at_or_below(row.symbol.path, options.items[i])) wanted = seen[i] = true;
      }
      return !wanted;
    });
    if (options.format() == "json") {
      write_json(session, path, cx, graph.crate(number), rows, out);
      continue;
    }
    if (session.assumed()) out.write(fmt::format("# assumed release {}\n", graph.crate(number).schema().release()));
    for (const Listed& row : rows) {
      const char* state = !row.symbol.ambiguous.empty() ? "ambiguous"
                          : row.symbol.declared         ? "declared"
                          : row.symbol.assumed          ? "assumed"
                          : row.exported                ? "exported"
                                                        : "local";
      out.write(fmt::format("{}\t{}\t{}\t{}\n", row.symbol.name, row.symbol.kind, row.symbol.path, state));
    }
  }
  const bool all = !selection || say_missing(*selection) == 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (!seen[i]) throw Error(fmt::format("there is no symbol of an item {}", options.items[i]));
  }
  return all ? Exit::Ok : Exit::Trouble;
}

}  // namespace rmeta::cli
