// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/abi/assemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "rmeta/layout/target.hpp"
#include "rmeta/types/parse.hpp"
#include "stable.hpp"

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

namespace {

// C's types by name, as bindgen made them in the crates `bindings` and `uapi`, in this order.
std::function<std::optional<types::DefId>(std::string_view)> c_types(const types::MetadataContext& cx) {
  auto found = std::make_shared<std::optional<std::map<std::string, types::DefId, std::less<>>>>();
  return [found, &cx](std::string_view name) -> std::optional<types::DefId> {
    if (!*found) {
      found->emplace();
      const crate::Graph& graph = cx.graph();
      for (std::string_view wanted : {"bindings", "uapi"}) {
        for (std::uint32_t n = 0; n < graph.size(); ++n) {
          if (graph.name(n) != wanted) continue;
          const crate::Crate& c = graph.crate(n);
          for (crate::DefIndex i = 0; i < c.def_count(); ++i)
            if (const auto kind = c.def_kind(i); kind && crate::is_adt(kind->kind))
              (*found)->try_emplace(std::string(c.item_name(i)), types::DefId{n, i});
        }
      }
    }
    const auto at = (*found)->find(name);
    return at == (*found)->end() ? std::nullopt : std::optional(at->second);
  };
}

// A text must not depend on whether core is at hand.
layout::CallEnvironment environment_of(const crate::Crate& c) {
  layout::CallEnvironment env = layout::call_environment_of(c);
  env.without_core = true;
  return env;
}

}  // namespace

Assembler::Assembler(eval::Analysis& analysis, std::uint32_t crate, const Options& options)
    : header_(header_of(analysis.context().graph().crate(crate), options)),
      calls_(std::make_unique<layout::FnAbis>(analysis.context(), analysis.layouts(),
                                              environment_of(analysis.context().graph().crate(crate)))),
      texts_(analysis.context(), header_, calls_.get()) {
  if (!options.stable) return;
  types::MetadataContext& cx = analysis.context();
  static const KabiRules none;
  auto type = [&cx, crate](std::string_view text) { return types::TypeParser(cx, crate).parse(text); };
  stable_ = std::make_unique<Stable>(cx, options.rules != nullptr ? *options.rules : none,
                                     Stable::Lookup{std::move(type), c_types(cx)});
  shown_ = std::make_unique<layout::Layouts>(cx, layout::rules_of(cx.graph().crate(crate).schema().release()),
                                             analysis.layouts().target());
  shown_->show({[this](const types::AdtDef& adt) { return stable_->shown(adt); },
                [this](types::DefId variant) { return stable_->discriminant(variant); },
                [this](types::Term adt) { return stable_->shown_fields(adt); }});
  calls_ = std::make_unique<layout::FnAbis>(cx, *shown_, environment_of(cx.graph().crate(crate)));
  texts_.show(*stable_, *shown_, *calls_);
}

Assembler::~Assembler() = default;

SymbolCrc Assembler::one(symbols::Symbol s) {
  SymbolCrc out;
  if (s.def) {
    out.text = texts_.symbol({s.def, s.args}, s.name);
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
