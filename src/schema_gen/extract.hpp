// SPDX-License-Identifier: MIT OR Apache-2.0
// From the crate root to every type that can follow: what is derived becomes a struct or an enum, what is written by
// hand becomes the codec that compat/codecs.json names for it.
#pragma once

#include <deque>

#include "codec_table.hpp"
#include "schema_out.hpp"
#include "types.hpp"

namespace rmeta::schema_gen {

class Extractor {
 public:
  Extractor(Types& types, const CodecTable& codecs, const std::string& release, OutSchema& out);

  /// Walks everything reachable from the type at `path`. With `keep_going`, types that are not understood become
  /// `unsupported` entries and are listed in `problems`; otherwise the first one throws.
  void run(const std::string& path, bool keep_going);
  const std::vector<std::string>& problems() const { return problems_; }
  /// FILE#SELECTOR items the schema depends on.
  const std::set<std::string>& watched() const { return watched_; }
  void set_watched(const std::string& item) { watched_.insert(item); }

 private:
  struct Impl {
    const Item* item = nullptr;
    Env env;
    bool specific = false;  // for the metadata decoder alone
  };
  struct Work {
    TypeRef type;
    std::string name, trail;
  };

  std::string visit(TypeRef t);
  void process(TypeRef t, OutType& o);
  void process_adt(TypeRef t, OutType& o);
  void derived(TypeRef t, OutType& o);
  void flags(const Item* it, const std::string& bits, const std::vector<std::pair<std::string, Trees>>& consts,
             OutType& o);
  bool by_impl(const Impl& impl, TypeRef t, OutType& o);
  void by_entry(const CodecEntry& e, const Impl& impl, TypeRef t, OutType& o);
  void fill(const CodecType& c, const Scope& scope, const Item* impl, OutType& o);
  void reorder(OutType& o, const std::string& function);
  void check_tags(const CodecType& c, const Scope& scope, const Item* impl);
  std::string visit_codec_type(const CodecType& c, const Scope& scope, const Item* impl);
  OutFields fields_of(const std::vector<CodecField>& f, const Scope& scope, const Item* impl);
  void table(TypeRef element, const Loc& loc, OutType& o);
  const PackedField* packed_field(const Item* it, const std::string& field) const;
  std::string packed(const PackedField& f, const std::string& bits, const Item* owner);
  std::string packed_part(const PackedPart& p, const Item* owner);
  std::string fixed_enum(TypeRef element, const Impl& impl, bool optional);
  std::string pattern_detail(Cursor& c, const Item* enumeration, const Variant& v, const Module& m);
  std::string flag_names(Cursor& c, TypeRef type, const Module& m);

  /// The impl of `trait` for `t`; none = item null. `only_specific`: for the metadata decoder alone.
  Impl find_impl(const std::string& trait, TypeRef t, bool only_specific);
  const std::vector<const Item*>& impls_of(const std::string& trait);
  const CodecEntry* entry_for(const std::vector<CodecEntry>& entries, const Item* impl, TypeRef t);
  const SourceFile& source_text(const std::string& text);
  const Watch* watch_of(const CodecEntry& e) const;
  void keep_newest(std::vector<const CodecEntry*>& found, const std::string& header) const;

  Types& types_;
  const CodecTable& codecs_;
  ReleaseNumber release_;
  OutSchema& out_;
  std::deque<Work> queue_;
  std::string trail_;
  std::vector<std::string> problems_;
  std::set<std::string> watched_;
  std::map<std::string, std::unique_ptr<SourceFile>> texts_;
  std::map<std::string, std::pair<size_t, std::vector<const Item*>>> impl_lists_;
};

/// Header of an impl as codecs.json writes it (`TRAIT for TYPE`), without blanks.
std::string squeeze(const std::string& text);

}  // namespace rmeta::schema_gen
