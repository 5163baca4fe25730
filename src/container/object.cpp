// SPDX-License-Identifier: MIT OR Apache-2.0
// The one source that includes LLVM (compiled as C++17, see object.hpp). Only headers of sections and symbols are read:
// objects may carry LLVM bitcode (section .llvmbc, or the whole member) that is newer than the LLVM we link.
#include "object.hpp"

#include <fmt/format.h>
#include <llvm/BinaryFormat/Magic.h>
#include <llvm/Object/COFF.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Object/MachO.h>
#include <llvm/Object/ObjectFile.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/MemoryBuffer.h>

#include <cctype>
#include <cstring>
#include <memory>

#include "rmeta/error.hpp"

namespace rmeta::container::object {
namespace {

using llvm::object::ObjectFile;
using llvm::object::SectionRef;
using llvm::object::SymbolRef;

template <class T>
T value_of(llvm::Expected<T> expected, const char* what) {
  if (!expected) throw Error(fmt::format("{}: {}", what, llvm::toString(expected.takeError())));
  return std::move(*expected);
}

/// An object LLVM reads. LLVM wants it at an even address, which archives give unless long names are stored in the
/// data.
class Opened {
 public:
  explicit Opened(Bytes file) : file_(file) {
    if (reinterpret_cast<std::uintptr_t>(file.at) % 2 != 0) {
      copy_ = std::make_unique<std::uint8_t[]>(file.size);
      std::memcpy(copy_.get(), file.at, file.size);
      file_.at = copy_.get();
    }
    const llvm::StringRef text(reinterpret_cast<const char*>(file_.at), file_.size);
    object_ = value_of(ObjectFile::createObjectFile(llvm::MemoryBufferRef(text, "")), "damaged object file");
  }

  const ObjectFile& operator*() const { return *object_; }
  const ObjectFile* operator->() const { return object_.get(); }
  Bytes bytes() const { return file_; }

