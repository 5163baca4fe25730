// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the types of an object's debug information with LLVM's DWARF library (compiled as C++17, see
// src/container/object.hpp). What is read is said in the header. Objects that are not linked yet need their relocations
// applied first, which LLVM does.
#include "rmeta/dwarf/dwarf.hpp"

#include <fmt/format.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/DebugInfo/DWARF/DWARFContext.h>
#include <llvm/DebugInfo/DWARF/DWARFDie.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Object/ObjectFile.h>
#include <llvm/Support/Error.h>

#include <memory>
#include <utility>

#include "rmeta/error.hpp"

namespace rmeta::dwarf {
namespace {

using llvm::DWARFDie;

/// Deeper nesting than any real module tree has; damaged files only.
constexpr unsigned max_depth = 200;

std::string name_of(const DWARFDie& die) {
  const char* name = die.getShortName();
  return name == nullptr ? "" : name;
}

std::optional<std::uint64_t> number(const DWARFDie& die, llvm::dwarf::Attribute attribute) {
  auto value = die.find(attribute);
  if (!value) return std::nullopt;
  if (auto constant = value->getAsUnsignedConstant()) return *constant;
  if (auto constant = value->getAsSignedConstant()) return static_cast<std::uint64_t>(*constant);
  // 128-bit values are blocks in the target's byte order: their low half.
  auto block = value->getAsBlock();
  if (!block || block->size() != 16) return std::nullopt;
  const bool little = die.getDwarfUnit()->getDebugInfoExtractor().isLittleEndian();
  std::uint64_t low = 0;
  for (unsigned i = 0; i < 8; ++i) low |= std::uint64_t{(*block)[little ? i : 15 - i]} << (8 * i);
  return low;
}

[[noreturn]] void damaged(const DWARFDie& die, const char* what) {
  throw Error(fmt::format("debug information entry '{}': {}", name_of(die), what)).offset(die.getOffset());
}

/// LLVM's iteration does not end on an entry whose end is missing.
std::vector<DWARFDie> children(const DWARFDie& parent) {
  std::vector<DWARFDie> out;
  for (DWARFDie die : parent.children()) {
    if (!die.isValid()) damaged(parent, "its children do not end");
    out.push_back(die);
  }
  return out;
}

Member member_of(const DWARFDie& die) {
  auto offset = number(die, llvm::dwarf::DW_AT_data_member_location);
  // A union's members, and a bit field's, need not say where they are.
  return {name_of(die), offset.value_or(0)};
}

class Collector {
 public:
  std::vector<Type> types;

  void scope(const DWARFDie& parent, const std::string& path, unsigned depth) {
    if (depth > max_depth) damaged(parent, "nested too deep");
    for (const DWARFDie& die : children(parent)) {
      switch (die.getTag()) {
        case llvm::dwarf::DW_TAG_namespace:
          scope(die, join(path, name_of(die)), depth + 1);
          break;
        case llvm::dwarf::DW_TAG_structure_type:
          structure(die, path, Kind::structure, depth);
          break;
        case llvm::dwarf::DW_TAG_union_type:
          structure(die, path, Kind::union_, depth);
          break;
        case llvm::dwarf::DW_TAG_enumeration_type:
          enumeration(die, path);
          break;
        default:
          break;
      }
    }
  }

 private:
  static std::string join(const std::string& path, const std::string& name) {
    return path.empty() ? name : path + "::" + name;
  }

  /// The part that all kinds of type share; false for a declaration without a definition.
  static bool header(const DWARFDie& die, const std::string& path, Type& type) {
    if (die.find(llvm::dwarf::DW_AT_declaration)) return false;
    auto size = number(die, llvm::dwarf::DW_AT_byte_size);
    if (!size) damaged(die, "a type without a size");
    type.name = join(path, name_of(die));
    type.size = *size;
    type.align = number(die, llvm::dwarf::DW_AT_alignment);
    return true;
  }

  void structure(const DWARFDie& die, const std::string& path, Kind kind, unsigned depth) {
    Type type;
    type.kind = kind;
    if (!header(die, path, type)) return;
    bool is_enum = false;
    for (const DWARFDie& child : children(die)) {
      if (child.getTag() == llvm::dwarf::DW_TAG_member) type.members.push_back(member_of(child));
      if (child.getTag() == llvm::dwarf::DW_TAG_variant_part) {
        is_enum = true;
        variant_part(child, type);
      }
    }
    // The structures nested in an enum are its variants. Those nested in a struct are items in the module of its name.
    if (!is_enum) scope(die, type.name, depth + 1);
    types.push_back(std::move(type));
  }

