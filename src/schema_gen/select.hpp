// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds the pieces of source that were read by a person, and notices when they are no longer what was read.
//
// FILE#SELECTOR (FILE relative to compiler/): `TRAIT for TYPE`, the header of an impl without its generics and where
// clause; `fn NAME`; `fn TYPE::NAME`, in an inherent impl; `const NAME`, `struct NAME`, `enum NAME`; `macro NAME`, a
// macro_rules; `invoke NAME`, all calls of a macro; `impl HEADER / fn NAME`, `trait NAME / fn NAME`.
#pragma once

#include "codec_table.hpp"
#include "index.hpp"

namespace rmeta::schema_gen {

struct Selected {
  Trees tokens;
  Loc loc;
};

/// What `FILE#SELECTOR` names. Throws if the file has no such item.
Selected select(Index& index, const std::string& item);

struct Fingerprint {
  std::string item, print;
  Loc loc;
  bool accepted;
};
/// Of each item as it is now. Items the source does not have are listed in `missing`; without it, the first one throws.
std::vector<Fingerprint> fingerprints(Index& index, const Accepted& accepted, const std::set<std::string>& items,
                                      std::vector<std::string>* missing = nullptr);
/// Throws, naming the first item that is not accepted and what depends on it.
void check_fingerprints(Index& index, const CodecTable& codecs, const Accepted& accepted,
                        const std::set<std::string>& items);

}  // namespace rmeta::schema_gen
