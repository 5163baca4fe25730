// SPDX-License-Identifier: MIT OR Apache-2.0
// `layout`: how types lie in memory. Types are named on the command line or by patterns, or all of a crate are taken:
// its structs, enums and unions that need no generic arguments. `<TYPE as TRAIT>` asks for a vtable.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crates.hpp"
#include "layout_fn.hpp"
#include "layout_view.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/layout/requests.hpp"
#include "rmeta/layout/view.hpp"
#include "rmeta/types/metadata.hpp"
#include "shorten.hpp"

namespace rmeta::cli {

namespace {

using types::DefId;

struct Failure {
  std::string type, reason;
};

/// Layouts of one file's types, text or JSON. Gives those that have none.
std::vector<Failure> write_file(const Session& session, const Options& options, crate::Graph& graph,
                                const std::string& path, report::Output& out) {
  const std::uint32_t number = graph.add(path);
  const crate::Crate& crate = graph.crate(number);
  eval::Analysis analysis(graph, number);
  types::MetadataContext& cx = analysis.context();
  layout::Layouts& layouts = analysis.layouts();
  layout::Requests request(cx, number);
  std::vector<layout::Wanted> wanted;
  if (options.all) wanted = request.all();
  std::vector<Failure> failures;
  for (const std::string& text : options.types) {
    try {
      auto some = request.named(text);
      wanted.insert(wanted.end(), some.begin(), some.end());
    } catch (const Error& e) {
      failures.push_back({text, e.reason()});
    }
  }
  std::vector<DefId> functions;
  for (const std::string& pattern : options.functions) {
    auto some = request.functions(pattern);
    functions.insert(functions.end(), some.begin(), some.end());
  }
  const bool as_json = options.format() == "json", colour = !as_json && wants_colour(options);
  report::JsonWriter json(out);
  if (as_json) {
    json.begin_object();
    session.identify(json, path, crate);
    json.member("target", crate.header().target.triple);
    json.key("types");
    json.begin_array();
  } else {
    if (session.assumed()) out.write(fmt::format("# assumed release {}\n", crate.schema().release()));
    if (const std::string note = session.target_note(); !note.empty()) out.write(fmt::format("# {}\n", note));
  }
  bool first = true;
  for (const layout::Wanted& w : wanted) {
    try {
      layout::TypeView view = view_of(cx, layouts, request.type_of(w));
      view.alias = w.alias;
      if (as_json) {
        write_layout_json(json, view);
      } else {
        if (!first) out.write("\n");
        out.write(layout_text(view, colour));
        first = false;
      }
    } catch (const Error& e) {
      failures.push_back({request.name_of(w), e.reason()});
    }
  }
  if (as_json) {
    json.end_array();
    json.key("functions");
    json.begin_array();
  }
  if (!functions.empty()) {
    layout::CallEnvironment env = layout::call_environment_of(crate);
    env.optimised = !options.unoptimised;
    layout::FnAbis abis(cx, layouts, std::move(env));
    for (const DefId def : functions) {
      try {
        const FnView view = fn_view(cx, abis, def);
        if (as_json)
          write_fn_json(json, view);
        else
          out.write(fmt::format("{}{}", first ? "" : "\n", fn_text(view)));
        first = false;
      } catch (const Error& e) {
        failures.push_back({graph.path(def), e.reason()});
      }
    }
  }
  if (as_json) {
    json.end_array();
    json.key("failures");
    json.begin_array();
    for (const Failure& f : failures) {
      json.begin_object();
      json.member("type", f.type);
      json.member("reason", f.reason);
      json.end_object();
    }
    json.end_array();
    json.end_object();
    json.finish();
  }
  return failures;
}

}  // namespace

Exit run_layout(const Options& options, report::Output& out) {
  need_files(options);
  if (!options.all && options.types.empty() && options.functions.empty())
    throw Error("no type is asked for")
        .hint("--type NAME names one, --all takes all of the crate; --fn NAME asks how a function is called");
  Session session(options);
  crate::Graph graph = session.graph();
  Exit exit = Exit::Ok;
  for (const std::string& path : crate_files(options.files)) {
    try {
      for (const Failure& f : write_file(session, options, graph, path, out)) {
        fmt::print(stderr, "rmetacrc: {}\n", shortened(fmt::format("{}: {}: {}", path, f.type, f.reason)));
        exit = Exit::Trouble;
      }
    } catch (Error& e) {
      e.file(path);
      throw;
    }
  }
  return exit;
}

}  // namespace rmeta::cli
