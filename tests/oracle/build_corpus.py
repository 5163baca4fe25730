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
  //@ edition: 2021 2018           the first of these that the release knows
  //@ crate-type: rlib             //@ deps: other_crate ...    //@ mangling: legacy
  //@ flags: ...                   //@ flags-since-95: ...      flags from 1.95 on
  //@ since: 1.63.0 REASON         the first release that can compile it, and what the ones before lack
  //@ until: 1.63.0 REASON         the last one, likewise
  //@ arch: x86_64 REASON          only for releases whose host has this architecture
  //@ target: NAME | NAME.json     another target; NAME.json is tests/corpus/targets/NAME/<the newest not above the release>.json
  //@ emit: metadata               no code is generated
A release gets --cfg since_NN for each NN of toolchain.STEPS up to its own, so that one file serves all.
What cannot be built with a release is reported with the reason that the file gives, never left out silently.
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
import tempfile
import time

import toolchain

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(os.path.dirname(HERE), 'corpus')


DEFAULTS = {'edition': '2021 2018', 'crate-type': 'rlib', 'deps': '', 'flags': '', 'since': '', 'until': '', 'arch': '', 'mangling': 'v0',
            'target': '', 'emit': ''}
EDITIONS = {'2015': 0, '2018': 31, '2021': 56, '2024': 85}      # stable from this minor release on
# Up to this one, metadata names the folder of a JSON target; later ones hold its text (rustc_target/src/spec/mod.rs, TargetTriple).
JSON_TARGET_BY_PATH = 62
JSON_TARGET_FOLDER = os.path.join(tempfile.gettempdir(), 'rmetacrc-json-target')


def directives(path):
    d = dict(DEFAULTS)
    with open(path, encoding='utf-8') as f:
        for line in f:
            m = re.match(r'//@ ([\w-]+): (.*)', line)
            if m:
                if m[1] not in d and not re.fullmatch(r'flags-since-\d+', m[1]):
                    raise SystemExit('%s: unknown directive %s' % (path, m[1]))
                if m[1] in ('since', 'until', 'arch') and len(m[2].split()) < 2:
                    raise SystemExit('%s: %s needs a reason' % (path, m[1]))
                d[m[1]] = m[2].strip()
            elif line.startswith('#![') or line.startswith('//!'):
                break
    return d


def unfit(tc, d):
    """Why this release cannot build a crate with these directives; None if it can."""
    for key, fits in (('since', lambda r: toolchain.number(tc.release) >= toolchain.number(r)), ('until', lambda r: toolchain.number(tc.release) <= toolchain.number(r)),
                      ('arch', lambda a: tc.target.startswith(a + '-'))):
        if d[key]:
            value, reason = d[key].split(None, 1)
            if not fits(value):
                return '%s %s: %s' % (key, value, reason)
    if not tc.links and any(directives(os.path.join(CORPUS, dep + '.rs'))['crate-type'] == 'proc-macro' for dep in d['deps'].split()):
        return 'no linker for %s, so no procedural macro can be loaded' % tc.target
    return None


def json_target(tc, name, folder):
    """The options that name a JSON target: a copy of its text for this release."""
    texts = {int(os.path.splitext(os.path.basename(p))[0]): p for p in glob.glob(os.path.join(CORPUS, 'targets', name, '*.json'))}
    newest = max(n for n in texts if n <= tc.minor)
    if tc.minor <= JSON_TARGET_BY_PATH:
        folder = JSON_TARGET_FOLDER
        os.makedirs(folder, exist_ok=True)
    to = os.path.join(folder, name + '.json')
    shutil.copyfile(texts[newest], to)
    return ['--target', to, '-Zunstable-options']


def told_target(tc, target):
    """The JSON target's file, where the release's metadata keeps nothing but its path."""
    return os.path.join(JSON_TARGET_FOLDER, target) if target.endswith('.json') and tc.minor <= JSON_TARGET_BY_PATH else None


def edition(tc, d):
    known = [e for e in d['edition'].split() if EDITIONS[e] <= tc.minor]
    if not known:
        raise SystemExit('%s knows none of the editions %s' % (tc.release, d['edition']))
    return known[0]


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


def metadata_file(folder, name):
    p = os.path.join(folder, 'lib%s.rmeta' % name)
    return p if os.path.exists(p) else carrier(folder, name)


def links(tc, d):
    """Whether code is generated, and packed or linked."""
    return d['emit'] != 'metadata' and (tc.links or d['crate-type'] in ('rlib', 'lib'))


def ls_options(tc):
    return ['-Zls=all'] if tc.minor >= 71 else ['-Z', 'ls']


