// SPDX-License-Identifier: MIT OR Apache-2.0
#include "crates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <thread>
#include <utility>

#include "rmeta/cli/session.hpp"
#include "rmeta/crate/parallel.hpp"
#include "rmeta/error.hpp"
#include "rmeta/report/progress.hpp"
#include "selected.hpp"

namespace rmeta::cli {

std::vector<std::string> crate_files(std::span<const std::string> paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) std::ranges::move(crate::crate_files(path), std::back_inserter(out));
  return out;
}

unsigned jobs_of(const Options& options) {
  if (!options.jobs) return std::max(1U, std::thread::hardware_concurrency());
  const std::string& text = *options.jobs;
  unsigned jobs = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  if (error != std::errc() || end != text.data() + text.size() || jobs == 0 || jobs > 1024)
    throw Error(fmt::format("-j wants a number from 1 to 1024, not \"{}\"", text));
  return jobs;
}

// Threads take numbers in order, so those before a waiting one are being worked on, and will pass.
void Queue::Turn::pass(const std::function<void()>& work) {
  if (std::exchange(over_, true)) return;
  std::unique_lock lock(queue_.mutex_);
  queue_.moved_.wait(lock, [&] { return queue_.next_ == number_; });
  // The place is given up whatever becomes of the work.
  struct Leave {
    Queue& queue;
    ~Leave() {
      ++queue.next_;
      queue.moved_.notify_all();
    }
  } leave{queue_};
  if (work) work();
}

void in_parallel(const Options& options, std::size_t count, unsigned jobs,
                 const std::function<void(std::size_t)>& work) {
  std::optional<report::Progress> progress;
  if (options.progress) progress.emplace(count, "crates");
  // What failed is done, too.
  struct Step {
    report::Progress* progress;
    ~Step() {
      if (progress != nullptr) progress->step();
    }
  };
  crate::in_parallel(count, jobs, [&](std::size_t i) {
    const Step step{progress ? &*progress : nullptr};
    work(i);
  });
}

std::vector<symbols::Symbol> taken(symbols::Selection& selection, types::MetadataContext& cx, std::uint32_t crate,
                                   Queue::Turn& turn) {
  auto answers = selection.search(cx, crate);
  std::vector<symbols::Symbol> accepted;
  turn.take([&] { accepted = selection.accept(std::move(answers)); });
  return accepted;
}

baseline::Snapshot snapshot_of(const Options& options, const std::vector<std::string>& files, std::string origin,
                               const baseline::NamesByCrate& besides) {
  const Session session(options);
  crate::Graph graph = session.graph();
  abi::KabiRules rules;
  for (const std::string& path : options.rules) rules.add(path);
  std::optional<symbols::Selection> selection = selection_of(options, rules);
  std::vector<std::uint32_t> numbers;
  for (const std::string& file : files) numbers.push_back(graph.add(file));
  baseline::Snapshot out;
  out.origin = std::move(origin);
  out.crates.resize(files.size());
  std::vector<std::vector<symbols::Selection::Failure>> failures(files.size());
  Queue selecting;
  in_parallel(options, files.size(), jobs_of(options), [&](std::size_t i) {
    Queue::Turn turn(selecting, i);
    baseline::Wanted wants;
    wants.how.stable = options.stable || !options.rules.empty() || !rules.empty();
    wants.how.rules = &rules;
    wants.besides = &besides;
    if (selection) {
      wants.choose = [&](types::MetadataContext& cx) { return taken(*selection, cx, numbers[i], turn); };
      wants.failures = &failures[i];
    }
    try {
      out.crates[i] = baseline::interface_of(graph, numbers[i], wants);
    } catch (Error& error) {
      error.file(files[i]);
      throw;
    }
  });
  std::vector<symbols::Selection::Failure> all;
  for (auto& of_crate : failures) std::ranges::move(of_crate, std::back_inserter(all));
  if (selection) require_all(*selection, std::move(all));
  baseline::finish(out);
  return out;
}

}  // namespace rmeta::cli
