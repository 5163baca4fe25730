// SPDX-License-Identifier: MIT OR Apache-2.0
// `rmetacrc-gendwarfksyms`: the kernel's gendwarfksyms by its command line (scripts/gendwarfksyms/gendwarfksyms.c of
// Linux 7.3), so that kbuild can call it unpatched. The objects are not read: they may be LLVM bitcode, or without
// debug information. What is read is `lib<name>.rmeta`, which kbuild has rustc write beside `<name>.o`. An object
// without one is not ours: the original, named by RMETACRC_C_TOOL, is run in our place, with the same arguments and
// standard input.
//
// kbuild appends what is printed to a file that modpost reads and takes a symbol without a line for one without a
// version. So all is printed, or nothing, and then the exit code is 2.
#include <fmt/format.h>
#include <getopt.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <system_error>

#include "rmeta/cli/verbs.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/output.hpp"

namespace rmeta::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "rmetacrc-gendwarfksyms";
constexpr const char* kTool = "RMETACRC_C_TOOL";

constexpr std::string_view kUsage =
    "Usage: rmetacrc-gendwarfksyms [options] object-file ... < symbol-list\n\n"
    "Prints a #SYMVER line for each symbol of the list, from the lib<name>.rmeta beside each <name>.o.\n\n"
    "Options:\n"
    "  -d, --debug          Print what is read, and each version\n"
    "      --dump-dies      Accepted: Rust metadata has no DIEs\n"
    "      --dump-die-map   Accepted: Rust metadata has no DIEs\n"
    "      --dump-types     Print the ABI text of each type\n"
    "      --dump-versions  Print the ABI text of each symbol\n"
    "  -s, --stable         Support kABI stability features\n"
    "  -T, --symtypes file  Write a symtypes file\n"
    "  -h, --help           Print this message\n\n"
    "Environment:\n"
    "  RMETACRC_C_TOOL      Program that is run instead for objects without Rust metadata\n"
    "  RMETACRC_RULES       With --stable: files of kABI rules, or objects of C that carry some, separated by colons\n"
    "  RMETACRC_COMPAT_DIR  Release schemas to add, as --compat-dir of rmetacrc\n";

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return value == nullptr ? "" : value;
}

struct Request {
  Options options;
  std::vector<std::string> objects;
};

Request parse_arguments(const std::vector<std::string>& arguments) {
  static constexpr int kDump = 256, kDumpTypes = 257, kDumpVersions = 258;
  static const option kLong[] = {{"debug", no_argument, nullptr, 'd'},
                                 {"dump-dies", no_argument, nullptr, kDump},
                                 {"dump-die-map", no_argument, nullptr, kDump},
                                 {"dump-types", no_argument, nullptr, kDumpTypes},
                                 {"dump-versions", no_argument, nullptr, kDumpVersions},
                                 {"stable", no_argument, nullptr, 's'},
                                 {"symtypes", required_argument, nullptr, 'T'},
                                 {"help", no_argument, nullptr, 'h'},
                                 {}};
  Request r;
  std::vector<std::string> words{std::string(kName)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  opterr = 0;
  const int argc = static_cast<int>(words.size());
  for (int c = 0; (c = ::getopt_long(argc, argv.data(), "dsT:h", kLong, nullptr)) != -1;) {
    switch (c) {
      case 'd':
        r.options.debug = true;
        break;
      case 's':
        r.options.stable = true;
        break;
      case 'T':
        r.options.symtypes = optarg;
        break;
      case 'h':
        r.options.help = true;
        break;
      case kDump:
        break;
      case kDumpTypes:
        r.options.dump_types = true;
        break;
      case kDumpVersions:
        r.options.dump_versions = true;
        break;
      default:
        throw Error(
            fmt::format("option {} is not known or lacks its argument", argv.at(static_cast<std::size_t>(optind) - 1)))
            .hint("-h lists the options");
    }
  }
  for (int i = optind; i < argc; ++i) r.objects.emplace_back(argv.at(static_cast<std::size_t>(i)));
  return r;
}

/// Where kbuild leaves the metadata of the crate whose object this is: "rust/kernel.o" → "rust/libkernel.rmeta". "" if
/// there is none.
std::string metadata_of(const std::string& object) {
  const fs::path path(object);
  if (path.extension() != ".o") return "";
  const fs::path metadata = path.parent_path() / fmt::format("lib{}.rmeta", path.stem().string());
  std::error_code error;
  const bool there = fs::exists(metadata, error);
  if (error) throw Error(error.message()).file(metadata.string());
  return there ? metadata.string() : "";
}

[[noreturn]] void run_original(const std::vector<std::string>& arguments, const std::string& object) {
  const std::string tool = environment(kTool);
  if (tool.empty()) {
    throw Error(fmt::format("there is no Rust metadata of this object (lib{}.rmeta in the same folder)",
                            fs::path(object).stem().string()))
        .file(object)
        .hint(fmt::format("set {} to the gendwarfksyms that knows objects of C", kTool));
  }
  std::error_code ignored;
  if (fs::equivalent(tool, "/proc/self/exe", ignored))
    throw Error(fmt::format("{} names this program itself, which cannot version {}", kTool, object))
        .hint("it must be the kernel's own gendwarfksyms");
  std::vector<std::string> words{tool};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(tool.c_str(), argv.data());
  throw Error(fmt::format("cannot be run: {}", std::generic_category().message(errno))).file(tool);
}

}  // namespace

bool is_gendwarfksyms(std::string_view program) {
  return fs::path(program).filename() == kName;
}

Exit run_gendwarfksyms(const std::vector<std::string>& arguments) {
  Request request = parse_arguments(arguments);
  Options& options = request.options;
  if (options.help) {
    std::cerr << kUsage;
    return Exit::Ok;
  }
  if (request.objects.empty()) throw Error("no object file given").hint("-h says how it is used");
  for (const std::string& object : request.objects) {
    std::error_code error;
    if (!fs::exists(object, error)) throw Error(error ? error.message() : "No such file or directory").file(object);
  }
  std::string rust, other;
  for (const std::string& object : request.objects) {
    if (std::string metadata = metadata_of(object); !metadata.empty()) {
      options.files.push_back(std::move(metadata));
      rust = object;
    } else {
      other = object;
    }
  }
  if (rust.empty()) run_original(arguments, other);
  if (!other.empty())
    throw Error(fmt::format("{} has Rust metadata beside it and {} has none: one call is for one kind", rust, other))
        .hint("call it once for each object, as kbuild does");
  // As the original: no symbols, nothing to do.
  std::cin >> std::ws;
  if (std::cin.bad()) throw Error("cannot be read").file("standard input");
  if (std::cin.eof()) return Exit::Ok;
  options.symbols = "-";
  options.progress = false;
  options.formats = {"symvers"};
  options.declared = true;  // a list of what an object defines cannot name what its crate declares, unless it is meant
  if (std::string dir = environment("RMETACRC_COMPAT_DIR"); !dir.empty()) options.compat_dir = dir;
  std::istringstream rules(options.stable ? environment("RMETACRC_RULES") : "");
  for (std::string path; std::getline(rules, path, ':');)
    if (!path.empty()) options.rules.push_back(path);
  report::Output out;
  const Exit exit = run_crc(options, out);
  out.commit();
  return exit;
}

}  // namespace rmeta::cli
