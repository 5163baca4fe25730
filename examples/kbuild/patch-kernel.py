#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lets a kernel version its Rust symbols with rmetacrc, and its C symbols with genksyms: no debug information is needed.

usage: patch-kernel.py LINUX-SOURCE

Four small changes. Each looks for the very text it replaces and stops if it is not there once, so that another kernel is
noticed; where all are made already nothing happens.
"""
import pathlib
import sys

CHANGES = [
    # Rust no longer asks for gendwarfksyms, which asks for DEBUG_INFO and rules out LTO.
    ("init/Kconfig",
     "\tdepends on !MODVERSIONS || GENDWARFKSYMS\n",
     ""),
    # rust/exports.c says `extern int` of every Rust symbol to export it. gendwarfksyms is told to pass that over, genksyms
    # must be, too, or each symbol would get the version of an int.
    ("scripts/Makefile.build",
     "cmd_gensymtypes_c = $(CPP) -D__GENKSYMS__ $(c_flags) $< | $(genksyms)\n",
     "cmd_gensymtypes_c = $(if $(skip_gendwarfksyms),true,$(CPP) -D__GENKSYMS__ $(c_flags) $< | $(genksyms))\n"),
    # The tool, and objects whose symbols get their versions in the same call.
    ("rust/Makefile",
     "\t$(call rust_exports,$@,\"%s\\n\") | \\\n\tscripts/gendwarfksyms/gendwarfksyms \\\n",
     "\t$(call rust_exports,$@ $(versions_of),\"%s\\n\") | \\\n\t$(or $(RMETACRC),$(error RMETACRC must name rmetacrc-gendwarfksyms)) \\\n"),
    # The C helpers are versioned from their declarations in the crate `bindings`, so that goes with its object.
    ("rust/Makefile",
     "$(obj)/helpers/helpers.o: $(src)/helpers/helpers.c $(recordmcount_source) FORCE\n",
     "$(obj)/helpers/helpers.o: private skip_gendwarfksyms = 1\n"
     "$(obj)/bindings.o: $(obj)/helpers/helpers.o\n"
     "$(obj)/bindings.o: private versions_of = $(obj)/helpers/helpers.o\n"
     "$(obj)/helpers/helpers.o: $(src)/helpers/helpers.c $(recordmcount_source) FORCE\n"),
    # rust_build_error gets a version, too.
    ("rust/Makefile",
     "$(obj)/build_error.o: private skip_gendwarfksyms = 1\n",
     ""),
]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    top = pathlib.Path(sys.argv[1])
    texts = {name: (top / name).read_text() for name, _, _ in CHANGES}
    mark = top / ".rmetacrc-patched"
    if mark.exists():
        print("patched already")
        return
    for name, old, new in CHANGES:
        count = texts[name].count(old)
        if count != 1:
            sys.exit(f"{name}: {count} times, not once:\n{old}")
        texts[name] = texts[name].replace(old, new)
    for name, text in texts.items():
        (top / name).write_text(text)
    mark.touch()
    print(f"{len(CHANGES)} changes in {len(texts)} files")


main()
