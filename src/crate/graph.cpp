// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/crate/graph.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>

#include "locator.hpp"
#include "rmeta/container/container.hpp"
#include "rmeta/error.hpp"

namespace rmeta::crate {

namespace fs = std::filesystem;

namespace {

std::shared_ptr<const schema::Schema> schema_for(const container::Blob& blob, const schema::Registry& registry,
                                                 const std::string& assume_release) {
  try {
    return assume_release.empty() ? registry.find(blob.bytes) : registry.find(assume_release);
  } catch (Error& e) {
    e.file(blob.file).member(blob.member);
    throw;
  }
}

std::string folder_text(const fs::path& folder) {
  return folder.empty() ? "." : folder.string();
}

}  // namespace

std::unique_ptr<Crate> open_crate(const fs::path& file, const schema::Registry& registry,
                                  const std::string& assume_release, bool follow_stub) {
  container::OpenOptions options;
  options.follow_stub = follow_stub;
  options.identify = [&](const container::Blob& blob) {
    const Crate c(blob, schema_for(blob, registry, assume_release));
    return container::Identity{c.header().is_stub, c.header().name, c.header().hash};
  };
  container::Blob blob = container::open(file, options);
  auto schema = schema_for(blob, registry, assume_release);
  return std::make_unique<Crate>(std::move(blob), std::move(schema));
}

struct Graph::Impl {
  struct Node {
    std::string name;
    HashText hash;
    std::string extra_filename;
    std::vector<std::uint32_t> wanted_by;
    std::unique_ptr<Crate> crate;
    std::optional<Error> absent;  // what a search that failed said
  };

  std::shared_ptr<const schema::Registry> registry;
  SearchOptions options;
  std::mutex mutex;
  std::deque<Node> nodes;
  std::map<std::pair<std::string, HashText>, std::uint32_t> numbers;
  Folders folders;

  std::uint32_t number(const std::string& name, const HashText& hash, const std::string& extra_filename) {
    auto [it, fresh] = numbers.try_emplace({name, hash}, static_cast<std::uint32_t>(nodes.size()));
    if (fresh) {
      Node& n = nodes.emplace_back();
      n.name = name;
      n.hash = hash;
      n.extra_filename = extra_filename;
    }
    return it->second;
  }

  /// Makes `crate` the content of its node and its dependencies nodes.
  std::uint32_t put(std::unique_ptr<Crate> crate) {
    const auto id = number(crate->name(), crate->header().hash, crate->root().extra_filename);
    Node& n = nodes[id];
    if (n.crate) return id;
    crate->graph_number_ = id;
    for (const Dependency& d : crate->root().dependencies) {
      const auto dep = number(d.name, d.hash, d.extra_filename);
      nodes[dep].wanted_by.push_back(id);
      crate->graph_dependencies_.push_back(dep);
    }
    n.absent.reset();
    n.crate = std::move(crate);
    return id;
  }

  /// Folders in which a dependency of `n`'s dependents may lie, in order, each once.
  std::vector<fs::path> folders_for(const Node& n) const {
    std::vector<fs::path> out;
    auto add = [&](const fs::path& p) {
      if (std::ranges::find(out, p) == out.end()) out.push_back(p);
    };
    for (const auto& dir : options.dirs) add(search_folder(dir));
    for (auto w : n.wanted_by)
      if (nodes[w].crate) add(fs::path(nodes[w].crate->blob().file).parent_path());
    if (!options.sysroot.empty())
      for (auto w : n.wanted_by)
        if (nodes[w].crate) add(options.sysroot / "lib" / "rustlib" / nodes[w].crate->header().target.triple / "lib");
    return out;
  }

  std::unique_ptr<Crate> try_file(const Node& n, const fs::path& file, std::vector<std::string>& rejected) const {
    try {
      auto crate = open_crate(file, *registry, options.assume_release);
      if (options.target_spec && crate->header().target.spec_apart)
        crate->give_target_spec(options.target_spec->first, options.target_spec->second);
      if (crate->name() == n.name && crate->header().hash == n.hash) return crate;
      if (crate->name() == n.name)
        rejected.push_back(fmt::format("{} has hash {}", file.string(), crate->header().hash));
    } catch (const Error& e) {
      rejected.push_back(e.what());
    }
    return nullptr;
  }

  void load(std::uint32_t id) {
    Node& n = nodes[id];
    if (n.crate) return;
    if (n.absent) throw *n.absent;
    std::vector<std::string> looked, rejected;
    for (const auto& [name, path] : options.externs) {
      if (name != n.name) continue;
      looked.push_back(fmt::format("--extern {}", path.string()));
      if (auto crate = try_file(n, path, rejected)) return static_cast<void>(put(std::move(crate)));
    }
    for (const auto& folder : folders_for(n)) {
      looked.push_back(folder_text(folder));
      for (const auto& file : candidates(folders, folder, n.name, n.extra_filename))
        if (auto crate = try_file(n, file, rejected)) return static_cast<void>(put(std::move(crate)));
    }
    std::string what = fmt::format("crate `{}` with hash {} is needed", n.name, n.hash);
    if (!n.wanted_by.empty()) what += fmt::format(" by `{}`", nodes[n.wanted_by.front()].name);
    what += fmt::format(" and was not found; looked in {}",
                        looked.empty() ? "no folder" : fmt::format("{}", fmt::join(looked, ", ")));
    if (!rejected.empty()) what += fmt::format("; not taken: {}", fmt::join(rejected, "; "));
    Error e(what);
    if (!n.wanted_by.empty()) e.file(nodes[n.wanted_by.front()].crate->blob().file);
    e.hint(
        fmt::format("pass --extern {}=FILE, or -L with the folder of lib{}{}.rmeta", n.name, n.name, n.extra_filename));
    n.absent = e;
    throw e;
  }
};

Graph::Graph(std::shared_ptr<const schema::Registry> registry, SearchOptions options)
    : impl_(std::make_unique<Impl>()) {
  impl_->registry = std::move(registry);
  impl_->options = std::move(options);
}

Graph::~Graph() = default;

std::uint32_t Graph::add(const fs::path& file) {
  auto crate = open_crate(file, *impl_->registry, impl_->options.assume_release);
  if (const auto& spec = impl_->options.target_spec) crate->give_target_spec(spec->first, spec->second);
  const std::lock_guard lock(impl_->mutex);
  return impl_->put(std::move(crate));
}

std::uint32_t Graph::size() const {
  const std::lock_guard lock(impl_->mutex);
  return static_cast<std::uint32_t>(impl_->nodes.size());
}

const std::string& Graph::name(std::uint32_t crate) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->nodes.at(crate).name;
}

const HashText& Graph::hash(std::uint32_t crate) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->nodes.at(crate).hash;
}

const Crate& Graph::crate(std::uint32_t crate) const {
  const std::lock_guard lock(impl_->mutex);
  impl_->load(crate);
  return *impl_->nodes[crate].crate;
}

const Crate* Graph::find(std::uint32_t crate) const {
  const std::lock_guard lock(impl_->mutex);
  try {
    impl_->load(crate);
  } catch (const Error&) {
    return nullptr;
  }
  return impl_->nodes[crate].crate.get();
}

}  // namespace rmeta::crate
