// SPDX-License-Identifier: MIT OR Apache-2.0
// What shells complete, out of the tables of verbs and options, so that it can forget none. The build writes the
// scripts with the program itself.
#include <fmt/format.h>

#include <cstdint>
#include <string>
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

// "--output|-o"; of several options with a bar between them, as a pattern of a shell's `case`.
std::string names_of(const OptionRow& row) {
  return row.letter != 0 ? fmt::format("--{}|-{}", row.name, row.letter) : fmt::format("--{}", row.name);
}

// What an option's argument can be completed to. Every shell says it in its own way.
struct Argument {
  enum class Kind : std::uint8_t { None, Unknown, File, Folder, Words };
  Kind kind = Kind::None;
  std::string words;  // separated by blanks
};

Argument argument_of(const OptionRow& row, const Verb& verb) {
  using Kind = Argument::Kind;
  if (row.argument.empty()) return {};
  if (row.name == "format") return {Kind::Words, words_of(verb.formats)};
  if (row.argument == "WHEN") return {Kind::Words, "always never auto"};
  if (row.argument == "FILE") return {Kind::File, ""};
  if (row.argument == "DIR") return {Kind::Folder, ""};
  return {Kind::Unknown, ""};
}

std::string all_verbs(std::span<const Verb> verbs, std::string_view separator) {
  std::string out;
  for (const Verb& verb : verbs) out += fmt::format("{}{}", out.empty() ? "" : separator, verb.name);
  return out;
}

// The branch of `case $prev` for one option.
std::string bash_argument(const OptionRow& row, std::span<const Verb> verbs) {
  std::string words;
  Argument::Kind kind = Argument::Kind::None;
  for (const Verb& verb : verbs) {
    if (!takes(verb, row)) continue;
    const Argument argument = argument_of(row, verb);
    kind = argument.kind;
    if (kind == Argument::Kind::Words) words += fmt::format("        {}) words=\"{}\" ;;\n", verb.name, argument.words);
  }
  switch (kind) {
    case Argument::Kind::None:
      return "";
    case Argument::Kind::Unknown:
      return fmt::format("    {}) return ;;\n", names_of(row));
    case Argument::Kind::File:
      return fmt::format("    {}) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n", names_of(row));
    case Argument::Kind::Folder:
      return fmt::format("    {}) mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;\n", names_of(row));
    case Argument::Kind::Words:
      break;
  }
  return fmt::format(
      "    {})\n      case $verb in\n{}      esac\n"
      "      mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"); return ;;\n",
      names_of(row), words);
}

std::string bash(std::span<const Verb> verbs) {
  std::string arguments, options;
  for (const OptionRow& row : option_table()) arguments += bash_argument(row, verbs);
  for (const Verb& verb : verbs) {
    std::string names;
    for (const OptionRow* row : options_of(verb)) {
      names += fmt::format("{}--{}", names.empty() ? "" : " ", row->name);
      if (row->letter != 0) names += fmt::format(" -{}", row->letter);
    }
    options += fmt::format("      {}) words=\"{}\" ;;\n", verb.name, names);
  }
  return fmt::format(
      "# bash completion for rmetacrc\n"
      "_rmetacrc() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} verb={} words=\n"
      "  case ${{COMP_WORDS[1]}} in {}) verb=${{COMP_WORDS[1]}} ;; esac\n"
      "  COMPREPLY=()\n"
      "  case $prev in\n{}  esac\n"
      "  if [[ $cur == -* ]]; then\n"
      "    case $verb in\n{}    esac\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"); return\n"
      "  fi\n"
      "  mapfile -t COMPREPLY < <({{ ((COMP_CWORD > 1)) || compgen -W '{}' -- \"$cur\"; compgen -f -- \"$cur\"; }})\n"
      "}}\n"
      "complete -o filenames -F _rmetacrc rmetacrc\n",
      verbs.front().name, all_verbs(verbs, "|"), arguments, options, all_verbs(verbs, " "));
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

std::string zsh_argument(const OptionRow& row, const Verb& verb) {
  const Argument argument = argument_of(row, verb);
  switch (argument.kind) {
    case Argument::Kind::None:
      return "";
    case Argument::Kind::Unknown:
      return fmt::format(":{}:", row.argument);
    case Argument::Kind::File:
      return ":file:_files";
    case Argument::Kind::Folder:
      return ":folder:_files -/";
    case Argument::Kind::Words:
      break;
  }
  return fmt::format(":{}:({})", row.name, argument.words);
}

std::string zsh(std::span<const Verb> verbs) {
  std::string list, cases;
  for (const Verb& verb : verbs) {
    list += fmt::format("    '{}:{}'\n", verb.name, quoted(verb.summary, "'\\''"));
    cases += fmt::format("    {})\n      _arguments -s", verb.name);
    for (const OptionRow* row : options_of(verb)) {
      const std::string argument = zsh_argument(*row, verb);
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

std::string_view fish_argument(Argument::Kind kind) {
  switch (kind) {
    case Argument::Kind::None:
      return "";
    case Argument::Kind::Unknown:
      return " -x";
    case Argument::Kind::File:
      return " -r";
    case Argument::Kind::Folder:
      return " -x -a '(__fish_complete_directories)'";
    case Argument::Kind::Words:
      break;
  }
  return " -x -a '{}'";
}

std::string fish(std::span<const Verb> verbs) {
  std::string out = "# fish completion for rmetacrc\n";
  for (const Verb& verb : verbs)
    out += fmt::format("complete -c rmetacrc -n __fish_use_subcommand -a {} -d '{}'\n", verb.name,
                       quoted(verb.summary, "\\'"));
  for (const Verb& verb : verbs) {
    for (const OptionRow* row : options_of(verb)) {
      const Argument known = argument_of(*row, verb);
      const std::string argument = fmt::format(fmt::runtime(fish_argument(known.kind)), known.words);
      out += fmt::format("complete -c rmetacrc -n '__fish_seen_subcommand_from {}' -l {}{}{} -d '{}'\n", verb.name,
                         row->name, row->letter != 0 ? fmt::format(" -s {}", row->letter) : "", argument,
                         quoted(row->help, "\\'"));
    }
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

}  // namespace rmeta::cli
