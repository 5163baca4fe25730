// SPDX-License-Identifier: MIT OR Apache-2.0
// `releases`: which compilers' files can be read.
#include <fmt/format.h>

#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/layout/rules.hpp"
#include "rmeta/report/json.hpp"
#include "rmeta/schema/targets.hpp"

namespace rmeta::cli {

namespace {

// What the release was compared with. Schemas of --compat-dir are not those the numbers were made with.
std::vector<schema::Verified> verified(const Session& session, std::string_view release) {
  std::vector<schema::Verified> rows;
  if (!session.built_in(release)) return rows;
  for (const schema::Verified& row : compat::verified())
    if (row.release == release) rows.push_back(row);
  return rows;
}

std::optional<std::string> layout_rules(std::string_view release) {
  try {
    return layout::rule_set(release);
  } catch (const Error&) {
    return std::nullopt;  // no layouts for this release, which `layout` says too
  }
}

void write_json(const Session& session, const schema::Schema& schema, report::JsonWriter& json) {
  json.begin_object();
  json.member("release", schema.release());
  json.member("commit", schema.commit());
  json.member("date", schema.date());
  json.member("metadata_version", schema.encoding().metadata_version);
  json.member("types", schema.types().size());
  json.key("version_strings");
  json.begin_array();
  for (schema::StrId pattern : schema.patterns()) json.string(schema.str(pattern));
  json.end_array();
  json.member("built_in", session.built_in(schema.release()));
  json.member("targets", schema.target_fields().empty() ? std::size_t{0} : schema::target_names(schema).size());
  if (const auto rules = layout_rules(schema.release()))
    json.member("layout_rules", *rules);
  else
    json.member_null("layout_rules");
  json.key("verified");
  json.begin_array();
  for (const schema::Verified& row : verified(session, schema.release())) {
    json.begin_object();
    json.member("check", row.check);
    json.member("compared", row.compared);
    json.member("equal", row.equal);
    json.member("skipped", row.skipped);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

// "symbols 5120, verify 97 (1 not equal)"
std::string verified_text(const Session& session, std::string_view release) {
  std::string text;
  for (const schema::Verified& row : verified(session, release)) {
    if (row.compared == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", row.check, row.compared);
    if (row.equal != row.compared) text += fmt::format(" ({} not equal)", row.compared - row.equal);
  }
  return text.empty() ? "not verified" : text;
}

}  // namespace

Exit run_releases(const Options& options, report::Output& out) {
  if (!options.files.empty()) throw Error("`releases` takes no FILE");
  Session session(options);
  if (options.format() == "json") {
    report::JsonWriter json(out);
    json.begin_object();
    json.key("releases");
    json.begin_array();
    for (const auto& schema : session.registry().releases()) write_json(session, *schema, json);
    json.end_array();
    json.end_object();
    json.finish();
    return Exit::Ok;
  }
  for (const auto& schema : session.registry().releases()) {
    out.write(fmt::format("{:<8} commit {} of {}, metadata version {:>2}, layout rules of {}\n", schema->release(),
                          schema->commit(), schema->date(), schema->encoding().metadata_version,
                          layout_rules(schema->release()).value_or("no release known")));
    out.write(fmt::format("         compared: {}\n", verified_text(session, schema->release())));
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
