// SPDX-License-Identifier: MIT OR Apache-2.0
// The compiler's crates as modules with names in them, loaded when something refers to them.
#pragma once

#include <deque>
#include <filesystem>
#include <set>

#include "syntax.hpp"

namespace rmeta::schema_gen {

struct Module {
  std::string path;  // "rustc_middle::ty"
  Crate* crate = nullptr;
  Module* parent = nullptr;
  Loc loc;
  std::map<std::string, Item*> types;   // structs, enums, unions, aliases, traits, modules
  std::map<std::string, Item*> values;  // constants, functions
  std::vector<UseDecl> uses;
  std::vector<MacroCall> calls;  // not expanded: a proc macro's, or a macro that failed
  /// `bitflags! { impl Name: bits { … } }`: the constants belong to the struct of that name.
  std::map<std::string, std::pair<TypeExpr, std::vector<std::pair<std::string, Trees>>>> flag_impls;
  std::filesystem::path dir;       // where `mod name;` looks
  std::filesystem::path file_dir;  // where #[path] looks
};

struct Crate {
  std::string name;
  std::string dir;  // "compiler/rustc_middle"
  Module* root = nullptr;
  std::map<std::string, std::string> local_deps;  // name → directory, for crates of the compiler
  std::set<std::string> external_deps;
  std::map<std::string, std::vector<const Item*>> macros;  // all macro_rules by name
  std::vector<std::string> macro_use;                      // #[macro_use] extern crate
  std::map<std::string, std::string> renames;              // extern crate a as b
  std::string manifest;
};

class Index {
 public:
  /// `source` holds `compiler/` and `version`.
  explicit Index(std::filesystem::path source);

  /// A crate of compiler/, read on first use; null if there is none of that name.
  Crate* crate(const std::string& name);
  /// Whether `name` is something a path in `from` can start with.
  bool is_external(const Crate& from, const std::string& name) const;
  std::string crate_name(const Crate& from, const std::string& name) const;

  /// All impls of all loaded crates, in order of loading; grows while types are resolved.
  const std::vector<Item*>& impls() const { return impls_; }
  const std::filesystem::path& source() const { return source_; }
  /// A file of the tree as tokens, for facts that are not items.
  const Trees& tokens(const std::string& path);
  bool exists(const std::string& path) const { return std::filesystem::exists(source_ / path); }
  std::vector<std::string> loaded() const;
  const std::map<std::string, std::unique_ptr<Crate>>& crates() const { return crates_; }

 private:
  friend class Collector;
  const SourceFile& file(const std::string& path);
  void read_manifest(Crate& c);

  std::filesystem::path source_;
  std::map<std::string, std::unique_ptr<Crate>> crates_;
  std::map<std::string, std::unique_ptr<SourceFile>> files_;
  std::map<std::string, std::unique_ptr<Trees>> trees_;
  std::deque<Module> modules_;
  std::deque<std::unique_ptr<Item>> items_;
  std::vector<Item*> impls_;
};

}  // namespace rmeta::schema_gen
