// SPDX-License-Identifier: MIT OR Apache-2.0
// Every way metadata travels, on files two real releases wrote and on hand-made ones.
#include "rmeta/container/container.hpp"

#include <doctest/doctest.h>
#include <snappy.h>
#include <zstd.h>

#include <algorithm>
#include <map>

#include "container_files.hpp"
#include "rmeta/crc/crc32.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using namespace files;

namespace {

std::string zstd(const std::string& data) {
  std::string out(ZSTD_compressBound(data.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), data.data(), data.size(), 3));
  return out;
}

std::string blob_1_95() {
  return read(fixtures() / "1.95.0/x86_64-unknown-linux-gnu/libtiny.rmeta");
}

std::string message(const std::string& content) {
  try {
    container::open_bytes(bytes(content), "F");
  } catch (const Error& e) {
    CHECK(e.file() == "F");
    return e.what();
  }
  return "no error";
}

bool contains(const std::string& text, std::string_view part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("the file CRC of an .rmeta equals that of the .rlib that holds it, for every kind of object") {
  const std::map<std::string, Words> wrapped = {
      {"1.63.0/x86_64-unknown-linux-gnu", {"ar", "elf"}}, {"1.95.0/x86_64-unknown-linux-gnu", {"ar", "elf"}},
      {"1.63.0/x86_64-pc-windows-msvc", {"ar", "coff"}},  {"1.95.0/x86_64-pc-windows-msvc", {"ar", "coff"}},
      {"1.63.0/x86_64-apple-darwin", {"ar", "macho"}},    {"1.95.0/x86_64-apple-darwin", {"ar", "macho"}},
      {"1.63.0/wasm32-unknown-unknown", {"ar"}},          {"1.95.0/wasm32-unknown-unknown", {"ar", "wasm"}},
  };
  for (const auto& [folder, words] : wrapped) {
    CAPTURE(folder);
    const auto raw = container::open(fixtures() / folder / "libtiny.rmeta");
    const auto rlib = container::open(fixtures() / folder / "libtiny.rlib");
    CHECK(raw.container == "rmeta");
    CHECK(raw.wrapped.empty());
    CHECK(raw.offset == 0);
    CHECK(raw.bytes.size() == std::filesystem::file_size(fixtures() / folder / "libtiny.rmeta"));
    CHECK(rlib.container == "rlib");
    CHECK(rlib.wrapped == words);
    CHECK(rlib.member == (words.size() == 1 ? "lib.rmeta" : "lib.rmeta(.rmeta)"));
    CHECK(text(raw.bytes) == text(rlib.bytes));
    CHECK(crc::crc32(raw.bytes) == crc::crc32(rlib.bytes));
    // The offset is the place in the file, so that a hex dump of it shows what a message is about.
    CHECK(read(fixtures() / folder / "libtiny.rlib").substr(rlib.offset, rlib.bytes.size()) == text(rlib.bytes));
  }
}

TEST_CASE("dylibs: a Snappy stream, or raw behind its length") {
  const auto old = container::open(fixtures() / "1.63.0/x86_64-unknown-linux-gnu/libtiny.so");
  CHECK(old.container == "dylib");
  CHECK(old.wrapped == Words{"elf", "snappy"});
  CHECK(old.member == ".rustc");
  CHECK(old.offset == 0);
  CHECK(text(old.bytes).substr(13, 12) == "rustc 1.63.0");

  const auto now = container::open(fixtures() / "1.95.0/x86_64-unknown-linux-gnu/libtiny.so");
  CHECK(now.container == "dylib");
  CHECK(now.wrapped == Words{"elf"});
  CHECK(text(now.bytes).ends_with("rust-end-file"));
  CHECK(now.bytes.size() == 2833);
}

TEST_CASE("a Snappy stream of several chunks, stored, compressed, skippable and padded") {
  std::string blob = read(fixtures() / "1.63.0/x86_64-unknown-linux-gnu/libtiny.rmeta");
  const std::string stream_id("\xff\x06\0\0sNaPpY", 10);
  // The real stream tells the checksum of the blob as one compressed chunk; stored, it keeps that checksum.
  const auto so = read(fixtures() / "1.63.0/x86_64-unknown-linux-gnu/libtiny.so");
  const auto at = so.find(stream_id);
  REQUIRE(at != std::string::npos);
  const auto dylib = container::open_bytes(bytes(so), "F");
  const std::string content(text(dylib.bytes));
  const std::string sum = so.substr(at + 14, 4);
  const std::string stored = '\1' + number(content.size() + 4, 3, false) + sum + content;
  const std::string skipped = '\x80' + number(3, 3, false) + "abc";
  const std::string head("rust\0\0\0\6", 8);

  const auto open = [](const std::string& section) {
    const auto elf = elf_with_section(".rustc", section);
    return std::string(text(container::open_bytes(bytes(elf), "F").bytes));
  };
  CHECK(open(head + stream_id + skipped + stored) == content);
  CHECK(open(head + stream_id + stored + skipped + std::string(100, '\0')) == content);
  CHECK(open(head + stream_id + stored + stream_id) == content);

  const auto fails = [](const std::string& section) { return message(elf_with_section(".rustc", section)); };
  std::string wrong = stored;
  wrong.back() ^= 1;
  CHECK(contains(fails(head + stream_id + wrong), "F(.rustc): at offset 0x52: wrong checksum in a Snappy chunk"));
  CHECK(contains(fails(head + stream_id + stored.substr(0, 100)), "Snappy chunk of"));
  CHECK(contains(fails(head + stream_id + '\2' + number(3, 3, false) + "abc"), "unknown type 0x2"));
  CHECK(contains(fails(head + stream_id + stored + std::string(100, '\0') + "x"), "after the padding"));
  CHECK(contains(fails(head + stream_id + std::string("\1\1\0\0x", 5)), "without a checksum"));
  CHECK(contains(fails(head + stream_id), "truncated"));
}

TEST_CASE("a dylib's length is eight bytes, little endian, or four, big endian; a linker may pad the section") {
  const auto blob = blob_1_95();
  const std::string head("rust\0\0\0\x0a", 8), pad(64, '\0');
  for (const auto& length : {number(blob.size(), 8, false), number(blob.size(), 4, true)}) {
    const auto elf = elf_with_section(".rustc", head + length + blob + pad);
    CHECK(text(container::open_bytes(bytes(elf), "F").bytes) == blob);
  }
  CHECK(contains(message(elf_with_section(".rustc", head + number(blob.size() + 1, 8, false) + blob)),
                 "F(.rustc): at offset 0x48: metadata of 2834 bytes, but 2833 are left"));
  CHECK(contains(message(elf_with_section(".rustc", head)), "neither a Snappy stream nor raw"));
  CHECK(contains(message(elf_with_section(".rustc", "rust")), "does not begin with the metadata magic"));
  CHECK(contains(message(elf_with_section(".text", blob)), "elf object without Rust metadata"));
}

TEST_CASE("archives: raw member, GNU and BSD long names, symbol tables, odd sizes") {
  const auto blob = blob_1_95();
  const std::string magic = "!<arch>\n";
  const auto opened = [](const std::string& archive) {
    const auto found = container::open_bytes(bytes(archive), "F");
    CHECK(found.container == "rlib");
    return std::string(text(found.bytes));
  };
  CHECK(opened(magic + ar_member("lib.rmeta/", blob)) == blob);
  CHECK(opened(magic + ar_member("lib.rmeta", blob)) == blob);
  CHECK(opened(magic + ar_member("/", "\0\0\0\0") + ar_member("odd.o/", "x") + ar_member("lib.rmeta/", blob)) == blob);
  const std::string names = "a_very_long_name_of_a_member.o/\nlib.rmeta/\n";
  CHECK(opened(magic + ar_member("//", names) + ar_member("/0", "abc") + ar_member("/32", blob)) == blob);
  CHECK(opened(magic + ar_member("#1/12", std::string("__.SYMDEF\0\0\0", 12)) +
               ar_member("#1/12", std::string("lib.rmeta\0\0\0", 12) + blob)) == blob);
  // Wasm's and odd-named BSD members put an object at an odd address.
  CHECK(opened(magic + ar_member("#1/9", "lib.rmeta" + elf_with_section(".rmeta", blob))) == blob);

  CHECK(contains(message(magic), "F: at offset 0x0: archive without Rust metadata"));
  CHECK(contains(message(magic + ar_member("a.o/", "abc")), "archive without Rust metadata"));
  CHECK(contains(message(magic + ar_member("lib.rmeta/", "")),
                 "F(lib.rmeta): at offset 0x44: member lib.rmeta is empty"));
  CHECK(contains(message(magic + ar_member("lib.rmeta/", "garbage")), "F(lib.rmeta): at offset 0x44: is not Rust"));
  CHECK(
      contains(message(magic + ar_member("lib.rmeta/", elf_with_section(".text", blob))), "without a section .rmeta"));
  CHECK(contains(message(magic + ar_member("/99", blob)), "refers to no entry"));
  CHECK(contains(message(magic + ar_member("#1/9999", blob)), "longer than its member"));
  CHECK(contains(message(magic + "short"), "at offset 0x8: truncated archive: 5 bytes"));
  CHECK(
      contains(message(magic + ar_header("lib.rmeta/", 100) + "x"), "truncated archive: member 'lib.rmeta/' has 100"));
  CHECK(contains(message(magic + ar_header("lib.rmeta/", 9999999999) + "x"), "has 9999999999"));
  CHECK(contains(message(magic + std::string(60, 'x')), "no member header here"));
  CHECK(contains(message("!<thin>\n" + ar_header("lib.rmeta/", 100)), "thin archive"));
  CHECK(contains(message("<bigaf>\n"), "AIX"));
}

TEST_CASE("objects and wrapped files") {
  const auto blob = blob_1_95();
  const auto object = elf_with_section(".rmeta", blob);
  const auto found = container::open_bytes(bytes(object), "F");
  CHECK(found.container == "object");
  CHECK(found.offset == 64);

  const auto compressed = zstd(read(fixtures() / "1.95.0/x86_64-unknown-linux-gnu/libtiny.rlib"));
  const auto unpacked = container::open_bytes(bytes(compressed), "F");
  CHECK(unpacked.container == "rlib");
  CHECK(unpacked.wrapped == Words{"zstd", "ar", "elf"});
  CHECK(unpacked.offset == 0);
  CHECK(text(unpacked.bytes) == blob);
  // Frames may follow each other, as `cat a.zst b.zst` makes them.
  CHECK(text(container::open_bytes(bytes(zstd(blob.substr(0, 100)) + zstd(blob.substr(100))), "F").bytes) == blob);

  CHECK(contains(message(compressed.substr(0, compressed.size() - 5)), "zstd frame is truncated"));
  CHECK(contains(message(compressed + "x"), "cannot decompress zstd"));
  CHECK(contains(message(zstd(std::string(64u << 20, '\0'))), "expands to more than 16777216 bytes"));
  CHECK(contains(message(zstd(compressed)), "is not Rust metadata"));
}

TEST_CASE("what is no metadata is named") {
  CHECK(contains(message("hello, world"), "is not Rust metadata: it begins with 68 65 6c 6c 6f 2c 20 77"));
  CHECK(contains(message("rust"), "F: at offset 0x4: is truncated within the first eight bytes"));
  CHECK(contains(message(std::string("rust\0\0\0", 7)), "truncated"));
  CHECK(contains(message("BC\xC0\xDE"
                         "abcd"),
                 "LLVM bitcode"));
  CHECK(contains(message("\x1f\x8b\x08"), "compressed with gzip"));
  CHECK(contains(message(std::string(4096, '\0')), "is not Rust metadata"));
  CHECK(contains(message(""), "F: is empty"));
}

TEST_CASE("what is no file is named") {
  const TempFolder folder;
  const auto fails = [](const std::filesystem::path& path) {
    try {
      container::open(path);
    } catch (const Error& e) {
      CHECK(e.file() == path.string());
      return std::string(e.what());
    }
    return std::string("no error");
  };
  CHECK(contains(fails(folder.path()), "is a directory"));
  CHECK(contains(fails(folder.path() / "none"), "cannot open: No such file"));
  CHECK(contains(fails(folder.write("empty", "")), "is empty"));
  CHECK(contains(fails("/dev/null"), "is not a regular file"));
  // Four gigabytes of nothing, also behind the beginnings of an archive, an object and zstd.
  for (const auto* head : {"", "x", "!<arch>\n", "!<arch>\nlib.rmeta/",
                           "\x7f"
                           "ELF\2\1\1",
                           "\x28\xb5\x2f\xfd"}) {
    CAPTURE(head);
    const auto sparse = folder.write("sparse.rlib", head);
    std::filesystem::resize_file(sparse, 4ull << 30);
    CHECK(fails(sparse) != "no error");
  }
  const auto secret = folder.write("secret", "x");
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  if (std::ifstream(secret).good())
    MESSAGE("SKIP permission check: this user may read everything");
  else
    CHECK(contains(fails(secret), "cannot open: Permission denied"));
}

TEST_CASE("a stub leads to the .rmeta beside it, if the hashes agree") {
  const auto stub = fixtures() / "1.95.0/stub/libtiny.rlib";
  const auto full = fixtures() / "1.95.0/stub/libtiny.rmeta";
  // What crate/ decodes is stood in for by the size; the mechanism does not look at it.
  container::OpenOptions options;
  std::string hash_of_full = "h";
  options.identify = [&](const container::Blob& blob) {
    const bool is_stub = blob.bytes.size() < 1000;
    return container::Identity{is_stub, "tiny", is_stub ? "h" : hash_of_full};
  };
  const auto found = container::open(stub, options);
  CHECK(found.file == full.string());
  CHECK(found.stub == stub.string());
  CHECK(text(found.bytes) == read(full));
  CHECK(container::open(stub).bytes.size() < 1000);
  CHECK(container::open(stub, {.follow_stub = false, .identify = options.identify}).bytes.size() < 1000);

  const auto fails = [&](const std::filesystem::path& path) {
    try {
      container::open(path, options);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  hash_of_full = "other";
  CHECK(contains(fails(stub), "holds crate 'tiny' with hash other: '"));
  hash_of_full = "h";
  const TempFolder folder;
  const auto lonely = folder.write("libtiny.rlib", read(stub));
  CHECK(contains(fails(lonely), "(lib.rmeta(.rmeta)): holds only a stub of crate 'tiny'"));
  CHECK(contains(fails(lonely), "put the .rmeta of the same build beside it"));
  folder.write("libtiny.rmeta", text(container::open(stub).bytes));
  CHECK(contains(fails(lonely), "is a stub itself"));
  std::filesystem::remove(folder.path() / "libtiny.rmeta");
  folder.write("libtiny.rmeta.zst", zstd(read(full)));
  CHECK(text(container::open(lonely, options).bytes) == read(full));
}

TEST_CASE("symbol tables, with nm's letters") {
  const auto symbols = [](const std::string& path) {
    std::map<std::string, std::string> out;
    for (const auto& s : container::symbol_table(fixtures() / path))
      out[s.name] =
          fmt::format("{} {}{}{}", s.letter, s.size, s.global ? " global" : "", s.defined ? "" : " undefined");
    return out;
  };
  for (const std::string release : {"1.63.0", "1.95.0"}) {
    CAPTURE(release);
    const auto elf = symbols(release + "/x86_64-unknown-linux-gnu/libtiny.rlib");
    CHECK(elf == std::map<std::string, std::string>{{"ANSWER", "R 4 global"}, {"identity", "T 3 global"}});
    const auto so = symbols(release + "/x86_64-unknown-linux-gnu/libtiny.so");
    CHECK(so.at("identity") == "T 3 global");
    CHECK(so.at("_DYNAMIC") == "d 0");
    const auto coff = symbols(release + "/x86_64-pc-windows-msvc/libtiny.rlib");
    CHECK(coff.at("identity") == "T 0 global");
    CHECK(coff.at("ANSWER") == "R 0 global");
    const auto macho = symbols(release + "/x86_64-apple-darwin/libtiny.rlib");
    CHECK(macho.at("_identity") == "T 0 global");
    const auto wasm = symbols(release + "/wasm32-unknown-unknown/libtiny.rlib");
    CHECK(wasm == std::map<std::string, std::string>{{"ANSWER", "D 4 global"}, {"identity", "T 4 global"}});
  }
  const auto fails = [](const std::string& content) {
    try {
      container::symbol_table_of_bytes(bytes(content), "F");
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  CHECK(contains(fails("hello"), "F: at offset 0x0: is not an object"));
  CHECK(contains(fails("!<arch>\n" + ar_member("a.o/",
                                               "BC\xC0\xDE"
                                               "abcd")),
                 "F(a.o): at offset 0x44: is LLVM bitcode"));
}

TEST_CASE("a name of a Mach-O symbol that does not end before the file does") {
  for (const std::string release : {"1.63.0", "1.95.0"}) {
    std::ifstream file(fixtures() / release / "x86_64-apple-darwin/libtiny.rlib", std::ios::binary);
    std::string archive{std::istreambuf_iterator<char>(file), {}};
    // The string table ends the last member; without its zeros the last name runs on to the end of the archive.
    for (auto at = archive.size(); archive[--at] == '\0';) archive[at] = 'A';
    try {
      container::symbol_table_of_bytes(bytes(archive), "F");
      FAIL("was read");
    } catch (const Error& e) {
      CHECK(contains(e.what(), "does not end in the string table"));
    }
  }
}
