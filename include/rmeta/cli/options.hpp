// SPDX-License-Identifier: MIT OR Apache-2.0
// The command line: `rmetacrc [VERB] [options] FILE...`. One table of options and one of verbs drive everything: what
// is parsed, what a verb takes, what `--help` prints, what a typo is told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rmeta::report {
class Output;
}

namespace rmeta::cli {

/// What was asked for. Each option is one member; the table says which.
struct Options {
  std::vector<std::string> files;
  bool help = false, version = false, no_builtin = false;
  std::vector<std::string> formats;  // TYPE, or TYPE:FILE of verbs that can write several
  std::optional<std::string> output;
  std::vector<std::string> search_dirs;  // -L
  std::vector<std::string> externs;      // NAME=PATH
  std::optional<std::string> sysroot;
  std::optional<std::string> compat_dir;
  std::optional<std::string> assume_release;
  std::optional<std::string> target_spec;  // FILE, where metadata does not hold its text
  std::optional<std::string> symbols;      // export list: FILE or -
  std::optional<std::string> object;       // export list: the global symbols of this object
  std::optional<std::string> only;         // a part of the output
  std::vector<std::string> tables;
  std::vector<std::string> items;
  std::vector<std::string> kinds;
  std::vector<std::string> types;
  std::vector<std::string> functions;  // --fn
  bool all = false, declared = false, stable = false, unoptimised = false, why = false;
  bool debug = false, dump_types = false, dump_versions = false;  // of rmetacrc-gendwarfksyms alone
  std::optional<std::string> symtypes;                            // FILE to write
  std::vector<std::string> rules;                                 // of a stable kABI: files, or objects of C
  std::optional<std::string> module;                              // in Module.symvers
  std::optional<std::string> color;                               // always, auto, never
  std::optional<std::string> jobs;                                // how many crates at a time
  std::optional<std::string> tolerate;                            // FILE of tolerated changes
  bool sizes = false;                                             // info: what the bytes are
  bool update = false, dry_run = false;                           // of a pin
  bool progress = true;                                           // may be shown: not where make runs many of us

  /// The format asked for, of verbs that write one at a time; "" means the verb's first.
  std::string_view format() const { return formats.empty() ? std::string_view() : std::string_view(formats.front()); }
};

/// Exit codes, the same for every verb.
enum class Exit : std::uint8_t { Ok = 0, Differs = 1, Trouble = 2 };

/// A command line that shows what a verb is good for, and what it does, in a few words.
struct Example {
  std::string_view what, command;
};

/// A verb: its name, how it is described, which output formats it knows (the first is the default) and what runs it.
struct Verb {
  std::string_view name, arguments, summary, details;
  std::span<const std::string_view> formats;
  std::span<const Example> examples;
  Exit (*run)(const Options&, report::Output&);
  bool several = false;  // --format TYPE[:FILE] may be given more than once
};

/// One row of the option table. `verbs` lists the verbs that take the option, separated by blanks; "" means all.
struct OptionRow {
  std::string_view name;      // long name without dashes
  char letter;                // short name, or 0
  std::string_view argument;  // what --help calls the argument; "" for a flag
  std::string_view help;
  std::string_view verbs;
  std::variant<bool Options::*, std::optional<std::string> Options::*, std::vector<std::string> Options::*> member;
};

std::span<const OptionRow> option_table();
/// Whether the verb takes the option.
bool takes(const Verb&, const OptionRow&);

/// Splits `arguments` (without the program's name) into a verb and its options. The first argument is the verb if it is
/// one of `verbs`; otherwise the first of `verbs` is meant. Throws rmeta::Error on anything the table does not know, on
/// a missing argument, and on a format the verb does not have.
struct CommandLine {
  const Verb* verb;
  bool verb_given;
  Options options;
  std::optional<std::string> generated;  // --completion or --manual: what is to be printed, and nothing else done
};
CommandLine parse(std::span<const Verb> verbs, std::span<const std::string> arguments);

/// `rmetacrc --help`: the verbs; and `rmetacrc VERB --help`: the verb and its options.
std::string usage(std::span<const Verb> verbs);
std::string usage(const Verb& verb);

/// `rmetacrc --completion SHELL`: the completion script for bash, zsh or fish. Throws for another shell.
std::string completion(std::string_view shell, std::span<const Verb> verbs);
/// `rmetacrc --manual`: the page rmetacrc(1), in mdoc.
std::string manual(std::span<const Verb> verbs);

}  // namespace rmeta::cli
