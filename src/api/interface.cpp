// SPDX-License-Identifier: MIT OR Apache-2.0
// Interfaces of crates, kept and compared, as values.
#include "rmeta/interface.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "rmeta/baseline/collect.hpp"
#include "rmeta/baseline/compare.hpp"
#include "rmeta/baseline/pin.hpp"
#include "rmeta/crate/parallel.hpp"
#include "rmeta/crates.hpp"
#include "workspace.hpp"

namespace [[gnu::visibility("default")]] rmeta {  // for free functions: clang asks the block that defines them

namespace {

SymbolChange change_of(const baseline::Symbol* before, const baseline::Symbol* after) {
  const baseline::Symbol& named = after != nullptr ? *after : *before;
  SymbolChange out;
  out.path = named.path;
  out.kind = named.kind;
  if (before != nullptr) {
    out.old_name = before->name;
    out.old_crc = before->crc;
  }
  if (after != nullptr) {
    out.new_name = after->name;
    out.new_crc = after->crc;
  }
  return out;
}

Cause cause_of(const baseline::Cause& c) {
  using What = baseline::Cause::What;
  using Side = baseline::DiffLine::Side;
  Cause out;
  out.what = c.what == What::Toolchain ? Cause::What::Toolchain
             : c.what == What::Type    ? Cause::What::Type
                                       : Cause::What::Symbol;
  out.kind = c.kind;
  out.name = c.name;
  out.summary = c.summary;
  out.details = c.details;
  for (const baseline::DiffLine& line : c.lines)
    out.lines.push_back({line.side == Side::Both  ? DiffLine::Side::Both
                         : line.side == Side::Old ? DiffLine::Side::Old
                                                  : DiffLine::Side::New,
                         line.text});
  out.symbols = c.symbols;
  return out;
}

CrateComparison comparison_of(const baseline::CrateDiff& d) {
  using Status = CrateComparison::Status;
  CrateComparison out;
  out.name = d.before != nullptr ? d.before->name : d.after->name;
  out.status = d.before == nullptr  ? Status::Added
               : d.after == nullptr ? Status::Removed
               : d.differs()        ? Status::Changed
                                    : Status::Same;
  out.other_file = d.other_file();
  out.other_release = d.other_release;
  out.same = d.same;
  for (const auto& [before, after] : d.changed) out.changed.push_back(change_of(before, after));
  for (const auto& [before, after] : d.renamed) out.renamed.push_back(change_of(before, after));
  for (const baseline::Symbol* s : d.added) out.added.push_back(change_of(nullptr, s));
  for (const baseline::Symbol* s : d.removed) out.removed.push_back(change_of(s, nullptr));
  for (const baseline::Cause& c : d.causes) out.causes.push_back(cause_of(c));
  return out;
}

std::shared_ptr<const detail::Snapshot> shared(baseline::Snapshot snapshot) {
  return std::make_shared<const detail::Snapshot>(detail::Snapshot{std::move(snapshot)});
}

}  // namespace

Interface::Interface(std::shared_ptr<const detail::Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

Interface Interface::read_pin(const std::string& path) {
  return Interface(shared(baseline::read_pin(path)));
}

Interface Interface::parse_pin(std::string_view text, const std::string& origin) {
  return Interface(shared(baseline::parse_pin(text, origin)));
}

std::string Interface::pin() const {
  return baseline::write_pin(snapshot_->data);
}

std::vector<InterfaceCrate> Interface::crates() const {
  std::vector<InterfaceCrate> out;
  for (const baseline::Crate& c : snapshot_->data.crates) {
    InterfaceCrate crate;
    crate.name = c.name;
    crate.release = c.header_value("release");
    crate.target = c.header_value("target");
    crate.file_crc = c.file_crc;
    crate.abi_crc = c.abi_crc;
    for (const baseline::Symbol& s : c.symbols) crate.symbols.push_back({s.name, s.path, s.kind, s.crc});
    out.push_back(std::move(crate));
  }
  return out;
}

Comparison compare(const Interface& before, const Interface& after) {
  Comparison out;
  const baseline::Comparison all = baseline::compare(before.snapshot_->data, after.snapshot_->data);
  for (const baseline::CrateDiff& diff : all.crates) out.crates.push_back(comparison_of(diff));
  return out;
}

Interface Crates::interface(const std::string& path) {
  const std::vector<std::string> files = crate::crate_files(path);
  std::vector<std::uint32_t> numbers;
  for (const std::string& file : files) numbers.push_back(workspace_->graph.add(file));
  baseline::Snapshot out;
  out.origin = path;
  out.crates.resize(files.size());
  crate::in_parallel(files.size(), std::max(1U, std::thread::hardware_concurrency()), [&](std::size_t i) {
    workspace_->with_file(numbers[i],
                          [&] { out.crates[i] = baseline::interface_of(workspace_->graph, numbers[i], {}); });
  });
  baseline::finish(out);
  return Interface(shared(std::move(out)));
}

}  // namespace rmeta
