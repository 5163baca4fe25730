// SPDX-License-Identifier: MIT OR Apache-2.0
// Whether two builds have the same binary interface, and if not, what was edited. The first may be kept as a pin.
//
//   diff OLD NEW               crates, or folders of them; OLD also a pin (*.pin)
//
// Exit code 0: same, 1: it differs, 2: trouble.
#include <cstdio>
#include <rmeta/rmeta.hpp>
#include <string>

namespace {

bool is_pin(const std::string& path) {
  return path.size() > 4 && path.compare(path.size() - 4, 4, ".pin") == 0;
}

void print(const rmeta::CrateComparison& crate) {
  std::printf("%s: %zu same, %zu changed, %zu renamed, %zu added, %zu removed\n", crate.name.c_str(), crate.same,
              crate.changed.size(), crate.renamed.size(), crate.added.size(), crate.removed.size());
  for (const rmeta::Cause& cause : crate.causes) {
    std::printf("%s %s %s\n", cause.kind.c_str(), cause.name.c_str(), cause.summary.c_str());
    for (const std::string& detail : cause.details) std::printf("  %s\n", detail.c_str());
    for (const std::size_t place : cause.symbols) std::printf("  moved %s\n", crate.changed[place].path.c_str());
  }
  for (const rmeta::SymbolChange& symbol : crate.removed) std::printf("removed %s\n", symbol.old_name.c_str());
  for (const rmeta::SymbolChange& symbol : crate.added) std::printf("added %s\n", symbol.new_name.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: diff OLD NEW\n"), 2;
  try {
    rmeta::Crates crates;
    const rmeta::Interface before = is_pin(argv[1]) ? rmeta::Interface::read_pin(argv[1]) : crates.interface(argv[1]);
    const rmeta::Comparison comparison = compare(before, crates.interface(argv[2]));
    for (const rmeta::CrateComparison& crate : comparison.crates) print(crate);
    return comparison.differs() ? 1 : 0;
  } catch (const rmeta::Error& error) {
    std::fprintf(stderr, "diff: %s\n", error.what());
    return 2;
  }
}
