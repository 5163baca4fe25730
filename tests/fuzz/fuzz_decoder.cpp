// SPDX-License-Identifier: MIT OR Apache-2.0
// Any bytes as a metadata blob: everything in it decoded and accounted for, then read again the way the rest of the
// program reads it, through cursors, tables and items. Damage is reported or thrown as rmeta::Error; anything else is a
// finding.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "blob_schema.hpp"
#include "rmeta/crate/crate.hpp"
#include "rmeta/crate/exports.hpp"
#include "rmeta/crate/items.hpp"
#include "rmeta/decode/context.hpp"
#include "rmeta/verify/verify.hpp"

namespace {

using namespace rmeta;

using fuzz::attempt;

void read_item(const crate::Crate& crate, const crate::Items& items, crate::DefIndex i) {
  attempt([&] { crate.path(i); });
  attempt([&] { crate.visibility(i); });
  attempt([&] { crate.attributes(i); });
  attempt([&] { crate.def_path_hash(i); });
  attempt([&] { crate::codegen_attrs(crate, i); });
  attempt([&] { items.module_children(i); });
  attempt([&] { items.reexports(i); });
  attempt([&] { items.variants(i); });
  attempt([&] { items.fields(i); });
  attempt([&] { items.variant_data(i); });
  attempt([&] { items.associated_items(i); });
  attempt([&] { items.assoc_item(i); });
  attempt([&] { items.inherent_impls(i); });
  attempt([&] { items.impl_trait_ref(i); });
  attempt([&] { items.parameter_names(i); });
  attempt([&] { items.is_foreign(i); });
}

void read_crate(std::span<const std::uint8_t> bytes, std::shared_ptr<const schema::Schema> schema) {
  container::Blob blob;
  blob.bytes = bytes;
  blob.file = "input";
  blob.container = "rmeta";
  const crate::Crate crate(std::move(blob), std::move(schema));
  attempt([&] { crate.table_infos(); });
  const crate::Items items(crate);
  for (crate::DefIndex i = 0; i < crate.def_count() && i < 64; i++) read_item(crate, items, i);
  attempt([&] { items.lang_items(); });
  attempt([&] { items.diagnostic_items(); });
  attempt([&] { items.traits(); });
  attempt([&] { items.trait_impls(); });
  attempt([&] { items.incoherent_impls(); });
  attempt([&] { items.proc_macros(); });
  const crate::Exports exports(crate);
  attempt([&] { exports.all(); });
  attempt([&] { exports.assumed(); });
  attempt([&] { exports.reachable(); });
  attempt([&] { exports.code_items(); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  const auto schema = fuzz::schema_for(bytes);
  if (!schema) return -1;  // keep it out of the corpus
  attempt([&] {
    const decode::Context context(bytes, schema, "input", "");
    verify::verify(context);
  });
  attempt([&] { read_crate(bytes, schema); });
  return 0;
}
