// SPDX-License-Identifier: MIT OR Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "rmeta/report/diff.hpp"

namespace rmeta::report {

using baseline::Cause;
using baseline::CrateDiff;
using baseline::DiffLine;

namespace {

constexpr std::size_t kContext = 3;  // lines that did not change, around those that did

constexpr std::string_view kRed = "\x1b[31m", kGreen = "\x1b[32m", kBold = "\x1b[1m", kPlain = "\x1b[0m";

class Writer {
 public:
  Writer(const DiffReport& report, Output& out) : report_(report), out_(out) {}

  void crate(const CrateDiff& diff) {
    line(kBold, summary_line(diff));
    for (const Cause& cause : diff.causes) this->cause(diff, cause);
    list("removed", diff.removed);
    list("added", diff.added);
    if (diff.renamed.empty()) return;
    out_.write("\nrenamed:\n");
    for (const auto& [before, after] : diff.renamed)
      out_.write(fmt::format("  {}\n    was {}\n    is  {}\n", after->path, before->name, after->name));
  }

 private:
  void line(std::string_view color, std::string_view text) {
    if (report_.color && !color.empty())
      out_.write(fmt::format("{}{}{}\n", color, text, kPlain));
    else
      out_.write(fmt::format("{}\n", text));
  }

  void cause(const CrateDiff& diff, const Cause& cause) {
    out_.write("\n");
    line(kBold, headline(cause));
    for (const std::string& detail : cause.details) out_.write(fmt::format("  {}\n", detail));
    if (cause.what != Cause::What::Toolchain) lines(cause.lines);
    if (cause.what != Cause::What::Type) return;
    out_.write(fmt::format("  it moved {}:\n", count(cause.symbols.size(), "symbol")));
    for (const std::size_t place : cause.symbols) out_.write(fmt::format("    {}\n", diff.changed[place].after->path));
  }

  // Changed lines, and a few around them.
  void lines(const std::vector<DiffLine>& all) {
    auto near = [&](std::size_t at) {
      const std::size_t first = at > kContext ? at - kContext : 0, last = std::min(all.size(), at + kContext + 1);
      return std::any_of(all.begin() + static_cast<std::ptrdiff_t>(first),
                         all.begin() + static_cast<std::ptrdiff_t>(last),
                         [](const DiffLine& l) { return l.side != DiffLine::Side::Both; });
    };
    bool gap = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0 && !near(i)) {
        if (!gap) out_.write("        ...\n");
        gap = true;
        continue;
      }
      gap = false;
      const bool old = all[i].side == DiffLine::Side::Old, now = all[i].side == DiffLine::Side::New;
      line(old ? kRed : now ? kGreen : "", fmt::format("    {} {}", old ? '-' : now ? '+' : ' ', all[i].text));
    }
  }

  void list(std::string_view what, const std::vector<const baseline::Symbol*>& symbols) {
    if (symbols.empty()) return;
    out_.write(fmt::format("\n{}:\n", what));
    for (const auto* s : symbols)
      out_.write(s->name == s->path ? fmt::format("  {}\n", s->path) : fmt::format("  {}  {}\n", s->path, s->name));
  }

  static std::string count(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  }

  const DiffReport& report_;
  Output& out_;
};

}  // namespace

std::string headline(const Cause& cause) {
  if (cause.what == Cause::What::Toolchain) return fmt::format("{} {}", cause.name, cause.summary);
  return fmt::format("{} {} {}", cause.kind, cause.name, cause.summary);
}

std::string summary_line(const CrateDiff& diff) {
  if (diff.before == nullptr)
    return fmt::format("crate {} is new, with {} symbols", diff.after->name, diff.after->symbols.size());
  if (diff.after == nullptr)
    return fmt::format("crate {} is gone, with its {} symbols", diff.before->name, diff.before->symbols.size());
  const std::string& name = diff.after->name;
  if (!diff.differs() && diff.versions_only()) return fmt::format("{}: {} CRCs are the same", name, diff.same);
  if (!diff.differs())
    return fmt::format("{}: the interface is the same, {} symbols; {}", name, diff.same,
                       diff.other_file() ? "the file is another one" : "so is the file");
  std::string text =
      fmt::format("{} of {} symbols of {} changed", diff.changed.size(), diff.before->symbols.size(), name);
  if (!diff.added.empty()) text += fmt::format(", {} added", diff.added.size());
  if (!diff.removed.empty()) text += fmt::format(", {} removed", diff.removed.size());
  if (!diff.renamed.empty()) text += fmt::format(", {} renamed", diff.renamed.size());
  return text;
}

void write_diff_text(const DiffReport& report, Output& out) {
  bool first = true;
  for (const CrateDiff& diff : report.comparison->crates) {
    if (!first) out.write("\n");
    first = false;
    Writer(report, out).crate(diff);
  }
}

void write_diff_short(const DiffReport& report, Output& out) {
  for (const CrateDiff& diff : report.comparison->crates) {
    out.write(fmt::format("{}\n", summary_line(diff)));
    for (const Cause& cause : diff.causes) {
      std::string details;
      for (std::size_t i = 0; i < cause.details.size() && i < 3; ++i)
        details += fmt::format("{}{}", i == 0 ? " (" : "; ", cause.details[i]);
      if (cause.details.size() > 3) details += fmt::format("; {} more", cause.details.size() - 3);
      out.write(fmt::format("  {}{}{}", headline(cause), details, details.empty() ? "" : ")"));
      out.write(cause.what == Cause::What::Type ? fmt::format(": {} symbols\n", cause.symbols.size()) : "\n");
    }
    for (const auto* s : diff.removed) out.write(fmt::format("  removed {}\n", s->path));
    for (const auto* s : diff.added) out.write(fmt::format("  added {}\n", s->path));
    for (const auto& p : diff.renamed) out.write(fmt::format("  renamed {}\n", p.after->path));
  }
}

}  // namespace rmeta::report
