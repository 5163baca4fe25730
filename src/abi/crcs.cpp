// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/abi/crcs.hpp"

#include "rmeta/crc/crc32.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/symbols/names.hpp"

namespace rmeta::abi {

CrateCrcs crcs_of(const crate::Graph& graph, std::uint32_t crate, const CrcRequest& request) {
  CrateCrcs result;
  result.crate = &graph.crate(crate);
  if (request.content_rules != nullptr) {
    result.file = crc::crc32(result.crate->blob().bytes);
    result.content = content::compute(graph, crate, *request.content_rules);
  }
  if (result.crate->root().proc_macro) return result;
  eval::Analysis analysis(graph, crate);
  types::MetadataContext& cx = analysis.context();
  Assembler assembler(analysis, crate, request.how);
  result.symbols = assembler.compute(request.choose ? request.choose(cx) : symbols::Names(cx).exports(crate));
  if (!request.choose || result.symbols.failures.empty()) result.abi = result.symbols.crc();
  if (request.look) request.look(assembler, result.symbols);
  return result;
}

}  // namespace rmeta::abi
