// SPDX-License-Identifier: MIT OR Apache-2.0
// `crc`: the CRCs of a crate and of each symbol it exports, or of the symbols that are asked for. It fails closed:
// where one symbol cannot be completed nothing is printed, because a script would take what is missing for what is
// unchanged.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "crates.hpp"
#include "kabi_json.hpp"
#include "rmeta/abi/crcs.hpp"
#include "rmeta/abi/symtypes.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/cli/verbs.hpp"
#include "rmeta/content/rules.hpp"
#include "rmeta/crc/crc32.hpp"
#include "rmeta/crc/text.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/json.hpp"
#include "selected.hpp"

namespace rmeta::cli {

namespace {

struct CrateCrcs : abi::CrateCrcs {
  std::string path;
};

using crc::hex;

std::string hex(std::optional<std::uint32_t> crc) {
  return crc ? hex(*crc) : "-";
}

// What the options of rmetacrc-gendwarfksyms ask for, on stderr.
void print_debugging(const Options& options, const std::string& path, const abi::Assembler& assembler,
                     const abi::CrateAbi& abi) {
  auto say = [](const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); };
  if (options.debug) say(fmt::format("{}: {} symbols\n", path, abi.symbols.size()));
  if (options.dump_types) {
    for (std::uint32_t id = 0; id < assembler.texts().definition_count(); ++id) say(assembler.texts().definition(id));
  }
  for (const abi::SymbolCrc& s : abi.symbols) {
    if (options.debug) say(fmt::format("{} = {:x}\n", s.symbol.name, s.crc));
    if (options.dump_versions) say(fmt::format("{}\n{}", s.symbol.name, assembler.text(s)));
  }
}

// What all crates of a run add to.
struct Run {
  const Options& options;
  std::optional<symbols::Selection> selection;
  abi::KabiRules kabi;
  std::vector<symbols::Selection::Failure> failures;
  std::optional<abi::Symtypes> symtypes;
  std::optional<content::Rules> rules;  // for the content CRC, where CRCs of crates are printed
  std::set<const abi::KabiRule*> used;
  Queue selecting;
};

// The CRCs of what the crate exports, or of what is selected of it. Where no symtypes are wanted and nothing is printed
// besides, it changes `run` in its turn alone, so that several crates can be worked on at a time.
CrateCrcs compute(const crate::Graph& graph, std::uint32_t number, const std::string& path, Run& run,
                  Queue::Turn& turn) {
  abi::CrcRequest request;
  request.how.stable = run.options.stable || !run.options.rules.empty() || !run.kabi.empty();
  request.how.rules = &run.kabi;
  if (run.selection)
    request.choose = [&](types::MetadataContext& cx) { return taken(*run.selection, cx, number, turn); };
  request.content_rules = run.rules ? &*run.rules : nullptr;
  request.look = [&](const abi::Assembler& assembler, const abi::CrateAbi& abi) {
    if (run.symtypes) run.symtypes->add(assembler, abi);
    print_debugging(run.options, path, assembler, abi);
  };
  try {
    return {abi::crcs_of(graph, number, request), path};
  } catch (Error& error) {
    error.file(path);
    throw;
  }
}

void write_text(const Session& session, const CrateCrcs& crcs, report::Output& out) {
  const std::string& name = crcs.crate->name();
  if (session.assumed()) out.write(fmt::format("# assumed release {}\n", crcs.crate->schema().release()));
  if (const std::string note = session.target_note(); !note.empty()) out.write(fmt::format("# {}\n", note));
  out.write(fmt::format("{}\tfile\tcrate\t{}\n", hex(crcs.file), name));
  const std::string& why = crcs.content.unavailable;
  out.write(fmt::format("{}\tcontent\tcrate\t{}{}{}\n", hex(crcs.content.crc), name,
                        why.empty() ? "" : "\tunavailable: ", why));
  out.write(fmt::format("{}\tabi\tcrate\t{}\n", hex(crcs.abi), name));
  for (const abi::SymbolCrc& s : crcs.symbols.symbols) {
    out.write(fmt::format("{}\t{}\t{}\t{}{}\n", hex(s.crc), s.symbol.name, s.symbol.kind, s.symbol.path,
                          s.symbol.assumed    ? "\tassumed"
                          : s.symbol.declared ? "\tdeclared"
                                              : ""));
  }
}

void write_rules(report::JsonWriter& json, const Run& run) {
  json.key("rules");
  json.begin_array();
  for (const abi::KabiRule& rule : run.kabi.all()) {
    begin_rule(json, rule);
    json.member("used", run.used.contains(&rule));
    json.end_object();
  }
  json.end_array();
}

void write_json(const Session& session, const CrateCrcs& crcs, const Run& run, report::Output& out) {
  report::JsonWriter json(out);
  json.begin_object();
  json.member("scheme", abi::kScheme);
  session.identify(json, crcs.path, *crcs.crate);
  json.key("crate");
  json.begin_object();
  json.member("name", crcs.crate->name());
  if (const auto id = crcs.crate->root().stable_crate_id)
    json.member("stable_crate_id", fmt::format("{:016x}", *id));
  else
    json.member_null("stable_crate_id");
  json.member("file_crc", hex(crcs.file));
  if (crcs.content.crc) {
    json.member("content_crc", hex(*crcs.content.crc));
  } else {
    json.member_null("content_crc");
    json.member("content_unavailable", crcs.content.unavailable);
  }
  if (crcs.abi) {
    json.member("abi_crc", hex(*crcs.abi));
  } else {
    json.member_null("abi_crc");
  }
  json.end_object();
  if (!run.kabi.empty()) write_rules(json, run);
  json.key("symbols");
  json.begin_array();
  for (const abi::SymbolCrc& s : crcs.symbols.symbols) {
    json.begin_object();
    json.member("name", s.symbol.name);
    json.member("path", s.symbol.path);
    json.member("kind", s.symbol.kind);
    json.member("crc", hex(s.crc));
    json.member("assumed", s.symbol.assumed);
    json.member("declared", s.symbol.declared);
    json.member("linker_name", s.symbol.linker_name);
    json.member("types", s.type_count);
    json.member("text_bytes", s.text_bytes);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.finish();
}

// A name the linker does not know would be a line that says nothing.
void need_linker_names(const CrateCrcs& crcs) {
  for (const abi::SymbolCrc& s : crcs.symbols.symbols) {
    if (!s.symbol.linker_name) {
      throw Error(fmt::format("the linker's name of {} is not known: the crate was compiled with legacy mangling",
                              s.symbol.path))
          .file(crcs.path)
          .hint("compile it with -Csymbol-mangling-version=v0");
    }
  }
}

// What genksyms prints and kbuild reads, or what modpost writes of it (`Module.symvers`: CRC, name, module, kind of
// export, namespace).
void write_symvers(const CrateCrcs& crcs, const Options& options, report::Output& out) {
  for (const abi::SymbolCrc& s : crcs.symbols.symbols) {
    if (options.format() == "module-symvers")
      out.write(fmt::format("{}\t{}\t{}\tEXPORT_SYMBOL_GPL\t\n", hex(s.crc), s.symbol.name,
                            options.module.value_or("vmlinux")));
    else
      out.write(fmt::format("#SYMVER {} {}\n", s.symbol.name, hex(s.crc)));
  }
}

}  // namespace

Exit run_crc(const Options& options, report::Output& out) {
  need_files(options);
  if (options.only && *options.only != "file")
    throw Error(fmt::format("--only {} is not known", *options.only)).hint("it takes \"file\"");
  Session session(options);
  const std::vector<std::string> files = crate_files(options.files);
  if (options.only) {
    for (const std::string& path : files) {
      auto crate = session.open(path);
      out.write(fmt::format("{}\tfile\tcrate\t{}\n", hex(crc::crc32(crate->blob().bytes)), crate->name()));
    }
    return Exit::Ok;
  }
  const bool symvers = options.format() == "symvers" || options.format() == "module-symvers";
  Run run{options, {}, {}, {}, {}, {}, {}, {}};
  if (!symvers) run.rules = content::Rules::parse(compat::content_json(), "compat/content.json");
  for (const std::string& path : options.rules) run.kabi.add(path);
  run.selection = selection_of(options, run.kabi);
  std::optional<report::Output> symtypes_file;
  if (options.symtypes) {
    symtypes_file.emplace(*options.symtypes);
    run.symtypes.emplace();
  }
  crate::Graph graph = session.graph();
  std::vector<std::uint32_t> numbers;
  for (const std::string& path : files) numbers.push_back(graph.add(path));
  std::vector<CrateCrcs> all(files.size());
  const bool apart = !run.symtypes && !options.debug && !options.dump_types && !options.dump_versions;
  in_parallel(options, files.size(), apart ? jobs_of(options) : 1, [&](std::size_t i) {
    Queue::Turn turn(run.selecting, i);
    all[i] = compute(graph, numbers[i], files[i], run, turn);
  });
  for (const CrateCrcs& crcs : all) {
    for (const abi::Failure& f : crcs.symbols.failures) run.failures.push_back({f.symbol.name, f.error.what()});
    for (const abi::SymbolCrc& s : crcs.symbols.symbols) run.used.insert(s.text.used.begin(), s.text.used.end());
  }
  if (run.selection) require_all(*run.selection, std::move(run.failures));
  // Rules of C's objects are about all of C.
  for (const abi::KabiRule& rule : run.kabi.all())
    if (!rule.from_c && !run.used.contains(&rule))
      fmt::print(stderr, "rmetacrc: warning: {}: rule {} {} is about nothing that a symbol reaches\n", rule.source,
                 rule.kind_name(), rule.target);
  if (symvers) std::ranges::for_each(all, need_linker_names);
  if (symtypes_file) {
    run.symtypes->write([&](std::string_view line) { symtypes_file->write(line); });
    symtypes_file->commit();
  }
  for (const CrateCrcs& crcs : all) {
    if (options.format() == "json") {
      write_json(session, crcs, run, out);
    } else if (symvers) {
      write_symvers(crcs, options, out);
    } else {
      write_text(session, crcs, out);
    }
  }
  return Exit::Ok;
}

}  // namespace rmeta::cli
