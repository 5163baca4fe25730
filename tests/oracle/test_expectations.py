#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Checks the committed fixture crates of every release against what a person read from their sources. Needs no compiler."""
import argparse
import glob
import os
import sys

import expectations
import matrix
import toolchain
from expectations import FIXTURES
from tool import Tool, ToolError


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--tool')
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    ap.add_argument('--verbose', action='store_true')
    a = ap.parse_args()
    tool = Tool(a.tool)
    std = {tc.release: tc.std for tc in toolchain.find(a.toolchains)}
    rows = []
    for release in a.release or toolchain.RELEASES:
        for path in sorted(glob.glob(os.path.join(FIXTURES, 'expect', '*.txt'))):
            crate = os.path.splitext(os.path.basename(path))[0]
            row = matrix.Check(release, crate)
            rows.append(row)
            checker = expectations.Checker(tool, release, os.path.join(FIXTURES, release), std.get(release))
            try:
                expectations.check(row, checker, crate, path)
            except (ToolError, KeyError, ValueError, TypeError) as e:
                row.fail('%s: %s' % (type(e).__name__, e))
    bad = matrix.report(rows, a.verbose)
    print('%d passed, %d failed' % (sum(r.equal for r in rows), sum(len(r.failures) for r in rows) or bad))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
