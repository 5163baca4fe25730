# SPDX-License-Identifier: MIT OR Apache-2.0
"""`rmetacrc verify`: every reachable lazy value ends exactly where the next begins, every byte is accounted for.

The bound is the project's own: all lazies exact, and at least 99.9 % of the bytes, or at most 64 unexplained ones in small files.
"""
import os

from tool import ToolError

SHARE, SMALL = 0.999, 64


def check_file(check, tool, path):
    name = os.path.basename(path)
    v = tool.json('verify', path, ok=(0, 2))
    left = v['unexplained']
    if not v['lazies']:
        check.fail('%s: no lazy value was visited' % name)
    elif v['exact'] != v['lazies'] or v['inexact'] or v['problem_count']:
        check.fail('%s: %d of %d lazies exact, %d problems: %s' % (name, v['exact'], v['lazies'], v['problem_count'], v['problems'][:1]))
    elif v['accounted'] + left != v['bytes']:
        check.fail('%s: %d bytes accounted for and %d not are not %d' % (name, v['accounted'], left, v['bytes']))
    elif left > SMALL and left > v['bytes'] * (1 - SHARE):
        check.fail('%s: %d of %d bytes unexplained' % (name, left, v['bytes']))
    elif not v['ok']:
        check.fail('%s: not ok, and does not say why' % name)
    else:
        check.ok()
    for what, n in (('lazies', v['lazies']), ('orphans', v['orphans']), ('bytes', v['bytes']),
                    ('bytes in orphans', v['orphan_bytes']), ('bytes unexplained', left)):
        check.note(what, n)
    return v


def check_std(check, tool, tc):
    """The release's own std crates and their dependencies, as they come."""
    files = tc.std_files()
    if not files:
        check.skip('std files: none in the toolchain')
    for f in files:
        try:
            check_file(check, tool, f)
        except (ToolError, KeyError) as e:
            check.fail('%s: %s' % (os.path.basename(f), e))
