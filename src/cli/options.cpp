// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::cli {

namespace po = boost::program_options;

namespace {

// Verbs that read crates, and those among them that look into dependencies.
constexpr std::string_view kReads = "crc content info dump symbols layout explain verify diff pin check";
constexpr std::string_view kGraph = "crc content dump symbols layout explain verify diff pin check";

// clang-format off
const OptionRow kOptions[] = {
  {"format", 0, "FORMAT", "output format; see the verb for the ones it knows", "", &Options::formats},
  {"output", 'o', "FILE", "write to FILE, which is replaced once the output is complete", "", &Options::output},
  {"search-dir", 'L', "DIR", "look for dependencies in DIR too (repeatable)", kGraph, &Options::search_dirs},
  {"extern", 0, "NAME=PATH", "the dependency NAME is the file PATH (repeatable)", kGraph, &Options::externs},
  {"sysroot", 0, "DIR", "look for the standard library below DIR, as rustc --print sysroot names it", kGraph, &Options::sysroot},
  {"symbols", 0, "FILE", "take the export list from FILE, - for standard input: names, kbuild's exports, a KMI list, Module.symvers", "crc symbols diff pin", &Options::symbols},
  {"object", 0, "FILE", "the export list is this object's global symbols, filtered as kbuild does; with --symbols: the object legacy names are from; explain: the object SYMBOL is from, or one of C with kABI rules; verify: whose debug information says how types lie", "crc symbols explain verify diff pin", &Options::object},
  {"declared", 0, "", "symbols of the list may also be functions and statics that a crate declares in extern blocks", "crc symbols", &Options::declared},
  {"rules", 0, "FILE", "apply the kABI rules in FILE, or those an object of C carries (repeatable); implies --stable", "crc explain diff pin check", &Options::rules},
  {"stable", 's', "", "leave out what kABI rules and members named __kabi_* say is not part of a stable interface", "crc explain diff pin check", &Options::stable},
  {"symtypes", 'T', "FILE", "write the ABI texts to FILE as symtypes records", "crc", &Options::symtypes},
  {"module", 0, "NAME", "the module's name in --format module-symvers (default: vmlinux)", "crc", &Options::module},
  {"only", 0, "PART", "only this part of the output; PART is \"file\": the CRC of the file's metadata", "crc", &Options::only},
  {"table", 0, "NAME", "only this table (repeatable)", "dump", &Options::tables},
  {"item", 0, "PATH", "only the item with this path and what is in it (repeatable)", "content dump symbols", &Options::items},
  {"kind", 0, "KIND", "only items of this kind, by rustc's name: Struct, AssocFn, Impl, ... (repeatable); with --item: of those", "dump", &Options::kinds},
  {"all", 0, "", "all structs, enums and unions of the crate that need no arguments, private ones too", "layout", &Options::all},
  {"type", 't', "TYPE", "this type, with its arguments; or those of the crate that a pattern with * matches (repeatable)", "layout", &Options::types},
  {"fn", 0, "PATH", "how this function is called, F::{closure#N} for the code of a closure or coroutine in F; or those that a pattern with * matches (repeatable)", "layout", &Options::functions},
  {"unoptimised", 0, "", "as code that is not optimised calls it: less is said about references", "layout", &Options::unoptimised},
  {"why", 0, "", "show a shortest way from SYMBOL to TYPE", "explain", &Options::why},
  {"color", 0, "WHEN", "always, never or auto: on a terminal", "layout diff check pin", &Options::color},
  {"sizes", 0, "", "what the bytes are for, the largest share first; of several files or a folder also by crate", "info", &Options::sizes},
  {"tolerate", 0, "FILE", "changes that FILE lists do not count", "check", &Options::tolerate},
  {"update", 0, "", "replace the pin that -o names, and show what changes", "pin", &Options::update},
  {"dry-run", 0, "", "with --update: show it and replace nothing", "pin", &Options::dry_run},
  {"jobs", 'j', "N", "work on N crates at a time (default: one for each processor)", "crc diff pin check", &Options::jobs},
  {"compat-dir", 0, "DIR", "add the release schemas in DIR; they replace built-in ones", "crc content info dump symbols layout explain verify diff pin check releases", &Options::compat_dir},
  {"no-builtin", 0, "", "read only the releases of --compat-dir, not the built-in ones", "crc content info dump symbols layout explain verify diff pin check releases", &Options::no_builtin},
  {"assume-release", 0, "RELEASE", "read files of an unknown compiler as this release's; said so in every output", kReads, &Options::assume_release},
  {"target-spec", 0, "FILE", "the JSON target that the crates are for, where metadata keeps its path alone (before 1.63)", "crc layout diff pin check", &Options::target_spec},
  {"help", 'h', "", "print this text", "", &Options::help},
  {"version", 'V', "", "print the program's version", "", &Options::version},
};
// clang-format on

bool listed(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    std::size_t blank = std::min(words.find(' '), words.size());
    if (words.substr(0, blank) == word) return true;
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return false;
}

po::options_description describe(const Verb& verb, Options& options) {
  po::options_description description;
  auto add = description.add_options();
  for (const OptionRow& row : kOptions) {
    if (!takes(verb, row)) continue;
    std::string names(row.name);
    if (row.letter != 0) names += fmt::format(",{}", row.letter);
    std::visit(
        [&]<class T>(T Options::* member) {
          T& target = options.*member;
          if constexpr (std::is_same_v<T, bool>) {
            add(names.c_str(), po::bool_switch(&target));
          } else if constexpr (std::is_same_v<T, std::optional<std::string>>) {
            add(names.c_str(), po::value<std::string>()->notifier([&target](const std::string& s) { target = s; }));
          } else {
            add(names.c_str(), po::value<T>(&target)->composing());
          }
        },
        row.member);
  }
  add("files", po::value<std::vector<std::string>>(&options.files));
  return description;
}

std::string formats_text(const Verb& verb) {
  return fmt::format("{}", fmt::join(verb.formats, ", "));
}

// Boost's word for what is wrong, without its ways of quoting.
std::string reason(const po::error& error) {
  std::string text = error.what();
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

}  // namespace

std::span<const OptionRow> option_table() {
  return kOptions;
}

bool takes(const Verb& verb, const OptionRow& row) {
  return row.verbs.empty() || listed(row.verbs, verb.name);
}

CommandLine parse(std::span<const Verb> verbs, std::span<const std::string> arguments) {
  CommandLine line{&verbs.front(), false, {}, {}};
  if (!arguments.empty() && (arguments.front() == "--completion" || arguments.front() == "--manual")) {
    const bool manual = arguments.size() == 1 && arguments.front() == "--manual";
    if (!manual && arguments.size() != 2) throw Error("--completion wants a shell").hint("it takes bash, zsh or fish");
    line.generated = manual ? cli::manual(verbs) : completion(arguments[1], verbs);
    return line;
  }
  if (!arguments.empty()) {
    auto named = std::ranges::find(verbs, arguments.front(), &Verb::name);
    if (named != verbs.end()) {
      line.verb = &*named;
      line.verb_given = true;
      arguments = arguments.subspan(1);
    }
  }
  const Verb& verb = *line.verb;
  try {
    auto description = describe(verb, line.options);
    po::positional_options_description positional;
    positional.add("files", -1);
    // Abbreviated options would change their meaning when a new option appears.
    int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    std::vector<std::string> words(arguments.begin(), arguments.end());
    po::variables_map values;
    po::store(po::command_line_parser(words).options(description).positional(positional).style(style).run(), values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    const std::string& name = error.get_option_name();
    for (const OptionRow& row : kOptions) {
      if (fmt::format("--{}", row.name) == name || (row.letter != 0 && fmt::format("-{}", row.letter) == name)) {
        throw Error(fmt::format("`{}` takes no option {}", verb.name, name))
            .hint(fmt::format("`rmetacrc {} --help` lists its options", verb.name));
      }
    }
    throw Error(fmt::format("unknown option {}", name)).hint(fmt::format("see `rmetacrc {} --help`", verb.name));
  } catch (const po::error& error) {
    throw Error(reason(error)).hint(fmt::format("see `rmetacrc {} --help`", verb.name));
  }
  Options& options = line.options;
  for (const std::string& wanted : options.formats) {
    const std::size_t colon = verb.several ? wanted.find(':') : std::string::npos;
    const std::string_view type = std::string_view(wanted).substr(0, colon);
    if (std::ranges::find(verb.formats, type) == verb.formats.end() || colon == wanted.size() - 1)
      throw Error(fmt::format("`{}` has no format \"{}\"", verb.name, wanted))
          .hint(fmt::format("it has {}", formats_text(verb)));
  }
  if (options.formats.size() > 1 && !verb.several)
    throw Error("option \"--format\" cannot be specified more than once")
        .hint(fmt::format("see `rmetacrc {} --help`", verb.name));
  for (const std::string& pair : options.externs) {
    std::size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == pair.size()) {
      throw Error(fmt::format("--extern wants NAME=PATH, not \"{}\"", pair));
    }
  }
  return line;
}

std::string usage(std::span<const Verb> verbs) {
  std::string text = fmt::format(
      "usage: rmetacrc [VERB] [OPTION...] FILE...\n\n"
      "Reads the crate metadata that rustc leaves in .rmeta, .rlib, dylib and object files, without a compiler, and "
      "says "
      "what\nis in it and whether its binary interface is still the same. Without a verb, `{}` is meant.\n\nverbs:\n",
      verbs.front().name);
  for (const Verb& verb : verbs) text += fmt::format("  {:<10} {}\n", verb.name, verb.summary);
  text +=
      "\n`rmetacrc VERB --help` lists a verb's options; `rmetacrc --version` prints the version.\n"
      "Exit code: 0 same or done, 1 differs, 2 trouble (bad input, unsupported release, something needed is "
      "missing).\n";
  return text;
}

std::string usage(const Verb& verb) {
  std::string text = fmt::format("usage: rmetacrc {} [OPTION...]{}{}\n\n{}\n\noptions:\n", verb.name,
                                 verb.arguments.empty() ? "" : " ", verb.arguments, verb.details);
  for (const OptionRow& row : kOptions) {
    if (!takes(verb, row)) continue;
    std::string left = row.letter != 0 ? fmt::format("-{}, ", row.letter) : "    ";
    left += fmt::format("--{}{}{}", row.name, row.argument.empty() ? "" : " ", row.argument);
    std::string help(row.help);
    if (row.name == "format") help = fmt::format("{} (default: {})", formats_text(verb), verb.formats.front());
    if (row.name == "format" && verb.several) help += "; TYPE:FILE writes to FILE (repeatable)";
    text += fmt::format("  {:<28} {}\n", left, help);
  }
  if (!verb.examples.empty()) text += "\nexamples:\n";
  for (const Example& example : verb.examples) text += fmt::format("  # {}\n  {}\n", example.what, example.command);
  return text;
}

}  // namespace rmeta::cli
