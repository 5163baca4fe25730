#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The parts of examples/kbuild/ that need no kernel: what is changed in one, and what is said about versions."""
import pathlib
import subprocess
import sys
import tempfile

from support import TOP, Checks

checks = Checks()
EXAMPLE = TOP / "examples/kbuild"
# The lines of Linux 7.3 that are changed, as they stand there.
KERNEL = {
    "init/Kconfig": "config RUST\n\tdepends on !MODVERSIONS || GENDWARFKSYMS\n\tdepends on !RANDSTRUCT\n",
    "scripts/Makefile.build": "else\ncmd_gensymtypes_c = $(CPP) -D__GENKSYMS__ $(c_flags) $< | $(genksyms)\nendif\n",
    "rust/Makefile": "cmd_gendwarfksyms = $(if $(skip_gendwarfksyms),, \\\n\t$(call rust_exports,$@,\"%s\\n\") | \\\n\tscripts/gendwarfksyms/gendwarfksyms \\\n\t\t$@ >> $(dot-target).cmd)\n"
    "$(obj)/helpers/helpers.o: $(src)/helpers/helpers.c $(recordmcount_source) FORCE\n$(obj)/build_error.o: private skip_gendwarfksyms = 1\n$(obj)/ffi.o: private skip_gendwarfksyms = 1\n",
}


def script(name, *arguments):
    return subprocess.run([sys.executable, EXAMPLE / name, *map(str, arguments)], capture_output=True, text=True, check=False)


def module(path, versions):
    crcs = "".join(f"\t0x{crc:08x},\n" for crc in versions.values())
    names = "".join(f'\t"{name}\\0"\n' for name in versions)
    path.write_text(f'static const u32 ____version_ext_crcs[]\n__used __section("__version_ext_crcs") = {{\n{crcs}}};\n'
                    f'static const char ____version_ext_names[]\n__used __section("__version_ext_names") =\n{names};\n')


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    for file, text in KERNEL.items():
        (folder / "linux" / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / "linux" / file).write_text(text)
    done = script("patch-kernel.py", folder / "linux")
    makefile = (folder / "linux/rust/Makefile").read_text()
    checks.check(done.returncode == 0 and "GENDWARFKSYMS" not in (folder / "linux/init/Kconfig").read_text(), "the kernel's lines are found and changed", done.stderr)
    checks.check("$(RMETACRC)" in makefile and "build_error.o: private skip" not in makefile and "ffi.o: private skip_gendwarfksyms = 1" in makefile, "and those alone", makefile)
    again = script("patch-kernel.py", folder / "linux")
    checks.check(again.returncode == 0 and (folder / "linux/rust/Makefile").read_text() == makefile, "a second time changes nothing", again.stderr)
    (folder / "linux/.rmetacrc-patched").unlink()
    other = script("patch-kernel.py", folder / "linux")
    checks.check(other.returncode != 0 and "0 times" in other.stderr and (folder / "linux/rust/Makefile").read_text() == makefile, "another kernel is refused and left alone", other.stderr)

    (folder / "m").mkdir()
    symbols = {"_RNvC1k1f": 1, "_RNvC1k1g": 2, "rust_helper_x": 3, "rust_build_error": 4, "_printk": 5}
    table = lambda versions: "".join(f"0x{crc:08x}\t{symbol}\tvmlinux\tEXPORT_SYMBOL_GPL\t\n" for symbol, crc in versions.items())
    (folder / "Module.symvers").write_text(table(symbols))
    module(folder / "m/a.mod.c", {"_RNvC1k1f": 1, "_printk": 5})
    good = script("versions.py", "check", folder, folder / "m", "kernel")
    checks.check(good.returncode == 0 and "a: links against 2 versioned symbols, 1 of them Rust's; 0 differ" in good.stdout, "modules that agree", good.stdout + good.stderr)
    module(folder / "m/b.mod.c", {"_RNvC1k1g": 9})
    checks.check(script("versions.py", "check", folder, folder / "m", "kernel").returncode == 1, "a version that differs is seen")
    module(folder / "m/b.mod.c", {"from_c": 9})
    checks.check(script("versions.py", "check", folder, folder / "m", "kernel").returncode == 1, "a symbol that is not exported is seen")
    checks.check(script("versions.py", "check", folder, folder / "m", "rust").returncode == 0, "which without C's symbols is no fault")
    (folder / "Module.symvers").write_text(table(symbols | {"rust_helper_x": 0}))
    checks.check(script("versions.py", "check", folder, folder / "m", "rust").returncode == 1, "a symbol without a version is seen")
    (folder / "before").mkdir()
    (folder / "before/Module.symvers").write_text(table(symbols))
    module(folder / "before/a.mod.c", {"_RNvC1k1f": 1})
    module(folder / "before/b.mod.c", {"_RNvC1k1g": 2})
    (folder / "Module.symvers").write_text(table(symbols | {"_RNvC1k1f": 7}))
    compared = script("versions.py", "compare", folder / "before", folder).stdout
    checks.check("1 have another version" in compared and "a built before: refused, for _RNvC1k1f" in compared and "b built before: still loads" in compared, "what a change hits", compared)
for name in ("build.sh", "boot.sh"):
    usage = subprocess.run(["bash", EXAMPLE / name], capture_output=True, text=True, check=False)
    checks.check(usage.returncode == 2 and f"usage: {name} " in usage.stdout, f"{name} says how it is used", usage.stdout + usage.stderr)
checks.finish()
