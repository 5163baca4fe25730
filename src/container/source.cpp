// SPDX-License-Identifier: MIT OR Apache-2.0
// Files are mapped, so `info` on a 60 MB crate touches a few pages. A file that another process truncates while it is
// mapped kills us with SIGBUS, as it does rustc; metadata files are written once and renamed into place.
#include "source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace rmeta::container {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

class Mapping {
 public:
  Mapping(void* at, std::size_t size) : at_(at), size_(size) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { ::munmap(at_, size_); }

 private:
  void* at_;
  std::size_t size_;
};

}  // namespace

Error Source::error(std::string what, std::uint64_t at) const {
  Error e(decompressed ? fmt::format("{} (offset is in the decompressed data)", what) : std::move(what));
  e.offset(position(at)).file(file);
  if (!member.empty()) e.member(member);
  return e;
}

Source Source::slice(std::uint64_t at, std::uint64_t size) const {
  Source piece = *this;
  piece.bytes = bytes.subspan(at, size);
  piece.offset = position(at);
  return piece;
}

Source map_file(const std::filesystem::path& path) {
  Source source;
  source.file = path.string();
  const auto fail = [&](std::string what) { return Error(std::move(what)).file(source.file); };

  // Without O_NONBLOCK, opening a FIFO would wait for a writer before we can see that it is one.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) {
    const int why = errno;
    Error e = fail(fmt::format("cannot open: {}", std::strerror(why)));
    if (why == EACCES) e.hint("check the permissions of the file and of the folders above it");
    throw e;
  }
  struct stat st{};
  if (::fstat(fd.get(), &st) != 0) throw fail(fmt::format("cannot stat: {}", std::strerror(errno)));
  if (S_ISDIR(st.st_mode)) throw fail("is a directory").hint("name an .rmeta, .rlib or dynamic library");
  if (!S_ISREG(st.st_mode)) throw fail("is not a regular file, so it cannot be mapped").hint("copy it to a file first");
  if (st.st_size == 0) throw fail("is empty").hint("a build that failed half-way leaves such files");

  const auto size = static_cast<std::size_t>(st.st_size);
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (at == MAP_FAILED) throw fail(fmt::format("cannot map {} bytes: {}", size, std::strerror(errno)));
  source.keep = std::make_shared<const Mapping>(at, size);
  source.bytes = {static_cast<const std::uint8_t*>(at), size};
  return source;
}

}  // namespace rmeta::container
