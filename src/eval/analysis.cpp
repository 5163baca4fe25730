// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/eval/analysis.hpp"

#include "rmeta/error.hpp"
#include "rmeta/eval/evaluator.hpp"
#include "rmeta/layout/layouts.hpp"
#include "rmeta/layout/target.hpp"

namespace rmeta::eval {

namespace {

class NoLayouts final : public types::LayoutQuery {
 public:
  explicit NoLayouts(Error why) : why_(std::move(why)) {}
  const types::Layout& layout_of(types::Term) override { throw Error(why_); }
  std::span<const types::Term> field_types(types::Term, std::uint32_t) override { throw Error(why_); }
  std::vector<types::I128> discriminants(const types::AdtDef&) override { throw Error(why_); }
  std::vector<types::VtableEntry> vtable_entries(types::Term) override { throw Error(why_); }

 private:
  Error why_;
};

}  // namespace

Analysis::Analysis(const crate::Graph& graph, std::uint32_t crate) : cx_(graph) {
  bool big_endian = false;
  try {
    const auto target = layout::data_layout_of(graph.crate(crate));
    big_endian = target.big_endian;
    layouts_ = std::make_unique<layout::Layouts>(cx_, layout::rules_of(graph.crate(crate).schema().release()), target);
  } catch (const Error& e) {
    layouts_ = std::make_unique<NoLayouts>(e);
  }
  constants_ = std::make_unique<Evaluator>(cx_, big_endian);
  cx_.connect(*layouts_);
  cx_.connect(*constants_);
}

Analysis::~Analysis() = default;

}  // namespace rmeta::eval
