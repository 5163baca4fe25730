// SPDX-License-Identifier: MIT OR Apache-2.0
// The comparison as one page: no script or style from elsewhere, so that it can be attached to a mail or kept with a
// build. Definitions stand side by side, one row a line; a search hides the causes that do not match.
#include <fmt/format.h>

#include "rmeta/report/diff.hpp"
#include "rmeta/report/json.hpp"

namespace rmeta::report {

using baseline::Cause;
using baseline::CrateDiff;
using baseline::DiffLine;
using baseline::Symbol;

namespace {

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Binary interface: what changed</title>
<style>
:root { color-scheme: light dark; --old: #ffd7d5; --new: #ccffd8; --line: #d0d7de; --soft: #6e7781; }
@media (prefers-color-scheme: dark) { :root { --old: #5d1d1b; --new: #12401f; --line: #444c56; --soft: #8b949e; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 90em; padding: 0 1em; }
h1 { font-size: 1.4em; } h2 { font-size: 1.2em; border-bottom: 1px solid var(--line); } h3 { font-size: 1em; margin: 1.2em 0 .3em; }
input { font: inherit; padding: .4em .7em; width: 100%; box-sizing: border-box; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font: 13px/1.4 ui-monospace, monospace; border: 1px solid var(--line); }
td { padding: 0 .6em; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; } td + td { border-left: 1px solid var(--line); }
.old { background: var(--old); } .new { background: var(--new); } .soft { color: var(--soft); }
summary { cursor: pointer; margin: .4em 0; } code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
ul { margin: .3em 0; }
</style></head><body>
)";

constexpr std::string_view kScript = R"(<script>
const box = document.getElementById("search");
box.addEventListener("input", () => {
  const wanted = box.value.toLowerCase();
  for (const part of document.querySelectorAll(".part")) part.hidden = !part.textContent.toLowerCase().includes(wanted);
});
</script>
</body></html>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : displayable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void write_rows(const std::vector<DiffLine>& lines, Output& out) {
  out.write("<table>\n");
  auto cell = [](const std::string* text, std::string_view kind) {
    if (text == nullptr) return std::string("<td></td>");
    return fmt::format("<td{}>{}</td>", kind.empty() ? "" : fmt::format(" class=\"{}\"", kind), escaped(*text));
  };
  // Lines that went and lines that came in their place stand side by side.
  for (std::size_t i = 0; i < lines.size();) {
    if (lines[i].side == DiffLine::Side::Both) {
      out.write(fmt::format("<tr>{}{}</tr>\n", cell(&lines[i].text, ""), cell(&lines[i].text, "")));
      ++i;
      continue;
    }
    std::vector<const std::string*> old, now;
    for (; i < lines.size() && lines[i].side != DiffLine::Side::Both; ++i)
      (lines[i].side == DiffLine::Side::Old ? old : now).push_back(&lines[i].text);
    for (std::size_t row = 0; row < std::max(old.size(), now.size()); ++row)
      out.write(fmt::format("<tr>{}{}</tr>\n", cell(row < old.size() ? old[row] : nullptr, "old"),
                            cell(row < now.size() ? now[row] : nullptr, "new")));
  }
  out.write("</table>\n");
}

void write_cause(const CrateDiff& diff, const Cause& cause, Output& out) {
  out.write(fmt::format("<section class=\"part\"><h3>{}</h3>\n", escaped(headline(cause))));
  if (!cause.details.empty()) {
    out.write("<ul>\n");
    for (const std::string& detail : cause.details) out.write(fmt::format("<li>{}</li>\n", escaped(detail)));
    out.write("</ul>\n");
  }
  write_rows(cause.lines, out);
  if (!cause.symbols.empty()) {
    out.write(fmt::format("<details><summary>{} symbols moved</summary><ul>\n", cause.symbols.size()));
    for (const std::size_t place : cause.symbols) {
      const Symbol& s = *diff.changed[place].after;
      out.write(
          fmt::format("<li><code>{}</code> <span class=\"soft\">{}</span></li>\n", escaped(s.path), escaped(s.name)));
    }
    out.write("</ul></details>\n");
  }
  out.write("</section>\n");
}

void write_list(std::string_view what, const std::vector<const Symbol*>& symbols, Output& out) {
  if (symbols.empty()) return;
  out.write(fmt::format("<section class=\"part\"><h3>{} {}</h3><ul>\n", symbols.size(), what));
  for (const Symbol* s : symbols)
    out.write(
        fmt::format("<li><code>{}</code> <span class=\"soft\">{}</span></li>\n", escaped(s->path), escaped(s->name)));
  out.write("</ul></section>\n");
}

}  // namespace

void write_diff_html(const DiffReport& report, Output& out) {
  out.write(kHead);
  out.write(
      fmt::format("<h1>From <code>{}</code> to <code>{}</code></h1>\n", escaped(report.before), escaped(report.after)));
  out.write("<input id=\"search\" type=\"search\" placeholder=\"Type, field or symbol\" aria-label=\"Search\">\n");
  for (const CrateDiff& diff : report.comparison->crates) {
    out.write(fmt::format("<h2>{}</h2>\n", escaped(summary_line(diff))));
    for (const Cause& cause : diff.causes) write_cause(diff, cause, out);
    write_list("removed", diff.removed, out);
    write_list("added", diff.added, out);
    if (diff.renamed.empty()) continue;
    out.write(fmt::format("<section class=\"part\"><h3>{} renamed</h3><ul>\n", diff.renamed.size()));
    for (const auto& p : diff.renamed)
      out.write(fmt::format("<li><code>{}</code> <span class=\"soft\">{} &rarr; {}</span></li>\n",
                            escaped(p.after->path), escaped(p.before->name), escaped(p.after->name)));
    out.write("</ul></section>\n");
  }
  out.write(kScript);
}

}  // namespace rmeta::report
