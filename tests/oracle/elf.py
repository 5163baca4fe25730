# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a 64-bit little-endian ELF object file says about its symbols and relocations."""
import struct
import subprocess
from collections import namedtuple

Symbol = namedtuple('Symbol', 'name section value size is_code')


class Object:
    def __init__(self, path):
        with open(path, 'rb') as f:
            self.data = f.read()
        if self.data[:6] != b'\x7fELF\x02\x01':
            raise RuntimeError('%s is no 64-bit little-endian ELF file' % path)
        at, = struct.unpack_from('<Q', self.data, 40)
        size, count = struct.unpack_from('<HH', self.data, 58)
        self.sections = [struct.unpack_from('<IIQQQQIIQQ', self.data, at + i * size) for i in range(count)]
        table = next(s for s in self.sections if s[1] == 2)
        self.symbols = []
        for at in range(table[4], table[4] + table[5], 24):
            name, info, _, section, value, size = struct.unpack_from('<IBBHQQ', self.data, at)
            code = info & 15 == 2 or (section < len(self.sections) and self.sections[section][2] & 4 != 0)
            # An undefined symbol is a function of another crate: data is always here.
            self.symbols.append(Symbol(self.string(table[6], name), section, value, size, code or section == 0))
        self.relocations = {}
        for s in self.sections:
            if s[1] != 4:       # RELA
                continue
            for at in range(s[4], s[4] + s[5], 24):
                offset, info, addend = struct.unpack_from('<QQq', self.data, at)
                self.relocations[s[7], offset] = self.symbols[info >> 32], addend

    def string(self, table, at):
        start = self.sections[table][4] + at
        return self.data[start:self.data.index(b'\0', start)].decode()

    def symbol(self, name):
        return next(s for s in self.symbols if s.name == name and s.section)

    def word(self, section, offset):
        return struct.unpack_from('<Q', self.data, self.sections[section][4] + offset)[0]

    def target(self, section, offset):
        """The symbol whose address is put there, None if it is none's; of a section's own symbol the one that lies there."""
        found = self.relocations.get((section, offset))
        if not found:
            return None
        symbol, addend = found
        if symbol.name and not addend:
            return symbol
        there = [s for s in self.symbols if s.section == symbol.section and s.value == symbol.value + addend and s.size]
        if there:
            return there[0]
        # A private constant has no symbol: its section holds it alone.
        return Symbol('', symbol.section, symbol.value + addend, self.sections[symbol.section][5] - symbol.value - addend, False)


def demangle(names):
    out = subprocess.run(['c++filt'], input='\n'.join(names) + '\n', stdout=subprocess.PIPE, text=True, check=True).stdout
    return dict(zip(names, out.split('\n')))
