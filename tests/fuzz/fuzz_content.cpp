// SPDX-License-Identifier: MIT OR Apache-2.0
// Any bytes as a crate whose content is written out: what a dependent could take from it, texts and CRCs.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "blob_schema.hpp"
#include "memory_file.hpp"
#include "rmeta/content/content.hpp"
#include "rmeta/crate/graph.hpp"
#include "rmeta/schema/registry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rmeta;
  static const content::Rules rules = content::Rules::parse(compat::content_json(), "compat/content.json");
  const std::span<const std::uint8_t> bytes(data, size);
  const auto schema = fuzz::schema_for(bytes);
  if (!schema) return -1;  // keep it out of the corpus
  const fuzz::MemoryFile file(bytes);
  fuzz::attempt([&] {
    crate::SearchOptions options;
    options.assume_release = std::string(schema->release());
    crate::Graph graph(fuzz::registry(), options);
    const auto number = graph.add(file.path());
    (void)content::compute(graph, number, rules);
    (void)content::compute(graph, number, rules, [](std::string_view) { return true; });
  });
  return 0;
}
