// SPDX-License-Identifier: MIT OR Apache-2.0
// `check`: crates held against a pin. What the pin promises has to be there and the same; what is new breaks nobody.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "crates.hpp"
#include "diff.hpp"
#include "rmeta/baseline/pin.hpp"
#include "rmeta/baseline/symvers.hpp"
#include "rmeta/baseline/tolerance.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"

namespace rmeta::cli {

namespace {

// In UTC; SOURCE_DATE_EPOCH stands for now where builds are to be reproducible.
std::string today() {
  std::time_t now = std::time(nullptr);
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr && *epoch != 0) {
    char* end = nullptr;
    now = static_cast<std::time_t>(std::strtoll(epoch, &end, 10));
    if (*end != 0) throw Error(fmt::format("SOURCE_DATE_EPOCH is no number: \"{}\"", epoch));
  }
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

std::optional<baseline::Tolerances> tolerances(const Options& options) {
  if (!options.tolerate) return std::nullopt;
  std::ifstream in(*options.tolerate, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad()) throw Error("cannot read the list of tolerated changes").file(*options.tolerate);
  return baseline::Tolerances(text, *options.tolerate, today());
}

// CRCs of another compiler or target are other numbers altogether: a difference between them would say nothing.
void same_toolchain(const baseline::Comparison& comparison, const std::string& pin) {
  for (const baseline::CrateDiff& diff : comparison.crates) {
    if (diff.before == nullptr || diff.after == nullptr || diff.before->header == diff.after->header) continue;
    std::string what;
    for (const std::string_view key : {"release", "target"}) {
      const std::string was = diff.before->header_value(key), is = diff.after->header_value(key);
      if (was != is) what += fmt::format("{}{} {}, the pin's {}", what.empty() ? "" : "; ", key, is, was);
    }
    if (what.empty()) what = "options that change the interface";
    throw Error(fmt::format("crate {} was built by another toolchain or for another target than the pin's: {}",
                            diff.after->name, what))
        .file(pin)
        .hint("`rmetacrc diff` compares crates of two compilers; a new toolchain wants a new pin");
  }
}

// What is to be held against the baseline: crates, or a pin or Module.symvers of them.
baseline::Snapshot held_against(const Options& options, const baseline::Snapshot& old) {
  const auto paths = std::span(options.files).subspan(1);
  if (paths.size() == 1)
    if (auto found = kept(paths.front())) {
      refuse_options_of_crates(options);
      return std::move(*found);
    }
  return snapshot_of(options, crate_files(paths), paths.front(), names_in(old));
}

}  // namespace

Exit run_check(const Options& options, report::Output& out) {
  if (options.files.size() < 2)
    throw Error("check wants a pin and the crates to hold against it")
        .hint("`rmetacrc check --help` says how it is used");
  const std::string& pin = options.files.front();
  baseline::Snapshot old = baseline::is_symvers(pin) ? baseline::read_symvers(pin) : baseline::read_pin(pin);
  std::optional<baseline::Tolerances> accepted = tolerances(options);
  baseline::Snapshot now = held_against(options, old);
  baseline::Comparison comparison = compare_sides(old, now);
  same_toolchain(comparison, pin);
  std::erase_if(comparison.crates, [](const baseline::CrateDiff& d) { return d.before == nullptr; });
  for (baseline::CrateDiff& diff : comparison.crates) diff.added.clear();
  auto say = [](const std::string& text) { fmt::print(stderr, "rmetacrc: {}\n", text); };
  if (accepted) {
    for (const std::string& text : accepted->apply(comparison)) say(fmt::format("note: {}", text));
    for (const baseline::Tolerance& t : accepted->rules()) {
      if (accepted->expired(t))
        say(fmt::format("warning: {}: accepted until {}, and no longer", t.source, t.until));
      else if (!t.used)
        say(fmt::format("warning: {}: {} did not change", t.source, t.pattern));
    }
  }
  write_reports(options, {pin, now.origin, &comparison, wants_colour(options)}, out);
  return comparison.differs() ? Exit::Differs : Exit::Ok;
}

}  // namespace rmeta::cli
