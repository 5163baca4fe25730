// SPDX-License-Identifier: MIT OR Apache-2.0
// Peels a file down to its metadata blob: zstd → archive → object section → the framing a dylib's section has.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "archive.hpp"
#include "object.hpp"
#include "rmeta/container/container.hpp"
#include "rmeta/container/sections.hpp"
#include "source.hpp"

namespace rmeta::container {
namespace {

struct Found {
  Source blob;
  std::string container;
};

object::Bytes bytes_of(const Source& source) {
  return {source.bytes.data(), source.bytes.size()};
}

/// Runs something that reports errors relative to `source` and does not know it.
template <class F>
auto within(const Source& source, F f) {
  try {
    return f();
  } catch (Error& e) {
    Error full(e.reason());
    full.offset(source.position(e.offset().value_or(0))).file(source.file).hint(e.hint());
    if (!source.member.empty()) full.member(source.member);
    throw full;
  }
}

/// A dylib's section: the magic once more, then the blob compressed, or behind its length. The length was 4 bytes, big
/// endian, when it was introduced and is 8, little endian, in 1.95.0 (rustc_codegen_ssa/src/back/metadata.rs); the
/// blob's own magic behind it tells which.
Source unwrap_dylib(const Source& section) {
  const auto text = section.text();
  if (!text.starts_with(metadata_magic) || text.size() < 8)
    throw section.error("the section does not begin with the metadata magic", 0)
        .hint("the library was not made by rustc, or is damaged");
  const Source rest = section.slice(8, section.bytes.size() - 8);
  if (is_snappy_stream(rest.bytes)) return unwrap_snappy(rest);

  for (const unsigned width : {8u, 4u}) {
    if (!rest.text().substr(std::min<std::size_t>(width, rest.bytes.size())).starts_with(metadata_magic)) continue;
    std::uint64_t length = 0;
    for (unsigned i = 0; i < width; i++) {
      const std::uint64_t b = rest.bytes[i];
      length |= b << 8 * (width == 8 ? i : width - 1 - i);
    }
    if (length > rest.bytes.size() - width)
      throw rest
          .error(fmt::format("metadata of {} bytes, but {} are left in the section", length, rest.bytes.size() - width),
                 0)
          .hint("the file is damaged or incomplete: build or copy it again");
    return rest.slice(width, length);
  }
  throw section.error("metadata in a dynamic library is neither a Snappy stream nor raw behind its length", 8)
      .hint("the file is damaged, or from a rustc release with another form");
}

std::optional<Found> in_object(const Source& source, object::Kind kind) {
  const auto section = within(source, [&] { return object::find_metadata(kind, bytes_of(source)); });
  if (!section) return std::nullopt;
  Source content = source.slice(section->offset, section->size);
  content.member = source.member.empty() ? section->name : fmt::format("{}({})", source.member, section->name);
  content.wrapped.emplace_back(object::name(kind));
  if (section->name == ".rustc") return Found{unwrap_dylib(content), "dylib"};
  return Found{std::move(content), "object"};
}

bool is_readable_object(object::Kind kind) {
  using object::Kind;
  return kind == Kind::elf || kind == Kind::coff || kind == Kind::macho || kind == Kind::wasm;
}

/// Why the bytes are not metadata, in words that tell the user what they have.
Error not_metadata(const Source& source) {
  using object::Kind;
  switch (object::identify(bytes_of(source))) {
    case Kind::universal_macho:
      return source.error("is a universal Mach-O file", 0).hint("take one architecture out of it with `lipo -thin`");
    case Kind::xcoff:
      return source.error("is an XCOFF object, which is not supported", 0);
    case Kind::bitcode:
      return source.error("is LLVM bitcode; rustc's metadata is not in it", 0);
    case Kind::import_library:
      return source.error("is an import library, which holds no metadata", 0);
    default:
      break;
  }
  const auto text = source.text();
  if (metadata_magic.starts_with(text.substr(0, metadata_magic.size())))
    return source.error("is truncated within the first eight bytes", text.size());
  const std::pair<std::string_view, const char*> known[] = {{std::string_view("\xfd"
                                                                              "7zXZ\0",
                                                                              6),
                                                             "xz"},
                                                            {"\x1f\x8b", "gzip"},
                                                            {"BZh", "bzip2"}};
  for (const auto& [magic, tool] : known)
    if (text.starts_with(magic))
      return source.error(fmt::format("is compressed with {}", tool), 0)
          .hint("decompress it first (only zstd is read)");
  std::string head;
  for (std::size_t i = 0; i < std::min<std::size_t>(8, source.bytes.size()); i++)
    head += fmt::format("{}{:02x}", i == 0 ? "" : " ", source.bytes[i]);
  return source.error(fmt::format("is not Rust metadata: it begins with {}", head), 0)
      .hint("wanted is an .rmeta, an .rlib, or a dynamic library or object made by rustc");
}

Found in_archive(const Source& source) {
  Archive archive(source);
  while (auto member = archive.next()) {
    if (member->member != "lib.rmeta") continue;
    member->wrapped.emplace_back("ar");
    if (member->bytes.empty()) throw source.error("member lib.rmeta is empty", member->offset).member(member->member);
    if (!member->text().starts_with(metadata_magic)) {
      const auto kind = object::identify(bytes_of(*member));
      if (!is_readable_object(kind)) throw not_metadata(*member);
      auto found = in_object(*member, kind);
      if (!found) throw member->error(fmt::format("{} object without a section .rmeta", object::name(kind)), 0);
      member = std::move(found->blob);
    }
    return {std::move(*member), "rlib"};
  }
  throw source.error("archive without Rust metadata: no member is called lib.rmeta", 0)
      .hint("a static library (.a) has none; name the .rlib");
}

Found locate(const Source& source) {
  if (source.text().starts_with(metadata_magic)) return {source, "rmeta"};
  if (Archive::is_archive(source.text())) return in_archive(source);
  const auto kind = object::identify(bytes_of(source));
  if (!is_readable_object(kind)) throw not_metadata(source);
  if (auto found = in_object(source, kind)) return std::move(*found);
  throw source
      .error(fmt::format("{} object without Rust metadata: it has no section .rustc or .rmeta", object::name(kind)), 0)
      .hint("executables, C-like libraries (cdylib) and codegen units have none; name the crate's .rmeta or .rlib");
}

Source in_memory(std::span<const std::uint8_t> bytes, std::string name, std::shared_ptr<const void> keep) {
  if (bytes.empty()) throw Error("is empty").file(std::move(name));
  Source source;
  source.bytes = bytes;
  source.file = std::move(name);
  source.keep = std::move(keep);
  return source;
}

Blob open_source(Source source) {
  auto found = locate(unwrap_zstd(std::move(source)));
  Source& at = found.blob;
  if (at.bytes.size() < 8) throw at.error("metadata is truncated within its magic", at.bytes.size());
  if (!at.text().starts_with(metadata_magic)) throw at.error("metadata does not begin with its magic", 0);
  Blob blob;
  blob.bytes = at.bytes;
  blob.file = std::move(at.file);
  blob.member = std::move(at.member);
  blob.offset = at.decompressed ? 0 : at.offset;
  blob.container = std::move(found.container);
  blob.wrapped = std::move(at.wrapped);
  blob.keep = std::move(at.keep);
  return blob;
}

/// Where a stub's full metadata is looked for: libfoo-1234.rlib → libfoo-1234.rmeta, libfoo.so.zst → libfoo.rmeta.zst
/// too.
std::vector<std::filesystem::path> full_metadata_of(const std::filesystem::path& stub) {
  auto bare = stub;
  if (bare.extension() == ".zst") bare.replace_extension();
  auto plain = bare.replace_extension(".rmeta");
  return {plain, plain.string() + ".zst"};
}

Blob follow(Blob stub, const Identity& wanted, const OpenOptions& options) {
  const auto candidates = full_metadata_of(stub.file);
  for (const auto& path : candidates) {
    std::error_code ignored;
    if (path == stub.file || !std::filesystem::exists(path, ignored)) continue;
    Blob full = open_source(map_file(path));
    const Identity found = options.identify(full);
    const auto mismatch = [&](const std::string& what) {
      return Error(fmt::format("{}: '{}' is a stub of crate '{}' with hash {}", what, stub.file, wanted.crate,
                               wanted.hash))
          .file(full.file)
          .hint("put the .rmeta of the same build beside it");
    };
    if (found.is_stub) throw mismatch("is a stub itself");
    if (found.hash != wanted.hash || found.crate != wanted.crate)
      throw mismatch(fmt::format("holds crate '{}' with hash {}", found.crate, found.hash));
    full.stub = std::move(stub.file);
    return full;
  }
  Error e(fmt::format("holds only a stub of crate '{}'; its metadata is in '{}', which does not exist", wanted.crate,
                      candidates.front().string()));
  e.file(stub.file).hint("put the .rmeta of the same build beside it, or name that file");
  if (!stub.member.empty()) e.member(stub.member);
  throw e;
}

std::vector<Symbol> symbols_of(const Source& file) {
  std::vector<Symbol> out;
  const auto add = [&](const Source& source, object::Kind kind) {
    auto native = within(source, [&] { return object::symbols(kind, bytes_of(source)); });
    for (auto& s : native)
      out.push_back({std::move(s.name), s.letter, s.value, s.size, s.defined, s.global, s.weak, source.member});
  };
  const auto no_symbols = [](const Source& source) {
    const auto kind = object::identify(bytes_of(source));
    return kind == object::Kind::bitcode ? source.error("is LLVM bitcode, whose symbols cannot be read", 0)
                                               .hint("build without linker-plugin LTO")
                                         : source.error("is not an object with a symbol table", 0);
  };

  if (!Archive::is_archive(file.text())) {
    const auto kind = object::identify(bytes_of(file));
    if (!is_readable_object(kind)) throw no_symbols(file);
    add(file, kind);
    return out;
  }
  Archive archive(file);
  while (const auto member = archive.next()) {
    // rustc's own members are no code: the metadata, and from 1.97 what linking needs of it.
    if (member->member == "lib.rmeta" || member->member == "lib.rmeta-link") continue;
    const auto kind = object::identify(bytes_of(*member));
    if (!is_readable_object(kind)) throw no_symbols(*member);
    add(*member, kind);
  }
  return out;
}

}  // namespace

Blob open(const std::filesystem::path& path, const OpenOptions& options) {
  Blob blob = open_source(map_file(path));
  if (!options.follow_stub || !options.identify) return blob;
  const Identity identity = options.identify(blob);
  if (!identity.is_stub) return blob;
  return follow(std::move(blob), identity, options);
}

Blob open_bytes(std::span<const std::uint8_t> bytes, std::string name, std::shared_ptr<const void> keep) {
  return open_source(in_memory(bytes, std::move(name), std::move(keep)));
}

std::vector<Symbol> symbol_table(const std::filesystem::path& path) {
  return symbols_of(unwrap_zstd(map_file(path)));
}

std::vector<std::string> section_contents(const std::filesystem::path& path, std::string_view name) {
  const Source file = unwrap_zstd(map_file(path));
  std::vector<std::string> out;
  const auto add = [&](const Source& source) {
    const auto kind = object::identify(bytes_of(source));
    if (!is_readable_object(kind)) {
      if (source.member.empty()) throw source.error("is not an object with sections", 0);
      return;
    }
    const auto bytes = bytes_of(source);
    for (const auto& s : within(source, [&] { return object::find_sections(kind, bytes, name); }))
      out.emplace_back(reinterpret_cast<const char*>(bytes.at) + s.offset, s.size);
  };
  if (!Archive::is_archive(file.text())) {
    add(file);
    return out;
  }
  Archive archive(file);
  while (const auto member = archive.next()) add(*member);
  return out;
}

std::vector<Symbol> symbol_table_of_bytes(std::span<const std::uint8_t> bytes, std::string name) {
  return symbols_of(unwrap_zstd(in_memory(bytes, std::move(name), {})));
}

}  // namespace rmeta::container
