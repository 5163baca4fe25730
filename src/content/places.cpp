// SPDX-License-Identifier: MIT OR Apache-2.0
#include "places.hpp"

#include <algorithm>

#include "rmeta/decode/walk_impl.hpp"

namespace rmeta::content {

using schema::Codec;
using schema::FieldRole;

namespace {

/// Names and starts of lines of a SourceFile: its only strings, and the entries of its line table.
struct SourceFileVisitor : decode::NullVisitor {
  static constexpr bool kContents = true;
  explicit SourceFileVisitor(const schema::Schema& s) : schema(s) {}
  bool is_line_table(decode::TypeId t) const {
    const schema::Type& type = schema.type(t);
    return type.kind() == schema::Kind::Codec &&
           (type.codec() == Codec::LineDiffs || type.codec() == Codec::LineDiffsFromStart ||
            type.codec() == Codec::LineDiffsLeb);
  }
  void begin(decode::TypeId t, std::uint64_t) { in_lines = in_lines || is_line_table(t); }
  void end(decode::TypeId t, std::uint64_t) {
    if (is_line_table(t)) in_lines = false;
  }
  void uint(decode::TypeId, std::uint64_t v, std::uint64_t) {
    if (in_lines) lines.push_back(v);
  }
  void str(decode::TypeId, std::string_view v, std::uint64_t) {
    if (!v.empty()) names.push_back(v);
  }
  const schema::Schema& schema;
  bool in_lines = false;
  std::vector<std::uint64_t> lines;
  std::vector<std::string_view> names;
};

// How long the call of one of the macros is, with the paths it is usually called by.
constexpr std::uint32_t kShortestCall = 4;  // m!()
constexpr std::string_view kPrefixes[] = {"", "core::", "std::", "::core::", "::std::"};
bool is_column_call(std::uint32_t length) {
  return std::ranges::any_of(kPrefixes, [&](std::string_view p) { return length == p.size() + 9; });
}

}  // namespace

void Places::load() {
  loaded_ = true;
  const decode::Cursor map = crate_.root_cursor().get(FieldRole::CrateRoot_source_map);
  if (map.lazy().kind == decode::LazyRef::Table) {
    const decode::Table table = map.table();
    numbers_.resize(table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
      const auto entry = table.at(i);
      if (!entry) continue;
      sources_.push_back(entry->value());
      numbers_[i] = sources_.size();
    }
  } else {
    for (const decode::Cursor& c : decode::lazy_elements(crate_.context(), map.lazy())) sources_.push_back(c);
  }
  files_.resize(sources_.size());
}

void Places::read(std::size_t i) {
  File& file = files_[i];
  if (file.read) return;
  file.read = true;
  SourceFileVisitor visitor(crate_.schema());
  const decode::Cursor& at = sources_[i];
  decode::Walker<SourceFileVisitor>(at.context(), visitor, at.pos(), at.lazy_state()).value(at.type());
  file.names = std::move(visitor.names);
  file.lines = std::move(visitor.lines);
}

// Older releases count positions through all files, one after the other.
std::size_t Places::file_at(std::uint64_t position) {
  std::size_t best = files_.size();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    read(i);
    const auto& lines = files_[i].lines;
    if (lines.empty() || lines.front() > position) continue;
    if (best == files_.size() || files_[best].lines.front() < lines.front()) best = i;
  }
  return best;
}

std::optional<Places::Here> Places::find(const decode::SpanRef& own, const decode::SpanRef& around) {
  const bool is_gone = own.how == decode::SpanRef::Partial;
  const decode::SpanRef& span = is_gone ? around : own;
  if (span.how != decode::SpanRef::Local || span.len < kShortestCall) return std::nullopt;
  if (!loaded_) load();
  std::size_t i = files_.size();
  if (!span.has_file)
    i = file_at(span.lo);
  else if (span.file < numbers_.size() && numbers_[span.file] != 0)
    i = numbers_[span.file] - 1;
  if (i == files_.size()) return std::nullopt;
  read(i);
  const File& file = files_[i];
  if (file.lines.empty()) return std::nullopt;
  const std::uint64_t position = span.has_file ? file.lines.front() + span.lo : span.lo;
  const auto next = std::ranges::upper_bound(file.lines, position);
  if (next == file.lines.begin()) return std::nullopt;
  Here here;
  here.line = static_cast<std::uint64_t>(next - file.lines.begin());
  if (!is_gone && is_column_call(span.len)) here.column = position - *std::prev(next) + 1;
  here.names = &file.names;
  return here;
}

bool Places::is_file(const Here& here, std::string_view text) {
  if (text.empty()) return false;
  return std::ranges::any_of(*here.names, [&](std::string_view name) {
    return name == text ||
           (name.size() > text.size() && name.ends_with(text) && name[name.size() - text.size() - 1] == '/');
  });
}

}  // namespace rmeta::content