 private:
  Bytes file_;
  std::unique_ptr<std::uint8_t[]> copy_;
  std::unique_ptr<ObjectFile> object_;
};

bool is_nobits(const ObjectFile& object, const SectionRef& section) {
  return llvm::isa<llvm::object::ELFObjectFileBase>(object) &&
         llvm::object::ELFSectionRef(section).getType() == llvm::ELF::SHT_NOBITS;
}

// The letters of `nm`, per format.

char elf_letter(const ObjectFile& object, const SymbolRef& symbol, std::uint32_t flags) {
  const llvm::object::ELFSymbolRef elf(symbol);
  if ((flags & SymbolRef::SF_Weak) != 0) {
    const char letter = elf.getELFType() == llvm::ELF::STT_OBJECT ? 'V' : 'W';
    return (flags & SymbolRef::SF_Undefined) != 0 ? static_cast<char>(std::tolower(letter)) : letter;
  }
  if ((flags & SymbolRef::SF_Undefined) != 0) return 'U';
  if (elf.getBinding() == llvm::ELF::STB_GNU_UNIQUE) return 'u';
  if (elf.getELFType() == llvm::ELF::STT_GNU_IFUNC) return 'i';
  if ((flags & SymbolRef::SF_Common) != 0) return 'C';
  if ((flags & SymbolRef::SF_Absolute) != 0) return 'a';
  const auto section = value_of(symbol.getSection(), "damaged symbol table");
  if (section == object.section_end()) return '?';
  const llvm::object::ELFSectionRef in(*section);
  const auto bits = in.getFlags();
  if ((bits & llvm::ELF::SHF_EXECINSTR) != 0) return 't';
  if (in.getType() == llvm::ELF::SHT_NOBITS) return 'b';
  if ((bits & llvm::ELF::SHF_ALLOC) == 0) return 'n';
  return (bits & llvm::ELF::SHF_WRITE) != 0 ? 'd' : 'r';
}

char other_letter(const ObjectFile& object, const SymbolRef& symbol, std::uint32_t flags) {
  if ((flags & SymbolRef::SF_Weak) != 0) return (flags & SymbolRef::SF_Undefined) != 0 ? 'w' : 'W';
  if ((flags & SymbolRef::SF_Undefined) != 0) return 'U';
  if ((flags & SymbolRef::SF_Common) != 0) return 'C';
  if ((flags & SymbolRef::SF_Absolute) != 0) return 'a';
  const auto section = value_of(symbol.getSection(), "damaged symbol table");
  if (section == object.section_end()) return '?';
  if (section->isText()) return 't';
  if (section->isBSS()) return 'b';
  if (const auto* coff = llvm::dyn_cast<llvm::object::COFFObjectFile>(&object)) {
    const auto bits = coff->getCOFFSection(*section)->Characteristics;
    return (bits & llvm::COFF::IMAGE_SCN_MEM_WRITE) != 0 ? 'd' : 'r';
  }
  const auto name = value_of(section->getName(), "damaged section table");
  return name == "__data" ? 'd' : 's';  // as nm does for Mach-O
}

std::uint64_t size_of(const ObjectFile& object, const SymbolRef& symbol, std::uint32_t flags) {
  if (llvm::isa<llvm::object::ELFObjectFileBase>(object)) return llvm::object::ELFSymbolRef(symbol).getSize();
  if ((flags & SymbolRef::SF_Common) != 0) return symbol.getCommonSize();
  return 0;  // COFF and Mach-O have no sizes
}

/// The name of a symbol. LLVM takes a name of a Mach-O file up to its NUL without looking where the string table ends
/// (MachOObjectFile::getSymbolName, LLVM 14 to 19), so that one is looked for here.
std::string name_of(const ObjectFile& object, const SymbolRef& symbol) {
  if (const auto* macho = llvm::dyn_cast<llvm::object::MachOObjectFile>(&object)) {
    const auto entry = symbol.getRawDataRefImpl();
    const std::uint64_t at = macho->is64Bit() ? macho->getSymbol64TableEntry(entry).n_strx  //
                                              : macho->getSymbolTableEntry(entry).n_strx;
    const auto strings = macho->getStringTableData();
    if (at != 0 && (at >= strings.size() || strings.find('\0', at) == llvm::StringRef::npos))
      throw Error(fmt::format("damaged symbol table: the name at {} does not end in the string table of {} bytes", at,
                              strings.size()));
  }
  return value_of(symbol.getName(), "damaged symbol table").str();
}

NativeSymbol read_symbol(const ObjectFile& object, const SymbolRef& symbol, std::uint32_t flags) {
  const bool elf = llvm::isa<llvm::object::ELFObjectFileBase>(object);
  NativeSymbol out;
  out.name = name_of(object, symbol);
  out.global = (flags & SymbolRef::SF_Global) != 0;
  out.weak = (flags & SymbolRef::SF_Weak) != 0;
  out.defined = (flags & SymbolRef::SF_Undefined) == 0;
  out.value = value_of(symbol.getValue(), "damaged symbol table");
  out.size = size_of(object, symbol, flags);
  out.letter = elf ? elf_letter(object, symbol, flags) : other_letter(object, symbol, flags);
  const bool has_case = std::strchr("abdnrst", out.letter) != nullptr;
  if (has_case && out.global) out.letter = static_cast<char>(std::toupper(out.letter));
  return out;
}

}  // namespace

Kind identify(Bytes file) {
  using llvm::file_magic;
  switch (llvm::identify_magic(llvm::StringRef(reinterpret_cast<const char*>(file.at), file.size))) {
    case file_magic::elf:
    case file_magic::elf_relocatable:
    case file_magic::elf_executable:
    case file_magic::elf_shared_object:
    case file_magic::elf_core:
      return Kind::elf;
    case file_magic::coff_object:
      // A COFF object for machine 0 has no magic at all: a run of zeros is not one. Only big objects begin 00 00 ff ff.
      return file.at[0] == 0 && file.at[1] == 0 && file.at[2] == 0 ? Kind::none : Kind::coff;
    case file_magic::pecoff_executable:
      return Kind::coff;
    case file_magic::coff_import_library:
      return Kind::import_library;
    case file_magic::macho_object:
    case file_magic::macho_executable:
    case file_magic::macho_dynamically_linked_shared_lib:
    case file_magic::macho_dynamically_linked_shared_lib_stub:
    case file_magic::macho_bundle:
      return Kind::macho;
    case file_magic::macho_universal_binary:
      return Kind::universal_macho;
    case file_magic::wasm_object:
      return Kind::wasm;
    case file_magic::xcoff_object_32:
    case file_magic::xcoff_object_64:
      return Kind::xcoff;
    case file_magic::bitcode:
      return Kind::bitcode;
    default:
      return Kind::none;
  }
}

const char* name(Kind kind) {
  switch (kind) {
    case Kind::none:
      return "unknown";
    case Kind::elf:
      return "elf";
    case Kind::coff:
      return "coff";
    case Kind::macho:
      return "macho";
    case Kind::wasm:
      return "wasm";
    case Kind::universal_macho:
      return "universal macho";
    case Kind::xcoff:
      return "xcoff";
    case Kind::bitcode:
      return "bitcode";
    case Kind::import_library:
      return "import library";
  }
  return "unknown";
}

namespace {

Section placed(const Opened& object, const SectionRef& section, std::string name, Bytes file) {
  if (is_nobits(*object, section))
    throw Error(fmt::format("section {} has no contents", name))
        .hint("the library's metadata was stripped into a debug file");
  const auto contents = value_of(section.getContents(), "damaged section table");
  const auto offset = reinterpret_cast<const std::uint8_t*>(contents.data()) - object.bytes().at;
  if (offset < 0 || static_cast<std::uint64_t>(offset) > file.size ||
      contents.size() > file.size - static_cast<std::uint64_t>(offset))
    throw Error(fmt::format("section {} lies outside of the object", name));
  return Section{std::move(name), static_cast<std::uint64_t>(offset), contents.size()};
}

}  // namespace

std::optional<Section> find_metadata(Kind kind, Bytes file) {
  if (kind == Kind::wasm) return find_wasm_metadata(file);
  const Opened object(file);
  for (const SectionRef& section : object->sections()) {
    const auto name = value_of(section.getName(), "damaged section table");
    if (is_metadata_section({name.data(), name.size()})) return placed(object, section, name.str(), file);
  }
  return std::nullopt;
}

std::vector<Section> find_sections(Kind kind, Bytes file, std::string_view wanted) {
  std::vector<Section> found;
  if (kind == Kind::wasm) return found;
  const Opened object(file);
  for (const SectionRef& section : object->sections()) {
    const auto name = value_of(section.getName(), "damaged section table");
    if (std::string_view(name.data(), name.size()) == wanted)
      found.push_back(placed(object, section, name.str(), file));
  }
  return found;
}

std::vector<NativeSymbol> symbols(Kind kind, Bytes file) {
  if (kind == Kind::wasm) return wasm_symbols(file);
  const Opened object(file);
  std::vector<NativeSymbol> out;
  const auto read = [&](const SymbolRef& symbol) {
    const auto flags = value_of(symbol.getFlags(), "damaged symbol table");
    // File and section symbols, COFF's auxiliary and Mach-O's debugging entries: `nm` does not list them either.
    if ((flags & SymbolRef::SF_FormatSpecific) == 0) out.push_back(read_symbol(*object, symbol, flags));
  };
  for (const SymbolRef& symbol : object->symbols()) read(symbol);
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELFObjectFileBase>(&*object); elf != nullptr && out.empty())
    for (const auto& symbol : elf->getDynamicSymbolIterators()) read(symbol);
  return out;
}

}  // namespace rmeta::container::object
