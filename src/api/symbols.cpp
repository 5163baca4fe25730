// SPDX-License-Identifier: MIT OR Apache-2.0
// Symbols, their CRCs, and the texts behind these.
#include "rmeta/symbols.hpp"

#include <utility>

#include "rmeta/abi/crcs.hpp"
#include "rmeta/content/rules.hpp"
#include "rmeta/crates.hpp"
#include "rmeta/rmeta.hpp"
#include "rmeta/symbols/listing.hpp"
#include "workspace.hpp"

namespace [[gnu::visibility("default")]] rmeta {  // for free functions: clang asks the block that defines them

const char* version() noexcept {
  return RMETA_VERSION;
}

unsigned scheme() noexcept {
  return abi::kScheme;
}

std::vector<Symbol> Crate::symbols() const {
  return workspace_->with_types(number_, [&](eval::Analysis& analysis) {
    std::vector<Symbol> out;
    types::MetadataContext& cx = analysis.context();
    for (const symbols::Listed& row : symbols::list(cx, number_)) {
      const symbols::Symbol& s = row.symbol;
      Symbol symbol;
      symbol.name = s.name;
      symbol.path = s.path;
      symbol.kind = s.kind;
      symbol.linker_name = s.linker_name;
      symbol.exported = row.exported;
      symbol.assumed = s.assumed;
      symbol.declared = s.declared;
      if (s.def) symbol.index = s.def.index;
      symbol.demangled = symbols::demangled(s);
      symbol.arguments = symbols::arguments_of(cx, s);
      out.push_back(std::move(symbol));
    }
    return out;
  });
}

CrateCrcs Crate::crcs() const {
  return workspace_->with_file(number_, [&] {
    const auto rules = content::Rules::parse(compat::content_json(), "compat/content.json");
    abi::CrcRequest request;
    request.content_rules = &rules;
    const abi::CrateCrcs crcs = abi::crcs_of(workspace_->graph, number_, request);
    CrateCrcs out;
    out.file = crcs.file;
    out.content = crcs.content.crc;
    out.content_unavailable = crcs.content.unavailable;
    out.abi = crcs.abi;
    for (const abi::SymbolCrc& s : crcs.symbols.symbols)
      out.symbols.push_back({s.symbol.name, s.symbol.path, s.symbol.kind, s.crc, s.symbol.linker_name, s.symbol.assumed,
                             s.type_count, s.text_bytes});
    return out;
  });
}

std::string Crate::abi_text(const std::string& symbol) const {
  return workspace_->with_types(number_, [&](eval::Analysis& analysis) {
    abi::Assembler assembler(analysis, number_);
    const abi::CrateAbi abi = assembler.compute({symbols::find(analysis.context(), number_, symbol, std::nullopt)});
    if (!abi.failures.empty()) abi.fail();
    return assembler.text(abi.symbols.front());
  });
}

}  // namespace rmeta
