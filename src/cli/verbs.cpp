// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/cli/verbs.hpp"

namespace rmeta::cli {

namespace {

constexpr std::string_view kTextJson[] = {"text", "json"};
constexpr std::string_view kJson[] = {"json"};
constexpr std::string_view kCrcFormats[] = {"text", "json", "symvers", "module-symvers"};
constexpr std::string_view kText[] = {"text"};
constexpr std::string_view kDiffFormats[] = {"text", "short", "json", "sarif", "html"};

constexpr Example kCrcExamples[] = {
    {"the CRCs of a crate and of each symbol that it exports", "rmetacrc libshapes.rmeta"},
    {"the lines that kbuild appends to its .cmd files", "rmetacrc crc --format symvers libshapes.rmeta"},
    {"what a kernel exports of the crates in a folder, four crates at a time",
     "rmetacrc crc -j 4 --symbols Module.symvers rust/"},
    {"the texts behind the CRCs, in the format of genksyms",
     "rmetacrc crc --symtypes libshapes.symtypes libshapes.rmeta"},
};
constexpr Example kContentExamples[] = {
    {"the items of a crate that is complete in itself; others need -L or --sysroot",
     "rmetacrc content libno_core.rmeta"},
    {"the names of these items", "rmetacrc content --format json libno_core.rmeta | jq -r '.items[].name'"},
};
constexpr Example kInfoExamples[] = {
    {"which compiler made a file, for which target", "rmetacrc info libshapes.rmeta"},
    {"what makes a file large", "rmetacrc info --sizes libshapes.rmeta"},
    {"the crates that it needs", "rmetacrc info --format json libshapes.rmeta | jq -r '.dependencies[].name'"},
};
constexpr Example kDumpExamples[] = {
    {"all of it", "rmetacrc dump -o shapes.json libshapes.rmeta"},
    {"a type and what is in it", "rmetacrc dump --item shapes::Shape libshapes.rmeta"},
    {"all functions with their signatures", "rmetacrc dump --kind Fn libshapes.rmeta"},
    {"a table, by the compiler's own names", "rmetacrc dump --table def_kind libshapes.rmeta"},
};
constexpr Example kSymbolsExamples[] = {
    {"which items have which linker names", "rmetacrc symbols libshapes.rmeta"},
    {"what the symbols of a kernel are that come from these crates", "rmetacrc symbols --symbols Module.symvers rust/"},
};
constexpr Example kLayoutExamples[] = {
    {"all types of a crate, with holes and niches", "rmetacrc layout --all libshapes.rmeta"},
    {"a generic type with its arguments", "rmetacrc layout --type 'shapes::Pair<u8>' libshapes.rmeta"},
    {"how functions are called", "rmetacrc layout --unoptimised --fn 'shapes::*area' libshapes.rmeta"},
};
constexpr Example kExplainExamples[] = {
    {"what a symbol's CRC is of", "rmetacrc explain shapes::by_area libshapes.rmeta"},
    {"why a symbol depends on a type", "rmetacrc explain --why shapes::by_area shapes::Point libshapes.rmeta"},
};
constexpr Example kDiffExamples[] = {
    {"what changed between two builds, and why", "rmetacrc diff old/ new/"},
    {"the same in a few lines, as a page to look at, and as annotations of a code review",
     "rmetacrc diff --format short --format html:report.html --format sarif:out.sarif old/ new/"},
    {"a pin stands for the crates that it was made of", "rmetacrc diff queue.pin new/"},
    {"which of Rust's symbols two kernels export otherwise", "rmetacrc diff Module.symvers new.symvers"},
};
constexpr Example kPinExamples[] = {
    {"the interface of the crates in a folder", "rmetacrc pin -o queue.pin old/"},
    {"what a newer build would change in it", "rmetacrc pin -o queue.pin --update --dry-run new/"},
};
constexpr Example kCheckExamples[] = {
    {"whether all that the pin promises is still there", "rmetacrc check queue.pin new/"},
    {"the same, apart from changes that are known", "rmetacrc check --tolerate tolerated.txt queue.pin new/"},
};
constexpr Example kVerifyExamples[] = {
    {"whether all of a file is understood", "rmetacrc verify libshapes.rmeta"},
};
constexpr Example kReleasesExamples[] = {
    {"which compilers' files can be read", "rmetacrc releases"},
    {"their names alone", "rmetacrc releases --format json | jq -r '.releases[].release'"},
};

const Verb kVerbs[] = {
    {"crc", "FILE...", "CRCs of the crate and of each exported symbol",
     "Prints lines of CRC, name, kind and path, separated by tabs: first the crate's (file: of the metadata's bytes; "
     "content: "
     "of\nall that dependents can take from the crate; abi: over all symbols), then one for each symbol that the crate "
     "exports, or for those of "
     "--symbols. "
     "Where\nthe compiler generated no code and so listed no exports, what it would export is marked `assumed`. If one "
     "symbol "
     "cannot be\ncompleted, nothing is printed and the exit code is 2. A folder stands for the crates in it.",
     kCrcFormats, kCrcExamples, run_crc},
    {"content", "FILE...", "what the CRC of a crate's content is made of",
     "Lists what another crate's compilation can take from this one: CRC and name of each item, ordered by name. With "
     "--item, the\ntext behind the CRC too. It says nothing of where things stand, of order, private items and names "
     "of "
     "parameters.",
     kTextJson, kContentExamples, run_content},
    {"info", "FILE...", "container, release, crate, target, hashes, dependencies, bytes by table",
     "Says what a file is: how the metadata is wrapped, which release wrote it, which crate it holds, what that crate "
     "depends\non, and how many bytes each of its tables takes.",
     kTextJson, kInfoExamples, run_info},
    {"dump", "FILE...", "everything, as JSON",
     "Writes everything in a crate's metadata as JSON: the crate root, every table and constant allocation by the "
     "release's "
     "schema,\nand the items in the words of the language. Memory does not grow with the file.",
     kJson, kDumpExamples, run_dump},
    {"symbols", "FILE...", "items and their linker names",
     "Lists every function, method, constructor, closure and static that needs no generic arguments, and what the "
     "compiler "
     "exported\nbesides: linker name, kind, path, and whether it is exported, assumed to be (no code was generated), "
     "local, or declared\nin an extern block. With --symbols or --object, the names of the list are resolved instead, "
     "to items with their arguments;\nwhat is none is named on stderr with the reason, and the exit code is 2.",
     kTextJson, kSymbolsExamples, run_symbols},
    {"layout", "FILE...", "how types lie in memory and how functions are called",
     "Prints the layout of the types named by --type, or of --all: offset and size of each field in order of memory, "
     "holes,\npadding, tags, niches, where a cache line of 64 bytes ends; and how the functions named by --fn are "
     "called: their\nconvention, and how each argument and the result is passed. What cannot be laid out or called is "
     "named on stderr, with\nthe reason, and makes the exit code 2.",
     kTextJson, kLayoutExamples, run_layout},
    {"explain", "SYMBOL [TYPE] FILE", "the ABI text behind a symbol's CRC",
     "Prints the text whose CRC-32 a symbol's CRC is (compat/ABI-TEXT.md). SYMBOL is a linker name, or a path as `crc` "
     "prints it. With "
     "--why:\na shortest way from SYMBOL to TYPE, a type that the text defines, with the line that leads from each "
     "step to the next.",
     kTextJson, kExplainExamples, run_explain},
    {"diff", "OLD NEW", "what changed between two crates or folders of crates, and why",
     "Compares the binary interfaces of OLD and NEW: each a crate, a folder of crates, a pin, or a Module.symvers. "
     "First what was edited, with both\ndefinitions and the symbols it moved, then symbols that were added, removed, "
     "or renamed: the same item by another name.\nCrates of two compilers, in which no name is the same, are compared "
     "by path. Of a Module.symvers, Rust's symbols are compared by\nname and CRC, and there is no why. Exit code 0: "
     "the same, 1: it differs.",
     kDiffFormats, kDiffExamples, run_diff, true},
    {"pin", "FILE...", "write a baseline of crates, to check others against",
     "Writes the interface of the crates, or of the folders of crates, to a file (-o): compiler, target, the CRC of "
     "every symbol "
     "and the\ntexts behind them, so that `check` can say years later what changed. There is no time, path or host in "
     "it. An "
     "existing pin is\nreplaced only with --update, which shows what is about to change; --dry-run stops there.",
     kText, kPinExamples, run_pin},
    {"check", "PIN FILE...", "hold crates against a baseline",
     "Compares the crates, or folders of crates, with a pin. What the pin has must be there and the same: exit code 1 "
     "if it is not. New\nsymbols are no difference. Another compiler or target is never compared: exit code 2. "
     "--tolerate takes a list of changes that are\nknown and accepted. A Module.symvers can stand for the pin, the "
     "crates, or both: names and CRCs of Rust's symbols are compared then.",
     kDiffFormats, kCheckExamples, run_check, true},
    {"verify", "FILE...", "decode everything, account for every byte",
     "Decodes everything in a file and checks that each value ends where the next one begins, that every reference "
     "leads to "
     "what\nit should, and that every byte is accounted for. Exit code 2 if not. With --object, types are laid out and "
     "held\nagainst the "
     "object's debug information: exit code 1 if one lies otherwise there.",
     kTextJson, kVerifyExamples, run_verify},
    {"releases", "", "the compiler releases that can be read",
     "Lists the releases of rustc whose metadata can be read. `--compat-dir` adds more.", kTextJson, kReleasesExamples,
     run_releases},
};

}  // namespace

std::span<const Verb> verb_table() {
  return kVerbs;
}

}  // namespace rmeta::cli
