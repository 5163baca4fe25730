// SPDX-License-Identifier: MIT OR Apache-2.0
// One crate's metadata: a blob, the schema of the release that wrote it, and what its root says.
//
// `CrateRoot` (rustc_metadata/src/rmeta/mod.rs) is written last and found through the file's header. It holds the
// crate's identity, its dependencies in the order of the crate numbers other values use, and `LazyTables`: some 60
// tables, most of them indexed by DefIndex, one column of facts each. A DefIndex numbers the definitions of the crate,
// 0 is its root.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rmeta/container/container.hpp"
#include "rmeta/crate/def_id.hpp"
#include "rmeta/crate/def_kind.hpp"
#include "rmeta/crate/def_path.hpp"
#include "rmeta/decode/context.hpp"
#include "rmeta/decode/cursor.hpp"
#include "rmeta/schema/model.hpp"

namespace rmeta::crate {

using schema::FieldRole;

/// A hash as rustc prints it, 16 or 32 hexadecimal digits by release.
using HashText = std::string;

/// What the target is: a name rustc knows, or a JSON spec, whose text is kept (the name is then the file's). The oldest
/// releases keep the path of the spec alone: then `spec_apart`, and the text is there only if somebody gave it.
struct Target {
  std::string triple;
  std::optional<std::string> spec;
  bool spec_apart = false;

  bool is_spec() const { return spec.has_value() || spec_apart; }
};

/// The part of the root that says which crate this is. A stub holds nothing else.
struct Header {
  std::string name;
  HashText hash;  // SVH: the "strict version hash" dependents record
  Target target;
  bool is_stub = false;
};

/// The n-th entry (from 0) is what crate number n + 1 means in this file.
struct Dependency {
  std::string name;
  HashText hash;
  std::optional<HashText> host_hash;
  std::string kind;  // MacrosOnly, Implicit, Explicit; since 1.7x MacrosOnly, Conditional, Unconditional
  std::string extra_filename;
  std::optional<bool> is_private;

  bool macros_only = false;  // nothing but its macros was used: it may well be absent
};

struct Root {
  std::string extra_filename;
  std::optional<std::uint64_t> stable_crate_id;  // not in the oldest releases
  std::uint64_t disambiguator = 0;            // in linker names: the StableCrateId, or half of the CrateDisambiguator
  std::optional<std::string> panic_strategy;  // newer releases: the one that is required, if any
  std::optional<std::string> panic_in_drop_strategy;
  std::string edition;
  std::string symbol_mangling_version;
  bool proc_macro = false;
  bool has_global_allocator = false, has_alloc_error_handler = false, has_panic_handler = false,
       has_default_lib_allocator = false;
  bool compiler_builtins = false, needs_allocator = false, needs_panic_runtime = false, no_builtins = false,
       panic_runtime = false, profiler_runtime = false;
  std::vector<Dependency> dependencies;
};

struct Visibility {
  enum class What : std::uint8_t { Public, Restricted, Invisible };
  What what = What::Invisible;
  decode::DefIdRef module;  // Restricted: visible in this module and below

  bool is_public() const { return what == What::Public; }
};

/// One of the tables, for listings.
struct TableInfo {
  std::string_view name;
  std::uint64_t bytes = 0, rows = 0;
  std::uint64_t entries = 0;  // rows that hold a value
};

class Crate {
 public:
  /// Decodes the root; of a stub the header only (everything else then throws).
  Crate(container::Blob blob, std::shared_ptr<const schema::Schema> schema);
  Crate(const Crate&) = delete;
  Crate& operator=(const Crate&) = delete;

  const container::Blob& blob() const { return blob_; }
  const schema::Schema& schema() const { return ctx_.schema(); }
  const decode::Context& context() const { return ctx_; }

  const Header& header() const { return header_; }
  /// The text of the JSON target that the metadata only names. Throws if the target needs none, or has another name.
  void give_target_spec(std::string_view name, std::string text);
  const std::string& name() const { return header_.name; }
  const Root& root() const { return root_; }
  decode::Cursor root_cursor() const { return ctx_.root(); }

  // ---- tables
  /// A table of LazyTables; nothing where the release has no such table.
  std::optional<decode::Table> table(FieldRole role) const;
  std::optional<decode::TableEntry> entry(FieldRole role, std::uint64_t i) const;
  /// Target of an entry of a table of lazy values.
  std::optional<decode::Cursor> value(FieldRole role, std::uint64_t i) const;
  /// Elements of an entry of a table of lazy arrays of DefIndexes; empty if there is none.
  std::vector<DefIndex> indexes(FieldRole role, std::uint64_t i) const;
  std::vector<TableInfo> table_infos() const;

