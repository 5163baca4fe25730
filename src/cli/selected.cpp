// SPDX-License-Identifier: MIT OR Apache-2.0
#include "selected.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "rmeta/container/container.hpp"
#include "rmeta/container/sections.hpp"
#include "rmeta/error.hpp"
#include "rmeta/symbols/demangle.hpp"

namespace rmeta::cli {

namespace {

using Failure = symbols::Selection::Failure;

void say(const std::string& text) {
  const std::string line = fmt::format("rmetacrc: {}\n", text);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

// What was not found or not completed, in order of name; what was passed over is said.
std::vector<Failure> missing(symbols::Selection& selection, std::vector<Failure> all) {
  const auto not_found = selection.failures();
  all.insert(all.end(), not_found.begin(), not_found.end());
  std::ranges::sort(all, {}, &Failure::name);
  const auto& source = selection.list().source();
  for (const auto& [reason, count] : selection.passed_over())
    say(fmt::format("note: {}: {} symbols passed over: {}", source, count, reason));
  if (all.empty() && selection.found() == 0)
    throw Error("none of the symbols listed is of the crates given").file(source);
  return all;
}

}  // namespace

std::optional<symbols::Selection> selection_of(const Options& options) {
  if (options.declared && !options.symbols)
    throw Error("--declared needs --symbols").hint("what is declared is answered for only where a list asks for it");
  if (options.symbols) {
    auto list = symbols::ExportList::open(*options.symbols);
    if (options.object) list.through_object(*options.object);
    return symbols::Selection(std::move(list), options.declared);
  }
  if (options.object) return symbols::Selection(symbols::ExportList::of_object(*options.object));
  return std::nullopt;
}

std::optional<symbols::Selection> selection_of(const Options& options, abi::KabiRules& rules) {
  if (!options.object) return selection_of(options);
  if (container::section_contents(*options.object, abi::kKabiSection).empty()) return selection_of(options);
  const auto symbols = container::symbol_table(*options.object);
  const bool rust =
      std::ranges::any_of(symbols, [](const auto& s) { return s.defined && symbols::looks_like_v0(s.name); });
  if (rust) {
    // Rust's own object: its rules count where rules are asked for, as with gendwarfksyms' --stable.
    if (options.stable || !options.rules.empty()) rules.add_object(*options.object);
    return selection_of(options);
  }
  rules.add_object(*options.object);
  Options rest = options;
  rest.object.reset();
  return selection_of(rest);
}

std::size_t say_missing(symbols::Selection& selection) {
  const auto all = missing(selection, {});
  for (const auto& f : all) say(fmt::format("{}: symbol {}: {}", selection.list().source(), f.name, f.reason));
  return all.size();
}

void require_all(symbols::Selection& selection, std::vector<Failure> more) {
  const auto all = missing(selection, std::move(more));
  const auto& list = selection.list();
  if (all.empty()) return;
  if (all.size() == 1) throw Error(fmt::format("symbol {}: {}", all[0].name, all[0].reason)).file(list.source());
  for (const auto& f : all) say(fmt::format("{}: symbol {}: {}", list.source(), f.name, f.reason));
  throw Error(fmt::format("{} of {} symbols cannot be answered for, so none is; each is named above", all.size(),
                          list.names().size()))
      .file(list.source());
}

}  // namespace rmeta::cli
