// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/cli/session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

namespace {

std::string read_target_spec(const std::filesystem::path& file) {
  constexpr std::size_t kMost = 1u << 20;  // bytes; real ones have one or two thousand
  std::ifstream in(file, std::ios::binary);
  std::string text(kMost + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (!in.eof() || text.empty() || text.size() > kMost)
    throw Error(text.size() > kMost ? fmt::format("a target specification of more than {} bytes", kMost)
                                    : "cannot read the target specification")
        .file(file.string());
  return text;
}

}  // namespace

Session::Session(const Options& options) : options_(options) {
  if (options.no_builtin && !options.compat_dir)
    throw Error("--no-builtin leaves no release to read").hint("give --compat-dir DIR too");
  auto registry =
      std::make_shared<schema::Registry>(options.no_builtin ? schema::Registry() : compat::builtin_registry());
  if (options.compat_dir) loaded_ = registry->add_directory(*options.compat_dir);
  registry_ = std::move(registry);
}

bool Session::built_in(std::string_view release) const {
  return std::ranges::find(loaded_, release) == loaded_.end();
}

std::unique_ptr<crate::Crate> Session::open(const std::string& path) const {
  return crate::open_crate(path, *registry_, options_.assume_release.value_or(""));
}

crate::Graph Session::graph() const {
  crate::SearchOptions search;
  for (const std::string& pair : options_.externs) {
    std::size_t equals = pair.find('=');
    search.externs.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  search.dirs.assign(options_.search_dirs.begin(), options_.search_dirs.end());
  search.sysroot = options_.sysroot.value_or("");
  search.assume_release = options_.assume_release.value_or("");
  if (options_.target_spec) {
    const std::filesystem::path file(*options_.target_spec);
    search.target_spec.emplace(file.stem().string(), read_target_spec(file));
  }
  return crate::Graph(registry_, std::move(search));
}

std::string Session::target_note() const {
  return options_.target_spec
             ? fmt::format("target specification {}, as told", report::displayable(*options_.target_spec))
             : "";
}

void Session::identify(report::JsonWriter& json, const std::string& path, const crate::Crate& crate) const {
  json.member("file", report::displayable(path));
  json.member("release", crate.schema().release());
  json.member("assumed", assumed());
  if (options_.target_spec) json.member("target_spec", report::displayable(*options_.target_spec));
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
