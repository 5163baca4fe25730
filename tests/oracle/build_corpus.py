#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Compiles tests/corpus/*.rs with each release, and keeps what the release's own tools say about the result.

usage: build_corpus.py [--toolchains DIR] [--out DIR] [--release R]... [--crate NAME]...

For each release and crate, OUT/<release>/<crate>/ gets
  lib<crate>.rmeta .rlib (or .so)   the metadata and its container
  <crate>.o                         the object of the same compilation: one codegen unit, v0 names
  nm.txt                            its symbols
  meta-stats.txt                    -Zmeta-stats of the same compilation
  ls.txt                            -Zls of the .rmeta
  save-analysis.json                -Zsave-analysis, in releases that have it
  command.txt                       the options used

A source file's first lines direct this script:
  //@ edition: 2021        //@ crate-type: rlib      //@ deps: other_crate ...
  //@ flags: ...           //@ only: 1.95.0          //@ mangling: legacy
Newer releases (from 1.95) get --cfg r195, so that one file can serve both.
The same source always gives the same bytes: paths are remapped, nothing depends on the folder.
"""
import argparse
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

import toolchain

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(os.path.dirname(HERE), 'corpus')


def directives(path):
    d = {'edition': '2021', 'crate-type': 'rlib', 'deps': '', 'flags': '', 'only': '', 'mangling': 'v0'}
    with open(path, encoding='utf-8') as f:
        for line in f:
            m = re.match(r'//@ ([\w-]+): (.*)', line)
            if m:
                if m[1] not in d:
                    raise SystemExit('%s: unknown directive %s' % (path, m[1]))
                d[m[1]] = m[2].strip()
            elif line.startswith('#![') or line.startswith('//!'):
                break
    return d


def crates(only=None):
    """[(name, path, directives)], dependencies first."""
    all_ = {os.path.splitext(os.path.basename(p))[0]: p for p in glob.glob(os.path.join(CORPUS, '*.rs'))}
    out, seen = [], set()

    def add(name):
        if name in seen:
            return
        seen.add(name)
        d = directives(all_[name])
        for dep in d['deps'].split():
            add(dep)
        out.append((name, all_[name], d))
    for name in sorted(all_):
        if not only or name in only:
            add(name)
    return out


def carrier(folder, name):
    """The file of a built crate that another one links against."""
    for ext in ('rlib', 'so'):
        p = os.path.join(folder, 'lib%s.%s' % (name, ext))
        if os.path.exists(p):
            return p
    return None


def ls_options(tc):
    return ['-Zls=all'] if tc.minor >= 71 else ['-Z', 'ls']


def nm(obj, to, may_be_empty=False):
    # the format is named because nm would otherwise hand objects with embedded bitcode to an LTO plugin too old for it
    with open(to, 'w') as f:
        subprocess.run(['nm', '--target=elf64-x86-64', '--no-sort', '--defined-only', obj], stdout=f, check=True)
    if not may_be_empty and not os.path.getsize(to):
        raise SystemExit('%s: nm shows no symbol' % obj)


def ls(tc, meta):
    """What the release's own -Zls prints for a file."""
    r = tc.run(ls_options(tc) + [meta])
    if r.returncode or not r.stdout.strip():
        raise RuntimeError('-Zls %s: %s' % (meta, r.stderr[-300:]))
    return r.stdout


def write_stats(path, process):
    """The -Zmeta-stats lines of a compilation."""
    lines = [l for l in (process.stdout + process.stderr).split('\n') if 'meta-stats' in l or ' bytes' in l]
    with open(path, 'w') as f:
        f.write(''.join(l + '\n' for l in lines))


def has_save_analysis(tc):
    return tc.minor <= 69


def keep_save_analysis(folder, to):
    """Moves the one JSON file that -Zsave-analysis wrote somewhere below the output folder."""
    found = [p for p in glob.glob(os.path.join(folder, '**', '*.json'), recursive=True) if 'save-analysis' in os.path.dirname(p)]
    if len(found) != 1:
        raise RuntimeError('%s: -Zsave-analysis wrote %d files' % (folder, len(found)))
    shutil.move(found[0], to)
    shutil.rmtree(os.path.dirname(found[0]))


