#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Metadata of other targets: 32-bit and big-endian ones, and those whose crates lie in Wasm or COFF objects.

usage: foreign.py [--toolchains DIR] [--out DIR] [--release R]... [--target T]... [--no-core] [--tool FILE] [--verbose]

Two sources:
- std as distributed for other architectures, DIR/foreign/<arch>/<release> (tests/toolchains/fetch-toolchains --foreign):
  every file is decoded exactly (`verify`), its target is the one of its folder, and `crc` refuses no symbol;
- core of each release's own library source, compiled to metadata for targets for which nobody ships std (bpf).
The release's own data of the target must agree with what the compiler prints for it.
Exit code 0: all exact; 1: something is not, or nothing was compared; 77: no toolchain.
"""
import argparse
import collections
import os
import re
import sys

import check_verify
import matrix
import toolchain
from tool import Tool, ToolError

# For core from source: both BPF byte orders, a big-endian and a 32-bit target without distributed std everywhere, Wasm.
CORE_TARGETS = ('bpfel-unknown-none', 'bpfeb-unknown-none', 's390x-unknown-linux-gnu', 'riscv64gc-unknown-linux-gnu',
                'i686-unknown-linux-gnu', 'wasm32-unknown-unknown')


def carriers(folder):
    """The files of one target's lib folder that hold full metadata."""
    names = sorted(os.listdir(folder))
    full = {n[:-6] for n in names if n.endswith('.rmeta')}
    return [os.path.join(folder, n) for n in names
            if n.startswith('lib') and (n.endswith('.rmeta') or (n.endswith('.rlib') and n[:-5] not in full))]


def check_one(check, tool, path, target, containers):
    try:
        info = tool.json('info', path)
        containers[info['container']] += 1
        check.compare('%s: target' % os.path.basename(path), info['target'], target)
        check_verify.check_file(check, tool, path)
    except (ToolError, KeyError) as e:
        check.fail('%s: %s' % (os.path.basename(path), e))


def check_abi(check, tool, path, folder):
    """Layouts and ABI texts of that target: no symbol that the crate exports may be refused."""
    try:
        ours = tool.json('crc', path, '-L', folder)
        check.ok()
        check.note('symbols with a CRC', len(ours['symbols']))
    except (ToolError, KeyError) as e:
        check.fail('%s: crc: %s' % (os.path.basename(path), e))


def distributed(checks, tool, root, wanted):
    """std of other architectures as laid out by fetch-toolchains."""
    base = os.path.join(root, 'foreign')
    found = False
    for arch in sorted(os.listdir(base)) if os.path.isdir(base) else []:
        for release in sorted(os.listdir(os.path.join(base, arch))):
            if wanted and release not in wanted:
                continue
            for folder, dirs, files in sorted(os.walk(os.path.join(base, arch, release))):
                m = re.search(r'/rustlib/([^/]+)/lib$', folder)
                if not m or not carriers(folder):
                    continue
                found = True
                check = matrix.Check(release, 'std %s' % m[1])
                containers = collections.Counter()
                for path in carriers(folder):
                    check_one(check, tool, path, m[1], containers)
                    check_abi(check, tool, path, folder)
                for kind, n in sorted(containers.items()):
                    check.note('files in %s' % kind, n)
                checks.append(check)
    if not found:
        check = matrix.Check('any', 'std')
        check.skip('std of other architectures: %s has none (fetch-toolchains --foreign)' % os.path.basename(base))
        checks.append(check)


def core_of(tc, out, target, with_bodies=False):
    """libcore.rmeta of the release for a target, out of its library source. Whoever compiles code with it, and not only metadata, needs all bodies: there is
    no object to link with."""
    folder = os.path.join(out, tc.release, ('core-with-bodies-' if with_bodies else 'core-') + target)
    path = os.path.join(folder, 'libcore.rmeta')
    if os.path.exists(path):
        return path
    os.makedirs(folder, exist_ok=True)
    manifest = os.path.join(tc.library, 'core/Cargo.toml')
    with open(manifest) as f:
        edition = re.search(r'^edition\s*=\s*"(\d+)"', f.read(), re.M)
    r = tc.run(['--crate-name', 'core', '--crate-type', 'rlib', '--edition', edition[1] if edition else '2018', '--emit=metadata',
                '--out-dir', folder, '-Zforce-unstable-if-unmarked', '--cap-lints', 'allow', '--sysroot=/nonexistent',
                '--target', target, '-Cpanic=abort', *(['-Zalways-encode-mir'] if with_bodies else []), '--remap-path-prefix=%s=/rustc/library' % tc.library,
                os.path.join(tc.library, 'core/src/lib.rs')], cwd=folder)
    if r.returncode or not os.path.exists(path):
        raise RuntimeError('\n'.join(re.findall(r'^error.*', r.stderr, re.M)[:3]) or r.stderr[-300:])
    return path


def from_source(checks, tool, toolchains, out, targets):
    for tc in toolchains:
        if not os.path.isdir(os.path.join(tc.library, 'core')):
            check = matrix.Check(tc.release, 'core')
            check.skip('releases without their library source')
            checks.append(check)
            continue
        known = tc.run(['--print', 'target-list']).stdout.split()
        for target in targets:
            check = matrix.Check(tc.release, 'core %s' % target)
            checks.append(check)
            if target not in known:
                check.skip('targets that this release does not have')
                continue
            try:
                check_one(check, tool, core_of(tc, out, target), target, collections.Counter())
            except (RuntimeError, OSError) as e:
                check.fail('core does not compile for this target: %s' % str(e)[:200])


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--out', default=os.environ.get('RMETACRC_ORACLE_OUT') or os.path.join(toolchain.TOP, 'build/oracle'))
    ap.add_argument('--release', action='append')
    ap.add_argument('--target', action='append')
    ap.add_argument('--no-core', action='store_true')
    ap.add_argument('--tool')
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    toolchains = toolchain.require(a.toolchains, a.release)
    tool = Tool(a.tool)
    checks = []
    distributed(checks, tool, os.path.dirname(toolchains[0].dir), a.release)
    if not a.no_core:
        from_source(checks, tool, toolchains, os.path.abspath(a.out), a.target or CORE_TARGETS)
    bad = matrix.report(checks, a.verbose)
    idle = sum(c.compared == 0 and not c.bad for c in checks)
    print('%d passed, %d failed, %d skipped' % (len(checks) - bad - idle, bad, idle))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
