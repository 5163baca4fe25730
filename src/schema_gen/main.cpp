// SPDX-License-Identifier: MIT OR Apache-2.0
// rmeta-schema: reads the source of a Rust compiler and writes how that release encodes crate metadata.
//
// The compiler declares most of the format by derive macros on its own types. The program reads those declarations as
// the compiler itself would see them (crates, modules, names, generics, macros, cfg), starts at the root of a crate's
// metadata and follows every type. What the compiler encodes by code is matched with compat/codecs.json, and that code
// must be the text that was reviewed. Nothing is guessed: what is not understood ends the program with file and line.
#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "extract.hpp"
#include "facts.hpp"
#include "rmeta/content/rules.hpp"
#include "rmeta/schema/json.hpp"
#include "roles_check.hpp"
#include "select.hpp"
#include "targets.hpp"

namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using namespace rmeta::schema_gen;

/// Fields and tables of which compat/content.json does not say whether they are part of a crate's content.
std::vector<std::string> unclassified(const OutSchema& out, const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw rmeta::Error("cannot be read").file(file.string());
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto rules = rmeta::content::Rules::parse(text, file.string());
  auto packed = rmeta::schema::pack_schemas({{{out.release, write_json(out)}}}, rmeta::schema::builtin_roles());
  const rmeta::schema::Schema schema = rmeta::schema::view_packed(std::move(packed.front().packed));
  std::vector<std::string> lines;
  for (const std::string& name : rmeta::content::unclassified(schema, rules))
    lines.push_back(fmt::format("{}: nobody has said whether {} is part of a crate's content", file.string(), name));
  return lines;
}

struct Options {
  fs::path source, output = ".", compat, base;
  std::string version;
  bool check = false, print = false, targets = false, accept = false, keep_going = false;
};

int run(const Options& o) {
  Index index(o.source);
  Types types(index);
  CodecTable codecs = load_codecs(o.compat / "codecs.json");
  Accepted accepted = load_accepted(o.compat / "fingerprints.json");
  OutSchema out;
  if (o.targets) {
    read_targets(types, out, o.compat / "target_fields.json");
    fmt::print("{}", write_targets(out));
    return 0;
  }
  read_release(index, out, o.version);
  Extractor extractor(types, codecs, out.release, out);
  extractor.run("rustc_metadata::rmeta::CrateRoot", o.keep_going || o.check || o.print || o.accept);
  std::set<std::string> watched = extractor.watched();
  read_encoding(types, out, watched);
  bool predefined = false;
  for (const auto& [name, t] : out.types) predefined = predefined || t.codec == "symbol_tagged";
  if (predefined) read_symbols(types, out, watched);
  read_lang_items(types, out);
  read_targets(types, out, o.compat / "target_fields.json");

  if (o.accept) {
    size_t fresh = 0;
    for (const Fingerprint& f : fingerprints(index, accepted, watched))
      fresh += accepted[f.item].insert(f.print).second;
    save_accepted(o.compat / "fingerprints.json", accepted);
    fmt::print("{} new fingerprints\n", fresh);
    return 0;
  }
  if (o.print) {
    for (const Fingerprint& f : fingerprints(index, accepted, watched))
      fmt::print("{}\t{}\t{}\t{}\n", f.accepted ? "accepted" : "new", f.print, f.item, str(f.loc));
    return 0;
  }
  int status = 0;
  auto report = [&](const std::string& what) {
    fmt::print(stderr, "rmeta-schema: {}\n", what);
    status = 2;
  };
  for (const std::string& p : extractor.problems()) report(p);
  for (const std::string& p : unknown_macros(index)) report(p);
  if (o.check) {
    std::vector<std::string> missing;
    for (const Fingerprint& f : fingerprints(index, accepted, watched, &missing))
      if (!f.accepted)
        report(fmt::format("{}: `{}` is not the text that was reviewed ({})", str(f.loc), f.item, f.print));
    for (const std::string& m : missing) report(m);
    for (const std::string& r : unbound_roles(load_roles(o.compat / "roles.json"), out)) report(r);
    if (extractor.problems().empty())  // else some types are not known
      for (const std::string& u : unclassified(out, o.compat / "content.json")) report(u);
  } else {
    check_fingerprints(index, codecs, accepted, watched);
  }
  if (status && !o.keep_going) return status;
  fs::create_directories(o.output);
  fs::path file = o.output / (out.release + ".json");
  std::ofstream f(file, std::ios::binary);
  f << (o.base.empty() ? write_json(out) : write_difference(out, o.base));
  if (!f.flush()) throw rmeta::Error("cannot write").file(file.string());
  fmt::print("{}: {} types, {} symbols, {} lang items, {} targets\n", file.string(), out.types.size(),
             out.symbols.size(), out.lang_items.size(), out.targets.size());
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  po::options_description shown(
      "rmeta-schema SOURCE [-o DIR]: writes DIR/RELEASE.json from the rustc source tree SOURCE");
  shown.add_options()("help,h", "this text")("output,o", po::value(&o.output)->value_name("DIR"), "where to write")(
      "compat", po::value(&o.compat)->value_name("DIR"), "folder of codecs.json and roles.json")(
      "version-string", po::value(&o.version)->value_name("TEXT"),
      "what `rustc -V` of the release says, where SOURCE has no file `version`")(
      "base", po::value(&o.base)->value_name("FILE"), "write the difference from this schema")(
      "check", po::bool_switch(&o.check), "report everything unknown and every unbound role before writing")(
      "print-fingerprints", po::bool_switch(&o.print), "list the watched items instead of writing a schema")(
      "print-targets", po::bool_switch(&o.targets), "print the data of the built-in targets alone")(
      "accept-fingerprints", po::bool_switch(&o.accept), "after a review: record the watched items as they are")(
      "keep-going", po::bool_switch(&o.keep_going), "write types that are not understood as `unsupported`");
  po::options_description all;
  all.add(shown).add_options()("source", po::value(&o.source));
  try {
    po::positional_options_description positional;
    positional.add("source", 1);
    po::variables_map vm;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(), vm);
    po::notify(vm);
    if (vm.count("help")) {
      std::cout << shown;
      return 0;
    }
    if (o.source.empty()) throw rmeta::Error("no source tree given").hint("see rmeta-schema --help");
    if (o.compat.empty()) o.compat = RMETA_COMPAT_DIR;
    return run(o);
  } catch (const std::exception& e) {
    std::cerr << "rmeta-schema: " << e.what() << "\n";
    return 2;
  }
}
