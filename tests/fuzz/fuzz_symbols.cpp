// SPDX-License-Identifier: MIT OR Apache-2.0
// Any bytes as the one crate of a graph: its types, linker names and the way back from them, ABI texts and CRCs. Damage
// is thrown as rmeta::Error or listed as a failure; anything else (another exception, endless recursion, too much time
// or memory) is a finding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "blob_schema.hpp"
#include "memory_file.hpp"
#include "rmeta/abi/assemble.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/names.hpp"
#include "rmeta/symbols/resolve.hpp"
#include "rmeta/types/metadata.hpp"

namespace {

using namespace rmeta;
using fuzz::attempt;

void read_symbols(const std::string& path, const std::string& release) {
  crate::SearchOptions options;
  options.assume_release = release;
  crate::Graph graph(fuzz::registry(), options);
  const auto number = graph.add(path);
  eval::Analysis analysis(graph, number);
  types::MetadataContext& cx = analysis.context();
  symbols::Names names(cx);
  // Every name the crate gives is looked up again, by its own scheme and as a legacy one.
  symbols::Resolver resolver(cx, names);
  attempt([&] {
    int left = 64;
    for (const symbols::Symbol& s : names.items(number)) {
      if (left-- == 0) break;
      attempt([&] { resolver.resolve(symbols::demangle(s.name)); });
      attempt([&] { resolver.item(s.def); });
    }
  });
  attempt([&] { resolver.own_names(number); });
  attempt([&] { resolver.with_legacy_stem(number, "_ZN1a"); });
  attempt([&] {
    abi::Assembler assembler(analysis, number);
    const auto all = assembler.compute(names.exports(number));
    for (const auto& s : all.symbols) assembler.text(s);
    if (all.failures.empty()) all.crc();
  });
  // Every item on its own, so that one failure does not hide what lies behind it.
  abi::Assembler assembler(analysis, number);
  const auto count = graph[number].def_count();
  for (crate::DefIndex i = 0; i < count && i < 64; i++) {
    const types::DefId def{number, i};
    attempt([&] { cx.type_of(def); });
    attempt([&] { cx.fn_sig(def); });
    attempt([&] { cx.generics_of(def); });
    attempt([&] { cx.predicates_of(def); });
    attempt([&] { cx.adt_def(def); });
    attempt([&] { cx.associated_items(def); });
    attempt([&] { cx.normalize(cx.type_of(def)); });
    attempt([&] { names.linker_name(def, cx.erased_args(def), std::nullopt); });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  const auto schema = fuzz::schema_for(bytes);
  if (!schema) return -1;  // keep it out of the corpus
  const fuzz::MemoryFile file(bytes);
  attempt([&] { read_symbols(file.path(), std::string(schema->release())); });
  return 0;
}
