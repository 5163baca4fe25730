// SPDX-License-Identifier: MIT OR Apache-2.0
#include "rmeta/eval/analysis.hpp"

#include "rmeta/error.hpp"
#include "rmeta/eval/evaluator.hpp"
#include "rmeta/layout/target.hpp"

namespace rmeta::eval {

class Analysis::NoLayouts final : public types::LayoutQuery {
 public:
  explicit NoLayouts(Error why) : why_(std::move(why)) {}
  [[noreturn]] void refuse() const { throw Error(why_); }
  const types::Layout& layout_of(types::Term) override { refuse(); }
  std::span<const types::Term> field_types(types::Term, std::uint32_t) override { refuse(); }
  std::vector<types::I128> discriminants(const types::AdtDef&) override { refuse(); }
  std::vector<types::VtableEntry> vtable_entries(types::Term) override { refuse(); }

 private:
  Error why_;
};

Analysis::Analysis(const crate::Graph& graph, std::uint32_t crate) : cx_(graph, crate) {
  bool big_endian = false;
  try {
    const auto target = layout::data_layout_of(graph.crate(crate));
    big_endian = target.big_endian;
    layouts_ = std::make_unique<layout::Layouts>(cx_, layout::rules_of(graph.crate(crate).schema().release()), target);
  } catch (const Error& e) {
    no_layouts_ = std::make_unique<NoLayouts>(e);
  }
  constants_ = std::make_unique<Evaluator>(cx_, big_endian);
  if (layouts_)
    cx_.connect(*layouts_);
  else
    cx_.connect(*no_layouts_);
  cx_.connect(*constants_);
}

layout::Layouts& Analysis::layouts() {
  if (!layouts_) no_layouts_->refuse();
  return *layouts_;
}

Analysis::~Analysis() = default;

}  // namespace rmeta::eval
