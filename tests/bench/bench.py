#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Times rmetacrc. A benchmark, not a test: it prints figures and what they should be, and never fails for being slow.

usage: bench.py [--tool FILE] [--toolchains DIR] [--runs N] [--markdown]

  info, small crate     whole process                      aim: 5 ms
  file CRC of libcore   against `cat FILE >/dev/null`       aim: 1.5 times
  verify of libcore     time, and peak memory by file size  aim: 2 s, 3 times
  info, crc, verify     of core, alloc and std, each release: time and peak memory
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../oracle'))
import toolchain  # noqa: E402


def run(cmd):
    """(seconds, peak kilobytes, exit code) of one run, output thrown away."""
    began = time.perf_counter()
    p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = p.stderr.read()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    p.stderr.close()
    return time.perf_counter() - began, usage.ru_maxrss, p.returncode, err.decode('utf-8', 'replace').strip()[:200]


def best(cmd, runs):
    """Median and least time, peak memory; the first run only warms the cache."""
    run(cmd)
    got = [run(cmd) for _ in range(runs)]
    return statistics.median(g[0] for g in got), min(g[0] for g in got), max(g[1] for g in got), got[0][2], got[0][3]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--tool', default=os.environ.get('RMETACRC') or os.path.join(HERE, '../../build/src/cli/rmetacrc'))
    ap.add_argument('--toolchains')
    ap.add_argument('--runs', type=int, default=5)
    a = ap.parse_args()
    print('%-44s %10s %10s %9s  %s' % ('what', 'median ms', 'least ms', 'peak MB', ''))

    def line(what, cmd, runs, note=''):
        med, low, rss, code, err = best(cmd, runs)
        print('%-44s %10.2f %10.2f %9.1f  %s' % (what, med * 1e3, low * 1e3, rss / 1024, note if code == 0 else 'EXIT %d: %s' % (code, err)))
        return med, rss, code

    for release in toolchain.RELEASES:
        small = os.path.join(HERE, '../fixtures/crates', release, 'libpair_base.rmeta')
        line('%s info pair_base (%d bytes)' % (release, os.path.getsize(small)), [a.tool, 'info', small], 40, 'aim: 5 ms')
    toolchains = toolchain.find(a.toolchains)
    if not toolchains:
        print('SKIP core, alloc and std: no toolchains')
    for tc in toolchains:
        files = {toolchain.crate_of(f): f for f in tc.std_files()}
        for name in ('core', 'alloc', 'std'):
            f = files.get(name)
            if not f:
                print('SKIP %s %s: not in the toolchain' % (tc.release, name))
                continue
            size = os.path.getsize(f)
            print('--- %s %s: %.1f MB (%s)' % (tc.release, name, size / 1e6, f.rsplit('.', 1)[1]))
            cat, _, _ = line('cat', ['sh', '-c', 'cat "$0" >/dev/null', f], a.runs)
            crc, _, code = line('crc --crate-only file', [a.tool, 'crc', '--only', 'file', f], a.runs)
            if code == 0:
                print('    %.2f times cat (aim: 1.5)' % (crc / cat))
            line('info', [a.tool, 'info', f], a.runs)
            _, rss, code = line('verify', [a.tool, 'verify', f], 3)
            if code == 0:
                print('    peak memory %.2f times the file (aim: 3)' % (rss * 1024 / size))
            line('crc', [a.tool, 'crc', '-L', os.path.dirname(f), f], 3)
    return 0


if __name__ == '__main__':
    sys.exit(main())
