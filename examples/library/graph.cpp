// SPDX-License-Identifier: MIT OR Apache-2.0
// What a crate is, and which of the crates it depends on are to be found, by what they depend on in turn.
//
//   graph FILE [DIR...]        DIR: where dependencies may lie besides
#include <cstdio>
#include <exception>
#include <rmeta/rmeta.hpp>
#include <set>
#include <string>

namespace {

void print(const rmeta::Crate& crate, int depth, std::set<std::string>& seen) {
  for (const rmeta::Dependency& dependency : crate.dependencies()) {
    const auto found = crate.find(dependency);
    std::printf("%*s%s %s %s: %s\n", depth * 2, "", dependency.name.c_str(), dependency.hash.c_str(),
                dependency.kind.c_str(), found ? found->info().file.c_str() : "not found");
    if (found && seen.insert(dependency.hash).second) print(*found, depth + 1, seen);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: graph FILE [DIR...]\n"), 2;
  try {
    rmeta::Settings settings;
    settings.search_dirs.assign(argv + 2, argv + argc);
    rmeta::Crates crates(settings);
    const rmeta::Crate crate = crates.open(argv[1]);
    const rmeta::CrateInfo info = crate.info();
    std::printf("%s %s, rustc %s for %s\n", info.name.c_str(), info.hash.c_str(), info.release.c_str(),
                info.target.c_str());
    std::set<std::string> seen;
    print(crate, 1, seen);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "graph: %s\n", error.what());
    return 2;
  }
}
