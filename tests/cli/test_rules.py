#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""kABI rules: what they hide keeps a CRC, what they do not hide moves it, and what is wrong with them is said.

Pairs of crates are compiled, before and after a change that a rule is for, in the shapes that bindgen 0.71 gives the kernel's kABI macros.
"""
import json
import os
import pathlib
import subprocess
import tempfile

from support import FIXTURES, PROGRAM, Checks, run, unpacked

checks = Checks()
RELEASES = ("1.78.0", "1.95.0", "1.98.1")
FORMS = "#[repr(C)] #[derive(Copy, Clone)] pub "
# name: (before, after, rules or None for names alone, C's rules). Each source defines `struct s`, which f, g and h are about.
CASES = {
    "reserved space taken into use": (
        FORMS + "struct s { pub a: i32, pub __kabi_reserved1: u64 }",
        FORMS + "struct s { pub a: i32, pub __bindgen_anon_1: s__bindgen_ty_1 }" + FORMS + "union s__bindgen_ty_1 { pub p: *mut i32, pub __bindgen_anon_1: s__bindgen_ty_1__bindgen_ty_1 }"
        + FORMS + "struct s__bindgen_ty_1__bindgen_ty_1 { pub __kabi_reserved1: u64 }", None, None),
    "a member replaced": (
        FORMS + "struct s { pub a: i32, pub old: i32 }",
        FORMS + "struct s { pub a: i32, pub __bindgen_anon_1: s__bindgen_ty_1 }" + FORMS + "union s__bindgen_ty_1 { pub new: u32, pub __bindgen_anon_1: s__bindgen_ty_1__bindgen_ty_1 }"
        + FORMS + "struct s__bindgen_ty_1__bindgen_ty_1 { pub __kabi_renamedold: i32 }", None, None),
    "a member in a hole, before a nameless union": (
        FORMS + "struct s { pub a: i32, pub b: u64, pub __bindgen_anon_1: s__bindgen_ty_1 }" + FORMS + "union s__bindgen_ty_1 { pub x: i32, pub y: f32 }",
        FORMS + "struct s { pub a: i32, pub __bindgen_anon_1: s__bindgen_ty_1, pub b: u64, pub __bindgen_anon_2: s__bindgen_ty_2 }"
        + FORMS + "union s__bindgen_ty_1 { pub n: i32, pub __kabi_ignored0: u8 }" + FORMS + "union s__bindgen_ty_2 { pub x: i32, pub y: f32 }", None, None),
    "a wrapped union": (
        FORMS + "struct s { pub a: u64, pub __kabi_reserved1: [u64; 2] }",
        "#[repr(C)] pub struct s { pub a: u64, pub __bindgen_anon_1: s__bindgen_ty_1 } #[repr(C)] pub union s__bindgen_ty_1 { pub p: core::mem::ManuallyDrop<Big>, "
        "pub __bindgen_anon_1: core::mem::ManuallyDrop<In> } #[repr(C)] pub struct Big { x: [u64; 2] } #[repr(C)] pub struct In { pub __kabi_reserved1: [u64; 2] }", None, None),
    "a definition that came into sight": (
        FORMS + "struct s { pub p: *mut inner } " + FORMS + "struct inner { _unused: [u8; 0] }",
        FORMS + "struct s { pub p: *mut inner } " + FORMS + "struct inner { pub x: u64, pub y: u8 }", "declonly bindings::inner # only behind a pointer", ["declonly", "inner", ""]),
    "members added at the end": (
        FORMS + "struct s { pub a: u64, pub b: u64, pub c: u64 }",
        FORMS + "struct s { pub a: u64, pub b: u64, pub c: u64, pub __bindgen_anon_1: s__bindgen_ty_1 }" + FORMS + "union s__bindgen_ty_1 { pub n: u64, pub __kabi_ignored0: u8 }",
        "byte_size bindings::s 24", ["byte_size", "s", "24"]),
    "a whole type": (
        FORMS + "struct s { pub a: u64, pub p: *mut other }" + FORMS + "struct other { pub x: u8 }", FORMS + "struct s { pub other: [u32; 7], pub q: *mut other } " + FORMS + "struct other { pub x: u8 }",
        "type_string bindings::s {s}", None),
    "an enumerator added before the last": (
        "#[repr(C)] #[derive(Copy, Clone)] pub enum e { A, B, LAST } pub struct s { pub e: e, pub o: Option<e>, pub x: [u8; 3] }",
        "#[repr(C)] #[derive(Copy, Clone)] pub enum e { A, B, C, LAST } pub struct s { pub e: e, pub o: Option<e>, pub x: [u8; 3] }",
        "enumerator_ignore bindings::e C\nenumerator_value bindings::e LAST 2", ["enumerator_ignore", "e C", "", "enumerator_value", "e LAST", "2"]),
    "a variant that others count from": (
        "pub enum e { A, D = 6, E, F } pub struct s { pub e: e, pub o: Option<e> }", "pub enum e { A, B = 5, D, E, F } pub struct s { pub e: e, pub o: Option<e> }", "enumerator_ignore bindings::e B", ["enumerator_ignore", "e B", ""]),
    "Rust's own members": (
        "#[repr(C)] pub struct s { pub a: u32, pub b: u64, pub c: *const u8, pub __kabi_reserved: u64 }",
        "#[repr(C)] pub struct s { pub a: u32, pub new: u32, pub b: u64, pub d: &'static u8, pub r: [u32; 2] }",
        "member_ignore bindings::s new # in a hole\nmember_rename bindings::s d c '*const u8'\nmember_reserved bindings::s r u64", None),
}
USES = """#![no_std] #![allow(non_camel_case_types, improper_ctypes_definitions, dead_code)]
#[no_mangle] pub extern "C" fn f(_: *mut s) {}
#[no_mangle] pub extern "C" fn g(_: [*const s; 2]) {}
#[no_mangle] pub extern "C" fn unrelated(_: *mut Thing) {}
pub struct Thing { pub x: u8 }
"""
SECTION = ".discard.gendwarfksyms.kabi_rules"


def crcs(*arguments):
    done = run("crc", "--format", "symvers", *arguments)
    return dict(line.split()[1:] for line in done.out.decode().splitlines()), done


def c_object(path, fields):
    """An object of C with rules, as the macros of the kernel's examples/kabi.h make it."""
    rules = "".join(f'__attribute__((used, aligned(1), section("{SECTION}"))) static const char r{i}[] = "1\\0" "{kind}\\0" "{target}\\0" "{value}";\n'
                    for i, (kind, target, value) in enumerate(zip(fields[::3], fields[1::3], fields[2::3])))
    path.with_suffix(".c").write_text(rules + "int task(void) { return 1; }\n")
    subprocess.run(["cc", "-c", "-o", path, path.with_suffix(".c")], check=True)


