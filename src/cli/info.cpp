// SPDX-License-Identifier: MIT OR Apache-2.0
// `info`: what a file is, which crate it holds, what that crate depends on, and how its bytes divide into tables.
#include <fmt/format.h>

#include <vector>

#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/schema/registry.hpp"

namespace rmeta::cli {

namespace {

// The StableCrateId as the sixteen digits rustc's own messages show.
std::optional<std::string> id_text(const crate::Crate& crate) {
  const auto id = crate.root().stable_crate_id;
  return id ? std::optional(fmt::format("{:016x}", *id)) : std::nullopt;
}

void write_json(const Session& session, const std::string& path, const crate::Crate& crate, report::Output& out) {
  const container::Blob& blob = crate.blob();
  const schema::Header header = schema::read_header(blob.bytes);
  report::JsonWriter json(out);
  json.begin_object();
  session.identify(json, path, crate);
  json.member("container", blob.container);
  json.key("wrapped");
  json.begin_array();
  for (const std::string& layer : blob.wrapped) json.string(layer);
  json.end_array();
  json.member("member", report::displayable(blob.member));
  json.member("version_string", header.version);
  json.member("metadata_version", header.metadata_version);
  json.member("crate", crate.name());
  if (const auto id = id_text(crate))
    json.member("stable_crate_id", *id);
  else
    json.member_null("stable_crate_id");
  json.member("hash", crate.header().hash);
  json.member("target", crate.header().target.triple);
  json.member("target_is_spec", crate.header().target.is_spec());
  json.member("stub", !blob.stub.empty());
  json.member("metadata_file", report::displayable(blob.file));
  json.member("size", blob.bytes.size());
  json.member("crate_kind", crate.root().proc_macro ? "proc-macro" : "library");
  json.member("edition", crate.root().edition);
  json.member("definitions", crate.def_count());
  json.key("dependencies");
  json.begin_array();
  for (const crate::Dependency& dependency : crate.root().dependencies) {
    json.begin_object();
    json.member("name", dependency.name);
    json.member("hash", dependency.hash);
    json.member("kind", dependency.kind);
    json.member("extra_filename", dependency.extra_filename);
    if (dependency.host_hash) {
      json.member("host_hash", *dependency.host_hash);
    } else {
      json.member_null("host_hash");
    }
    if (dependency.is_private) {
      json.member("private", *dependency.is_private);
    } else {
      json.member_null("private");
    }
    json.end_object();
  }
  json.end_array();
  json.key("tables");
  json.begin_array();
  for (const crate::TableInfo& table : crate.table_infos()) {
    json.begin_object();
    json.member("name", table.name);
    json.member("bytes", table.bytes);
    json.member("rows", table.rows);
    json.member("entries", table.entries);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

void write_text(const Session& session, const std::string& path, const crate::Crate& crate, report::Output& out) {
  const container::Blob& blob = crate.blob();
  const schema::Header header = schema::read_header(blob.bytes);
  auto line = [&](const char* label, const std::string& text) { out.write(fmt::format("{:<17}{}\n", label, text)); };
  line("file:", path);
  std::string where =
      blob.wrapped.empty() ? blob.container : fmt::format("{} ({})", blob.container, fmt::join(blob.wrapped, ", "));
  if (!blob.member.empty()) where += fmt::format(", in {}", blob.member);
  line("container:", where);
  if (!blob.stub.empty()) line("stub for:", blob.file);
  line("release:", fmt::format("{}{}", crate.schema().release(), session.assumed() ? " (assumed)" : ""));
  line("version string:", std::string(header.version));
  line("metadata:", fmt::format("version {}, {} bytes", header.metadata_version, blob.bytes.size()));
  line("crate:", fmt::format("{}{}", crate.name(), crate.root().proc_macro ? " (proc-macro)" : ""));
  line("stable crate id:", id_text(crate).value_or("none"));
  line("hash:", crate.header().hash);
  const crate::Target& target = crate.header().target;
  line("target:", fmt::format("{}{}", target.triple,
                              target.spec         ? " (specification included)"
                              : target.spec_apart ? " (specification not included)"
                                                  : ""));
  line("edition:", crate.root().edition);
  line("definitions:", fmt::format("{}", crate.def_count()));
  line("dependencies:", fmt::format("{}", crate.root().dependencies.size()));
  for (const crate::Dependency& dependency : crate.root().dependencies) {
    out.write(fmt::format("  {} {} {}{}\n", dependency.hash, dependency.kind, dependency.name,
                          dependency.is_private.value_or(false) ? " (private)" : ""));
  }
  auto tables = crate.table_infos();
  auto empty = std::erase_if(tables, [](const crate::TableInfo& table) { return table.bytes == 0; });
  line("tables:", fmt::format("{}, and {} empty ones", tables.size(), empty));
  out.write(fmt::format("  {:>10} {:>9} {:>9}  {}\n", "bytes", "rows", "entries", "name"));
  for (const crate::TableInfo& table : tables) {
    out.write(fmt::format("  {:>10} {:>9} {:>9}  {}\n", table.bytes, table.rows, table.entries, table.name));
  }
}

}  // namespace

Exit run_info(const Options& options, report::Output& out) {
  need_files(options);
  Session session(options);
  for (const std::string& path : options.files) {
    auto crate = session.open(path);
    if (options.format == "json") {
      write_json(session, path, *crate, out);
    } else {
      write_text(session, path, *crate, out);
    }
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
