// SPDX-License-Identifier: MIT OR Apache-2.0
// `verify`: decodes everything in a file and accounts for every byte. What is not as it must be is listed, and the exit
// code is 2: a file that cannot be read exactly must not be trusted for anything else. With --object the layouts of
// types are held against an object's debug information besides; where these differ the exit code is 1.
#include "rmeta/verify/verify.hpp"

#include <fmt/format.h>

#include "crates.hpp"
#include "object_layouts.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/report/progress.hpp"

namespace rmeta::cli {

namespace {

void write_references(report::JsonWriter& json, std::string_view name, const verify::References& references) {
  json.key(name);
  json.begin_object();
  json.member("made", references.made);
  json.member("bad", references.bad);
  json.end_object();
}

void write_object(report::JsonWriter& json, const ObjectReport& object) {
  json.key("object");
  json.begin_object();
  json.member("file", object.object);
  json.member("types", object.types);
  json.member("compared", object.compared);
  json.member("vtables", object.vtables);
  json.member("equal", object.equal);
  json.member("different", object.differences.size());
  json.member("skipped", object.skips());
  json.key("skips");
  json.begin_array();
  for (const auto& [reason, count] : object.skipped) {
    json.begin_object();
    json.member("reason", reason);
    json.member("count", count);
    json.key("first");
    json.begin_array();
    for (const std::string& name : object.skipped_names.at(reason)) json.string(name);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("differences");
  json.begin_array();
  for (const ObjectReport::Difference& d : object.differences) {
    json.begin_object();
    json.member("type", d.type);
    json.key("what");
    json.begin_array();
    for (const std::string& what : d.what) json.string(what);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_object(report::Output& out, const ObjectReport& object) {
  out.write(fmt::format("{:<15}{}\n", "object:", object.object));
  out.write(fmt::format("{:<15}{}, {} compared ({} vtables), {} equal, {} different, {} skipped\n",
                        "types:", object.types, object.compared, object.vtables, object.equal,
                        object.differences.size(), object.skips()));
  for (const auto& [reason, count] : object.skipped) out.write(fmt::format("  {:>6} skipped: {}\n", count, reason));
  for (const ObjectReport::Difference& d : object.differences) {
    out.write(fmt::format("  {}\n", d.type));
    for (const std::string& what : d.what) out.write(fmt::format("    {}\n", what));
  }
}

void write_json(const Session& session, const std::string& path, const crate::Crate& crate,
                const verify::Report& report, const ObjectReport* object, report::Output& out) {
  report::JsonWriter json(out);
  json.begin_object();
  session.identify(json, path, crate);
  json.member("crate", crate.name());
  json.member("ok", report.ok());
  json.member("bytes", report.bytes);
  json.member("accounted", report.explained);
  json.member("unexplained", report.bytes - report.explained);
  json.member("lazies", report.lazies);
  json.member("exact", report.exact);
  json.member("inexact", report.inexact);
  json.member("arrays", report.arrays);
  json.member("tables", report.tables);
  json.member("allocations", report.allocations);
  json.key("references");
  json.begin_object();
  write_references(json, "types", report.types);
  write_references(json, "predicates", report.predicates);
  write_references(json, "spans", report.spans);
  write_references(json, "symbols", report.symbols);
  json.end_object();
  json.key("unexplained_ranges");
  json.begin_array();
  for (const verify::Range& range : report.unexplained) {
    json.begin_object();
    json.member("begin", range.begin);
    json.member("end", range.end);
    json.end_object();
  }
  json.end_array();
  std::uint64_t orphans = 0, orphan_bytes = 0;
  for (const verify::OrphanUse& orphan : report.orphans) orphans += orphan.count, orphan_bytes += orphan.bytes;
  json.member("orphans", orphans);
  json.member("orphan_bytes", orphan_bytes);
  json.key("orphan_types");
  json.begin_array();
  for (const verify::OrphanUse& orphan : report.orphans) {
    json.begin_object();
    json.member("type", orphan.type);
    json.member("table", orphan.table);
    json.member("count", orphan.count);
    json.member("bytes", orphan.bytes);
    json.key("first");
    json.begin_array();
    for (std::uint64_t pos : orphan.first) json.number(pos);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("uses");
  json.begin_array();
  for (const verify::Use& use : report.uses) {
    json.begin_object();
    json.member("name", use.name);
    json.member("rows", use.rows);
    json.member("row_bytes", use.row_bytes);
    json.member("entries", use.entries);
    json.member("bytes", use.bytes);
    json.end_object();
  }
  json.end_array();
  json.key("sections");
  json.begin_array();
  for (const verify::Section& section : report.sections) {
    json.begin_object();
    json.member("name", section.name);
    json.member("bytes", section.bytes);
    json.end_object();
  }
  json.end_array();
  json.member("problem_count", report.problem_count);
  json.key("problems");
  json.begin_array();
  for (const verify::Problem& problem : report.problems) {
    json.begin_object();
    json.member("position", problem.pos);
    json.member("where", problem.where);
    json.member("what", problem.what);
    json.end_object();
  }
  json.end_array();
  if (object) write_object(json, *object);
  json.end_object();
  json.finish();
}

void write_text(const Session& session, const std::string& path, const verify::Report& report, report::Output& out) {
  auto line = [&](const char* label, const std::string& text) { out.write(fmt::format("{:<15}{}\n", label, text)); };
  auto references = [](const verify::References& r) { return fmt::format("{} ({} bad)", r.made, r.bad); };
  line("file:", path);
  line("release:", fmt::format("{}{}", report.release, session.assumed() ? " (assumed)" : ""));
  line("bytes:", fmt::format("{}, {} explained", report.bytes, report.explained));
  line("lazies:", fmt::format("{}, {} exact, {} not", report.lazies, report.exact, report.inexact));
  line("references:", fmt::format("types {}, predicates {}, spans {}, symbols {}", references(report.types),
                                  references(report.predicates), references(report.spans), references(report.symbols)));
  std::uint64_t count = 0, bytes = 0;
  for (const verify::OrphanUse& orphan : report.orphans) count += orphan.count, bytes += orphan.bytes;
  line("orphans:", fmt::format("{}, {} bytes", count, bytes));
  for (const verify::OrphanUse& orphan : report.orphans) {
    out.write(fmt::format("  {:>10} bytes {:>8} × {} ({})\n", orphan.bytes, orphan.count, orphan.type, orphan.table));
  }
  if (!report.unexplained.empty()) {
    line("unexplained:", fmt::format("{} ranges", report.unexplained.size()));
    for (const verify::Range& range : report.unexplained) {
      out.write(fmt::format("  {:#x}-{:#x} ({} bytes)\n", range.begin, range.end, range.size()));
    }
  }
  if (report.problem_count != 0) {
    line("problems:", fmt::format("{}", report.problem_count));
    for (const verify::Problem& problem : report.problems) {
      out.write(fmt::format("  at {:#x}: in {}: {}\n", problem.pos, problem.where, problem.what));
    }
    if (report.problem_count > report.problems.size()) {
      out.write(fmt::format("  … and {} more\n", report.problem_count - report.problems.size()));
    }
  }
  const char* fits = !session.assumed() ? ""
                     : report.ok()      ? ": the assumed release fits"
                                        : ": the assumed release does not fit";
  line("result:", fmt::format("{}{}", report.ok() ? "exact" : "NOT exact", fits));
}

}  // namespace

Exit run_verify(const Options& options, report::Output& out) {
  need_files(options);
  const std::vector<std::string> files = crate_files(options.files);
  if (options.object && files.size() != 1) throw Error("--object is for one FILE, whose object it is");
  Session session(options);
  bool differs = false;
  std::vector<std::string> bad;
  report::Progress progress(files.size(), "crates", report::Progress::Stdout::Written);
  for (const std::string& path : files) {
    auto crate = session.open(path);
    verify::Report report = verify::verify(crate->context());
    std::optional<ObjectReport> object;
    if (options.object) {
      crate::Graph graph = session.graph();
      object = compare_object(graph, graph.add(path), *options.object);
      differs = !object->differences.empty();
    }
    if (options.format() == "json") {
      write_json(session, path, *crate, report, object ? &*object : nullptr, out);
    } else {
      write_text(session, path, report, out);
      if (object) write_object(out, *object);
    }
    if (!report.ok())
      bad.push_back(fmt::format("{}: {} problems, {} values not exact", path, report.problem_count, report.inexact));
    progress.step();
  }
  if (bad.empty()) return differs ? Exit::Differs : Exit::Ok;
  out.commit();  // the report says what is wrong
  throw Error(fmt::format("{}", fmt::join(bad, "; ")))
      .hint(options.assume_release ? fmt::format("the file is not of release {}, or damaged", *options.assume_release)
                                   : "the file is damaged, or its release's schema is wrong");
}

}  // namespace rmeta::cli
