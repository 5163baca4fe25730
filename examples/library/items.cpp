// SPDX-License-Identifier: MIT OR Apache-2.0
// What a crate declares `pub`, with its types: kind, path, type.
//
//   items FILE
#include <cstdio>
#include <rmeta/rmeta.hpp>
#include <string>

namespace {

// A type may come out of a crate that is not there; the rest is known all the same.
std::string type_of(const rmeta::Crate& crate, const rmeta::Item& item) {
  if (!item.has_type) return "-";
  try {
    return crate.declared_type(item);
  } catch (const rmeta::Error& error) {
    return "unknown: " + error.reason();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: items FILE\n"), 2;
  try {
    rmeta::Crates crates;
    const rmeta::Crate crate = crates.open(argv[1]);
    for (const rmeta::Item& item : crate.items())
      if (item.is_public)
        std::printf("%s\t%s\t%s\n", item.kind.c_str(), item.path.c_str(), type_of(crate, item).c_str());
    return 0;
  } catch (const rmeta::Error& error) {
    std::fprintf(stderr, "items: %s\n", error.what());
    return 2;
  }
}
