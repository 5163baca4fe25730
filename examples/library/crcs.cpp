// SPDX-License-Identifier: MIT OR Apache-2.0
// The CRCs of crates, of a file or a folder, and with --text NAME what one symbol's CRC is of.
//
//   crcs PATH
//   crcs --text NAME FILE
#include <cstdio>
#include <map>
#include <rmeta/rmeta.hpp>
#include <string>

namespace {

void print(const rmeta::Crate& crate) {
  const rmeta::CrateCrcs crcs = crate.crcs();
  std::map<std::string, std::string> words;  // names as people write them
  for (const rmeta::Symbol& symbol : crate.symbols()) words[symbol.name] = symbol.demangled.value_or(symbol.path);
  std::printf("file 0x%08x\n", crcs.file);
  if (crcs.content)
    std::printf("content 0x%08x\n", *crcs.content);
  else
    std::printf("content unavailable: %s\n", crcs.content_unavailable.c_str());
  if (crcs.abi) std::printf("abi 0x%08x\n", *crcs.abi);
  for (const rmeta::SymbolCrc& symbol : crcs.symbols)
    std::printf("0x%08x\t%s\t%s\n", symbol.crc, symbol.name.c_str(), words[symbol.name].c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const bool text = argc == 4 && std::string(argv[1]) == "--text";
  if (argc != 2 && !text) return std::fprintf(stderr, "usage: crcs PATH | crcs --text NAME FILE\n"), 2;
  try {
    rmeta::Crates crates;
    if (text)
      std::fputs(crates.open(argv[3]).abi_text(argv[2]).c_str(), stdout);
    else
      for (const rmeta::Crate& crate : crates.open_all(argv[1])) print(crate);
    return 0;
  } catch (const rmeta::Error& error) {
    std::fprintf(stderr, "crcs: %s\n", error.what());
    return 2;
  }
}
