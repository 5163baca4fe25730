// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crate/crate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::crate {

using decode::Cursor;
using schema::Kind;
using schema::VariantRole;

namespace {

/// A newtype's content, however many structs are around it.
Cursor unwrapped(Cursor c) {
  while (c.schema().type(c.type()).kind() == Kind::Struct && c.field_count() == 1) c = c.field(0);
  return c;
}

std::uint64_t little_endian(std::span<const std::uint8_t> bytes) {
  std::uint64_t v = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) v = v << 8 | bytes[i];
  return v;
}

bool holds_bytes(const Cursor& c) {
  return c.schema().type(c.type()).kind() == Kind::Codec &&
         c.schema().type(c.type()).codec() == schema::Codec::FixedBytes;
}

std::string text(const Cursor& unit_like_enum) {
  return std::string(unit_like_enum.variant_name());
}

}  // namespace

HashText hash_text(const Cursor& hash) {
  const Cursor c = unwrapped(hash);
  if (!holds_bytes(c)) return fmt::format("{:016x}", c.as_u64());
  const auto bytes = c.as_bytes();
  if (bytes.size() == 8) return fmt::format("{:016x}", little_endian(bytes));
  if (bytes.size() != 16) throw Error(fmt::format("a hash of {} bytes", bytes.size())).offset(c.pos());
  // A Fingerprint is two numbers, of which the second is printed first
  // (rustc_data_structures/src/{svh,fingerprint}.rs).
  return fmt::format("{:016x}{:016x}", little_endian(bytes.subspan(8)), little_endian(bytes.first(8)));
}

Visibility read_visibility(const Cursor& c) {
  if (c.is(VariantRole::Visibility_Public)) return {Visibility::What::Public, {}};
  if (!c.is(VariantRole::Visibility_Restricted)) return {Visibility::What::Invisible, {}};
  // A DefId, or where it can only be local a DefIndex.
  const Cursor module = c.get(FieldRole::Visibility_Restricted_0);
  const schema::Type& t = c.schema().type(module.type());
  if (t.kind() == Kind::Codec && t.codec() == schema::Codec::DefId)
    return {Visibility::What::Restricted, module.def_id()};
  return {Visibility::What::Restricted, {0, module.as_u32()}};
}

Crate::Crate(container::Blob blob, std::shared_ptr<const schema::Schema> schema)
    : blob_(std::move(blob)), ctx_(blob_.bytes, std::move(schema), blob_.file, blob_.member) {
  decode_header();
  if (header_.is_stub) return;
  decode_root();
  bind_kinds();
  bind_keys();
}

void Crate::decode_header() {
  // Only what comes before the first table is read here, so that this also works for a stub, which ends there.
  const Cursor root = ctx_.root();
  header_.name = root.get(FieldRole::CrateRoot_name).symbol_text();
  header_.hash = hash_text(root.get(FieldRole::CrateRoot_hash));
  if (schema().bound(FieldRole::CrateRoot_is_stub)) header_.is_stub = root.get(FieldRole::CrateRoot_is_stub).as_bool();
  const Cursor target = root.get(FieldRole::CrateRoot_triple);
  header_.target.triple = target.field(0).as_str();
  if (target.field_count() > 1) header_.target.spec = std::string(target.field(1).as_str());
  if (target.is(VariantRole::TargetTriple_TargetPath)) {
    // rustc_target/src/spec/mod.rs of 1.48, TargetTriple::triple: the file's name without extension.
    header_.target.triple = std::filesystem::path(header_.target.triple).stem().string();
    header_.target.spec_apart = true;
  }
}

void Crate::give_target_spec(std::string_view name, std::string text) {
  Target& target = header_.target;
  if (!target.spec_apart)
    throw Error(
        fmt::format("a target specification is given, but the metadata of crate {} says its target", this->name()))
        .file(blob_.file)
        .hint("leave --target-spec out");
  if (target.triple != name)
    throw Error(fmt::format("crate {} is for target \"{}\", and the specification given is \"{}\"", this->name(),
                            target.triple, name))
        .file(blob_.file)
        .hint("rustc names a target after the file that specifies it");
  target.spec = std::move(text);
}

