// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/baseline/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "lines.hpp"
#include "rmeta/error.hpp"

namespace rmeta::baseline {

std::string Crate::header_value(std::string_view key) const {
  for (const std::string_view line : lines_of(header))
    if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == ' ')
      return std::string(line.substr(key.size() + 1));
  return "";
}

std::vector<std::uint32_t> Crate::reach(const std::vector<std::uint32_t>& roots) const {
  std::vector<bool> seen(definitions.size());
  std::vector<std::uint32_t> found;
  auto add = [&](const std::vector<std::uint32_t>& ids) {
    for (const std::uint32_t id : ids) {
      if (seen[id]) continue;
      seen[id] = true;
      found.push_back(id);
    }
  };
  add(roots);
  for (std::size_t i = 0; i < found.size(); ++i) add(definitions[found[i]].refs);
  std::ranges::sort(found);
  const auto same = [&](std::uint32_t a, std::uint32_t b) {
    return definitions[a].name == definitions[b].name && definitions[a].text == definitions[b].text;
  };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

Crate crate_of(const abi::Assembler& assembler, const abi::CrateAbi& abi, std::string name, std::uint32_t file_crc) {
  const abi::Texts& texts = assembler.texts();
  Crate out;
  out.name = std::move(name);
  out.header = texts.header();
  out.file_crc = file_crc;
  out.abi_crc = abi.crc();
  // Only what a symbol reaches: more may have been written on the way.
  std::vector<bool> reached(texts.definition_count());
  std::vector<std::uint32_t> order;
  auto reach = [&](const std::vector<std::uint32_t>& ids) {
    for (const std::uint32_t id : ids) {
      if (reached[id]) continue;
      reached[id] = true;
      order.push_back(id);
    }
  };
  for (const abi::SymbolCrc& s : abi.symbols) reach(s.text.roots);
  for (std::size_t i = 0; i < order.size(); ++i) reach(texts.references(order[i]));
  auto key = [&](std::uint32_t id) { return std::tie(texts.definition_name(id), texts.definition(id)); };
  std::ranges::stable_sort(order, [&](auto a, auto b) { return key(a) < key(b); });
  std::vector<std::uint32_t> number(texts.definition_count());
  for (std::uint32_t n = 0; n < order.size(); ++n) number[order[n]] = n;
  auto translate = [&](const std::vector<std::uint32_t>& ids) {
    std::vector<std::uint32_t> to;
    for (const std::uint32_t id : ids) to.push_back(number[id]);
    std::ranges::sort(to);
    to.erase(std::unique(to.begin(), to.end()), to.end());
    return to;
  };
  for (const abi::SymbolCrc& s : abi.symbols) {
    out.symbols.push_back({s.symbol.name, s.symbol.path, s.symbol.kind, s.crc,
                           s.text.head.substr(texts.header().size()), translate(s.text.roots)});
  }
  for (const std::uint32_t id : order)
    out.definitions.push_back({texts.definition_name(id), texts.definition(id), translate(texts.references(id))});
  return out;
}

Digests::Digests(const Crate& crate) : crate_(crate), header_(crc::Digest::of(crate.header)) {
  for (const Definition& d : crate.definitions) {
    digests_.push_back(crc::Digest::of(d.text));
    shifts_.emplace_back(d.text.size());
  }
}

crc::Digest Digests::bare(const Symbol& s) const {
  crc::Digest d = crc::Digest::of(s.lines);
  for (const std::uint32_t id : crate_.reach(s.roots)) {
    d.crc = shifts_[id].combine(d.crc, digests_[id].crc);
    d.length += digests_[id].length;
  }
  return d;
}

crc::Digest Digests::whole(const Symbol& s) const {
  crc::Digest d = header_;
  d += bare(s);
  return d;
}

void finish(Snapshot& snapshot) {
  std::ranges::sort(snapshot.crates, {}, &Crate::name);
  const auto twice = std::ranges::adjacent_find(snapshot.crates, {}, &Crate::name);
  if (twice != snapshot.crates.end())
    throw Error(fmt::format("two crates are named {}", twice->name))
        .file(snapshot.origin)
        .hint("compare them file by file");
}

}  // namespace rmeta::baseline
