// SPDX-License-Identifier: MIT OR Apache-2.0
// `explain SYMBOL FILE`: the ABI text behind a symbol's CRC, byte for byte what the CRC is of; and
// `explain --why SYMBOL TYPE FILE`: a shortest way from the symbol to a type that its CRC depends on.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <unordered_map>

#include "kabi_json.hpp"
#include "rmeta/abi/assemble.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/crc/text.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/symbols/listing.hpp"
#include "selected.hpp"

namespace rmeta::cli {

namespace {

// One step of a way: a type, and the line of the one before it that names it.
struct Step {
  std::string line, type;
};

// Whether a line names a type as such, not as another one's argument: `field f at 0: &[T]`, not `field f at 0: W<T>`.
bool names_type(std::string_view line, std::string_view type) {
  auto part_of_name = [](char c) {
    return c == ':' || c == '_' || c == '<' || std::isalnum(static_cast<unsigned char>(c));
  };
  int depth = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool starts = i == 0 || !part_of_name(line[i - 1]);
    if (depth == 0 && starts && line.substr(i).starts_with(type)) {
      const std::size_t end = i + type.size();
      if (end == line.size() || !part_of_name(line[end])) return true;
    }
    if (line[i] == '<') ++depth;
    if (line[i] == '>' && i > 0 && line[i - 1] != '-') --depth;
  }
  return false;
}

// The line of a text that names a type: where callers come from the one to the other.
std::string line_naming(std::string_view text, const std::string& type) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.starts_with("  ") && names_type(line, type)) return std::string(line.substr(line.find_first_not_of(' ')));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return "";  // reached by what a line means and does not spell out
}

std::vector<Step> way_to(const abi::Texts& texts, const abi::SymbolCrc& s, const std::string& type) {
  std::unordered_map<std::uint32_t, std::uint32_t> from;
  std::vector<std::uint32_t> todo;
  for (auto id : s.text.roots)
    if (from.try_emplace(id, id).second) todo.push_back(id);
  for (std::size_t i = 0; i < todo.size(); ++i) {
    std::uint32_t id = todo[i];
    if (texts.definition_name(id) != type) {
      for (auto next : texts.references(id))
        if (from.try_emplace(next, id).second) todo.push_back(next);
      continue;
    }
    std::vector<Step> way;
    for (;; id = from.at(id)) {
      const std::uint32_t by = from.at(id);
      way.push_back(
          {line_naming(by == id ? std::string_view(s.text.head) : texts.definition(by), texts.definition_name(id)),
           texts.definition_name(id)});
      if (by == id) break;
    }
    std::ranges::reverse(way);
    return way;
  }
  std::vector<std::string> like;
  for (auto id : s.text.types)
    if (like.size() < 5 && texts.definition_name(id).find(type) != std::string::npos)
      like.push_back(texts.definition_name(id));
  throw Error(fmt::format("{} does not depend on a type {}, but on {} others", s.symbol.path, type, s.type_count))
      .hint(like.empty() ? "`rmetacrc explain` without --why lists them"
                         : fmt::format("is it {}?", fmt::join(like, ", ")));
}

void write_json(const Session& session, const std::string& path, const crate::Crate& crate,
                const abi::Assembler& assembler, const abi::SymbolCrc& s, const std::vector<Step>* why,
                report::Output& out) {
  const abi::Texts& texts = assembler.texts();
  report::JsonWriter json(out);
  json.begin_object();
  json.member("scheme", abi::kScheme);
  session.identify(json, path, crate);
  json.member("name", s.symbol.name);
  json.member("path", s.symbol.path);
  json.member("kind", s.symbol.kind);
  json.member("crc", crc::hex(s.crc));
  json.key("rules");
  json.begin_array();
  for (const abi::KabiRule* rule : s.text.used) {
    begin_rule(json, *rule);
    json.end_object();
  }
  json.end_array();
  if (why != nullptr) {
    json.key("why");
    json.begin_array();
    for (const Step& step : *why) {
      json.begin_object();
      json.member("line", step.line);
      json.member("type", step.type);
      json.end_object();
    }
    json.end_array();
  } else {
    json.member("head", s.text.head);
    json.key("definitions");
    json.begin_array();
    for (auto id : s.text.types) {
      json.begin_object();
      json.member("type", texts.definition_name(id));
      json.member("text", texts.definition(id));
      json.key("reaches");
      json.begin_array();
      for (auto r : texts.references(id)) json.string(texts.definition_name(r));
      json.end_array();
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  json.finish();
}

}  // namespace

Exit run_explain(const Options& options, report::Output& out) {
  std::vector<std::string> words = options.files;
  if (words.empty()) throw Error("no SYMBOL given").hint("`rmetacrc explain --help` says how it is used");
  const std::size_t before = options.why ? 2 : 1;
  if (options.why && words.size() < 2) throw Error("--why wants SYMBOL and TYPE, and then no FILE is left");
  if (words.size() <= before) throw Error("no FILE given").hint("`rmetacrc explain --help` says how it is used");
  if (words.size() > before + 1)
    throw Error(fmt::format("{} files given, one is wanted", words.size() - before))
        .hint("-L and --extern name the crates it depends on");
  const std::string& path = words.back();
  abi::KabiRules kabi;
  for (const std::string& file : options.rules) kabi.add(file);
  selection_of(options, kabi);  // for the rules in --object
  const bool stable = options.stable || !options.rules.empty() || !kabi.empty();
  Session session(options);
  crate::Graph graph = session.graph();
  const std::uint32_t number = graph.add(path);
  try {
    eval::Analysis analysis(graph, number);
    abi::Assembler assembler(analysis, number, {true, stable, &kabi});
    abi::CrateAbi abi = assembler.compute({symbols::find(analysis.context(), number, words[0], options.object)});
    if (!abi.failures.empty()) abi.fail();
    const abi::SymbolCrc& s = abi.symbols.front();
    std::vector<Step> why;
    if (options.why) why = way_to(assembler.texts(), s, words[1]);
    if (options.format() == "json") {
      write_json(session, path, graph.crate(number), assembler, s, options.why ? &why : nullptr, out);
    } else if (options.why) {
      out.write(fmt::format("{}\n", s.symbol.path));
      for (const Step& step : why) out.write(fmt::format("  {}\n{}\n", step.line, step.type));
    } else {
      out.write(assembler.text(s));
    }
    // Not part of the text, which is what the CRC is of.
    for (const abi::KabiRule* rule : s.text.used)
      fmt::print(stderr, "rmetacrc: note: {}: rule {} {}{}{}\n", rule->source, rule->kind_name(), rule->target,
                 rule->reason.empty() ? "" : ": ", rule->reason);
  } catch (Error& error) {
    error.file(path);
    throw;
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
