// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/report/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <system_error>

#include "rmeta/error.hpp"

namespace rmeta::report {

namespace {

// The mode a new file gets from open(2); mkstemp gives 0600, which would surprise whoever shares the folder.
mode_t new_file_mode() {
  mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Output::Output() : name_("standard output"), fd_(STDOUT_FILENO) {}

Output::Output(const std::string& path) : name_(path), owned_(true) {
  struct stat info{};
  bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) fail("cannot write to", EISDIR);
  if (exists && !S_ISREG(info.st_mode)) {
    fd_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) fail("cannot open for writing", errno);
    return;
  }
  // A symbolic link stays one: what it points to is replaced.
  std::error_code ignored;
  target_ = exists ? std::filesystem::canonical(path, ignored).string() : path;
  if (target_.empty()) target_ = path;
  if (!open_nameless()) {
    temporary_ = fmt::format("{}.XXXXXX", target_);
    fd_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
    if (fd_ < 0) {
      int error = errno;
      temporary_.clear();
      fail("cannot create a file beside", error);
    }
  }
  if (::fchmod(fd_, exists ? (info.st_mode & 0777) : new_file_mode()) != 0) fail("cannot set the mode of", errno);
}

std::string Output::own_link() const {
  return fmt::format("/proc/self/fd/{}", fd_);
}

// Whether there is such a file, and a way to give it a name later.
bool Output::open_nameless() {
  std::string folder = std::filesystem::path(target_).parent_path().string();
  if (folder.empty()) folder = ".";
  fd_ = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (fd_ < 0) return false;
  if (::access(own_link().c_str(), F_OK) == 0) return true;
  ::close(fd_);
  fd_ = -1;
  return false;
}

// A link cannot replace a file, a rename can: so it gets a name beside the target first.
void Output::name_it() {
  std::random_device random;
  for (int attempt = 0;; ++attempt) {
    temporary_ = fmt::format("{}.{:08x}", target_, random());
    if (::linkat(AT_FDCWD, own_link().c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) == 0) return;
    const int error = errno;
    temporary_.clear();
    constexpr int kMostAttempts = 100;
    if (error != EEXIST || attempt == kMostAttempts) fail("cannot create a file beside", error);
  }
}

Output::~Output() {
  if (owned_ && fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Output::write_in_parts(std::string_view text) {
  while (!text.empty()) {
    const std::size_t part = text.copy(buffer_.get() + used_, kBufferSize - used_);
    used_ += part;
    text.remove_prefix(part);
    if (used_ == kBufferSize) flush();
  }
}

void Output::flush() {
  std::string_view rest(buffer_.get(), used_);
  used_ = 0;  // whatever happens: what cannot be written is not kept, and nothing after it is written either
  if (error_ != 0) fail("cannot write to", error_);
  while (!rest.empty()) {
    ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      error_ = errno;
      fail("cannot write to", error_);
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Output::commit() {
  if (abandoned_) return;
  flush();
  if (!owned_) return;
  if (!target_.empty() && temporary_.empty()) name_it();
  int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0) fail("cannot write to", errno);
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot replace", errno);
  temporary_.clear();
}

void Output::fail(const char* doing, int error) const {
  throw Error(fmt::format("{} {}: {}", doing, name_, std::generic_category().message(error)));
}

}  // namespace rmeta::report
