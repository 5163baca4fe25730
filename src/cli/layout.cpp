// SPDX-License-Identifier: MIT OR Apache-2.0
// `layout`: how types lie in memory. Types are named on the command line or by patterns, or all of a crate are taken:
// its structs, enums and unions that need no generic arguments. `<TYPE as TRAIT>` asks for a vtable.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <set>

#include "crates.hpp"
#include "layout_fn.hpp"
#include "layout_view.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/layout/target.hpp"
#include "rmeta/types/metadata.hpp"
#include "rmeta/types/parse.hpp"
#include "rmeta/types/print.hpp"
#include "shorten.hpp"

namespace rmeta::cli {

namespace {

using crate::DefKind;
using types::DefId;
using types::Term;

struct Wanted {
  std::string alias;
  DefId def;            // an item, laid out when its turn comes
  Term type = nullptr;  // or a type that was written with arguments
};

struct Failure {
  std::string type, reason;
};

bool takes_arguments(types::Context& cx, DefId def) {
  const DefKind kind = cx.def_kind(def);
  // A closure's own parameters stand for what it is, not for what it is given.
  if (kind != DefKind::Closure && kind != DefKind::Generator)
    for (const auto& p : cx.generics_of(def).own)
      if (p.what != types::GenericParam::What::Lifetime) return true;
  const auto& parent = cx.generics_of(def).parent;
  return parent && takes_arguments(cx, *parent);
}

class Request {
 public:
  Request(types::MetadataContext& cx, std::uint32_t crate) : cx_(cx), number_(crate), crate_(cx.graph().crate(crate)) {}

  /// All structs, enums and unions without type or const parameters.
  std::vector<Wanted> all() {
    std::vector<Wanted> out;
    for (crate::DefIndex i = 0; i < crate_.def_count(); ++i) {
      auto kind = crate_.def_kind(i);
      if (kind && crate::is_adt(kind->kind) && !takes_arguments(cx_, {number_, i})) out.push_back({"", {number_, i}});
    }
    return sorted(std::move(out));
  }

  /// Of this crate, those whose path the pattern matches; type aliases too.
  std::vector<Wanted> matching(const std::string& pattern) {
    std::vector<Wanted> out;
    for (crate::DefIndex i = 0; i < crate_.def_count(); ++i) {
      auto kind = crate_.def_kind(i);
      if (!kind || (!crate::is_adt(kind->kind) && kind->kind != DefKind::TyAlias)) continue;
      const DefId def{number_, i};
      std::string path = cx_.graph().path(def);
      if (fnmatch(pattern.c_str(), path.c_str(), 0) != 0 || takes_arguments(cx_, def)) continue;
      out.push_back({kind->kind == DefKind::TyAlias ? path : "", def});
    }
    if (out.empty()) throw Error(fmt::format("no type of crate {} matches \"{}\"", crate_.name(), pattern));
    return sorted(std::move(out));
  }

  /// Functions and aliases of function pointer types of this crate without type or const parameters whose path the
  /// pattern matches; closures and coroutines if the pattern speaks of them: most crates do not keep what all of theirs
  /// capture.
  std::vector<DefId> functions(const std::string& pattern) {
    std::vector<std::pair<std::string, DefId>> found;
    const bool wants_closures = pattern.find("{closure") != std::string::npos;
    for (crate::DefIndex i = 0; i < crate_.def_count(); ++i) {
      auto kind = crate_.def_kind(i);
      if (!kind) continue;
      const bool code = kind->kind == DefKind::Fn || kind->kind == DefKind::AssocFn ||
                        (kind->kind == DefKind::Ctor && kind->has("Fn"));
      const bool closure = kind->kind == DefKind::Closure || kind->kind == DefKind::Generator;
      if (!code && kind->kind != DefKind::TyAlias && !(closure && wants_closures)) continue;
      const DefId def{number_, i};
      std::string path = cx_.graph().path(def);
      if (fnmatch(pattern.c_str(), path.c_str(), 0) != 0 || takes_arguments(cx_, def)) continue;
      if (!code && !closure && cx_.type_of(def)->kind != types::Kind::FnPtr) continue;
      found.emplace_back(std::move(path), def);
    }
    if (found.empty()) throw Error(fmt::format("no function of crate {} matches \"{}\"", crate_.name(), pattern));
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<DefId> out;
    for (const auto& [path, def] : found) out.push_back(def);
    return out;
  }

  std::vector<Wanted> named(const std::string& text) {
    if (text.find_first_of("*?") != std::string::npos && text.find_first_of("<& ;") == std::string::npos)
      return matching(text);
    types::TypeParser parser(cx_, number_);
    if (Term pair = parser.parse_trait_ref(text)) return {{"", {}, pair}};
    return {{"", {}, parser.parse(text)}};
  }

 private:
  std::vector<Wanted> sorted(std::vector<Wanted> list) {
    std::vector<std::pair<std::string, Wanted>> keyed;
    for (Wanted& w : list) keyed.emplace_back(cx_.graph().path(w.def), std::move(w));
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    list.clear();
    for (auto& [key, w] : keyed) list.push_back(std::move(w));
    return list;
  }

  types::MetadataContext& cx_;
  std::uint32_t number_;
  const crate::Crate& crate_;
};

Term type_of(types::MetadataContext& cx, const Wanted& w) {
  if (w.type) return w.type;
  const auto args = cx.erased_args(w.def);
  if (!crate::is_adt(cx.def_kind(w.def))) return types::substitute(cx.interner(), cx.type_of(w.def), args);
  return cx.interner().make(types::Kind::Adt, args, w.def);
}

/// Layouts of one file's types, text or JSON. Gives those that have none.
std::vector<Failure> write_file(const Session& session, const Options& options, crate::Graph& graph,
                                const std::string& path, report::Output& out) {
  const std::uint32_t number = graph.add(path);
  const crate::Crate& crate = graph.crate(number);
  eval::Analysis analysis(graph, number);
  types::MetadataContext& cx = analysis.context();
  layout::Layouts& layouts = analysis.layouts();
  Request request(cx, number);
  std::vector<Wanted> wanted;
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
  for (const Wanted& w : wanted) {
    try {
      Term type = type_of(cx, w);
      TypeView view = type->kind == types::Kind::TraitRef ? vtable_view(cx, layouts, type) : view_of(cx, layouts, type);
      view.alias = w.alias;
      if (as_json) {
        write_layout_json(json, view);
      } else {
        if (!first) out.write("\n");
        out.write(layout_text(view, colour));
        first = false;
      }
    } catch (const Error& e) {
      std::string name = !w.alias.empty() ? w.alias : w.type ? types::print(cx, w.type) : graph.path(w.def);
      failures.push_back({std::move(name), e.reason()});
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
