#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests that one release in trouble takes no other release's rows with it; no compiler needed."""
import os
import sys

import each_release
import matrix


def compared(what):
    if what == 'raises':
        raise RuntimeError('no library source')
    if what == 'leaves':
        raise SystemExit('nm shows no symbol')
    if what == 'dies':
        os._exit(9)
    row = matrix.Check(what, 'root')
    row.ok(3)
    return [row]


def main():
    kinds = ('1.0.0', 'raises', 'leaves', 'dies', '2.0.0')
    found = each_release.rows(compared, [(k, (k,)) for k in kinds], 2)
    wanted = {'1.0.0': [('root', 3, 0)], '2.0.0': [('root', 3, 0)], 'raises': [('all', 0, 1)], 'leaves': [('all', 0, 1)], 'dies': [('all', 0, 1)]}
    passed = failed = 0
    for kind in kinds:
        got = [(r.name, r.equal, len(r.failures)) for r in found.get(kind, [])]
        if got == wanted[kind] and all(r.release == kind for r in found[kind]):
            passed += 1
        else:
            failed += 1
            print('FAIL %s: got %r, wanted %r' % (kind, got, wanted[kind]))
    for kind, text in (('raises', 'RuntimeError: no library source'), ('leaves', 'SystemExit: nm shows no symbol')):
        if text in ''.join(found[kind][0].failures):
            passed += 1
        else:
            failed += 1
            print('FAIL %s: the row does not say %r but %r' % (kind, text, found[kind][0].failures))
    print('%d passed, %d failed' % (passed, failed))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
