// SPDX-License-Identifier: MIT OR Apache-2.0
// How far work is, for whoever waits at a terminal: a line on stderr like
//
//   [##########..........] 4 of 9 crates, 3 s
//
// that is there from the first second on and gone when the work is done. Where stderr is no terminal there is none, so
// logs and scripts never see it.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>

namespace rmeta::report {

class Progress {
 public:
  /// Whether standard output is written while the work goes on. Where that is a terminal, it shows how far the work is.
  enum class Stdout : bool { Quiet, Written };

  Progress(std::size_t total, std::string_view what, Stdout stdout_is = Stdout::Quiet);
  /// Takes the line away.
  ~Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more is done. May be called by any thread.
  void step() { ++done_; }

  /// The line, for a terminal of so many columns.
  static std::string line(std::size_t done, std::size_t total, std::string_view what, std::size_t seconds,
                          std::size_t columns);

 private:
  void show(const std::stop_token& stop) const;

  std::size_t total_;
  std::string what_;
  std::atomic<std::size_t> done_ = 0;
  std::jthread thread_;  // last, because it uses the others until it has ended
};

}  // namespace rmeta::report
