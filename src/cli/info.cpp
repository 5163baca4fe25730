// SPDX-License-Identifier: MIT OR Apache-2.0
// `info`: what a file is, which crate it holds, what that crate depends on, and how its bytes divide into tables.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "crates.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/report/progress.hpp"
#include "rmeta/schema/registry.hpp"
#include "rmeta/verify/verify.hpp"

namespace rmeta::cli {

namespace {

// The StableCrateId as the sixteen digits rustc's own messages show.
std::optional<std::string> id_text(const crate::Crate& crate) {
  const auto id = crate.root().stable_crate_id;
  return id ? std::optional(fmt::format("{:016x}", *id)) : std::nullopt;
}

// What the bytes of a file are, the largest share first: of a table its rows and the values that they lead to. To know
// that, everything is decoded.
std::vector<std::pair<std::string, std::uint64_t>> sizes_of(const crate::Crate& crate) {
  const verify::Report report = verify::verify(crate.context());
  if (!report.ok())
    throw Error("what its bytes are cannot be said, because not all of it can be decoded")
        .file(crate.blob().file)
        .hint("`rmetacrc verify` says what is wrong");
  std::vector<std::pair<std::string, std::uint64_t>> out;
  std::uint64_t named = 0;
  for (const verify::Use& use : report.uses) {
    const std::uint64_t bytes = use.row_bytes + use.bytes;
    named += bytes;
    if (bytes != 0) out.emplace_back(use.name.substr(use.name.starts_with("tables.") ? 7 : 0), bytes);
  }
  for (const verify::OrphanUse& orphan : report.orphans) {
    named += orphan.bytes;
    out.emplace_back(fmt::format("(orphans of {})", orphan.table), orphan.bytes);
  }
  if (named != report.bytes) out.emplace_back("(other)", report.bytes - named);
  std::ranges::stable_sort(out, std::greater<>(), &std::pair<std::string, std::uint64_t>::second);
  return out;
}

void write_sizes(const std::vector<std::pair<std::string, std::uint64_t>>& sizes, std::uint64_t all,
                 report::Output& out) {
  for (const auto& [name, bytes] : sizes)
    out.write(fmt::format("  {:>10} {:>5.1f}%  {}\n", bytes,
                          all == 0 ? 0.0 : 100.0 * static_cast<double>(bytes) / static_cast<double>(all), name));
}

void write_json(const Session& session, const Options& options, const std::string& path, const crate::Crate& crate,
                report::Output& out) {
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
  if (options.sizes) {
    json.key("sizes");
    json.begin_array();
    for (const auto& [name, bytes] : sizes_of(crate)) {
      json.begin_object();
      json.member("name", name);
      json.member("bytes", bytes);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  json.finish();
}

void write_text(const Session& session, const Options& options, const std::string& path, const crate::Crate& crate,
                report::Output& out) {
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
  if (options.sizes) {
    line("bytes:", "by what they are for, values of tables with their tables");
    write_sizes(sizes_of(crate), blob.bytes.size(), out);
    return;
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
  std::vector<std::pair<std::string, std::uint64_t>> crates;
  std::uint64_t all = 0;
  const std::vector<std::string> files = crate_files(options.files);
  report::Progress progress(files.size(), "crates", report::Progress::Stdout::Written);
  for (const std::string& path : files) {
    auto crate = session.open(path);
    progress.step();
    if (options.format() == "json") {
      write_json(session, options, path, *crate, out);
      continue;
    }
    write_text(session, options, path, *crate, out);
    crates.emplace_back(crate->name(), crate->blob().bytes.size());
    all += crates.back().second;
  }
  if (options.sizes && crates.size() > 1) {
    std::ranges::stable_sort(crates, std::greater<>(), &std::pair<std::string, std::uint64_t>::second);
    out.write(fmt::format("{:<17}{} bytes\n", "all crates:", all));
    write_sizes(crates, all, out);
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
