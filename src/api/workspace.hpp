// SPDX-License-Identifier: MIT OR Apache-2.0
// What stands behind the handles of the public interface (include/rmeta/*.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "rmeta/baseline/snapshot.hpp"
#include "rmeta/crate/session.hpp"
#include "rmeta/eval/analysis.hpp"
#include "rmeta/settings.hpp"

namespace rmeta::detail {

struct Snapshot {
  baseline::Snapshot data;
};

/// The crates of one Crates. What is known of a crate's types is kept with it; it is read and added to by one thread at
/// a time.
struct Workspace {
  explicit Workspace(const Settings& settings) : session(settings), graph(session.graph()) {}

  struct Known {
    std::mutex mutex;
    std::optional<eval::Analysis> analysis;
  };

  crate::Session session;
  crate::Graph graph;
  std::mutex mutex;  // of `known` alone
  std::map<std::uint32_t, Known> known;

  Known& of(std::uint32_t number) {
    const std::lock_guard lock(mutex);
    return known[number];
  }

  /// Calls `work` with the analysis of a crate. Errors get the crate's file, if they have none.
  template <class Work>
  auto with_types(std::uint32_t number, Work&& work) {
    return with_file(number, [&] {
      Known& own = of(number);
      const std::lock_guard lock(own.mutex);
      if (!own.analysis) own.analysis.emplace(graph, number);
      return work(*own.analysis);
    });
  }

  template <class Work>
  auto with_file(std::uint32_t number, Work&& work) {
    try {
      return work();
    } catch (Error& error) {
      error.file(graph.crate(number).blob().file);
      throw;
    }
  }
};

}  // namespace rmeta::detail
