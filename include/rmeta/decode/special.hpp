// SPDX-License-Identifier: MIT OR Apache-2.0
// Codecs with code of their own (Shape::Special): what rustc encodes by hand in a way no other shape covers. The
// reading is in plain functions that the engine and Cursor share; here they are tied to visitor events. Included by
// walk.hpp.
#pragma once

#include "rmeta/decode/walk.hpp"

namespace rmeta::decode {

template <class V>
void Walker<V>::special(TypeId t, const schema::Type& type) {
  const std::uint64_t pos = r.pos();
  switch (type.codec()) {
    case schema::Codec::ExpnId: {
      DefIdRef id;
      id.krate = r.leb_u32();
      id.index = r.leb_u32();
      v.expn_id(t, id, pos);
      return;
    }
    case schema::Codec::SyntaxContext:
      v.syntax_context(t, r.leb_u32(), pos);
      return;
    case schema::Codec::AllocId:
      v.alloc(t, r.leb_u32(), pos);
      return;
    default:
      no_value(t);
  }
}

}  // namespace rmeta::decode
