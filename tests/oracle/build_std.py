#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds core and alloc from a release's own library source, with v0 symbol names and with objects.

usage: build_std.py [--toolchains DIR] [--out DIR] [--release R]... [--opt-level N]...

OUT/<release>/std-o<N>/ gets libcore, liballoc (.rmeta, .rlib), core.o, alloc.o and nm-core.txt, nm-alloc.txt, and what
-Zmeta-stats and -Zls say. std as shipped has legacy names in most releases, so this is the oracle for symbol names.
compiler_builtins is an empty crate here: alloc only needs its name, and its source is not in every release's tree.
"""
import argparse
import os
import re
import shutil
import sys
import time

import build_corpus
import toolchain

EMPTY_BUILTINS = '''#![feature(compiler_builtins)]
#![allow(internal_features)]
#![compiler_builtins]
#![no_std]
'''


def compile_crate(tc, folder, name, path, opt, externs=()):
    toml = os.path.join(os.path.dirname(os.path.dirname(path)), 'Cargo.toml')
    edition = re.search(r'^edition\s*=\s*"(\d+)"', open(toml).read(), re.M)[1] if os.path.exists(toml) else '2018'
    args = ['--crate-name', name, '--crate-type', 'rlib', '--edition', edition, '--emit=metadata,link,obj', '--out-dir', folder,
            '%ssymbol-mangling-version=v0' % tc.mangling_option, '-Ccodegen-units=1', '-Copt-level=%s' % opt, '-Zforce-unstable-if-unmarked',
            '-Zmeta-stats', '--cap-lints', 'allow', '--sysroot=/nonexistent', '--target', tc.target, '-Cmetadata=oracle',
            '--remap-path-prefix=%s=/rustc/library' % tc.library, '--remap-path-prefix=%s=/rustc/out' % folder, '-L', folder]
    for e in externs:
        args += ['--extern', '%s=%s/lib%s.rlib' % (e, folder, e)]
    save = build_corpus.has_save_analysis(tc) and opt == '0' and name != 'compiler_builtins'
    if save:
        args.append('-Zsave-analysis')
    r = tc.run(args + [path], cwd=folder)
    if r.returncode or re.search(r'^error', r.stderr, re.M):
        raise RuntimeError('%s %s: %s' % (tc.release, name, '\n'.join(re.findall(r'^error.*', r.stderr, re.M)[:5]) or r.stderr[-300:]))
    build_corpus.write_stats(os.path.join(folder, 'meta-stats-%s.txt' % name), r)
    if save:
        build_corpus.keep_save_analysis(folder, os.path.join(folder, 'save-analysis-%s.json' % name))
    if name != 'compiler_builtins':
        build_corpus.nm(os.path.join(folder, name + '.o'), os.path.join(folder, 'nm-%s.txt' % name))
    with open(os.path.join(folder, 'ls-%s.txt' % name), 'w') as f:
        f.write(build_corpus.ls(tc, os.path.join(folder, 'lib%s.rmeta' % name)))


def build(tc, out, opt, say=print):
    """Returns the folder; builds only what is not there yet (the mark is written last)."""
    folder = os.path.join(out, tc.release, 'std-o%s' % opt)
    mark = os.path.join(folder, '.complete')
    if os.path.exists(mark):
        return folder
    if not os.path.isdir(os.path.join(tc.library, 'core')):
        raise RuntimeError('%s: no library source in the toolchain folder (fetch it with --source)' % tc.release)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    t = time.time()
    compile_crate(tc, folder, 'core', os.path.join(tc.library, 'core/src/lib.rs'), opt)
    empty = os.path.join(folder, 'compiler_builtins.rs')
    with open(empty, 'w') as f:
        f.write(EMPTY_BUILTINS)
    compile_crate(tc, folder, 'compiler_builtins', empty, opt, ['core'])
    compile_crate(tc, folder, 'alloc', os.path.join(tc.library, 'alloc/src/lib.rs'), opt, ['core', 'compiler_builtins'])
    open(mark, 'w').close()
    say('%s: core and alloc at opt-level %s in %.0f s' % (tc.release, opt, time.time() - t))
    return folder


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--out', default='corpus-out')
    ap.add_argument('--release', action='append')
    ap.add_argument('--opt-level', action='append')
    a = ap.parse_args()
    for tc in toolchain.require(a.toolchains, a.release):
        for opt in a.opt_level or ['2', '0']:
            print(build(tc, os.path.abspath(a.out), opt))
    return 0


if __name__ == '__main__':
    sys.exit(main())
