// SPDX-License-Identifier: MIT OR Apache-2.0
// `diff`: what changed between two crates, two folders of crates, or pins of them, and why.
#include "diff.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <deque>
#include <filesystem>
#include <optional>

#include "crates.hpp"
#include "rmeta/baseline/pin.hpp"
#include "rmeta/baseline/symvers.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"

namespace rmeta::cli {

namespace {

void write(const report::DiffReport& report, std::string_view type, report::Output& out) {
  if (type == "short")
    report::write_diff_short(report, out);
  else if (type == "json")
    report::write_diff_json(report, out);
  else if (type == "sarif")
    report::write_diff_sarif(report, out, RMETA_VERSION);
  else if (type == "html")
    report::write_diff_html(report, out);
  else
    report::write_diff_text(report, out);
}

}  // namespace

std::optional<baseline::Snapshot> kept(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
  if (baseline::is_pin(path)) return baseline::read_pin(path);
  if (baseline::is_symvers(path)) return baseline::read_symvers(path);
  return std::nullopt;
}

void refuse_options_of_crates(const Options& options) {
  if (options.symbols || options.object || options.stable || !options.rules.empty())
    throw Error("--symbols, --object, --rules and --stable are about crates, and neither side is one")
        .hint("a pin and a Module.symvers are compared as they are");
}

baseline::NamesByCrate names_in(const baseline::Snapshot& other) {
  baseline::NamesByCrate out;
  for (const baseline::Crate& c : other.crates)
    for (const baseline::Symbol& s : c.symbols) out[c.versions_only ? "" : c.name].insert(s.name);
  return out;
}

baseline::Comparison compare_sides(baseline::Snapshot& old, baseline::Snapshot& now) {
  if (baseline::versions_only(old, now))
    for (const std::string& note : baseline::keep_versions(old, now)) fmt::print(stderr, "rmetacrc: note: {}\n", note);
  return baseline::compare(old, now);
}

void write_reports(const Options& options, const report::DiffReport& report, report::Output& out) {
  if (options.formats.empty()) return write(report, "text", out);
  std::deque<report::Output> files;  // all or none is replaced
  for (const std::string& wanted : options.formats) {
    const std::size_t colon = std::min(wanted.find(':'), wanted.size());
    report::DiffReport plain = report;
    plain.color = false;
    if (colon == wanted.size())
      write(report, wanted, out);
    else
      write(plain, wanted.substr(0, colon), files.emplace_back(wanted.substr(colon + 1)));
  }
  for (report::Output& file : files) file.commit();
}

Exit run_diff(const Options& options, report::Output& out) {
  if (options.files.size() != 2)
    throw Error(fmt::format("diff compares two things, and {} are given", options.files.size()))
        .hint("`rmetacrc diff --help` says what they may be");
  std::optional<baseline::Snapshot> sides[] = {kept(options.files[0]), kept(options.files[1])};
  if (sides[0] && sides[1]) refuse_options_of_crates(options);
  for (std::size_t i = 0; i < 2; ++i) {
    if (sides[i]) continue;
    // A Module.symvers has instances of generic items too, which metadata does not list.
    const auto& other = sides[1 - i];
    const bool versions = other && baseline::versions_only(*other, *other);
    const std::string& path = options.files[i];
    sides[i] =
        snapshot_of(options, crate::crate_files(path), path, versions ? names_in(*other) : baseline::NamesByCrate());
  }
  const baseline::Comparison comparison = compare_sides(*sides[0], *sides[1]);
  write_reports(options, {options.files[0], options.files[1], &comparison, wants_colour(options)}, out);
  return comparison.differs() ? Exit::Differs : Exit::Ok;
}

}  // namespace rmeta::cli
