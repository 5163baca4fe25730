// SPDX-License-Identifier: MIT OR Apache-2.0
// Many crates at once: the crates of a build folder, and their interfaces as plain data, several at a time.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "rmeta/baseline/collect.hpp"
#include "rmeta/cli/options.hpp"
#include "rmeta/symbols/selection.hpp"

namespace rmeta::cli {

/// The crates that several paths mean (crate::crate_files), in their order.
std::vector<std::string> crate_files(std::span<const std::string> paths);

/// How many at a time: -j, else one for each processor.
unsigned jobs_of(const Options&);
/// Calls `work` with the numbers of crates from 0 to count - 1, up to `jobs` at a time, and shows how far it is. The
/// error of the lowest number is thrown, once all are done.
void in_parallel(const Options&, std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work);

/// Lets what is worked on at a time pass one place in order of its number. All numbers from 0 on must come by.
class Queue {
 public:
  /// A number's turn: take() waits for those before it. One that is never taken passes when it goes out of scope.
  class Turn {
   public:
    Turn(Queue& queue, std::size_t number) : queue_(queue), number_(number) {}
    ~Turn() { pass({}); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    void take(const std::function<void()>& work) { pass(work); }

   private:
    void pass(const std::function<void()>& work);
    Queue& queue_;
    std::size_t number_;
    bool over_ = false;
  };

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  std::size_t next_ = 0;
};

/// The symbols of a list that are the crate's: searched for at any time, accepted in its turn.
std::vector<symbols::Symbol> taken(symbols::Selection&, types::MetadataContext&, std::uint32_t crate, Queue::Turn&);

/// The interface of the crates in these files, dependencies loaded once: the symbols of --symbols and --object, or what
/// each crate exports and what `besides` has of it. All or nothing: a symbol that cannot be completed is an error; of
/// `besides`, what cannot be found is left out.
baseline::Snapshot snapshot_of(const Options&, const std::vector<std::string>& files, std::string origin,
                               const baseline::NamesByCrate& besides = {});

}  // namespace rmeta::cli
