# SPDX-License-Identifier: MIT OR Apache-2.0
"""`rmetacrc verify`: every reachable lazy value ends exactly where the next begins, every byte is accounted for.

The bound is the project's own: all lazies exact, and at least 99.9 % of the bytes, or at most 64 unexplained ones in small files.
"""
import os

import toolchain

SHARE, SMALL = 0.999, 64


def check_file(check, tool, path):
    name = os.path.basename(path)
    v = tool.json('verify', path, ok=(0, 1))
    if not v['lazies']:
        check.fail('%s: no lazy value was visited' % name)
    elif v['exact'] != v['lazies']:
        check.fail('%s: %d of %d lazies exact' % (name, v['exact'], v['lazies']))
    elif v['unexplained'] > SMALL and v['unexplained'] > v['bytes'] * (1 - SHARE):
        check.fail('%s: %d of %d bytes unexplained' % (name, v['unexplained'], v['bytes']))
    elif v['accounted'] + v['unexplained'] != v['bytes']:
        check.fail('%s: %d accounted and %d unexplained are not %d bytes' % (name, v['accounted'], v['unexplained'], v['bytes']))
    else:
        check.ok()
    check.note('lazies', v['lazies'])
    check.note('orphans', v['orphans'])
    check.note('bytes', v['bytes'])
    check.note('bytes unexplained', v['unexplained'])
    return v


def check_std(check, tool, tc):
    """The release's own std crates and their dependencies, as they come."""
    files = tc.std_files()
    if not files:
        check.skip('std files: none in the toolchain')
    for f in files:
        check_file(check, tool, f)
