// SPDX-License-Identifier: MIT OR Apache-2.0
// What is kept of definitions, by DefId. Most questions end in a look into one of these maps, and of the tables at hand
// LLVM's is the one that needs no more than one line of the cache for it.
#pragma once

#include <llvm/ADT/DenseMap.h>

#include "rmeta/crate/def_id.hpp"
#include "rmeta/error.hpp"

namespace rmeta::types {

template <class T>
class DefMap {
 public:
  /// Null where there is nothing. What is found moves when something is added.
  T* find(crate::DefId d) {
    const auto it = map_.find(checked(d));
    return it == map_.end() ? nullptr : &it->second;
  }
  T& operator[](crate::DefId d) { return map_[checked(d)]; }

 private:
  struct Info {
    static crate::DefId getEmptyKey() { return {}; }
    static crate::DefId getTombstoneKey() { return {UINT32_MAX, 0}; }
    static unsigned getHashValue(crate::DefId d) {
      constexpr unsigned kSpread = 0x9e3779b1;  // so that equal indexes of several crates do not meet
      return d.index * 37U + d.crate * kSpread;
    }
    static bool isEqual(crate::DefId x, crate::DefId y) { return x == y; }
  };

  // The map has keys of its own, which are of no crate.
  static crate::DefId checked(crate::DefId d) {
    if (!d) throw Error("an item of no crate is asked for");
    return d;
  }

  llvm::DenseMap<crate::DefId, T, Info> map_;
};

}  // namespace rmeta::types
