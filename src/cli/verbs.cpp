// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/cli/verbs.hpp"

namespace rmeta::cli {

namespace {

constexpr std::string_view kTextJson[] = {"text", "json"};
constexpr std::string_view kJson[] = {"json"};

const Verb kVerbs[] = {
    {"info", "FILE...", "container, release, crate, target, hashes, dependencies, bytes by table",
     "Says what a file is: how the metadata is wrapped, which release wrote it, which crate it holds, what that crate "
     "depends\non, and how many bytes each of its tables takes.",
     kTextJson, run_info},
    {"dump", "FILE...", "everything, as JSON",
     "Writes everything in a crate's metadata as JSON: the crate root, every table and constant allocation by the "
     "release's "
     "schema,\nand the items in the words of the language. Memory does not grow with the file.",
     kJson, run_dump},
    {"verify", "FILE...", "decode everything, account for every byte",
     "Decodes everything in a file and checks that each value ends where the next one begins, that every reference "
     "leads to "
     "what\nit should, and that every byte is accounted for. Exit code 2 if not.",
     kTextJson, run_verify},
    {"releases", "", "the compiler releases that can be read",
     "Lists the releases of rustc whose metadata can be read. `--compat-dir` adds more.", kTextJson, run_releases},
};

}  // namespace

std::span<const Verb> verb_table() {
  return kVerbs;
}

}  // namespace rmeta::cli
