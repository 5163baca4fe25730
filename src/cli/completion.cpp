// SPDX-License-Identifier: MIT OR Apache-2.0
// What shells complete and what the manual says, both out of the tables of verbs and options, so that neither can
// forget one. The build writes them with the program itself.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "rmeta/cli/options.hpp"
#include "rmeta/error.hpp"

namespace rmeta::cli {

namespace {

std::vector<const OptionRow*> options_of(const Verb& verb) {
  std::vector<const OptionRow*> out;
  for (const OptionRow& row : option_table())
    if (takes(verb, row)) out.push_back(&row);
  return out;
}

std::string words_of(std::span<const std::string_view> words) {
  return fmt::format("{}", fmt::join(words, " "));
}

// "--output|-o", of all options whose argument is called so.
std::string named_by_argument(std::string_view argument) {
  std::vector<std::string> out;
  for (const OptionRow& row : option_table()) {
    if (row.argument != argument) continue;
    out.push_back(fmt::format("--{}", row.name));
    if (row.letter != 0) out.push_back(fmt::format("-{}", row.letter));
  }
  return fmt::format("{}", fmt::join(out, "|"));
}

std::string all_verbs(std::span<const Verb> verbs, std::string_view separator) {
  std::string out;
  for (const Verb& verb : verbs) out += fmt::format("{}{}", out.empty() ? "" : separator, verb.name);
  return out;
}

std::string bash(std::span<const Verb> verbs) {
  std::string formats, options, others;
  for (const Verb& verb : verbs) {
    formats += fmt::format("        {}) words=\"{}\" ;;\n", verb.name, words_of(verb.formats));
    std::string names;
    for (const OptionRow* row : options_of(verb)) {
      names += fmt::format("{}--{}", names.empty() ? "" : " ", row->name);
      if (row->letter != 0) names += fmt::format(" -{}", row->letter);
    }
    options += fmt::format("      {}) words=\"{}\" ;;\n", verb.name, names);
  }
  for (const OptionRow& row : option_table()) {
    const bool known = row.argument == "FILE" || row.argument == "DIR" || row.argument == "WHEN";
    if (row.argument.empty() || known || row.name == "format") continue;
    others += fmt::format("{}--{}", others.empty() ? "" : "|", row.name);
    if (row.letter != 0) others += fmt::format("|-{}", row.letter);
  }
  return fmt::format(
      "# bash completion for rmetacrc\n"
      "_rmetacrc() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} verb={} words=\n"
      "  case ${{COMP_WORDS[1]}} in {}) verb=${{COMP_WORDS[1]}} ;; esac\n"
      "  COMPREPLY=()\n"
      "  case $prev in\n"
      "    {}) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n"
      "    {}) mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;\n"
      "    {}) mapfile -t COMPREPLY < <(compgen -W 'always never auto' -- \"$cur\"); return ;;\n"
      "    --format)\n"
      "      case $verb in\n{}      esac\n"
      "      mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"); return ;;\n"
      "    {}) return ;;\n"
      "  esac\n"
      "  if [[ $cur == -* ]]; then\n"
      "    case $verb in\n{}    esac\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"); return\n"
      "  fi\n"
      "  mapfile -t COMPREPLY < <({{ ((COMP_CWORD > 1)) || compgen -W '{}' -- \"$cur\"; compgen -f -- \"$cur\"; }})\n"
      "}}\n"
      "complete -o filenames -F _rmetacrc rmetacrc\n",
      verbs.front().name, all_verbs(verbs, "|"), named_by_argument("FILE"), named_by_argument("DIR"),
      named_by_argument("WHEN"), formats, others, options, all_verbs(verbs, " "));
}

// Text between single quotes, in which zsh and fish take `'` and `\` in their own ways.
std::string quoted(std::string_view text, std::string_view quote) {
  std::string out;
  for (const char c : text) {
    if (c == '\'')
      out += quote;
    else
      out += c;
  }
  return out;
}

// In a description of _arguments, brackets and colons mean something.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':') out += '\\';
    out += c;
  }
  return quoted(out, "'\\''");
}

std::string zsh(std::span<const Verb> verbs) {
  std::string list, cases;
  for (const Verb& verb : verbs) {
    list += fmt::format("    '{}:{}'\n", verb.name, quoted(verb.summary, "'\\''"));
    cases += fmt::format("    {})\n      _arguments -s", verb.name);
    for (const OptionRow* row : options_of(verb)) {
      std::string argument;
      if (row->name == "format")
        argument = fmt::format(":format:({})", words_of(verb.formats));
      else if (row->argument == "FILE")
        argument = ":file:_files";
      else if (row->argument == "DIR")
        argument = ":folder:_files -/";
      else if (row->argument == "WHEN")
        argument = ":when:(always never auto)";
      else if (!row->argument.empty())
        argument = fmt::format(":{}:", row->argument);
      const std::string text = zsh_text(row->help);
      cases += fmt::format(" \\\n        '*--{}[{}]{}'", row->name, text, argument);
      if (row->letter != 0) cases += fmt::format(" \\\n        '*-{}[{}]{}'", row->letter, text, argument);
    }
    cases += " \\\n        '*:file:_files' ;;\n";
  }
  return fmt::format(
      "#compdef rmetacrc\n"
      "_rmetacrc() {{\n"
      "  local -a verbs\n"
      "  verbs=(\n{}  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe verb verbs\n"
      "    _files\n"
      "    return\n"
      "  fi\n"
      "  local verb=${{words[2]}}\n"
      "  if ((${{verbs[(I)$verb:*]}})); then shift words; ((CURRENT--)); else verb={}; fi\n"
      "  case $verb in\n{}  esac\n"
      "}}\n"
      "_rmetacrc \"$@\"\n",
      list, verbs.front().name, cases);
}

std::string fish(std::span<const Verb> verbs) {
  std::string out = "# fish completion for rmetacrc\n";
  for (const Verb& verb : verbs)
    out += fmt::format("complete -c rmetacrc -n __fish_use_subcommand -a {} -d '{}'\n", verb.name,
                       quoted(verb.summary, "\\'"));
  for (const Verb& verb : verbs) {
    for (const OptionRow* row : options_of(verb)) {
      std::string argument;
      if (row->name == "format")
        argument = fmt::format(" -x -a '{}'", words_of(verb.formats));
      else if (row->argument == "WHEN")
        argument = " -x -a 'always never auto'";
      else if (row->argument == "DIR")
        argument = " -x -a '(__fish_complete_directories)'";
      else if (!row->argument.empty())
        argument = " -r";
      out += fmt::format("complete -c rmetacrc -n '__fish_seen_subcommand_from {}' -l {}{}{} -d '{}'\n", verb.name,
                         row->name, row->letter != 0 ? fmt::format(" -s {}", row->letter) : "", argument,
                         quoted(row->help, "\\'"));
    }
  }
  return out;
}

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

std::string completion(std::string_view shell, std::span<const Verb> verbs) {
  if (shell == "bash") return bash(verbs);
  if (shell == "zsh") return zsh(verbs);
  if (shell == "fish") return fish(verbs);
  throw Error(fmt::format("--completion {} is not known", shell)).hint("it takes bash, zsh or fish");
}

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
    for (const OptionRow* row : options_of(verb)) {
      if (row->verbs.empty() && row->name != "format" && row->name != "output") continue;
      out += ".It";
      if (row->letter != 0) out += fmt::format(" Fl {} ,", row->letter);
      out += fmt::format(" Fl -{}", row->name);
      if (!row->argument.empty()) out += fmt::format(" Ar {}", row->argument);
      std::string help = mdoc(row->help);
      if (row->name == "format")
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
