// SPDX-License-Identifier: MIT OR Apache-2.0
// `diff`: what changed between two crates, two folders of crates, or pins of them, and why.
#include "diff.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <deque>
#include <filesystem>

#include "crates.hpp"
#include "rmeta/baseline/pin.hpp"
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

baseline::Snapshot side(const Options& options, const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored) && baseline::is_pin(path)) return baseline::read_pin(path);
  return snapshot_of(options, crate_files(path), path);
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
  const baseline::Snapshot old = side(options, options.files[0]), now = side(options, options.files[1]);
  const baseline::Comparison comparison = baseline::compare(old, now);
  write_reports(options, {options.files[0], options.files[1], &comparison, wants_colour(options)}, out);
  return comparison.differs() ? Exit::Differs : Exit::Ok;
}

}  // namespace rmeta::cli
