// SPDX-License-Identifier: MIT OR Apache-2.0
// `releases`: which compilers' files can be read.
#include <fmt/format.h>

#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::cli {

Exit run_releases(const Options& options, report::Output& out) {
  if (!options.files.empty()) throw Error("`releases` takes no FILE");
  Session session(options);
  if (options.format == "json") {
    report::JsonWriter json(out);
    json.begin_object();
    json.key("releases");
    json.begin_array();
    for (const auto& schema : session.registry().releases()) {
      json.begin_object();
      json.member("release", schema->release());
      json.member("commit", schema->commit());
      json.member("date", schema->date());
      json.member("metadata_version", schema->encoding().metadata_version);
      json.member("types", schema->types().size());
      json.key("version_strings");
      json.begin_array();
      for (schema::StrId pattern : schema->patterns()) json.string(schema->str(pattern));
      json.end_array();
      json.end_object();
    }
    json.end_array();
    json.end_object();
    json.finish();
    return Exit::Ok;
  }
  for (const auto& schema : session.registry().releases()) {
    out.write(fmt::format("{:<10} commit {} of {}, metadata version {}, {} types\n", schema->release(),
                          schema->commit(), schema->date(), schema->encoding().metadata_version,
                          schema->types().size()));
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
