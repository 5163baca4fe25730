// SPDX-License-Identifier: MIT OR Apache-2.0
// rustc_metadata/src/rmeta/encoder.rs, encode_crate_root: the encoder works in steps, each of which writes the values
// of certain fields of the root or of certain tables; `-Zmeta-stats` prints how far each step moved it. So a section
// begins at the first node that only its step writes, and ends where the next section that has any begins.
#include "sections.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "rmeta/decode/rows.hpp"

namespace rmeta::verify {
namespace {

using Names = std::array<std::string_view, 10>;

struct Step {
  std::string_view name, old_name;  ///< of later releases and of 1.63; "" where there is no such step
  Names fields;                     ///< what only this step writes: fields of the root; of tables, their values
};

constexpr std::string_view kDefinitions = "*";  ///< the values of all tables that no other step names
constexpr std::string_view kTables = "+";       ///< the tables themselves
constexpr std::string_view kItems = "items";    ///< between 1.63 and 1.78 a step of its own: encode_info_for_items
constexpr std::uint32_t kOldNames = 6;          ///< last metadata version with the old names
constexpr std::uint32_t kBodiesInItems = 5;     ///< last one whose bodies are written with the items, in no step "mir"

constexpr Step kSteps[] = {
    {"preamble", "preamble", {"(preamble)"}},
    {"externally-implementable-items", "", {"externally_implementable_items"}},
    {"dep", "dep", {"crate_deps", "dylib_dependency_formats"}},
    {"lib-features", "lib feature", {"lib_features"}},
    {"stability-implications", "", {"stability_implications"}},
    {"lang-items", "lang item", {"lang_items", "lang_items_missing"}},
    {"stripped-cfg-items", "", {"stripped_cfg_items"}},
    {"diagnostic-items", "diagnostic item", {"diagnostic_items"}},
    {"native-libs", "native lib", {"native_libraries"}},
    {"foreign-modules", "foreign modules", {"foreign_modules"}},
    {"def-path-table", "def-path table", {"tables.def_keys", "tables.def_path_hashes"}},
    {"traits", "traits", {"traits"}},
    {"impls", "", {"impls", "tables.impl_trait_header", "tables.coerce_unsized_info"}},
    {"", "impls", {"impls"}},
    {"incoherent-impls", "incoherent_impls", {"incoherent_impls"}},
    {"mir",
     "",
     {"tables.optimized_mir", "tables.mir_for_ctfe", "tables.promoted_mir", "tables.trivial_const",
      "tables.closure_saved_names_of_captured_variables", "tables.mir_coroutine_witnesses",
      "tables.thir_abstract_const", "tables.mir_const_qualif", "tables.rendered_const", "tables.deduced_param_attrs"}},
    {"",
     "mir",
     {"tables.optimized_mir", "tables.mir_for_ctfe", "tables.promoted_mir", "tables.thir_abstract_const",
      "tables.unused_generic_params"}},
    {"def-ids", "item", {kDefinitions}},
    {kItems,
     "",
     {"tables.fn_arg_names", "tables.macro_definition", "tables.explicit_item_bounds", "tables.trait_def",
      "tables.module_children_reexports", "tables.generator_kind", "tables.generator_diagnostic_data",
      "tables.const_param_default", "tables.opt_rpitit_info", "tables.impl_trait_ref"}},
    {"interpret-alloc-index", "interpret_alloc_index", {"(allocations)", "interpret_alloc_index"}},
    {"proc-macro-data", "proc-macro-data", {"proc_macro_data.macros"}},
    {"tables", "tables", {kTables}},
    {"debugger-visualizers", "debugger visualizers", {"debugger_visualizers"}},
    {"exportable-items", "", {"exportable_items"}},
    {"exportable-items", "", {"stable_order_of_exportable_impls"}},
    {"exported-symbols",
     "exported symbols",
     {"exported_symbols", "exported_non_generic_symbols", "exported_generic_symbols"}},
    {"hygiene", "hygiene", {"syntax_contexts", "expn_data", "expn_hashes"}},
    {"def-path-hash-map", "def-path hashes", {"def_path_hash_map"}},
    {"source-map", "source_map", {"source_map"}},
    {"target-modifiers", "", {"target_modifiers"}},
    {"denied-partial-mitigations", "", {"denied_partial_mitigations"}},
    {"final", "final", {"(root)"}},
};
}  // namespace

std::vector<Section> sections_of(const decode::Context& ctx, const Nodes& nodes, const std::vector<Found>& orphans,
                                 std::uint64_t end) {
  constexpr std::uint64_t kNone = UINT64_MAX;
  constexpr std::size_t kCount = std::size(kSteps);
  // Which step writes what has this origin?
  std::vector<std::size_t> step_of(nodes.uses.size(), kCount);
  std::size_t definitions = 0, items = 0, tables = 0, proc_macros = 0, def_keys = 0;
  const bool old = ctx.encoding().metadata_version <= kOldNames;
  // Releases with that step still have one table of children for modules and everything else.
  const bool has_items = !old && nodes.has_origin("tables.children");
  const auto name_of = [&](std::size_t i) {
    if (kSteps[i].name == kItems && !has_items) return std::string_view();
    if (kSteps[i].old_name == "mir" && ctx.encoding().metadata_version <= kBodiesInItems) return std::string_view();
    return old ? kSteps[i].old_name : kSteps[i].name;
  };
  for (std::size_t i = 0; i < kCount; ++i) {
    if (name_of(i).empty()) continue;
    for (const std::string_view field : kSteps[i].fields)
      for (std::size_t u = 0; u < nodes.uses.size(); ++u)
        if (nodes.uses[u].name == field) step_of[u] = i;
    if (kSteps[i].fields[0] == kDefinitions) definitions = i;
    if (kSteps[i].fields[0] == kTables) tables = i;
    // Of a proc-macro crate nothing is written earlier (encode_def_ids), and all that is written here is of the root.
    if (kSteps[i].name == kItems) items = i;
    if (kSteps[i].name == kItems && nodes.is_proc_macro()) definitions = i;
    if (kSteps[i].name == "proc-macro-data") proc_macros = i;
    if (kSteps[i].name == "def-path-table") def_keys = i;
  }
  // From 1.98.1 the array of macros is written behind what it names (`encode_proc_macros`), so it does not show where
  // its step begins; but the step of definitions leaves nothing but the root's expansion in such a crate.
  const bool macros_last = std::ranges::any_of(
      nodes.list, [&](const Node& n) { return n.kind == Node::Value && step_of[n.origin] == proc_macros; });
  std::vector<std::uint64_t> begin(kCount, kNone);
  const auto note = [&](std::size_t step, std::uint64_t pos) { begin[step] = std::min(begin[step], pos); };
  const auto value = [&](std::uint16_t origin, std::uint64_t pos) {
    std::size_t step = step_of[origin];
    if (nodes.uses[origin].name.starts_with("tables.") && (step == kCount || step == def_keys)) {
      // The proc-macro step writes to the same tables as the others, after the macros' own array.
      const bool only_macros = macros_last && step == kCount && nodes.uses[origin].name != "tables.expn_that_defined";
      if (only_macros || (begin[proc_macros] != kNone && pos > begin[proc_macros]))
        step = proc_macros;
      else if (step == kCount)
        step = definitions;
    }
    if (step != kCount) note(step, pos);
  };
  for (const Node& n : nodes.list) {
    if (n.kind == Node::Table && nodes.uses[n.origin].name.starts_with("tables."))
      note(tables, n.pos);
    else
      value(n.origin, n.pos);
  }
  for (const Found& f : orphans) value(f.origin, f.begin);
  // It begins with the children of the crate's root, which are in the table of all children.
  if (has_items && nodes.table("tables.children").count > 0) {
    const decode::Row root = decode::RowReader(ctx, nodes.table("tables.children")).read(0);
    if (root.kind == decode::Row::Lazy && root.lazy.count > 0) note(items, root.lazy.pos);
  }
  std::vector<Section> sections;
  std::uint64_t next = end;
  for (std::size_t i = kCount; i-- > 0;) {
    const std::string_view name = name_of(i);
    if (name.empty()) continue;
    const std::uint64_t from = begin[i] == kNone ? next : std::min(begin[i], next);
    sections.push_back({std::string(name), next - from});
    next = from;
  }
  std::reverse(sections.begin(), sections.end());
  return sections;
}

}  // namespace rmeta::verify
