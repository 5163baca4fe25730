// SPDX-License-Identifier: MIT OR Apache-2.0
#include "body.hpp"

#include "rmeta/error.hpp"

namespace rmeta::eval {

Body read_body(types::MetadataContext& cx, DefId item, const Cursor& c) {
  Body b;
  b.item = item;
  b.reader = &cx.reader(item.crate);
  b.crate = &cx.graph().crate(item.crate);
  for (const Cursor& local : c.get(FieldRole::Body_local_decls).elements())
    b.local_types.push_back(local.get(FieldRole::LocalDecl_ty));
  b.arg_count = c.get(FieldRole::Body_arg_count).as_u64();
  if (b.local_types.size() <= b.arg_count) throw Error("MIR with fewer locals than arguments").offset(c.pos());
  if (auto spread = c.get(FieldRole::Body_spread_arg).option()) b.spread_arg = spread->as_u32();
  for (const Cursor& data : c.get(FieldRole::Body_basic_blocks).elements()) {
    Block& block = b.blocks.emplace_back();
    for (const Cursor& s : data.get(FieldRole::BasicBlockData_statements).elements())
      block.statements.push_back(s.get(FieldRole::Statement_kind));
    if (auto t = data.get(FieldRole::BasicBlockData_terminator).option())
      block.terminator = t->get(FieldRole::Terminator_kind);
  }
  return b;
}

}  // namespace rmeta::eval
