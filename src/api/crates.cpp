// SPDX-License-Identifier: MIT OR Apache-2.0
// Opening crates, what they are, what they depend on and what they define.
#include "rmeta/crates.hpp"

#include <utility>

#include "rmeta/crate/items.hpp"
#include "rmeta/schema/registry.hpp"
#include "rmeta/types/declared.hpp"
#include "workspace.hpp"

namespace [[gnu::visibility("default")]] rmeta {  // for free functions: clang asks the block that defines them

using crate::DefKind;

Crates::Crates(const Settings& settings) : workspace_(std::make_shared<detail::Workspace>(settings)) {}

std::vector<Release> Crates::releases() const {
  std::vector<Release> out;
  for (const auto& schema : workspace_->session.registry().releases()) {
    Release r;
    r.name = schema->release();
    r.commit = schema->commit();
    r.date = schema->date();
    r.metadata_version = schema->encoding().metadata_version;
    for (const schema::StrId pattern : schema->patterns()) r.strings.emplace_back(schema->str(pattern));
    r.built_in = workspace_->session.built_in(schema->release());
    out.push_back(std::move(r));
  }
  return out;
}

Crate Crates::open(const std::string& path) {
  return {workspace_, workspace_->graph.add(path)};
}

std::vector<Crate> Crates::open_all(const std::string& path) {
  std::vector<Crate> out;
  for (const std::string& file : crate::crate_files(path)) out.push_back(open(file));
  return out;
}

Crate::Crate(std::shared_ptr<detail::Workspace> workspace, std::uint32_t number)
    : workspace_(std::move(workspace)), number_(number) {}

CrateInfo Crate::info() const {
  const crate::Crate& crate = workspace_->graph.crate(number_);
  const container::Blob& blob = crate.blob();
  const schema::Header header = schema::read_header(blob.bytes);
  CrateInfo out;
  out.name = crate.name();
  out.file = blob.file;
  out.member = blob.member;
  out.container = blob.container;
  out.wrapped = blob.wrapped;
  out.stub = !blob.stub.empty();
  out.size = blob.bytes.size();
  out.release = crate.schema().release();
  out.assumed = workspace_->session.assumed();
  out.version_string = header.version;
  out.metadata_version = header.metadata_version;
  out.hash = crate.header().hash;
  out.stable_crate_id = crate.root().stable_crate_id;
  out.target = crate.header().target.triple;
  out.target_is_spec = crate.header().target.is_spec();
  out.edition = crate.root().edition;
  out.proc_macro = crate.root().proc_macro;
  out.definitions = crate.def_count();
  return out;
}

std::vector<Dependency> Crate::dependencies() const {
  std::vector<Dependency> out;
  for (const crate::Dependency& d : workspace_->graph.crate(number_).root().dependencies) {
    Dependency one;
    one.number = static_cast<std::uint32_t>(out.size() + 1);
    one.name = d.name;
    one.hash = d.hash;
    one.host_hash = d.host_hash;
    one.kind = d.kind;
    one.extra_filename = d.extra_filename;
    one.is_private = d.is_private;
    one.macros_only = d.macros_only;
    out.push_back(std::move(one));
  }
  return out;
}

namespace {

// The number in the graph. A Dependency is a value: it may be another crate's.
std::uint32_t number_of(const crate::Crate& crate, const Dependency& wanted) {
  const auto& all = crate.root().dependencies;
  if (wanted.number == 0 || wanted.number > all.size() || all[wanted.number - 1].name != wanted.name ||
      all[wanted.number - 1].hash != wanted.hash)
    throw Error("crate " + wanted.name + " is not a dependency of crate " + crate.name()).file(crate.blob().file);
  return crate.global_crate(wanted.number);
}

// An item of the crate. Values can be of another one, too.
types::DefId def_of(const crate::Crate& crate, const Item& item) {
  if (item.index >= crate.def_count() || !crate.has_def_key(item.index) || crate.path(item.index) != item.path)
    throw Error("crate " + crate.name() + " has no such item " + item.path);
  return {crate.graph_number(), item.index};
}

}  // namespace

std::optional<Crate> Crate::find(const Dependency& dependency) const {
  const std::uint32_t number = number_of(workspace_->graph.crate(number_), dependency);
  if (workspace_->graph.find(number) == nullptr) return std::nullopt;
  return Crate(workspace_, number);
}

Crate Crate::load(const Dependency& dependency) const {
  const std::uint32_t number = number_of(workspace_->graph.crate(number_), dependency);
  workspace_->graph.crate(number);
  return {workspace_, number};
}

std::vector<Item> Crate::items() const {
  return workspace_->with_file(number_, [&] {
    const crate::Crate& crate = workspace_->graph.crate(number_);
    std::vector<Item> out;
    for (crate::DefIndex i = 0; i < crate.def_count(); ++i) {
      if (!crate.has_def_key(i)) continue;
      const auto kind = crate.def_kind(i);
      if (!kind) continue;
      Item item;
      item.index = i;
      item.parent = crate.parent(i);
      item.kind = name(kind->kind);
      item.kind_text = kind->text();
      item.name = crate.item_name(i);
      item.path = crate.path(i);
      if (const auto visibility = crate.visibility(i)) {
        item.visibility = visibility_text(crate, *visibility);
        item.is_public = visibility->is_public();
      }
      item.has_type = types::has_declared_type(kind->kind);
      out.push_back(std::move(item));
    }
    return out;
  });
}

std::string Crate::declared_type(const Item& item) const {
  return workspace_->with_types(number_, [&](eval::Analysis& analysis) {
    return types::declared_type(analysis.context(), def_of(workspace_->graph.crate(number_), item));
  });
}

std::optional<std::string> Crate::implemented_trait(const Item& item) const {
  return workspace_->with_types(number_, [&](eval::Analysis& analysis) -> std::optional<std::string> {
    const crate::Crate& crate = workspace_->graph.crate(number_);
    const types::DefId def = def_of(crate, item);
    const auto kind = crate.def_kind(def.index);
    if (!kind || kind->kind != DefKind::Impl || !crate::Items(crate).is_trait_impl(def.index)) return std::nullopt;
    return types::implemented_trait(analysis.context(), def);
  });
}

}  // namespace rmeta
