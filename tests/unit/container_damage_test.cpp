// SPDX-License-Identifier: MIT OR Apache-2.0
// Damaged containers: every fixture cut at every length and with every byte changed either opens or throws rmeta::Error
// that names the file. (Run under the sanitizers, this is where reads out of bounds would show.)
#include <doctest/doctest.h>

#include <memory>

#include "container_files.hpp"
#include "rmeta/container/container.hpp"
#include "rmeta/error.hpp"

using namespace rmeta;
using namespace files;

namespace {

struct Outcome {
  bool opened = false, symbols = false;
};

/// Copies into a buffer of exactly that size, so that a sanitizer sees the first byte read behind it.
Outcome try_all(std::string_view content) {
  const auto copy = std::make_unique<std::uint8_t[]>(content.size());
  std::copy(content.begin(), content.end(), copy.get());
  const std::span<const std::uint8_t> exact(copy.get(), content.size());
  Outcome outcome;
  try {
    outcome.opened = text(container::open_bytes(exact, "F").bytes).starts_with(std::string_view("rust\0\0\0", 7));
  } catch (const Error& e) {
    CHECK(e.file() == "F");
    CHECK(!e.reason().empty());
  }
  try {
    container::symbol_table_of_bytes(exact, "F");
    outcome.symbols = true;
  } catch (const Error& e) {
    CHECK(e.file() == "F");
    CHECK(!e.reason().empty());
  }
  return outcome;
}

const char* const samples[] = {
    "1.63.0/x86_64-unknown-linux-gnu/libtiny.rmeta", "1.95.0/x86_64-unknown-linux-gnu/libtiny.rmeta",
    "1.63.0/x86_64-unknown-linux-gnu/libtiny.rlib",  "1.95.0/x86_64-unknown-linux-gnu/libtiny.rlib",
    "1.63.0/x86_64-unknown-linux-gnu/libtiny.so",    "1.95.0/x86_64-unknown-linux-gnu/libtiny.so",
    "1.95.0/x86_64-pc-windows-msvc/libtiny.rlib",    "1.95.0/x86_64-apple-darwin/libtiny.rlib",
    "1.95.0/wasm32-unknown-unknown/libtiny.rlib",
};

}  // namespace

TEST_CASE("cut at every length") {
  for (const auto* sample : samples) {
    CAPTURE(sample);
    const auto whole = read(fixtures() / sample);
    std::size_t opened = 0;
    for (std::size_t size = 1; size < whole.size(); size++) opened += try_all(whole.substr(0, size)).opened ? 1 : 0;
    CHECK(try_all(whole).opened);
    // Of an .rmeta only the eight magic bytes are this room's; an object's section table is at its end.
    if (std::string_view(sample).ends_with(".rmeta")) CHECK(opened == whole.size() - 8);
    if (std::string_view(sample).ends_with(".so")) CHECK(opened == 0);
  }
}

TEST_CASE("every byte changed") {
  for (const auto* sample : samples) {
    CAPTURE(sample);
    auto content = read(fixtures() / sample);
    for (std::size_t i = 0; i < content.size(); i++) {
      const char good = content[i];
      for (const int flip : {0x01, 0x80, 0xff}) {
        content[i] = static_cast<char>(good ^ flip);
        try_all(content);
      }
      content[i] = good;
    }
    CHECK(try_all(content).opened);
  }
}
