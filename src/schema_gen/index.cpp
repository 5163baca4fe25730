// SPDX-License-Identifier: MIT OR Apache-2.0
#include "index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "collect.hpp"

namespace rmeta::schema_gen {

namespace fs = std::filesystem;

Index::Index(fs::path source) : source_(std::move(source)) {
  if (!fs::is_directory(source_ / "compiler"))
    throw Error("no folder compiler/ in it").file(source_.string()).hint("give the root of a rustc source tree");
}

const SourceFile& Index::file(const std::string& path) {
  auto& slot = files_[path];
  if (!slot) {
    std::ifstream in(source_ / path, std::ios::binary);
    if (!in) throw Error("cannot read").file((source_ / path).string());
    std::stringstream text;
    text << in.rdbuf();
    slot = std::make_unique<SourceFile>(SourceFile{path, text.str()});
  }
  return *slot;
}

const Trees& Index::tokens(const std::string& path) {
  auto& slot = trees_[path];
  if (!slot) slot = std::make_unique<Trees>(lex(file(path)));
  return *slot;
}

std::vector<std::string> Index::loaded() const {
  std::vector<std::string> out;
  for (const auto& [name, c] : crates_)
    if (c) out.push_back(name);
  return out;
}

// Only what is needed of Cargo.toml: the names in the dependency tables, and whether they are crates of this tree.
void Index::read_manifest(Crate& c) {
  c.manifest = file(c.dir + "/Cargo.toml").text;
  std::istringstream in(c.manifest);
  std::string line;
  bool deps = false;
  while (std::getline(in, line)) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.starts_with('[')) {
      deps = line.ends_with("dependencies]") && !line.ends_with("dev-dependencies]") &&
             !line.ends_with("build-dependencies]");
      // [dependencies.name]
      size_t at = line.find("dependencies.");
      if (at != std::string::npos) {
        std::string name = line.substr(at + 13, line.size() - at - 14);
        std::ranges::replace(name, '-', '_');
        c.external_deps.insert(name);
      }
      continue;
    }
    size_t eq = line.find('=');
    if (!deps || eq == std::string::npos || line.starts_with('#') || line.starts_with(' ')) continue;
    std::string name = line.substr(0, line.find_first_of(" =."));
    std::ranges::replace(name, '-', '_');
    size_t path = line.find("path = \"../");
    if (path != std::string::npos) {
      std::string dir = line.substr(path + 11, line.find('"', path + 11) - path - 11);
      c.local_deps[name] = fmt::format("compiler/{}", dir);
    } else {
      c.external_deps.insert(name);
    }
  }
}

Crate* Index::crate(const std::string& name) {
  auto found = crates_.find(name);
  if (found != crates_.end()) return found->second.get();
  auto& slot = crates_[name];
  std::string dir = fmt::format("compiler/{}", name);
  if (!exists(dir + "/src/lib.rs")) return nullptr;
  slot = std::make_unique<Crate>();
  Crate& c = *slot;
  c.name = name;
  c.dir = dir;
  read_manifest(c);
  if (c.manifest.find("proc-macro = true") != std::string::npos) {
    // What proc macros make is known to proc_macros.cpp and facts.cpp; their source declares nothing that is encoded.
    Module& root = modules_.emplace_back();
    root.path = name;
    root.crate = &c;
    root.loc = Loc{&file(c.dir + "/src/lib.rs"), 1};
    c.root = &root;
    return &c;
  }
  collect_crate(*this, c);
  return &c;
}

std::string Index::crate_name(const Crate& from, const std::string& name) const {
  auto it = from.renames.find(name);
  return it == from.renames.end() ? name : it->second;
}

bool Index::is_external(const Crate& from, const std::string& name) const {
  return name == "std" || name == "core" || name == "alloc" || name == "proc_macro" || name == "test" ||
         from.external_deps.contains(name);
}

}  // namespace rmeta::schema_gen
