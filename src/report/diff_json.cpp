// SPDX-License-Identifier: MIT OR Apache-2.0
// The comparison as JSON, and as SARIF 2.1.0 (OASIS), which code review tools show as annotations. Metadata has no
// lines that an annotation could point to, so each points to the file that was compared.
#include <fmt/format.h>

#include "rmeta/crc/text.hpp"
#include "rmeta/report/diff.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::report {

using baseline::Cause;
using baseline::CrateDiff;
using baseline::DiffLine;
using baseline::Symbol;

namespace {

void write_symbol(JsonWriter& json, const Symbol& s) {
  json.begin_object();
  json.member("name", s.name);
  json.member("path", s.path);
  json.member("kind", s.kind);
  json.member("crc", crc::hex(s.crc));
  json.end_object();
}

void write_symbols(JsonWriter& json, std::string_view key, const std::vector<const Symbol*>& symbols) {
  json.key(key);
  json.begin_array();
  for (const Symbol* s : symbols) write_symbol(json, *s);
  json.end_array();
}

void write_pairs(JsonWriter& json, std::string_view key, const std::vector<baseline::SymbolPair>& pairs) {
  json.key(key);
  json.begin_array();
  for (const auto& [before, after] : pairs) {
    json.begin_object();
    json.member("path", after->path);
    json.member("kind", after->kind);
    json.member("old_name", before->name);
    json.member("new_name", after->name);
    json.member("old_crc", crc::hex(before->crc));
    json.member("new_crc", crc::hex(after->crc));
    json.end_object();
  }
  json.end_array();
}

std::string_view what_of(const Cause& cause) {
  switch (cause.what) {
    case Cause::What::Toolchain:
      return "toolchain";
    case Cause::What::Type:
      return "type";
    case Cause::What::Symbol:
      break;
  }
  return "symbol";
}

std::string side_by_side(const Cause& cause) {
  std::string text;
  for (const DiffLine& line : cause.lines)
    text += fmt::format("{} {}\n",
                        line.side == DiffLine::Side::Old   ? '-'
                        : line.side == DiffLine::Side::New ? '+'
                                                           : ' ',
                        line.text);
  return text;
}

void write_cause(JsonWriter& json, const CrateDiff& diff, const Cause& cause) {
  json.begin_object();
  json.member("what", what_of(cause));
  json.member("kind", cause.kind);
  json.member("name", cause.name);
  json.member("summary", cause.summary);
  json.key("details");
  json.begin_array();
  for (const std::string& detail : cause.details) json.string(detail);
  json.end_array();
  json.member("diff", side_by_side(cause));
  json.key("symbols");
  json.begin_array();
  for (const std::size_t place : cause.symbols) json.string(diff.changed[place].after->name);
  json.end_array();
  json.end_object();
}

void write_crate(JsonWriter& json, const CrateDiff& diff) {
  json.begin_object();
  json.member("name", diff.before != nullptr ? diff.before->name : diff.after->name);
  json.member("status", diff.before == nullptr  ? "added"
                        : diff.after == nullptr ? "removed"
                        : diff.differs()        ? "changed"
                                                : "same");
  json.member("other_file", diff.other_file());
  json.member("same", diff.same);
  json.key("causes");
  json.begin_array();
  for (const Cause& cause : diff.causes) write_cause(json, diff, cause);
  json.end_array();
  write_pairs(json, "changed", diff.changed);
  write_symbols(json, "added", diff.added);
  write_symbols(json, "removed", diff.removed);
  write_pairs(json, "renamed", diff.renamed);
  json.end_object();
}

}  // namespace

void write_diff_json(const DiffReport& report, Output& out) {
  JsonWriter json(out, 4);
  json.begin_object();
  json.member("scheme", abi::kScheme);
  json.member("old", displayable(report.before));
  json.member("new", displayable(report.after));
  json.member("differs", report.comparison->differs());
  json.key("crates");
  json.begin_array();
  for (const CrateDiff& diff : report.comparison->crates) write_crate(json, diff);
  json.end_array();
  json.end_object();
  json.finish();
}

namespace {

class Sarif {
 public:
  Sarif(const DiffReport& report, Output& out) : report_(report), json_(out, 6) {}

  void write(std::string_view version) {
    json_.begin_object();
    json_.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_.member("version", "2.1.0");
    json_.key("runs");
    json_.begin_array();
    json_.begin_object();
    tool(version);
    json_.key("results");
    json_.begin_array();
    for (const CrateDiff& diff : report_.comparison->crates) crate(diff);
    json_.end_array();
    json_.end_object();
    json_.end_array();
    json_.end_object();
    json_.finish();
  }

 private:
  void tool(std::string_view version) {
    json_.key("tool");
    json_.begin_object();
    json_.key("driver");
    json_.begin_object();
    json_.member("name", "rmetacrc");
    json_.member("version", version);
    json_.key("rules");
    json_.begin_array();
    rule("abi-type", "A type that exported symbols reach has another binary interface");
    rule("abi-symbol", "An exported symbol is called or laid out in another way");
    rule("abi-toolchain", "Another compiler, target or option that changes the interface");
    rule("abi-removed", "A symbol or crate is gone");
    rule("abi-renamed", "A symbol has another linker name");
    json_.end_array();
    json_.end_object();
    json_.end_object();
  }

  void rule(std::string_view id, std::string_view text) {
    json_.begin_object();
    json_.member("id", id);
    message("shortDescription", text);
    json_.end_object();
  }

  void message(std::string_view key, std::string_view text) {
    json_.key(key);
    json_.begin_object();
    json_.member("text", text);
    json_.end_object();
  }

  void result(std::string_view rule, std::string_view text) {
    json_.begin_object();
    json_.member("ruleId", rule);
    json_.member("level", rule == "abi-renamed" ? "warning" : "error");
    message("message", text);
    json_.key("locations");
    json_.begin_array();
    json_.begin_object();
    json_.key("physicalLocation");
    json_.begin_object();
    json_.key("artifactLocation");
    json_.begin_object();
    json_.member("uri", displayable(report_.after));
    json_.end_object();
    json_.end_object();
    json_.end_object();
    json_.end_array();
    json_.end_object();
  }

  void crate(const CrateDiff& diff) {
    if (diff.after == nullptr) result("abi-removed", summary_line(diff));
    for (const Cause& cause : diff.causes) {
      std::string text = headline(cause);
      for (const std::string& detail : cause.details) text += fmt::format("\n  {}", detail);
      if (cause.what == Cause::What::Type) text += fmt::format("\nIt moved {} symbols.", cause.symbols.size());
      result(fmt::format("abi-{}", what_of(cause)), text);
    }
    for (const Symbol* s : diff.removed) result("abi-removed", fmt::format("{} {} is gone", s->kind, s->path));
    for (const auto& p : diff.renamed)
      result("abi-renamed",
             fmt::format("{} {} is {}, was {}", p.after->kind, p.after->path, p.after->name, p.before->name));
  }

  const DiffReport& report_;
  JsonWriter json_;
};

}  // namespace

void write_diff_sarif(const DiffReport& report, Output& out, std::string_view version) {
  Sarif(report, out).write(version);
}

}  // namespace rmeta::report
