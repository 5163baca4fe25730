// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/baseline/collect.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>

#include "rmeta/crc/crc32.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/symbols/export_list.hpp"
#include "rmeta/symbols/names.hpp"

namespace rmeta::baseline {

Crate interface_of(const crate::Graph& graph, std::uint32_t number, const Wanted& wants) {
  const crate::Crate& crate = graph.crate(number);
  const std::uint32_t file_crc = crc::crc32(crate.blob().bytes);
  if (crate.root().proc_macro) return {crate.name(), abi::header_of(crate, wants.how).text(), file_crc, {}, {}, {}};
  eval::Analysis analysis(graph, number);
  types::MetadataContext& cx = analysis.context();
  std::vector<symbols::Symbol> wanted = wants.choose ? wants.choose(cx) : symbols::Names(cx).exports(number);
  std::set<std::string> rest;
  for (const std::string& of : {crate.name(), std::string()}) {
    if (wants.besides == nullptr) break;
    if (const auto names = wants.besides->find(of); names != wants.besides->end())
      rest.insert(names->second.begin(), names->second.end());
  }
  for (const symbols::Symbol& s : wanted) rest.erase(s.name);
  if (!rest.empty()) {
    std::string names;
    for (const std::string& name : rest) names += name + '\n';
    std::istringstream in(names);
    auto more = symbols::Selection(symbols::ExportList::read(in, "the baseline")).take(cx, number);
    std::ranges::move(more, std::back_inserter(wanted));
  }
  abi::Assembler assembler(analysis, number, wants.how);
  abi::CrateAbi abi = assembler.compute(std::move(wanted));
  if (wants.failures != nullptr) {
    for (const abi::Failure& f : abi.failures) wants.failures->push_back({f.symbol.name, f.error.what()});
    abi.failures.clear();
  }
  return crate_of(assembler, abi, crate.name(), file_crc);
}

}  // namespace rmeta::baseline
