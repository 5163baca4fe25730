// SPDX-License-Identifier: MIT OR Apache-2.0
// `pin`: the interface of crates, written to a file that others are checked against.
#include "rmeta/baseline/pin.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "crates.hpp"
#include "diff.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"

namespace rmeta::cli {

Exit run_pin(const Options& options, report::Output& out) {
  need_files(options);
  if (options.update && (!options.output || *options.output == "-"))
    throw Error("--update wants the pin to replace").hint("-o FILE names it");
  if (options.dry_run && !options.update) throw Error("--dry-run is of --update");
  const baseline::Snapshot now = snapshot_of(options, crate_files(options.files), options.files.front());
  const std::string text = baseline::write_pin(now);
  std::error_code ignored;
  const bool exists = options.output && std::filesystem::is_regular_file(*options.output, ignored);
  if (exists) {
    const baseline::Snapshot old = baseline::read_pin(*options.output);
    if (!options.update && old.crates != now.crates)
      throw Error("there is a pin already, of other crates").file(*options.output).hint("--update replaces it");
    if (options.update) {
      const baseline::Comparison comparison = baseline::compare(old, now);
      report::Output shown;
      report::write_diff_text({*options.output, now.origin, &comparison, wants_colour(options)}, shown);
      shown.commit();
    }
  }
  if (options.dry_run)
    out.abandon();
  else
    out.write(text);
  return Exit::Ok;
}

}  // namespace rmeta::cli