void Crate::decode_root() {
  const Cursor root = ctx_.root();
  auto flag = [&](FieldRole r) { return schema().bound(r) && root.get(r).as_bool(); };
  root_.extra_filename = root.get(FieldRole::CrateRoot_extra_filename).as_str();
  if (schema().bound(FieldRole::CrateRoot_stable_crate_id)) {
    const Cursor id = unwrapped(root.get(FieldRole::CrateRoot_stable_crate_id));
    root_.stable_crate_id = holds_bytes(id) ? little_endian(id.as_bytes()) : id.as_u64();
    root_.disambiguator = *root_.stable_crate_id;
  } else {
    // CrateDisambiguator(Fingerprint): linker names have the first of its two numbers
    // (rustc_symbol_mangling/src/v0.rs of 1.48, print_crate_name; Fingerprint::to_smaller_hash).
    root_.disambiguator =
        little_endian(unwrapped(root.get(FieldRole::CrateRoot_disambiguator)).as_bytes().first(sizeof(std::uint64_t)));
  }

  const Cursor panic = root.get(FieldRole::CrateRoot_panic_strategy);
  if (schema().type(panic.type()).kind() == Kind::Enum)
    root_.panic_strategy = text(panic);
  else if (auto required = panic.option())
    root_.panic_strategy = text(*required);
  if (schema().bound(FieldRole::CrateRoot_panic_in_drop_strategy))
    root_.panic_in_drop_strategy = text(root.get(FieldRole::CrateRoot_panic_in_drop_strategy));
  root_.edition = text(root.get(FieldRole::CrateRoot_edition));
  if (root_.edition.starts_with("Edition")) root_.edition.erase(0, 7);  // Edition2021
  root_.symbol_mangling_version = text(root.get(FieldRole::CrateRoot_symbol_mangling_version));
  root_.proc_macro = root.get(FieldRole::CrateRoot_proc_macro_data).is_some();
  root_.has_global_allocator = flag(FieldRole::CrateRoot_has_global_allocator);
  root_.has_alloc_error_handler = flag(FieldRole::CrateRoot_has_alloc_error_handler);
  root_.has_panic_handler = flag(FieldRole::CrateRoot_has_panic_handler);
  root_.has_default_lib_allocator = flag(FieldRole::CrateRoot_has_default_lib_allocator);
  root_.compiler_builtins = flag(FieldRole::CrateRoot_compiler_builtins);
  root_.needs_allocator = flag(FieldRole::CrateRoot_needs_allocator);
  root_.needs_panic_runtime = flag(FieldRole::CrateRoot_needs_panic_runtime);
  root_.no_builtins = flag(FieldRole::CrateRoot_no_builtins);
  root_.panic_runtime = flag(FieldRole::CrateRoot_panic_runtime);
  root_.profiler_runtime = flag(FieldRole::CrateRoot_profiler_runtime);

  for (const Cursor& c : root.get(FieldRole::CrateRoot_crate_deps).elements()) {
    Dependency d;
    d.name = c.get(FieldRole::CrateDep_name).symbol_text();
    d.hash = hash_text(c.get(FieldRole::CrateDep_hash));
    if (auto host = c.get(FieldRole::CrateDep_host_hash).option()) d.host_hash = hash_text(*host);
    d.kind = text(c.get(FieldRole::CrateDep_kind));
    d.macros_only = c.get(FieldRole::CrateDep_kind).is(VariantRole::CrateDepKind_MacrosOnly);
    d.extra_filename = c.get(FieldRole::CrateDep_extra_filename).as_str();
    if (schema().bound(FieldRole::CrateDep_is_private)) d.is_private = c.get(FieldRole::CrateDep_is_private).as_bool();
    root_.dependencies.push_back(std::move(d));
  }

  const Cursor tables = root.get(FieldRole::CrateRoot_tables);
  std::uint32_t i = 0;
  for (const Cursor& t : tables.fields()) {
    tables_.push_back(t.lazy());
    table_names_.push_back(tables.field_name(i++));
  }
}

void Crate::bind_kinds() {
  // The codes of the def_kind table as our own enumeration: looked up once.
  kinds_ = table(FieldRole::Tables_def_kind);
  if (kinds_) {
    for (const schema::Constant& c : schema().constants(schema().type(kinds_->ref().type))) {
      auto kind = def_kind_named(schema().str(c.name));
      if (!kind) throw Error(fmt::format("unknown DefKind::{} in the schema", schema().str(c.name)));
      def_kinds_.push_back({*kind, schema().str(c.detail)});
    }
  } else {
    for (const schema::Variant& v : schema().variants(schema().type(table(FieldRole::Tables_kind)->ref().type))) {
      auto kind = def_kind_of_entry(schema().str(v.name));
      if (!kind) throw Error(fmt::format("unknown EntryKind::{} in the schema", schema().str(v.name)));
      entry_kinds_.push_back(*kind);
    }
  }
}

std::optional<decode::Table> Crate::table(FieldRole role) const {
  if (!schema().bound(role)) return std::nullopt;
  if (header_.is_stub) throw Error("a stub has no tables").file(blob_.file).member(blob_.member);
  const auto steps = schema().steps(schema().binding(role));
  return decode::Table(ctx_, tables_.at(steps.back()));
}

std::optional<decode::TableEntry> Crate::entry(FieldRole role, std::uint64_t i) const {
  auto t = table(role);
  return t ? t->at(i) : std::nullopt;
}

std::optional<Cursor> Crate::value(FieldRole role, std::uint64_t i) const {
  const auto t = table(role);
  return t ? t->value_at(i) : std::nullopt;
}

std::vector<DefIndex> Crate::indexes(FieldRole role, std::uint64_t i) const {
  std::vector<DefIndex> out;
  if (auto e = entry(role, i)) {
    const auto list = e->elements();
    out.reserve(list.size());
    for (const Cursor& c : list) out.push_back(c.as_u32());
  }
  return out;
}