def compile_crate(rustc, folder, source):
    folder.mkdir()
    (folder / "lib.rs").write_text(USES + source)
    done = subprocess.run([rustc, "--crate-type=lib", "--crate-name=bindings", "--edition=2021", "--emit=metadata,obj", "-Copt-level=1", "-Cpanic=abort", "-Csymbol-mangling-version=v0",
                           "--out-dir", folder, folder / "lib.rs"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{rustc}: {done.stderr}")
    return folder / "libbindings.rmeta"


def sysroot(rustc):
    return subprocess.run([rustc, "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()


def pairs(release, rustc, folder):
    root = ["--sysroot", sysroot(rustc)]
    for number, (what, (before, after, rules, of_c)) in enumerate(CASES.items()):
        what = f"{release}: {what}"
        old, new = (compile_crate(rustc, folder / f"{number}{side}", source) for side, source in (("old", before), ("new", after)))
        plain_old, plain_new = crcs(*root, old)[0], crcs(*root, new)[0]
        checks.check(len(plain_old) == 3 and plain_old["f"] != plain_new["f"] and plain_old["g"] != plain_new["g"] and plain_old["unrelated"] == plain_new["unrelated"],
                     f"{what}: moves CRCs without rules", f"{plain_old} {plain_new}")
        stable, _ = crcs(*root, "--stable", old)
        file = folder / f"{number}.rules"
        if rules and "{s}" in rules:
            types = folder / "types"
            run("crc", *root, "-T", types, old)
            words = next(line.split(" ", 1)[1] for line in types.read_text().splitlines() if line.startswith("s#bindings::s "))
            rules = rules.replace("{s}", words)
        file.write_text((rules or "") + "\n")
        kept, done = crcs(*root, *(["--rules", file] if rules else ["--stable"]), new)
        checks.check(kept == stable and kept, f"{what}: rules keep them", f"{stable} {kept} {done.err}")
        checks.check(not done.err, f"{what}: silently", done.err)
        if rules:
            document = json.loads(run("crc", "--format", "json", *root, "--rules", file, new).out)
            checks.check(len(document["rules"]) == len(rules.splitlines()) and all(rule["used"] for rule in document["rules"]), f"{what}: and are said to be used", str(document.get("rules")))
        if of_c:
            target = folder / f"{number}.o"
            c_object(target, of_c)
            for option in ("--object", "--rules"):
                by_c, done = crcs(*root, option, target, new)
                checks.check(by_c == stable and by_c, f"{what}: rules of an object of C do the same ({option})", f"{stable} {by_c} {done.err}")
            place = new.parent / "bindings.o"
            stand_in = folder / "rmetacrc-gendwarfksyms"
            if not stand_in.exists():
                stand_in.symlink_to(PROGRAM)
            # The stand-in looks for core beside the crate, as kbuild has it; these crates' is in the sysroot.
            for core in pathlib.Path(root[1]).glob("lib/rustlib/x86_64-unknown-linux-gnu/lib/libco*.r*"):
                if not (new.parent / core.name).exists():
                    (new.parent / core.name).symlink_to(core)
            place.write_bytes(b"")
            for flags, expected in ((["-s"], stable), ([], plain_new)):
                done = subprocess.run([stand_in, *flags, place], input=b"f\ng\nunrelated\n", capture_output=True, check=False, env=os.environ | {"RMETACRC_RULES": str(target)})
                got = dict(line.split()[1:] for line in done.stdout.decode().splitlines())
                checks.check(got == expected, f"{what}: rmetacrc-gendwarfksyms {' '.join(flags)} with RMETACRC_RULES", f"{expected} {got} {done.stderr.decode()}")
    # A rule that hides one thing does not hide another.
    new = compile_crate(rustc, folder / "other", CASES["members added at the end"][1].replace("pub b: u64", "pub b: i64"))
    before, _ = crcs(*root, "--stable", folder / f"{list(CASES).index('members added at the end')}old/libbindings.rmeta")
    got, _ = crcs(*root, "--rules", folder / f"{list(CASES).index('members added at the end')}.rules", new)
    checks.check(got["f"] != before["f"] and got["unrelated"] == before["unrelated"], f"{release}: another change still moves the CRC")


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    metadata = folder / "libbare_items.rmeta"
    metadata.write_bytes(unpacked(FIXTURES / "1.95.0/libbare_items.rmeta.zst"))
    file = folder / "x.rules"
    symvers = crcs(metadata)[0]

    file.write_text("# nothing\nversion 1\n\n")
    checks.check(crcs("--rules", file, metadata)[0] == symvers, "a file without rules changes nothing")
    file.write_text("byte_size bare_items::items::Plain 99 # why\n")
    kept, done = crcs("--rules", file, metadata)
    moved = [symbol for symbol in symvers if kept.get(symbol) != symvers[symbol]]
    checks.check(0 < len(moved) < len(symvers) and not done.err, "a rule changes what reaches the type, and nothing else", str(moved))
    rule = json.loads(run("crc", "--format", "json", "--rules", file, metadata).out)["rules"]
    checks.check(rule == [{"rule": "byte_size", "target": "bare_items::items::Plain", "value": "99", "reason": "why", "source": f"{file}:1", "used": True}], "JSON shows the rule", str(rule))
    explained = run("explain", "--rules", file, moved[0], metadata)
    checks.check("\n  size 99 align" in explained.out.decode() and f"{file}:1: rule byte_size bare_items::items::Plain: why" in explained.err, "explain shows the text and the rule", explained.err)
    rules = json.loads(run("explain", "--format", "json", "--rules", file, moved[0], metadata).out)["rules"]
    checks.check([r["reason"] for r in rules] == ["why"], "and so does its JSON", str(rules))
    file.write_text("type_string bare_entry fn x { abi C ; } s#bare_items::items::Plain # gone\n")
    kept, done = crcs("--rules", file, metadata)
    checks.check([symbol for symbol in symvers if kept.get(symbol) != symvers[symbol]] == ["bare_entry"], "a string for a symbol", done.err)
    file.write_text("declonly no::such::type\n")
    kept, done = crcs("--rules", file, metadata)
    checks.check(kept == symvers and "warning" in done.err and "no::such::type" in done.err and f"{file}:1" in done.err, "an unused rule is a warning", done.err)

    for text, word in (("frobnicate k::S", "frobnicate"), ("byte_size k::S", "byte_size TYPE NUMBER"), ("byte_size k::S -1", "-1"), ("byte_size k::S 1 2", "is written"), ("declonly k::S x", "is written"),
                       ("declonly 'k::S", "quote"), ("version 2", "version"), ("declonly k::S\ndeclonly k::S", "already"), ("enumerator_value k::E A", "is written"),
                       ("member_ignore bare_items::items::Plain nothing", "nothing"), ("enumerator_ignore bare_items::items::Plain a", "variant"),
                       ("type_string bare_items::items::Plain struct x { ;", "type_string"), ("type_string bare_items::items::Plain x ; s#no::type", "no::type")):
        file.write_text(text + "\n")
        done = run("crc", "--rules", file, metadata)
        checks.trouble(done, f"rules {text!r}", word, str(file))
        checks.check(not done.out, f"rules {text!r}: nothing is printed")
    checks.trouble(run("crc", "--rules", folder / "none", metadata), "a file that is not there", "none")
    checks.trouble(run("crc", "--rules", metadata, metadata), "a file that is neither rules nor an object", "libbare_items")
    for fields, word in ((["frobnicate", "x", ""], "frobnicate"), (["declonly", "x", "", "byte_size", "y", "1", "byte_size", "y", "2"], "already")):
        c_object(folder / "bad.o", fields)
        checks.trouble(run("crc", "--rules", folder / "bad.o", metadata), f"an object with {fields}", word)
    c_object(folder / "good.o", ["declonly", "task_struct", "", "declonly", "task_struct", ""])
    checks.check(crcs("--rules", folder / "good.o", metadata)[0] == symvers, "rules of C are about types of C alone")
    subprocess.run(["objcopy", "--update-section", f"{SECTION}=/dev/stdin", folder / "good.o", folder / "cut.o"], input=b"1\0declonly\0x", check=True)
    checks.trouble(run("crc", "--rules", folder / "cut.o", metadata), "a section that is cut short", SECTION)

    toolchains = pathlib.Path(os.environ.get("RMETACRC_TOOLCHAINS", "/nowhere"))
    for release in RELEASES:
        if (toolchains / release / "rustc").exists():
            (folder / release).mkdir()
            pairs(release, toolchains / release / "rustc", folder / release)
        else:
            checks.skip(f"{release}: pairs of crates need its compiler, see tests/toolchains/")
checks.finish()
