#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds the data of built-in targets (rmeta-schema --print-targets) against the release's own rustc.

usage: targets.py [--toolchains DIR] [--release R]... [--schema-tool FILE] [--verbose]

Every target of `rustc --print target-list` is printed by the release as a JSON specification
(-Zunstable-options --print target-spec-json); each field of compat/target_fields.json is compared. rustc leaves out
what equals its defaults, so a key that is missing there must be our default.
Exit code 0: all equal; 1: something differs or nothing was compared; 77: no toolchain.
"""
import argparse
import json
import os
import subprocess
import sys

import matrix
import toolchain

# Debian's compilers, which the tests run, are patched: what they say of these differs from the release's source.
VENDOR = {
    '1.48.0': {'i686-unknown-linux-gnu cpu', 'mips64-unknown-linux-gnuabi64 features', 'mips64el-unknown-linux-gnuabi64 features'},
    '1.63.0': {'i686-unknown-linux-gnu cpu', 'mips64-unknown-linux-gnuabi64 features', 'mips64el-unknown-linux-gnuabi64 features'},
    '1.95.0': {'powerpc64-unknown-linux-gnu cpu', 'x86_64-unknown-linux-gnux32 panic_strategy'},
}
COMPAT = os.path.join(toolchain.TOP, 'compat')


def fields():
    with open(os.path.join(COMPAT, 'target_fields.json')) as f:
        return json.load(f)['fields']


def packed(release):
    """The target data of compat/schema, bases resolved; None where the release has no schema yet."""
    path = os.path.join(COMPAT, 'schema', release + '.json')
    if not os.path.exists(path):
        return None
    with open(path) as f:
        own = json.load(f)
    whole = packed(own['base']) if own['base'] else {'target_defaults': {}, 'targets': {}}
    if 'target_defaults' in own:
        whole['target_defaults'] = own['target_defaults']
    for name, row in own.get('targets', {}).items():
        if row is None:
            del whole['targets'][name]
        else:
            whole['targets'][name] = row
    return whole


def extracted(tool, tc):
    r = subprocess.run([tool, tc.src, '--print-targets', '--compat', COMPAT], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if r.returncode:
        raise RuntimeError(r.stderr.strip())
    return json.loads(r.stdout)


def normal(value, kind):
    if kind == 'integer' and isinstance(value, str):
        return int(value)
    return value


def spec_value(spec, field):
    for key in field['json']:
        if key in spec:
            return True, normal(spec[key], field['type'])
    return False, None


def specifications(check, tc, names):
    """The JSON specification of each target as rustc prints it; at once where the release can (from 1.71 on)."""
    r = tc.run(['-Zunstable-options', '--print', 'all-target-specs-json'])
    if r.returncode == 0:
        yield from json.loads(r.stdout).items()
        return
    for name in names:
        r = tc.run(['-Zunstable-options', '--print', 'target-spec-json', '--target', name])
        if r.returncode:
            check.skip('targets whose specification rustc does not print: %s' % r.stderr.strip().splitlines()[0][:150])
        else:
            yield name, json.loads(r.stdout)


def compare_release(check, tool, tc):
    ours = extracted(tool, tc)
    stored = packed(tc.release)
    if stored is None:
        check.skip('releases without a schema in compat/schema, compared from their source only')
    else:
        check.compare('the data in compat/schema', stored['target_defaults'], ours['target_defaults'])
        check.compare('the targets in compat/schema', stored['targets'], ours['targets'])
    names = tc.run(['--print', 'target-list']).stdout.split()
    if not names:
        raise RuntimeError('rustc lists no targets')
    check.compare('list of targets', sorted(ours['targets']), sorted(names))
    wanted, seen = fields(), set()
    for name, spec in specifications(check, tc, names):
        row = ours['targets'].get(name, {})
        for f in wanted:
            there, theirs = spec_value(spec, f)
            mine = row.get(f['name'], ours['target_defaults'].get(f['name'], 'absent'))
            if mine == 'absent':
                # The release has no such field; then rustc must not print one either.
                if there:
                    check.fail('%s %s: rustc says %r, ours is absent' % (name, f['name'], theirs))
                else:
                    check.skip('values of fields that the release does not have')
                continue
            seen.add(f['name'])
            if not there:
                theirs = ours['target_defaults'].get(f['name'], 'no default')
            what = '%s %s' % (name, f['name'])
            if what in VENDOR.get(tc.release, ()) and mine != theirs:
                check.skip('values that the vendor of this compiler patched: %s ours %r, theirs %r' % (what, mine, theirs))
                continue
            check.compare(what, mine, theirs)
    check.note('fields compared', len(seen))
    never = {f['name'] for f in wanted if 'optional' not in f} - seen
    if never:
        check.fail('fields that were never compared: %s' % ', '.join(sorted(never)))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--schema-tool', default=os.environ.get('RMETA_SCHEMA'))
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    tool = a.schema_tool or os.path.join(toolchain.TOP, 'build/src/schema_gen/rmeta-schema')
    checks = []
    for tc in toolchain.require(a.toolchains, a.release):
        check = matrix.Check(tc.release, 'targets')
        checks.append(check)
        if not os.path.isdir(os.path.join(tc.src, 'compiler')):
            check.skip('releases without their compiler source')
            continue
        try:
            compare_release(check, tool, tc)
        except (RuntimeError, OSError, ValueError) as e:
            check.fail('%s: %s' % (type(e).__name__, e))
    bad = matrix.report(checks, a.verbose)
    idle = sum(c.compared == 0 and not c.bad for c in checks)
    print('%d passed, %d failed, %d skipped' % (len(checks) - bad - idle, bad, idle))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
