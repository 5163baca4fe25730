// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/abi/assemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "rmeta/layout/target.hpp"

namespace rmeta::abi {

using schema::FieldRole;

std::string normalised_target(const crate::Target& t) {
  if (!t.spec) {
    if (t.spec_apart)
      throw Error(fmt::format("the metadata keeps only the path of target specification \"{}\"", t.triple))
          .hint(fmt::format("releases before 1.63 do not store its text; give it: --target-spec {}.json", t.triple));
    return t.triple;
  }
  auto json = nlohmann::json::parse(*t.spec, nullptr, false);
  if (json.is_discarded()) throw Error(fmt::format("the target specification of {} is not JSON", t.triple));
  return json.dump();  // objects are ordered by key
}

Header header_of(const crate::Crate& c, const Options& options) {
  Header h;
  if (options.release_line) {
    h.release = c.schema().release();
    if (!c.schema().commit().empty()) h.release += fmt::format(" {}", c.schema().commit());
  }
  h.target = normalised_target(c.header().target);
  const auto& root = c.root();
  // Newer releases record the strategy only where the crate depends on it.
  if (root.panic_strategy) h.options.emplace_back("panic", *root.panic_strategy);
  if (c.schema().bound(FieldRole::CrateRoot_target_modifiers)) {
    auto list = c.root_cursor().get(FieldRole::CrateRoot_target_modifiers);
    for (const auto& m : list.elements()) {
      auto option = m.get(FieldRole::TargetModifier_opt);
      std::string name(option.variant_name());
      if (option.field_count() > 0) name = std::string(option.field(0).variant_name());
      h.options.emplace_back("target-modifier",
                             fmt::format("{}={}", name, m.get(FieldRole::TargetModifier_value_name).as_str()));
    }
  }
  std::sort(h.options.begin(), h.options.end());
  return h;
}

Assembler::Assembler(types::MetadataContext& cx, std::uint32_t crate, const Options& options)
    : header_(header_of(cx.graph().crate(crate), options)),
      layouts_(cx, layout::rules_of(cx.graph().crate(crate).schema().release()),
               layout::data_layout_of(cx.graph().crate(crate))),
      texts_(cx, header_) {
  cx.connect(layouts_);
}

SymbolCrc Assembler::one(symbols::Symbol s) {
  SymbolCrc out;
  if (s.def) {
    out.text = texts_.symbol({s.def, s.args});
  } else {
    // Made by the compiler itself; there is nothing but the name.
    out.text.head = header_.text() + fmt::format("generated {}\n", s.name);
    out.text.digest = crc::Digest::of(out.text.head);
  }
  out.crc = out.text.digest.crc;
  out.text_bytes = out.text.digest.length;
  out.type_count = static_cast<std::uint32_t>(out.text.types.size());
  out.symbol = std::move(s);
  return out;
}

CrateAbi Assembler::compute(std::vector<symbols::Symbol> symbols) {
  std::sort(symbols.begin(), symbols.end(),
            [](const auto& a, const auto& b) { return std::tie(a.name, a.path) < std::tie(b.name, b.path); });
  CrateAbi out;
  for (auto& s : symbols) {
    try {
      out.symbols.push_back(one(s));
    } catch (Error& e) {
      e.field(s.path);
      out.failures.push_back({std::move(s), e});
    }
  }
  return out;
}

std::string Assembler::text(const SymbolCrc& s) const {
  return texts_.full_text(s.text);
}

void CrateAbi::fail() const {
  const Failure& f = failures.at(0);
  std::string more = failures.size() > 1 ? fmt::format(" (and {} more symbols)", failures.size() - 1) : "";
  throw Error(fmt::format("symbol {} cannot be completed{}: {}", f.symbol.name, more, f.error.reason()))
      .hint(f.error.hint().empty() ? "no CRC is printed for a symbol whose types are not all known" : f.error.hint());
}

std::uint32_t CrateAbi::crc() const {
  if (!failures.empty()) fail();
  crc::Digest d;
  for (const auto& s : symbols) d += fmt::format("{}\t{:08x}\n", s.symbol.name, s.crc);
  return d.crc;
}

}  // namespace rmeta::abi
