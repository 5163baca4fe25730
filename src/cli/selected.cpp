// SPDX-License-Identifier: MIT OR Apache-2.0
#include "selected.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::cli {

namespace {

void say(const std::string& text) {
  const std::string line = fmt::format("rmetacrc: {}\n", text);
  std::fwrite(line.data(), 1, line.size(), stderr);
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

std::size_t say_missing(symbols::Selection& selection, std::vector<symbols::Selection::Failure> more) {
  const auto missing = selection.failures();
  more.insert(more.end(), missing.begin(), missing.end());
  std::ranges::sort(more, {}, &symbols::Selection::Failure::name);
  const auto& list = selection.list();
  for (const auto& [reason, count] : selection.passed_over())
    say(fmt::format("note: {}: {} symbols passed over: {}", list.source(), count, reason));
  if (more.empty() && selection.found() == 0)
    throw Error("none of the symbols listed is of the crates given").file(list.source());
  for (const auto& f : more) say(fmt::format("{}: symbol {}: {}", list.source(), f.name, f.reason));
  return more.size();
}

void require_all(symbols::Selection& selection, std::vector<symbols::Selection::Failure> more) {
  const std::size_t missing = say_missing(selection, std::move(more));
  if (missing == 0) return;
  throw Error(fmt::format("{} of {} symbols cannot be answered for, so none is; each is named above", missing,
                          selection.list().names().size()))
      .file(selection.list().source());
}

}  // namespace rmeta::cli
