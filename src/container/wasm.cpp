// SPDX-License-Identifier: MIT OR Apache-2.0
// WebAssembly objects: "\0asm", version 1, then sections `id (1) | size (LEB128) | payload`. Custom sections (id 0)
// begin with their name; rustc puts metadata into one called `.rmeta` (raw in the archive up to 1.7x). Symbols are in
// custom section "linking" (https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md).
#include <fmt/format.h>

#include <span>

#include "object.hpp"
#include "rmeta/error.hpp"

namespace rmeta::container::object {
namespace {

class Reader {
 public:
  Reader(std::span<const std::uint8_t> bytes, std::uint64_t base) : bytes_(bytes), base_(base) {}

  bool at_end() const { return pos_ == bytes_.size(); }
  std::uint64_t position() const { return base_ + pos_; }

  std::uint8_t byte() {
    if (at_end()) throw truncated();
    return bytes_[pos_++];
  }

  std::uint64_t leb() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      const auto b = byte();
      value |= static_cast<std::uint64_t>(b & 0x7f) << shift;
      if ((b & 0x80) == 0) return value;
    }
    throw Error("damaged Wasm object: number of more than 32 bits").offset(position());
  }

  Reader piece(std::uint64_t size) {
    if (size > bytes_.size() - pos_) throw truncated();
    Reader part(bytes_.subspan(pos_, size), position());
    pos_ += size;
    return part;
  }

  std::string text() {
    const auto part = piece(leb());
    return {reinterpret_cast<const char*>(part.bytes_.data()), part.bytes_.size()};
  }

  std::uint64_t left() const { return bytes_.size() - pos_; }

 private:
  Error truncated() const {
    Error e("truncated Wasm object");
    e.offset(position());
    return e;
  }

  std::span<const std::uint8_t> bytes_;
  std::uint64_t base_, pos_ = 0;
};

template <class F>
void each_section(Bytes file, F f) {
  Reader all({file.at, file.size}, 0);
  all.piece(8);  // magic and version
  while (!all.at_end()) {
    const auto id = all.byte();
    f(id, all.piece(all.leb()));
  }
}

enum SectionId : std::uint8_t { custom = 0, import = 2, code = 10 };
enum SymbolKind : std::uint8_t { function = 0, data = 1, global = 2, section = 3, event = 4, table = 5 };
enum Flags : std::uint64_t { weak = 1, local = 2, undefined = 0x10, explicit_name = 0x40 };
constexpr std::uint64_t symbol_table_subsection = 8;

/// Names of imports and sizes of bodies: what the symbol table leaves out because other sections say it.
struct Module {
  std::vector<std::string> imports[6];  // by symbol kind
  std::vector<std::uint64_t> bodies;
};

void skip_limits(Reader& r) {
  const auto flags = r.leb();
  r.leb();
  if ((flags & 1) != 0) r.leb();
}

void read_imports(Reader r, Module& module) {
  for (auto count = r.leb(); count != 0; count--) {
    r.text();
    auto name = r.text();
    const auto kind = r.byte();
    switch (kind) {
      case 0:
        r.leb();
        module.imports[function].push_back(std::move(name));
        break;
      case 1:
        r.byte();
        skip_limits(r);
        module.imports[table].push_back(std::move(name));
        break;
      case 2:
        skip_limits(r);
        break;
      case 3:
        r.byte();
        r.byte();
        module.imports[global].push_back(std::move(name));
        break;
      case 4:
        r.byte();
        r.leb();
        module.imports[event].push_back(std::move(name));
        break;
      default:
        throw Error(fmt::format("damaged Wasm object: import of unknown kind {}", kind)).offset(r.position());
    }
  }
}

void read_bodies(Reader r, Module& module) {
  for (auto count = r.leb(); count != 0; count--) {
    const auto size = r.leb();
    r.piece(size);
    module.bodies.push_back(size);
  }
}

NativeSymbol read_symbol(Reader& r, const Module& module) {
  const auto at = r.position();
  const auto damaged = [&](const char* what) {
    return Error(fmt::format("damaged Wasm symbol table: {}", what)).offset(at);
  };
  const auto kind = r.byte();
  const auto flags = r.leb();
  NativeSymbol out;
  out.defined = (flags & undefined) == 0;
  out.global = (flags & local) == 0;
  out.weak = (flags & weak) != 0;
  switch (kind) {
    case data:
      out.name = r.text();
      if (out.defined) r.leb(), out.value = r.leb(), out.size = r.leb();
      out.letter = 'd';
      break;
    case section:
      r.leb();
      out.letter = 'n';
      break;
    case function:
    case global:
    case event:
    case table: {
      const auto index = r.leb();
      const auto& imports = module.imports[kind];
      if (out.defined || (flags & explicit_name) != 0) {
        out.name = r.text();
      } else {
        if (index >= imports.size()) throw damaged("index of no import");
        out.name = imports[index];
      }
      if (kind == function && out.defined) {
        if (index < imports.size() || index - imports.size() >= module.bodies.size())
          throw damaged("index of no function");
        out.size = module.bodies[index - imports.size()];
      }
      out.letter = kind == function ? 't' : 'd';
      break;
    }
    default:
      throw damaged("unknown kind of symbol");
  }
  if (!out.defined)
    out.letter = out.weak ? 'w' : 'U';
  else if (out.weak)
    out.letter = 'W';
  else if (out.global)
    out.letter = static_cast<char>(out.letter - 'a' + 'A');
  return out;
}

}  // namespace

std::optional<Section> find_wasm_metadata(Bytes file) {
  std::optional<Section> found;
  each_section(file, [&](std::uint8_t id, Reader payload) {
    if (id != custom || found) return;
    auto name = payload.text();
    if (is_metadata_section(name)) found = Section{std::move(name), payload.position(), payload.left()};
  });
  return found;
}

std::vector<NativeSymbol> wasm_symbols(Bytes file) {
  Module module;
  std::vector<NativeSymbol> out;
  each_section(file, [&](std::uint8_t id, Reader payload) {
    if (id == import) read_imports(payload, module);
    if (id == code) read_bodies(payload, module);
    if (id != custom || payload.text() != "linking") return;
    payload.leb();  // version
    while (!payload.at_end()) {
      const auto type = payload.byte();
      auto part = payload.piece(payload.leb());
      if (type != symbol_table_subsection) continue;
      for (auto count = part.leb(); count != 0; count--) {
        auto symbol = read_symbol(part, module);
        if (symbol.letter != 'n' && symbol.letter != 'N') out.push_back(std::move(symbol));
      }
    }
  });
  return out;
}

}  // namespace rmeta::container::object
