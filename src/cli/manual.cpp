// SPDX-License-Identifier: MIT OR Apache-2.0
// The page rmetacrc(1), in mdoc, out of the tables of verbs and options. The build writes it with the program itself.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "rmeta/cli/options.hpp"

namespace rmeta::cli {

namespace {

// Text in mdoc: a backslash is written \e, and a line must not begin with a dot or a quote.
std::string mdoc(std::string_view text) {
  std::string out;
  bool first = true;
  for (const char c : text) {
    if (first && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '`')
      out += "\\(ga";
    else
      out += c;
    first = c == '\n';
  }
  return out;
}

// A command line in mdoc, all of which is meant literally: words that are names of macros are not, and dashes, quotes
// and carets are ASCII's.
std::string mdoc_literal(std::string_view command) {
  static constexpr std::pair<char, std::string_view> kSpecial[] = {{'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"},
                                                                   {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
  std::string out = "\\&";
  for (const char c : command) {
    const auto special = std::ranges::find(kSpecial, c, &std::pair<char, std::string_view>::first);
    if (special == std::end(kSpecial))
      out += c;
    else
      out += special->second;
    if (c == ' ') out += "\\&";
  }
  return out;
}

}  // namespace

std::string manual(std::span<const Verb> verbs) {
  std::string out =
      ".\\\" made by `rmetacrc --manual`\n"
      ".Dd November 28, 2026\n.Dt RMETACRC 1\n.Os\n.Sh NAME\n.Nm rmetacrc\n"
      ".Nd binary interface and CRCs of Rust crates, out of their metadata\n.Sh SYNOPSIS\n"
      ".Nm\n.Op Ar verb\n.Op Ar option ...\n.Ar\n.Sh DESCRIPTION\n"
      "Reads the crate metadata that rustc leaves in .rmeta, .rlib, dylib and object files, without a compiler, and "
      "says\n"
      "what is in it and whether its binary interface is still the same.\n";
  out += fmt::format("Without a verb,\n.Ic {}\nis meant.\n", verbs.front().name);
  for (const Verb& verb : verbs) {
    out += fmt::format(".Ss {}\n.Nm\n.Ic {}\n.Op Ar option ...\n", verb.name, verb.name);
    if (!verb.arguments.empty()) out += fmt::format(".Ar {}\n", verb.arguments);
    out += fmt::format(".Pp\n{}\n.Bl -tag -width Ds\n", mdoc(verb.details));
    for (const OptionRow& row : option_table()) {
      const bool of_all = row.verbs.empty() && row.name != "format" && row.name != "output";
      if (!takes(verb, row) || of_all) continue;
      out += ".It";
      if (row.letter != 0) out += fmt::format(" Fl {} ,", row.letter);
      out += fmt::format(" Fl -{}", row.name);
      if (!row.argument.empty()) out += fmt::format(" Ar {}", row.argument);
      std::string help = mdoc(row.help);
      if (row.name == "format")
        help = fmt::format("{} (default: {})", fmt::join(verb.formats, ", "), verb.formats.front());
      out += fmt::format("\n{}\n", help);
    }
    out += ".El\n";
    if (!verb.examples.empty()) out += ".Pp\nExamples:\n";
    for (const Example& example : verb.examples)
      out += fmt::format(".Pp\n{}:\n.Dl {}\n", mdoc(example.what), mdoc_literal(example.command));
  }
  out +=
      ".Sh OPTIONS OF THE PROGRAM\n.Bl -tag -width Ds\n"
      ".It Fl h , Fl -help\nVerbs; after a verb, its options.\n"
      ".It Fl V , Fl -version\nThe program's version.\n"
      ".It Fl -completion Ar SHELL\nThe completion script for bash, zsh or fish.\n"
      ".It Fl -manual\nThis page, in mdoc.\n.El\n"
      ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
      ".It Ev NO_COLOR\nIf it is set, text is not coloured unless\n.Fl -color Ar always\nasks for it.\n"
      ".It Ev TERM\nWhere standard error is a terminal, other than\n.Ql dumb ,\nwork on crates that takes more than a "
      "second\nshows how far it is.\n"
      ".It Ev SOURCE_DATE_EPOCH\nWhat\n.Ic check\ntakes for now when tolerated changes expire.\n"
      ".It Ev RMETACRC_C_TOOL\nThe program that\n.Nm rmetacrc-gendwarfksyms\nhands objects without Rust metadata to.\n"
      ".El\n"
      ".Sh EXIT STATUS\n.Bl -tag -width Ds\n.It 0\nDone; what was compared is the same.\n.It 1\nWhat was compared "
      "differs.\n.It 2\nTrouble: bad input, an unsupported release, something needed is missing.\n"
      "Standard error says what, where, and what to do; nothing is printed that a script could take for a "
      "result.\n.El\n"
      ".Sh SEE ALSO\n.Xr rmetacrc-abi-text 5 ,\n.Xr rmetacrc-content 5 ,\n.Xr rmetacrc-json 5 ,\n.Xr rmetacrc-pin 5 ,\n"
      ".Xr rmetacrc-rules 5 ,\n.Xr rmetacrc-schema 5 ,\n.Xr rmetacrc-symbols 5 ,\n.Xr rmetacrc-symtypes 5\n";
  return out;
}

}  // namespace rmeta::cli
