#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Times rmetacrc. A benchmark, not a test: it prints figures and what they should be, and never fails for being slow.

usage: bench.py [--tool FILE] [--toolchains DIR] [--no-toolchains] [--runs N] [--kernel DIR] [--gendwarfksyms PROGRAM]

  info, small crate     whole process                      aim: 5 ms
  file CRC of libcore   against `cat FILE >/dev/null`       aim: 1.5 times
  verify of libcore     time, and peak memory by file size  aim: 2 s, 3 times
  info, crc, verify     of core, alloc and std, each release: time and peak memory
  kernel (RMETACRC_KERNEL or --kernel)   layout --all in types per second, aim 100,000; CRCs of a kernel's crates, aim 0.15 s
                        for kernel, 0.3 s for core, kernel and bindings
  export lists of the kernel's crates   in turn with the kernel's gendwarfksyms on the objects (build-gendwarfksyms in
                        tests/gauntlet makes it), processor time, aim 5 times as fast for kernel; all three in one call, aim 0.3 s on two
                        processors; memory that is no file's, aim 64 MB
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../oracle'))
import toolchain  # noqa: E402

TIME = '/usr/bin/time'


def run(cmd):
    """(seconds, exit code, error text) of one run, output thrown away."""
    began = time.perf_counter()
    p = subprocess.run(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - began, p.returncode, p.stderr.decode('utf-8', 'replace').strip()[:200]


def peak(cmd):
    """Peak kilobytes of one run, or 0 without GNU time: a process counts as at least as big as its parent, and Python is big."""
    if not os.path.exists(TIME):
        return 0
    with tempfile.NamedTemporaryFile('r') as f:
        run([TIME, '-q', '-f', '%M', '-o', f.name] + cmd)
        return int(f.read().split()[-1])


def best(cmd, runs):
    """Median and least time, peak memory, exit code and error; the first run only warms the cache."""
    memory = peak(cmd)
    got = [run(cmd) for _ in range(runs)]
    return statistics.median(g[0] for g in got), min(g[0] for g in got), memory, got[0][1], got[0][2]


def processor(cmd, stdin):
    """(processor seconds, lines printed, seconds) of one run."""
    with open(stdin, 'rb') as names:
        began = time.perf_counter()
        p = subprocess.Popen(cmd, stdin=names, stdout=subprocess.PIPE)
        lines = p.stdout.read().count(b'\n')
        _, status, used = os.wait4(p.pid, 0)
    if status != 0:
        sys.exit('%s: status %d' % (' '.join(cmd), status))
    return used.ru_utime + used.ru_stime, lines, time.perf_counter() - began


def own_memory(cmd, stdin):
    """Most megabytes of a run that are not mapped from files, as seen by looking all the time."""
    most = 0
    with open(stdin, 'rb') as names:
        p = subprocess.Popen(cmd, stdin=names, stdout=subprocess.DEVNULL)
    while p.poll() is None:
        try:
            with open('/proc/%d/status' % p.pid) as f:
                most = max([most] + [int(row.split()[1]) for row in f if row.startswith('RssAnon:')])
        except OSError:
            break
    p.wait()
    return most / 1024


def export_lists(a, folder):
    """The lists that kbuild made: ours and gendwarfksyms in turn, so that both meet the same machine."""
    if not a.gendwarfksyms:
        print('SKIP gendwarfksyms: give it with --gendwarfksyms')
    with tempfile.TemporaryDirectory() as tmp:
        whole = []
        for name in ('core', 'bindings', 'kernel'):
            with open(os.path.join(folder, 'exports_%s_generated.h' % name)) as f:
                names = re.findall(r'EXPORT_SYMBOL\w*\((\w+)\)', f.read())
            whole += names
            listing = os.path.join(tmp, name)
            with open(listing, 'w') as f:
                f.write(''.join(n + '\n' for n in names))
            ours = [a.tool, 'crc', '--format', 'symvers', '--symbols', '-', '-L', folder, os.path.join(folder, 'lib%s.rmeta' % name)]
            theirs = [a.gendwarfksyms, os.path.join(folder, name + '.o')] if a.gendwarfksyms else None
            times = [(processor(ours, listing), processor(theirs, listing) if theirs else None) for _ in range(a.runs)]
            took = statistics.median(t[0][0] for t in times)
            text = '%-9s %4d symbols: rmetacrc %4d in %6.1f ms, %4.1f MB' % (name, len(names), times[0][0][1], took * 1e3, own_memory(ours, listing))
            if theirs:
                other = statistics.median(t[1][0] for t in times)
                text += '; gendwarfksyms %4d in %6.1f ms: %.1f times' % (times[0][1][1], other * 1e3, other / took)
            print(text)
        listing = os.path.join(tmp, 'all')
        with open(listing, 'w') as f:
            f.write(''.join(n + '\n' for n in whole))
        for jobs in ('1', '2'):
            ours = [a.tool, 'crc', '-j', jobs, '--format', 'symvers', '--symbols', '-', '-L', folder] + [os.path.join(folder, 'lib%s.rmeta' % n) for n in ('core', 'bindings', 'kernel')]
            times = [processor(ours, listing) for _ in range(a.runs)]
            print('all three %4d symbols, -j%s: rmetacrc %4d in %6.1f ms, %6.1f ms of processors, %4.1f MB' % (
                len(whole), jobs, times[0][1], statistics.median(t[2] for t in times) * 1e3, statistics.median(t[0] for t in times) * 1e3, own_memory(ours, listing)))


def kernel(a, line):
    """Layouts and CRCs of a real kernel's crates."""
    folder = next((d for d, _, names in os.walk(a.kernel) if 'libkernel.rmeta' in names), None)
    if not folder:
        print('SKIP a kernel: no libkernel.rmeta below %s' % a.kernel)
        return
    files = {n: os.path.join(folder, 'lib%s.rmeta' % n) for n in ('core', 'kernel', 'bindings')}
    for name, f in files.items():
        cmd = [a.tool, 'layout', '--all', '--format', 'json', '-L', folder, f]
        types = len(json.loads(subprocess.run(cmd, stdout=subprocess.PIPE, check=True).stdout)['types'])
        med, _, _ = line('layout --all %s, %d types' % (name, types), cmd, a.runs)
        print('    %.0f types per second' % (types / med))
        line('crc --format symvers %s' % name, [a.tool, 'crc', '--format', 'symvers', '-L', folder, f], a.runs)
    line('crc --format symvers, all three', [a.tool, 'crc', '--format', 'symvers', '-L', folder, *files.values()], a.runs)
    export_lists(a, folder)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--tool', default=os.environ.get('RMETACRC') or os.path.join(HERE, '../../build/src/cli/rmetacrc'))
    ap.add_argument('--toolchains')
    ap.add_argument('--kernel', default=os.environ.get('RMETACRC_KERNEL'))
    ap.add_argument('--runs', type=int, default=5)
    ap.add_argument('--gendwarfksyms')
    ap.add_argument('--no-toolchains', action='store_true', help='a kernel alone')
    a = ap.parse_args()
    print('%-44s %10s %10s %9s  %s' % ('what', 'median ms', 'least ms', 'peak MB', ''))

    def line(what, cmd, runs, note=''):
        med, low, rss, code, err = best(cmd, runs)
        print('%-44s %10.2f %10.2f %9.1f  %s' % (what, med * 1e3, low * 1e3, rss / 1024, note if code == 0 else 'EXIT %d: %s' % (code, err)))
        return med, rss, code

    for release in toolchain.RELEASES:
        small = os.path.join(HERE, '../fixtures/crates', release, 'libpair_base.rmeta.zst')
        line('%s info pair_base (%d bytes)' % (release, os.path.getsize(small)), [a.tool, 'info', small], 40, 'aim: 5 ms')
    toolchains = [] if a.no_toolchains else toolchain.find(a.toolchains)
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
            crc, _, code = line('crc --only file', [a.tool, 'crc', '--only', 'file', f], a.runs)
            if code == 0:
                print('    %.2f times cat (aim: 1.5)' % (crc / cat))
            line('info', [a.tool, 'info', f], a.runs)
            _, rss, code = line('verify', [a.tool, 'verify', f], 3)
            if code == 0:
                print('    peak memory %.2f times the file (aim: 3)' % (rss * 1024 / size))
            line('crc', [a.tool, 'crc', '-L', os.path.dirname(f), f], 3)
    if a.kernel:
        kernel(a, line)
    else:
        print('SKIP a kernel: set RMETACRC_KERNEL or give --kernel')
    return 0


if __name__ == '__main__':
    sys.exit(main())
