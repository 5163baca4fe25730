# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads a symtypes file by compat/SYMTYPES.md, without any code of the program, and computes the CRCs from it with zlib."""
import re
import zlib

WORD = re.compile(rb"[sute]#'[^']*'|\S+")
REFERENCE = re.compile(rb"[sute]#")


def unescape(word):
    return re.sub(rb"%([0-9A-F]{2})", lambda match: bytes([int(match[1], 16)]), word)


def type_name(key):
    return unescape(key[2:].strip(b"'")).split(b"\0")[0]


def text_of(words):
    """The ABI text that the words of a record stand for, and its references."""
    text, level, line, references = b"", 0, [], []
    for word in words:
        if REFERENCE.match(word):
            references.append(word)
        elif word in (b";", b"{"):
            text += b"  " * level + b" ".join(line) + b"\n"
            line = []
            level += word == b"{"
        elif word == b"}":
            level -= 1
        else:
            line.append(unescape(word))
    if line or level:
        raise ValueError(f"a record that is not closed: {words[:4]}")
    return text, references


def records(data):
    found = {}
    for line in data.splitlines():
        key, *words = WORD.findall(line)
        if key in found:
            raise ValueError(f"two records of {key}")
        found[key] = text_of(words)
    return found


def crcs(data):
    """{symbol: (CRC, text)}"""
    known = records(data)
    result = {}
    for key, (text, references) in known.items():
        if REFERENCE.match(key):
            continue
        header, seen, todo = references[0], set(), references[1:]
        while todo:
            reference = todo.pop()
            if reference not in seen:
                seen.add(reference)
                todo += known[reference][1]
        parts = sorted((type_name(reference), known[reference][0]) for reference in seen)
        full = known[header][0] + text + b"".join(part for _, part in parts)
        result[key.decode()] = (zlib.crc32(full), full)
    return result