std::vector<TableInfo> Crate::table_infos() const {
  std::vector<TableInfo> out;
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    const decode::LazyRef& ref = tables_[t];
    TableInfo info{table_names_[t], ref.count * ref.width, ref.count, 0};
    const decode::Table table(ctx_, ref);
    for (std::uint64_t i = 0; i < ref.count; ++i) {
      // A defaulted table always gives an entry; one that is all zero bytes holds nothing that was written.
      const auto row = ctx_.bytes().subspan(ref.pos + i * ref.width, ref.width);
      for (auto b : row)
        if (b != 0) {
          ++info.entries;
          break;
        }
    }
    out.push_back(info);
  }
  return out;
}

std::optional<DefKindInfo> Crate::def_kind(DefIndex i) const {
  if (!kinds_) return kind_of_entry(i);
  const auto code = kinds_->code_at(i);
  if (!code) return std::nullopt;
  return def_kinds_.at(*code);
}

// Where there is no table of kinds, a constructor has its struct's or variant's entry.
std::optional<DefKindInfo> Crate::kind_of_entry(DefIndex i) const {
  const auto c = value(FieldRole::Tables_kind, i);
  if (!c) return std::nullopt;
  const DefKindInfo& kind = entry_kinds_.at(c->variant());
  if (kind.kind != DefKind::Struct && kind.kind != DefKind::Variant) return kind;
  if (def_key(i).kind != DefPathKind::Ctor) return kind;
  const bool of_variant = kind.kind == DefKind::Variant;
  const Cursor data = c->get(of_variant ? FieldRole::EntryKind_Variant_0 : FieldRole::EntryKind_Struct_0).deref();
  const bool is_fn = data.get(FieldRole::VariantData_ctor_kind).is(VariantRole::CtorKind_Fn);
  if (of_variant) return DefKindInfo{DefKind::Ctor, is_fn ? "0: Variant, 1: Fn" : "0: Variant, 1: Const"};
  return DefKindInfo{DefKind::Ctor, is_fn ? "0: Struct, 1: Fn" : "0: Struct, 1: Const"};
}

DefKindInfo Crate::expect_kind(DefIndex i) const {
  auto k = def_kind(i);
  if (!k) missing("definition kind", i);
  return *k;
}

std::optional<Visibility> Crate::visibility(DefIndex i) const {
  const auto c = value(FieldRole::Tables_visibility, i);
  if (!c) return std::nullopt;
  return read_visibility(*c);
}

std::vector<Cursor> Crate::attributes(DefIndex i) const {
  auto e = entry(FieldRole::Tables_attributes, i);
  if (!e && i != kCrateRoot) {
    const DefKey key = def_key(i);
    if (key.kind == DefPathKind::Ctor) e = entry(FieldRole::Tables_attributes, *key.parent);
  }
  std::vector<Cursor> out;
  if (e)
    for (const Cursor& c : e->elements()) out.push_back(c);
  return out;
}

std::pair<std::uint64_t, std::uint64_t> Crate::whole_def_path_hash(DefIndex i) const {
  const auto e = entry(FieldRole::Tables_def_path_hashes, i);
  if (!e) missing("path hash", i);
  // Older releases store both halves.
  if (table(FieldRole::Tables_def_path_hashes)->ref().element == schema::TableElement::DefPathHash)
    return {e->hash().low, e->hash().high};
  if (root().stable_crate_id) return {*root().stable_crate_id, e->as_u64()};
  const auto whole = value(FieldRole::Tables_def_path_hashes, i);  // a Fingerprint, before there was a StableCrateId
  const auto bytes = unwrapped(*whole).as_bytes();
  if (bytes.size() != 16) throw Error(fmt::format("a hash of {} bytes", bytes.size())).offset(whole->pos());
  return {little_endian(bytes.first(8)), little_endian(bytes.subspan(8))};
}

const std::string& Crate::crate_name(std::uint32_t number) const {
  if (number == 0) return name();
  if (number > root_.dependencies.size())
    throw Error(fmt::format("crate number {}, but the crate has {} dependencies", number, root_.dependencies.size()))
        .file(blob_.file)
        .member(blob_.member);
  return root_.dependencies[number - 1].name;
}

std::uint32_t Crate::global_crate(std::uint32_t number) const {
  if (number == 0 && graph_number_ != UINT32_MAX) return graph_number_;
  if (number == 0 || number > graph_dependencies_.size())
    throw Error(fmt::format("crate number {}, but the crate has {} dependencies", number, graph_dependencies_.size()))
        .file(blob_.file)
        .member(blob_.member);
  return graph_dependencies_[number - 1];
}

void Crate::missing(const char* what, DefIndex i) const {
  throw Error(fmt::format("no {} for definition {} of crate {}", what, i, name()))
      .file(blob_.file)
      .member(blob_.member);
}

}  // namespace rmeta::crate
