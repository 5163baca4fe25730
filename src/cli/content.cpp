// SPDX-License-Identifier: MIT OR Apache-2.0
// `content`: what is behind a crate's content CRC: its items with their CRCs, or the texts of the items that are asked
// for. Two lists, compared line by line, show what moved.
#include "rmeta/content/content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "crates.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/crc/text.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/report/output.hpp"
#include "rmeta/report/progress.hpp"

namespace rmeta::cli {

namespace {

void write_item(const content::Item& item, report::Output& out) {
  out.write(fmt::format("{}\t{}\n", crc::hex(item.crc), item.name));
  for (std::string_view rest = item.text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    out.write(fmt::format("    {}\n", rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void write_json(const Session& session, const std::string& path, const crate::Crate& crate,
                const content::Content& content, const std::function<bool(std::string_view)>& wanted, bool texts,
                report::Output& out) {
  report::JsonWriter json(out);
  json.begin_object();
  session.identify(json, path, crate);
  json.member("crate", crate.name());
  json.member("content_crc", crc::hex(*content.crc));
  json.key("items");
  json.begin_array();
  for (const content::Item& item : content.items) {
    if (!wanted(item.name)) continue;
    json.begin_object();
    json.member("name", item.name);
    json.member("crc", crc::hex(item.crc));
    if (texts) json.member("text", item.text);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

}  // namespace

Exit run_content(const Options& options, report::Output& out) {
  need_files(options);
  const Session session(options);
  const content::Rules rules = content::Rules::parse(compat::content_json(), "compat/content.json");
  const bool texts = !options.items.empty();
  const auto wanted = [&](std::string_view name) {
    return !texts || std::ranges::find(options.items, name) != options.items.end();
  };
  const std::vector<std::string> files = crate_files(options.files);
  report::Progress progress(files.size(), "crates", report::Progress::Stdout::Written);
  for (const std::string& path : files) {
    crate::Graph graph = session.graph();
    const std::uint32_t number = graph.add(path);
    content::Content content;
    if (texts)
      content = content::compute(graph, number, rules, wanted);
    else
      content = content::compute(graph, number, rules);
    if (!content.available()) throw Error(fmt::format("there is no content CRC: {}", content.unavailable)).file(path);
    for (const std::string& item : options.items)
      if (std::ranges::find(content.items, item, &content::Item::name) == content.items.end())
        throw Error(fmt::format("no item \"{}\" is part of the content", item))
            .file(path)
            .hint("without --item, `rmetacrc content` lists all of them");
    progress.step();
    if (options.format() == "json") {
      write_json(session, path, graph.crate(number), content, wanted, texts, out);
      continue;
    }
    if (session.assumed()) out.write(fmt::format("# assumed release {}\n", graph.crate(number).schema().release()));
    for (const content::Item& item : content.items)
      if (wanted(item.name)) write_item(item, out);
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