  static void variant_part(const DWARFDie& part, Type& type) {
    type.kind = Kind::enumeration;
    if (DWARFDie tag = part.getAttributeValueAsReferencedDie(llvm::dwarf::DW_AT_discr)) {
      type.tag = Member{"", member_of(tag).offset};
    }
    for (const DWARFDie& variant : children(part)) {
      if (variant.getTag() != llvm::dwarf::DW_TAG_variant) continue;
      for (const DWARFDie& member : children(variant)) {
        if (member.getTag() != llvm::dwarf::DW_TAG_member) continue;
        Variant found;
        found.name = name_of(member);
        found.tag = number(variant, llvm::dwarf::DW_AT_discr_value);
        const std::uint64_t base = member_of(member).offset;
        DWARFDie fields = member.getAttributeValueAsReferencedDie(llvm::dwarf::DW_AT_type);
        if (!fields) damaged(variant, "a variant without a type");
        for (const DWARFDie& field : children(fields)) {
          if (field.getTag() != llvm::dwarf::DW_TAG_member) continue;
          Member at = member_of(field);
          at.offset += base;
          found.fields.push_back(std::move(at));
        }
        type.variants.push_back(std::move(found));
      }
    }
  }

  void enumeration(const DWARFDie& die, const std::string& path) {
    Type type;
    type.kind = Kind::enumeration;
    if (!header(die, path, type)) return;
    for (const DWARFDie& child : children(die)) {
      if (child.getTag() != llvm::dwarf::DW_TAG_enumerator) continue;
      auto value = number(child, llvm::dwarf::DW_AT_const_value);
      if (!value) damaged(child, "an enumerator without a value");
      type.variants.push_back({name_of(child), value, {}});
    }
    types.push_back(std::move(type));
  }
};

template <class T>
T value_of(llvm::Expected<T> expected) {
  if (!expected) throw Error(fmt::format("damaged object file: {}", llvm::toString(expected.takeError())));
  return std::move(*expected);
}

/// Reads all that LLVM's relocation of debug sections takes for granted: where one of these is wrong it ends the
/// process.
template <class Elf>
void check_relocations(const llvm::object::ELFFile<Elf>& file) {
  auto entries_in = [&](const auto& section, std::size_t symbols, const auto& entries) {
    if (section.sh_info >= value_of(file.sections()).size()) throw Error("damaged object file: relocates no section");
    for (const auto& entry : entries) {
      if (entry.getSymbol(file.isMips64EL()) >= symbols)
        throw Error("damaged object file: a relocation names a symbol that is not there");
    }
  };
  for (const auto& section : value_of(file.sections())) {
    if (section.sh_type != llvm::ELF::SHT_REL && section.sh_type != llvm::ELF::SHT_RELA) continue;
    const auto* table = value_of(file.getSection(section.sh_link));
    const auto symbols = value_of(file.symbols(table));
    const std::size_t count = value_of(file.sections()).size();
    for (const auto& symbol : symbols) {
      if (symbol.st_shndx == llvm::ELF::SHN_XINDEX) throw Error("objects of more than 65,279 sections are not read");
      if (symbol.st_shndx < llvm::ELF::SHN_LORESERVE && symbol.st_shndx >= count)
        throw Error("damaged object file: a symbol lies in a section that is not there");
    }
    if (section.sh_type == llvm::ELF::SHT_REL) entries_in(section, symbols.size(), value_of(file.rels(section)));
    if (section.sh_type == llvm::ELF::SHT_RELA) entries_in(section, symbols.size(), value_of(file.relas(section)));
  }
}

void check_relocations(const llvm::object::ObjectFile& object) {
  using namespace llvm::object;
  if (const auto* elf = llvm::dyn_cast<ELF64LEObjectFile>(&object)) return check_relocations(elf->getELFFile());
  if (const auto* elf = llvm::dyn_cast<ELF64BEObjectFile>(&object)) return check_relocations(elf->getELFFile());
  if (const auto* elf = llvm::dyn_cast<ELF32LEObjectFile>(&object)) return check_relocations(elf->getELFFile());
  if (const auto* elf = llvm::dyn_cast<ELF32BEObjectFile>(&object)) return check_relocations(elf->getELFFile());
  throw Error("debug information is read from ELF objects alone");
}

std::vector<Type> read(const std::string& path) {
  auto binary = llvm::object::ObjectFile::createObjectFile(path);
  if (!binary) throw Error(fmt::format("not an object file: {}", llvm::toString(binary.takeError())));
  check_relocations(*binary->getBinary());
  std::string trouble;
  auto note = [&](llvm::Error error) { trouble = llvm::toString(std::move(error)); };
  auto context = llvm::DWARFContext::create(*binary->getBinary(), llvm::DWARFContext::ProcessDebugRelocations::Process,
                                            nullptr, "", note, note);
  Collector collector;
  for (const auto& unit : context->info_section_units()) {
    DWARFDie die = unit->getUnitDIE(false);
    if (die) collector.scope(die, "", 0);
  }
  if (!trouble.empty()) throw Error(fmt::format("damaged debug information: {}", trouble));
  return std::move(collector.types);
}

}  // namespace

std::vector<Type> read_types(const std::string& path) {
  try {
    return read(path);
  } catch (Error& error) {
    error.file(path);
    throw;
  }
}

}  // namespace rmeta::dwarf
