// SPDX-License-Identifier: MIT OR Apache-2.0
// The first two bytes pick one of the releases that are built in (1.N.P by its N and P, else by counting), the rest is
// a blob that is read as one of that release: where its head says something else, the release's magic and version
// string are put there, so that damage reaches every release's schema and codecs however it hits the head. All of it is
// decoded and accounted for; then items, types and exports are read as the rest of the program reads them. Damage is
// reported or thrown as rmeta::Error; anything else is a finding.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blob_schema.hpp"
#include "memory_file.hpp"
#include "rmeta/crate/exports.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/crate/items.hpp"
#include "rmeta/decode/context.hpp"
#include "rmeta/symbols/names.hpp"
#include "rmeta/types/metadata.hpp"
#include "rmeta/verify/verify.hpp"

namespace {

using namespace rmeta;
using fuzz::attempt;
using Bytes = std::vector<std::uint8_t>;

constexpr crate::DefIndex kItems = 64;  ///< definitions looked at one by one; more only takes longer

std::shared_ptr<const schema::Schema> pick(std::uint8_t minor, std::uint8_t patch) {
  const auto releases = fuzz::registry()->releases();
  const std::string wanted = "1." + std::to_string(minor) + "." + std::to_string(patch);
  for (const auto& schema : releases)
    if (schema->release() == wanted) return schema;
  return releases[minor % releases.size()];
}

/// Whether the head names this release.
bool is_of(std::span<const std::uint8_t> blob, const schema::Schema& schema) {
  try {
    return fuzz::registry()->find(blob)->release() == schema.release();
  } catch (const Error&) {
    return false;
  }
}

/// The blob with the head that the release writes: `rust\0\0\0N`, the root's position as it was, the version string.
Bytes headed(std::span<const std::uint8_t> rest, const schema::Schema& schema) {
  Bytes blob(rest.begin(), rest.end());
  if (is_of(rest, schema)) return blob;
  const auto& encoding = schema.encoding();
  const std::string magic{'r', 'u', 's', 't', 0, 0, 0, static_cast<char>(encoding.metadata_version)};
  const std::size_t text = magic.size() + (encoding.root_position == schema::Encoding::U32Be ? 4 : 8);
  const std::string version = "rustc " + std::string(schema.release());  // every release answers to that
  blob.resize(std::max(blob.size(), text + version.size() + 2));
  std::ranges::copy(magic, blob.begin());
  blob[text] = static_cast<std::uint8_t>(version.size());
  std::ranges::copy(version, blob.begin() + static_cast<std::ptrdiff_t>(text) + 1);
  if (encoding.str_sentinel < 256) blob[text + 1 + version.size()] = static_cast<std::uint8_t>(encoding.str_sentinel);
  return blob;
}

void read_items(const crate::Crate& crate) {
  const crate::Items items(crate);
  for (crate::DefIndex i = 0; i < std::min(crate.def_count(), kItems); i++) {
    attempt([&] { crate.path(i); });
    attempt([&] { crate.visibility(i); });
    attempt([&] { crate.attributes(i); });
    attempt([&] { items.module_children(i); });
    attempt([&] { items.fields(i); });
    attempt([&] { items.associated_items(i); });
    attempt([&] { items.impl_trait_ref(i); });
  }
  attempt([&] { items.trait_impls(); });
  attempt([&] { items.proc_macros(); });
  const crate::Exports exports(crate);
  attempt([&] { exports.all(); });
  attempt([&] { exports.reachable(); });
}

void read_types(const std::string& path, const std::string& release) {
  crate::SearchOptions options;
  options.assume_release = release;
  crate::Graph graph(fuzz::registry(), options);
  const auto number = graph.add(path);
  attempt([&] { read_items(graph[number]); });
  types::MetadataContext cx(graph, number);
  symbols::Names names(cx);
  attempt([&] { names.exports(number); });
  for (crate::DefIndex i = 0; i < std::min(graph[number].def_count(), kItems); i++) {
    const types::DefId def{number, i};
    attempt([&] { cx.type_of(def); });
    attempt([&] { cx.fn_sig(def); });
    attempt([&] { cx.generics_of(def); });
    attempt([&] { cx.predicates_of(def); });
    attempt([&] { cx.adt_def(def); });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return -1;  // keep it out of the corpus
  const auto schema = pick(data[0], data[1]);
  const Bytes blob = headed({data + 2, size - 2}, *schema);
  if (!is_of(blob, *schema)) std::abort();
  attempt([&] {
    const decode::Context context(blob, schema, "input", "");
    verify::verify(context);
  });
  const fuzz::MemoryFile file(blob);
  attempt([&] { read_types(file.path(), std::string(schema->release())); });
  return 0;
}