def stamp_of(tc, path, d):
    """What a built crate depends on, as text: compiler, its sources, this script."""
    h = hashlib.sha256()
    for p in [path, __file__] + [os.path.join(CORPUS, dep + '.rs') for dep in d['deps'].split()]:
        with open(p, 'rb') as f:
            h.update(f.read())
    h.update(str(os.path.getmtime(tc.rustc)).encode())
    return h.hexdigest()


def build(tc, name, path, d, out):
    """One crate with one release; returns an error text or None. A folder whose mark fits is left as it is."""
    folder = os.path.join(out, tc.release, name)
    mark = os.path.join(folder, '.complete')
    stamp = stamp_of(tc, path, d)
    if os.path.exists(mark) and open(mark).read() == stamp:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    obj = d['crate-type'] in ('rlib', 'lib')
    args = ['--crate-name', name, '--crate-type', d['crate-type'], '--edition', d['edition'], '--out-dir', folder,
            '--emit=metadata,link' + (',obj' if obj else ''), '-Ccodegen-units=1', '-Cmetadata=corpus', '-Zmeta-stats',
            '-Csymbol-mangling-version=' + d['mangling'], '--cap-lints', 'allow', '--remap-path-prefix=%s=/corpus' % CORPUS,
            '--remap-path-prefix=%s=/out' % folder]
    if d['mangling'] == 'legacy':
        args.append('-Zunstable-options')
    if tc.minor >= 95:
        args += ['--cfg', 'r195', '--check-cfg', 'cfg(r195)']
    save = has_save_analysis(tc) and d['crate-type'] != 'proc-macro'
    if save:
        args.append('-Zsave-analysis')
    for dep in d['deps'].split():
        df = os.path.join(out, tc.release, dep)
        args += ['--extern', '%s=%s' % (dep, carrier(df, dep)), '-L', 'dependency=' + df]
    args += d['flags'].split() + [path]
    r = tc.run(args, cwd=folder)
    # a launcher made here for a release whose own is gone may exit with 0 all the same
    if r.returncode or re.search(r'^error', r.stderr, re.M):
        return '\n'.join(re.findall(r'^error.*(?:\n.*-->.*)?', r.stderr, re.M)[:6]) or r.stderr[-400:]
    with open(os.path.join(folder, 'command.txt'), 'w') as f:
        f.write(' '.join(a.replace(out, 'OUT').replace(CORPUS, 'CORPUS') for a in args) + '\n')
    write_stats(os.path.join(folder, 'meta-stats.txt'), r)
    meta = os.path.join(folder, 'lib%s.rmeta' % name)
    if not os.path.exists(meta):
        meta = carrier(folder, name)
    with open(os.path.join(folder, 'ls.txt'), 'w') as f:
        f.write(ls(tc, meta))
    if save:
        keep_save_analysis(folder, os.path.join(folder, 'save-analysis.json'))
    if obj:
        nm(os.path.join(folder, name + '.o'), os.path.join(folder, 'nm.txt'))
    elif d['crate-type'] == 'dylib':
        nm(carrier(folder, name), os.path.join(folder, 'nm.txt'))
    with open(mark, 'w') as f:
        f.write(stamp)
    return None


def build_all(tc, out, only=None, say=print):
    """Every crate of the corpus; returns (built names, [(name, error)])."""
    done, failed = [], []
    for name, path, d in crates(only):
        if d['only'] and tc.release not in d['only'].split():
            continue
        err = build(tc, name, path, d, out)
        if err:
            failed.append((name, err))
            say('%s %s: FAILED\n%s' % (tc.release, name, err))
        else:
            done.append(name)
    return done, failed


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--out', default='corpus-out')
    ap.add_argument('--release', action='append')
    ap.add_argument('--crate', action='append')
    a = ap.parse_args()
    bad = 0
    for tc in toolchain.require(a.toolchains, a.release):
        t = time.time()
        done, failed = build_all(tc, os.path.abspath(a.out), a.crate)
        bad += len(failed)
        print('%s: %d crates built, %d failed, %.1f s' % (tc.release, len(done), len(failed), time.time() - t))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