def nm(obj, to, may_be_empty=False):
    # the format is named because nm would otherwise hand objects with embedded bitcode to an LTO plugin too old for it;
    # this one fits every 64-bit little-endian machine
    with open(to, 'w') as f:
        subprocess.run(['nm', '--target=elf64-little', '--no-sort', '--defined-only', obj], stdout=f, check=True)
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
    shared = sorted(glob.glob(os.path.join(CORPUS, 'shared', '*.rs')) + glob.glob(os.path.join(CORPUS, 'targets', '*', '*.json')))
    for p in [path, __file__] + shared + [os.path.join(CORPUS, dep + '.rs') for dep in d['deps'].split()]:
        with open(p, 'rb') as f:
            h.update(f.read())
    h.update(str(os.path.getmtime(tc.rustc)).encode())
    return h.hexdigest()


def own_flags(tc, d):
    """What a crate's directives ask for when this release compiles it."""
    out = []
    for step in toolchain.STEPS:
        if step <= tc.minor:
            out += ['--cfg', 'since_%d' % step] + d.get('flags-since-%d' % step, '').split()
    return out + d['flags'].split()


def build(tc, name, path, d, out):
    """One crate with one release; returns an error text or None. A folder whose mark fits is left as it is."""
    folder = os.path.join(out, tc.release, name)
    mark = os.path.join(folder, '.complete')
    stamp = stamp_of(tc, path, d)
    if os.path.exists(mark) and open(mark).read() == stamp:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    link = links(tc, d)
    obj = link and d['crate-type'] in ('rlib', 'lib')
    emit = '--emit=metadata' + (',link' if link else '') + (',obj' if obj else '')
    args = ['--crate-name', name, '--crate-type', d['crate-type'], '--edition', edition(tc, d), '--out-dir', folder,
            emit, '-Ccodegen-units=1', '-Cmetadata=corpus', '-Zmeta-stats', '%ssymbol-mangling-version=%s' % (tc.mangling_option, d['mangling']),
            '--cap-lints', 'allow', '--remap-path-prefix=%s=/corpus' % CORPUS, '--remap-path-prefix=%s=/out' % folder]
    if d['mangling'] == 'legacy':
        args.append('-Zunstable-options')
    if d['target']:
        args += json_target(tc, d['target'][:-5], folder) if d['target'].endswith('.json') else ['--target', d['target']]
    args += own_flags(tc, d)
    save = has_save_analysis(tc) and d['crate-type'] != 'proc-macro'
    if save:
        args.append('-Zsave-analysis')
    for dep in d['deps'].split():
        df = os.path.join(out, tc.release, dep)
        if links(tc, d):
            args += ['--extern', '%s=%s' % (dep, carrier(df, dep)), '-L', 'dependency=' + df]
        else:
            args += ['--extern', '%s=%s' % (dep, metadata_file(df, dep)), '-L', 'dependency=' + df]
    args.append(path)
    r = tc.run(args, cwd=folder)
    # a launcher made here for a release whose own is gone may exit with 0 all the same
    if r.returncode or re.search(r'^error', r.stderr, re.M):
        return '\n'.join(re.findall(r'^error.*(?:\n.*-->.*)?', r.stderr, re.M)[:6]) or r.stderr[-400:]
    with open(os.path.join(folder, 'command.txt'), 'w') as f:
        f.write(' '.join(a.replace(out, 'OUT').replace(CORPUS, 'CORPUS') for a in args) + '\n')
    write_stats(os.path.join(folder, 'meta-stats.txt'), r)
    meta = metadata_file(folder, name)
    with open(os.path.join(folder, 'ls.txt'), 'w') as f:
        f.write(ls(tc, meta))
    if save:
        keep_save_analysis(folder, os.path.join(folder, 'save-analysis.json'))
    if obj:
        nm(os.path.join(folder, name + '.o'), os.path.join(folder, 'nm.txt'))
    elif link and d['crate-type'] == 'dylib':
        nm(carrier(folder, name), os.path.join(folder, 'nm.txt'))
    with open(mark, 'w') as f:
        f.write(stamp)
    return None


def build_all(tc, out, only=None, say=print):
    """Every crate of the corpus; returns (built names, [(name, error)], [(name, why the release cannot)])."""
    done, failed, unable = [], [], []
    for name, path, d in crates(only):
        why = unfit(tc, d)
        if why:
            unable.append((name, why))
            say('SKIP %s %s: %s' % (tc.release, name, why))
            continue
        err = build(tc, name, path, d, out)
        if err:
            failed.append((name, err))
            say('%s %s: FAILED\n%s' % (tc.release, name, err))
        else:
            done.append(name)
    return done, failed, unable


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
        done, failed, unable = build_all(tc, os.path.abspath(a.out), a.crate)
        bad += len(failed)
        print('%s: %d crates built, %d failed, %d skipped, %.1f s' % (tc.release, len(done), len(failed), len(unable), time.time() - t))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
