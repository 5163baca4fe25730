// SPDX-License-Identifier: MIT OR Apache-2.0
// walk-bench FILE... [--compat-dir DIR] [--repeat N]: how fast the engine decodes all that the crate root leads to. The
// lazy values are collected once; the passes over them are timed with a null visitor (skipping), with one that sees
// numbers and references only, and with one that sees everything.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "rmeta/container/container.hpp"
#include "rmeta/decode/cursor.hpp"
#include "rmeta/decode/walk.hpp"
#include "rmeta/error.hpp"
#include "rmeta/schema/registry.hpp"

namespace {

using namespace rmeta;
using namespace rmeta::decode;

struct Collect : NullVisitor {
  static constexpr bool kContents = false;
  std::vector<LazyRef> found;
  void lazy(TypeId, const LazyRef& ref, std::uint64_t) {
    if (ref.kind != LazyRef::Array || ref.count != 0) found.push_back(ref);
  }
};

struct Leaves : NullVisitor {
  static constexpr bool kContents = false;
  std::uint64_t values = 0, references = 0, sum = 0;
  void uint(TypeId, std::uint64_t n, std::uint64_t) { ++values, sum += n; }
  void boolean(TypeId, bool, std::uint64_t) { ++values; }
  void str(TypeId, std::string_view, std::uint64_t) { ++values; }
  void symbol(TypeId, const SymbolRef&, std::uint64_t) { ++values; }
  void span(TypeId, const SpanRef&, std::uint64_t) { ++values; }
  void def_id(TypeId, DefIdRef, std::uint64_t) { ++values; }
  void reference(TypeId, const Reference&, std::uint64_t) { ++references; }
};

struct All : Leaves {
  static constexpr bool kContents = true;
  std::uint64_t composites = 0, steps = 0;
  void begin(TypeId, std::uint64_t) { ++composites; }
  void variant(TypeId, std::uint32_t v) { steps += v; }
  void field(TypeId, std::uint32_t, std::uint32_t i) { steps += i; }
  void element(TypeId, std::uint64_t i) { steps += i; }
};

std::vector<LazyRef> collect(const Context& ctx) {
  Collect c;
  walk(ctx, ctx.schema().root(), ctx.root_pos(), {LazyState::NodeStart, ctx.root_pos()}, c);
  for (std::size_t i = 0; i < c.found.size(); ++i) {
    const LazyRef ref = c.found[i];
    walk_lazy(ctx, ref, c);
  }
  return std::move(c.found);
}

template <class V>
void pass(const char* name, const Context& ctx, const std::vector<LazyRef>& all, int repeat, V& v) {
  double best = 1e9;
  for (int i = 0; i < repeat; ++i) {
    v = V{};
    const auto start = std::chrono::steady_clock::now();
    for (const LazyRef& ref : all) walk_lazy(ctx, ref, v);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  fmt::print("  {:<9} {:8.1f} ms  {:7.1f} MB/s\n", name, best * 1e3,
             static_cast<double>(ctx.bytes().size()) / best / 1e6);
}

void run(const std::string& file, const schema::Registry& registry, int repeat) {
  const container::Blob blob = container::open(file);
  const Context ctx(blob.bytes, registry.find(blob.bytes), blob.file, blob.member);
  const auto start = std::chrono::steady_clock::now();
  const auto all = collect(ctx);
  const double first = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{}: {} bytes, {} lazies, collected in {:.1f} ms\n", file, blob.bytes.size(), all.size(), first * 1e3);
  NullVisitor none;
  pass("skip", ctx, all, repeat, none);
  Leaves leaves;
  pass("leaves", ctx, all, repeat, leaves);
  All everything;
  pass("all", ctx, all, repeat, everything);
  fmt::print("  {} composites, {} leaves, {} references\n", everything.composites, everything.values,
             everything.references);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    schema::Registry registry = compat::builtin_registry();
    std::vector<std::string> files;
    int repeat = 3;
    for (int i = 1; i < argc; ++i) {
      const std::string arg = argv[i];
      if (arg == "--compat-dir" && i + 1 < argc)
        registry.add_directory(argv[++i]);
      else if (arg == "--repeat" && i + 1 < argc)
        repeat = std::stoi(argv[++i]);
      else
        files.push_back(arg);
    }
    if (files.empty()) {
      std::fputs("usage: walk-bench FILE... [--compat-dir DIR] [--repeat N]\n", stderr);
      return 2;
    }
    for (const std::string& f : files) run(f, registry, repeat);
  } catch (const std::exception& e) {
    fmt::print(stderr, "walk-bench: {}\n", e.what());
    return 2;
  }
  return 0;
}
