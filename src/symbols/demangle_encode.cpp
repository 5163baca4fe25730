// SPDX-License-Identifier: MIT OR Apache-2.0
// A demangled name written as it was: every piece in the grammar's order, back references to where their targets were
// written this time.
#include <fmt/format.h>

#include "rmeta/error.hpp"
#include "rmeta/symbols/demangle.hpp"
#include "rmeta/symbols/encoding.hpp"

namespace rmeta::symbols {

namespace {

class Encoder {
 public:
  explicit Encoder(const Demangled& d) : d_(d), written_(d.size(), kNowhere) {}

  std::string run() {
    piece(d_.path());
    if (auto c = d_.instantiating_crate()) piece(*c);
    return fmt::format("{}_R{}{}", d_.prefix(), out_, d_.suffix());
  }

 private:
  static constexpr std::size_t kNowhere = SIZE_MAX;

  void ident(const Piece& p) {
    push_opt_integer_62(out_, "s", p.number);
    push_ident(out_, p.text);
  }
  void all(std::span<const PieceId> parts) {
    for (PieceId part : parts) piece(part);
  }
  void list(std::span<const PieceId> parts) {
    all(parts);
    out_ += 'E';
  }

  // Recursion is as deep as the parser's was.
  void piece(PieceId id) {
    const Piece& p = d_[id];
    const auto parts = d_.parts(id);
    written_[id] = out_.size();
    switch (p.part) {
      case Part::Crate:
        out_ += 'C';
        ident(p);
        break;
      case Part::Impl:
      case Part::TraitImpl:
        out_ += p.part == Part::Impl ? 'M' : 'X';
        push_opt_integer_62(out_, "s", p.number);
        all(parts);
        break;
      case Part::TraitItems:
        out_ += 'Y';
        all(parts);
        break;
      case Part::Nested:
        out_ += 'N';
        out_ += p.tag;
        all(parts);
        ident(p);
        break;
      case Part::Generic:
        out_ += 'I';
        list(parts);
        break;
      case Part::Basic:
        out_ += p.tag;
        break;
      case Part::Array:
        out_ += 'A';
        all(parts);
        break;
      case Part::Slice:
        out_ += 'S';
        all(parts);
        break;
      case Part::Tuple:
      case Part::ConstTuple:
        out_ += 'T';
        list(parts);
        break;
      case Part::Ref:
      case Part::Pointer:
      case Part::ConstRef:
        out_ += p.tag;
        all(parts);
        break;
      case Part::FnPtr:
        out_ += 'F';
        push_opt_integer_62(out_, "G", p.number);
        if (p.flag) out_ += 'U';
        if (!p.text.empty()) out_ += 'K';
        if (p.text == "C")
          out_ += 'C';
        else if (!p.text.empty())
          push_ident(out_, p.text);
        list(parts.first(parts.size() - 1));
        piece(parts.back());
        break;
      case Part::Dyn:
        out_ += 'D';
        push_opt_integer_62(out_, "G", p.number);
        list(parts.first(parts.size() - 1));
        piece(parts.back());
        break;
      case Part::DynTrait:
        all(parts);
        break;
      case Part::Binding:
        out_ += 'p';
        push_ident(out_, p.text);
        if (p.flag) out_ += 'K';
        all(parts);
        break;
      case Part::Pattern:
        out_ += 'W';
        all(parts);
        break;
      case Part::Lifetime:
        out_ += 'L';
        push_integer_62(out_, p.number);
        break;
      case Part::Placeholder:
        out_ += 'p';
        break;
      case Part::Scalar:
        out_ += p.tag;
        if (p.flag) out_ += 'n';
        out_ += p.text;
        out_ += '_';
        break;
      case Part::Str:
        out_ += 'e';
        out_ += p.text;
        out_ += '_';
        break;
      case Part::ConstArray:
        out_ += 'A';
        list(parts);
        break;
      case Part::ConstAdt:
        out_ += 'V';
        piece(parts[0]);
        out_ += p.tag;
        if (p.tag != 'U') list(parts.subspan(1));
        break;
      case Part::Field:
        ident(p);
        all(parts);
        break;
      case Part::ConstArgument:
        out_ += 'K';
        all(parts);
        break;
      case Part::PatRange:
        out_ += 'R';
        all(parts);
        break;
      case Part::PatNotNull:
        out_ += 'u';
        break;
      case Part::PatOr:
        out_ += 'O';
        list(parts);
        break;
      case Part::BackReference:
        if (written_[parts[0]] == kNowhere) throw Error("a back reference to what is not written before it");
        out_ += 'B';
        push_integer_62(out_, written_[parts[0]]);
        break;
    }
  }

  const Demangled& d_;
  std::string out_;
  std::vector<std::size_t> written_;
};

}  // namespace

std::string encode(const Demangled& d) {
  return Encoder(d).run();
}

}  // namespace rmeta::symbols
