// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/cli/session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

namespace {

Settings settings_of(const Options& options) {
  Settings out;
  out.search_dirs = options.search_dirs;
  for (const std::string& pair : options.externs) {
    const std::size_t equals = pair.find('=');
    out.externs.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  out.sysroot = options.sysroot;
  out.compat_dir = options.compat_dir;
  out.builtin_releases = !options.no_builtin;
  out.assume_release = options.assume_release;
  out.target_spec = options.target_spec;
  return out;
}

}  // namespace

Session::Session(const Options& options) : crate::Session(settings_of(options)) {}

std::string Session::target_note() const {
  const auto& file = settings().target_spec;
  return file ? fmt::format("target specification {}, as told", report::displayable(*file)) : "";
}

void Session::identify(report::JsonWriter& json, const std::string& path, const crate::Crate& crate) const {
  json.member("file", report::displayable(path));
  json.member("release", crate.schema().release());
  json.member("assumed", assumed());
  if (const auto& file = settings().target_spec) json.member("target_spec", report::displayable(*file));
}

bool wants_colour(const Options& options) {
  if (options.color && *options.color == "always") return true;
  if (options.color && *options.color == "never") return false;
  if (options.color && *options.color != "auto")
    throw Error(fmt::format("--color {} is not known", *options.color)).hint("it takes always, auto or never");
  const char* no_color = std::getenv("NO_COLOR");
  return !options.output && (no_color == nullptr || *no_color == 0) && isatty(STDOUT_FILENO) != 0;
}

void need_files(const Options& options) {
  if (options.files.empty()) throw Error("no FILE given").hint("`rmetacrc --help` says how it is used");
}

}  // namespace rmeta::cli