  // ---- definitions
  /// DefIndexes are 0 up to this. In a proc-macro crate most have no key: only the macros are described.
  DefIndex def_count() const { return def_count_; }
  bool has_def_key(DefIndex i) const;
  DefKey def_key(DefIndex i) const;
  DefPath def_path(DefIndex i) const;
  std::string path(DefIndex i) const { return def_path(i).text(); }
  /// Nothing for definitions that the release does not describe (1.63: unit structs' uninhabited constructors, ...).
  std::optional<DefKindInfo> def_kind(DefIndex i) const;
  /// As def_kind, but its absence is an error.
  DefKindInfo expect_kind(DefIndex i) const;
  /// As def_key says, for less: the name is not read.
  std::optional<DefIndex> parent(DefIndex i) const;
  DefPathKind path_kind(DefIndex i) const;
  /// The parents of all definitions at once; kNoDef for the root and where there is no key.
  std::vector<DefIndex> parents() const;
  /// Name of the item; a constructor has its struct's or variant's. "" for unnamed items.
  std::string_view item_name(DefIndex i) const;
  std::optional<Visibility> visibility(DefIndex i) const;
  /// Attributes as encoded; a constructor has its struct's or variant's. Builtin ones without meaning elsewhere are not
  /// in metadata.
  std::vector<decode::Cursor> attributes(DefIndex i) const;
  /// The crate-local half of the definition's path hash (all releases with StableCrateId).
  std::uint64_t def_path_hash(DefIndex i) const { return whole_def_path_hash(i).second; }
  /// Both halves, by which the compiler orders definitions. The first is the StableCrateId where there is one.
  std::pair<std::uint64_t, std::uint64_t> whole_def_path_hash(DefIndex i) const;

  /// "alloc", "core", ...: the crate of that number in this file; the crate itself for 0.
  const std::string& crate_name(std::uint32_t number) const;

  // ---- in a Graph
  /// The crate's number in the graph that loaded it.
  std::uint32_t graph_number() const { return graph_number_; }
  /// A definition of this file as the graph names it; loads nothing. Throws if the crate was not opened by a graph.
  DefId global(decode::DefIdRef def) const { return {global_crate(def.krate), def.index}; }
  DefId global(DefIndex own) const { return {graph_number_, own}; }
  std::uint32_t global_crate(std::uint32_t crate_number) const;

  /// Adds what only the crate knows to an error: the definition it is about.
  [[noreturn]] void missing(const char* what, DefIndex i) const;

 private:
  friend class Graph;
  void decode_header();
  void decode_root();
  void bind_kinds();
  std::optional<DefKindInfo> kind_of_entry(DefIndex i) const;
  void bind_keys();
  template <bool Contents>
  DefKey read_key(DefIndex i) const;
  std::optional<DefIndex> read_parent(DefIndex i, std::uint64_t pos) const;
  void check_parent(DefIndex i, std::optional<DefIndex> parent, std::uint64_t pos) const;

  container::Blob blob_;
  decode::Context ctx_;
  Header header_;
  Root root_;
  std::vector<decode::LazyRef> tables_;  // by field of LazyTables
  std::vector<std::string_view> table_names_;
  std::optional<decode::Table> kinds_;    // the def_kind table
  std::vector<DefKindInfo> def_kinds_;    // by code of that table
  std::vector<DefKindInfo> entry_kinds_;  // by variant of EntryKind, where there is no such table
  struct {
    decode::TypeId option{}, parent{}, data{};  // of a DefKey's parent, if any; DefPathData
    std::vector<DefPathKind> kinds;             // by variant of DefPathData
    bool extern_blocks = false;                 // they are components of their own
  } keys_;
  DefIndex def_count_ = 0;
  std::uint32_t graph_number_ = UINT32_MAX;
  std::vector<std::uint32_t> graph_dependencies_;  // by crate number - 1
};

/// 16 or 32 digits, from a hash type of any release (`Svh`, `Fingerprint`).
HashText hash_text(const decode::Cursor& hash);
/// A visibility in the encoding of any release.
Visibility read_visibility(const decode::Cursor& visibility);

}  // namespace rmeta::crate
