// SPDX-License-Identifier: MIT OR Apache-2.0
// Where a verb's output goes. Scripts act on what they read from us, so an output is whole or it is an error: every
// write is checked (a full disk, a reader that went away, a stdout that was closed before we started), and `-o FILE` is
// written to a file of its own and renamed over FILE once it is complete, so that nobody ever sees half a file. That
// file has no name before it is complete, so nothing is left of it if we are killed. (Where the file system has no such
// files, NFS for one, it has a name beside FILE, which stays behind in that case alone.)
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace rmeta::report {

class Output {
 public:
  /// Standard output.
  Output();
  /// A file, replaced by `commit`. What is not a regular file (a pipe, /dev/null) is written to directly.
  explicit Output(const std::string& path);
  /// Leaves the old file as it was unless `commit` was called.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text) {
    if (text.size() < kBufferSize - used_) {
      used_ += text.copy(buffer_.get() + used_, text.size());
    } else {
      write_in_parts(text);
    }
  }
  void write(char c) {
    buffer_[used_++] = c;  // there is always room for one
    if (used_ == kBufferSize) flush();
  }
  /// Everything is written, or rmeta::Error. Nothing may be written after it.
  void commit();
  /// Nothing is to be replaced after all: `commit` does nothing.
  void abandon() { abandoned_ = true; }

 private:
  void write_in_parts(std::string_view text);
  void flush();
  std::string own_link() const;
  bool open_nameless();
  void name_it();
  [[noreturn]] void fail(const char* doing, int error) const;

  static constexpr std::size_t kBufferSize = std::size_t{1} << 16;
  std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(kBufferSize);
  std::size_t used_ = 0;   // of the buffer; never all of it between two calls
  std::string name_;       // for messages
  std::string target_;     // renamed to this by commit; empty when written to directly
  std::string temporary_;  // what is being written in its place; empty as long as that has no name
  int fd_ = -1;
  int error_ = 0;  // of the write that failed, if one did
  bool owned_ = false;
  bool abandoned_ = false;
};

}  // namespace rmeta::report
