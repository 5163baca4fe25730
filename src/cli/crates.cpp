// SPDX-License-Identifier: MIT OR Apache-2.0
#include "crates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <exception>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "rmeta/abi/assemble.hpp"
#include "rmeta/cli/session.hpp"
#include "rmeta/crc/crc32.hpp"
#include "rmeta/error.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/report/progress.hpp"
#include "rmeta/symbols/names.hpp"
#include "selected.hpp"

namespace rmeta::cli {

namespace {

namespace fs = std::filesystem;

// One crate of a snapshot. `selection`: of all crates; nothing: what the crate exports, and `besides`.
baseline::Crate interface_of(const crate::Graph& graph, std::uint32_t number, const abi::Options& how,
                             symbols::Selection* selection, Queue::Turn& turn, const NamesByCrate& besides,
                             std::vector<symbols::Selection::Failure>& failures) {
  const crate::Crate& crate = graph.crate(number);
  const std::uint32_t file_crc = crc::crc32(crate.blob().bytes);
  if (crate.root().proc_macro) return {crate.name(), abi::header_of(crate, how).text(), file_crc, {}, {}, {}};
  eval::Analysis analysis(graph, number);
  types::MetadataContext& cx = analysis.context();
  std::vector<symbols::Symbol> wanted =
      selection ? taken(*selection, cx, number, turn) : symbols::Names(cx).exports(number);
  std::set<std::string> rest;
  for (const std::string& of : {crate.name(), std::string()})
    if (const auto more_names = besides.find(of); more_names != besides.end())
      rest.insert(more_names->second.begin(), more_names->second.end());
  if (!rest.empty()) {
    for (const symbols::Symbol& s : wanted) rest.erase(s.name);
    std::string names;
    for (const std::string& name : rest) names += name + '\n';
    if (!names.empty()) {
      std::istringstream in(names);
      auto more = symbols::Selection(symbols::ExportList::read(in, "the baseline")).take(cx, number);
      std::ranges::move(more, std::back_inserter(wanted));
    }
  }
  abi::Assembler assembler(analysis, number, how);
  abi::CrateAbi abi = assembler.compute(std::move(wanted));
  if (selection != nullptr) {
    for (const abi::Failure& f : abi.failures) failures.push_back({f.symbol.name, f.error.what()});
    abi.failures.clear();
  }
  return baseline::crate_of(assembler, abi, crate.name(), file_crc);
}

}  // namespace

std::vector<std::string> crate_files(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::map<std::string, std::string> found;  // by name without suffix
  for (auto at = fs::directory_iterator(path, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    const fs::path& file = at->path();
    const std::string name = file.filename().string(), suffix = file.extension().string();
    if (!name.starts_with("lib") || (suffix != ".rmeta" && suffix != ".rlib") || at->is_directory(error)) continue;
    std::string& chosen = found[file.stem().string()];
    if (chosen.empty() || suffix == ".rmeta") chosen = file.string();
  }
  if (error) throw Error(fmt::format("cannot read the folder: {}", error.message())).file(path);
  if (found.empty()) throw Error("the folder has no crate in it: no lib*.rmeta and no lib*.rlib").file(path);
  std::vector<std::string> out;
  for (auto& [stem, file] : found) out.push_back(std::move(file));
  return out;
}

std::vector<std::string> crate_files(std::span<const std::string> paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) std::ranges::move(crate_files(path), std::back_inserter(out));
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
  std::vector<std::exception_ptr> errors(count);
  std::optional<report::Progress> progress;
  if (options.progress) progress.emplace(count, "crates");
  std::atomic<std::size_t> next = 0;
  auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        errors[i] = std::current_exception();
      }
      if (progress) progress->step();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 1; t < std::min<std::size_t>(jobs, count); ++t) threads.emplace_back(worker);
    worker();
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

std::vector<symbols::Symbol> taken(symbols::Selection& selection, types::MetadataContext& cx, std::uint32_t crate,
                                   Queue::Turn& turn) {
  auto answers = selection.search(cx, crate);
  std::vector<symbols::Symbol> accepted;
  turn.take([&] { accepted = selection.accept(std::move(answers)); });
  return accepted;
}

baseline::Snapshot snapshot_of(const Options& options, const std::vector<std::string>& files, std::string origin,
                               const NamesByCrate& besides) {
  const Session session(options);
  crate::Graph graph = session.graph();
  abi::KabiRules rules;
  for (const std::string& path : options.rules) rules.add(path);
  std::optional<symbols::Selection> selection = selection_of(options, rules);
  abi::Options how;
  how.stable = options.stable || !options.rules.empty() || !rules.empty();
  how.rules = &rules;
  std::vector<std::uint32_t> numbers;
  for (const std::string& file : files) numbers.push_back(graph.add(file));
  baseline::Snapshot out;
  out.origin = std::move(origin);
  out.crates.resize(files.size());
  std::vector<std::vector<symbols::Selection::Failure>> failures(files.size());
  Queue selecting;
  in_parallel(options, files.size(), jobs_of(options), [&](std::size_t i) {
    Queue::Turn turn(selecting, i);
    try {
      out.crates[i] =
          interface_of(graph, numbers[i], how, selection ? &*selection : nullptr, turn, besides, failures[i]);
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
