// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crate/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::crate {

namespace fs = std::filesystem;

namespace {

std::string read_target_spec(const fs::path& file) {
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

Session::Session(Settings settings) : settings_(std::move(settings)) {
  if (!settings_.builtin_releases && !settings_.compat_dir)
    throw Error("no release is left to read")
        .hint("without those built in, a folder of others is needed: --compat-dir");
  auto registry =
      std::make_shared<schema::Registry>(settings_.builtin_releases ? compat::builtin_registry() : schema::Registry());
  if (settings_.compat_dir) loaded_ = registry->add_directory(*settings_.compat_dir);
  registry_ = std::move(registry);
}

bool Session::built_in(std::string_view release) const {
  return std::ranges::find(loaded_, release) == loaded_.end();
}

std::unique_ptr<Crate> Session::open(const std::string& path) const {
  return open_crate(path, *registry_, settings_.assume_release.value_or(""));
}

Graph Session::graph() const {
  SearchOptions search;
  for (const auto& [name, path] : settings_.externs) search.externs.emplace_back(name, path);
  search.dirs.assign(settings_.search_dirs.begin(), settings_.search_dirs.end());
  search.sysroot = settings_.sysroot.value_or("");
  search.assume_release = settings_.assume_release.value_or("");
  if (settings_.target_spec) {
    const fs::path file(*settings_.target_spec);
    search.target_spec.emplace(file.stem().string(), read_target_spec(file));
  }
  return Graph(registry_, std::move(search));
}

std::vector<std::string> crate_files(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::map<std::string, std::string> found;  // by name without suffix
  for (auto at = fs::directory_iterator(path, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    const fs::path& file = at->path();
    const std::string name = file.filename().string(), suffix = file.extension().string();
    if (!name.starts_with("lib") || (suffix != ".rmeta" && suffix != ".rlib") || at->is_directory(error)) continue;
    std::string& chosen = found[file.stem().string()];
    if (chosen.empty() || suffix == ".rmeta") chosen = file.string();
  }
  if (error) throw Error(fmt::format("cannot read the folder: {}", error.message())).file(path);
  if (found.empty()) throw Error("the folder has no crate in it: no lib*.rmeta and no lib*.rlib").file(path);
  std::vector<std::string> out;
  for (auto& [stem, file] : found) out.push_back(std::move(file));
  return out;
}

}  // namespace rmeta::crate
