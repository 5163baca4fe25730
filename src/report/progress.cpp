// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/report/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>

namespace rmeta::report {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 1s;  // work that is over by then needs no line
constexpr auto kBetween = 200ms;

bool is_terminal() {
  const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return ::isatty(STDERR_FILENO) != 0 && term != nullptr && *term != 0 && std::string_view(term) != "dumb";
}

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0 ? size.ws_col : 80;
}

// In one piece, so that nothing gets between. A terminal that is gone is no concern of the work.
void say(std::string_view text) {
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

}  // namespace

Progress::Progress(std::size_t total, std::string_view what, Stdout stdout_is) : total_(total), what_(what) {
  if (!is_terminal() || (stdout_is == Stdout::Written && ::isatty(STDOUT_FILENO) != 0)) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { show(stop); });
}

void Progress::show(const std::stop_token& stop) const {
  const Clock::time_point began = Clock::now();
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  auto wait = [&](Clock::duration time) {
    wake.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  };
  bool shown = false;
  for (bool more = wait(kPatience); more; more = wait(kBetween)) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began).count();
    say(fmt::format("\r{}\x1b[K", line(done_, total_, what_, static_cast<std::size_t>(seconds), terminal_columns())));
    shown = true;
  }
  if (shown) say("\r\x1b[K");
}

std::string Progress::line(std::size_t done, std::size_t total, std::string_view what, std::size_t seconds,
                           std::size_t columns) {
  constexpr std::size_t kWidest = 40, kNarrowest = 4;
  std::string text = fmt::format("{} of {} {}, {} s", done, total, what, seconds);
  const std::size_t room = columns > 0 ? columns - 1 : 0;  // a terminal may break the line after its last column
  if (text.size() + 3 + kNarrowest > room) return text.substr(0, room);
  const std::size_t width = std::min(kWidest, room - text.size() - 3);
  const std::size_t full = total == 0 ? width : std::min(done, total) * width / total;
  return fmt::format("[{}{}] {}", std::string(full, '#'), std::string(width - full, '.'), text);
}

}  // namespace rmeta::report
