#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Compiles the crates of tests/corpus twice: as they are, and elsewhere with comments before every line that begins an
item, and an unrelated --cfg. Their contents must be the same.

usage: check_corpus.py [--toolchains DIR] [--release R]...
"""
import argparse
import os
import pathlib
import re
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'oracle'))

import build_corpus
import tool
import toolchain


def build(tc, rmetacrc, name, path, d, folder, comments, flags):
    shutil.copytree(os.path.join(build_corpus.CORPUS, 'shared'), os.path.join(folder, 'shared'))
    text = pathlib.Path(path).read_text(encoding='utf-8')
    if comments:
        text = re.sub(r'^(?=(?:pub |fn |struct |enum |impl|trait |mod |const |static |macro_rules|extern "))', '// a comment\n\n', text, flags=re.M)
    source = os.path.join(folder, os.path.basename(path))
    pathlib.Path(source).write_text(text, encoding='utf-8')
    own = sum((v.split() for k, v in d.items() if k == 'flags' or (k.startswith('flags-since-') and tc.minor >= int(k[12:]))), [])
    cfgs = sum((['--cfg', 'since_%d' % n] for n in toolchain.STEPS if n <= tc.minor), [])
    r = tc.run(['--crate-name', name, '--crate-type', d['crate-type'], '--edition', build_corpus.edition(tc, d), '--emit=metadata',
                '-Zalways-encode-mir', '--cap-lints', 'allow', '-Cmetadata=content', '--out-dir', folder, *own, *cfgs, *flags, source], cwd=folder)
    if r.returncode:
        raise RuntimeError('rustc: %s' % '; '.join(re.findall(r'^error.*', r.stderr, re.M)[:3]))
    return rmetacrc.run(['content', os.path.join(folder, 'lib%s.rmeta' % name)]).decode().splitlines()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--toolchains')
    ap.add_argument('--release', action='append')
    a = ap.parse_args()
    passed = failed = skipped = 0
    for tc in toolchain.require(a.toolchains, a.release):
        count = {'same': 0, 'differ': 0, 'left out': 0}
        rmetacrc = tool.Tool(options=['-L', tc.std])
        for name, path, d in build_corpus.crates():
            # Those with dependencies or for other targets need more than one call of the compiler, proc macros have no content.
            if build_corpus.unfit(tc, d) or d['deps'] or d['target'] or d['crate-type'] == 'proc-macro':
                count['left out'] += 1
                continue
            with tempfile.TemporaryDirectory(prefix='content-') as folder:
                try:
                    one = build(tc, rmetacrc, name, path, d, os.path.join(folder, 'one'), False, [])
                    other = build(tc, rmetacrc, name, path, d, os.path.join(folder, 'another/place'), True, ['--cfg', 'unrelated'])
                except (RuntimeError, tool.ToolError) as e:
                    print('FAIL %s %s: %s' % (tc.release, name, e))
                    count['differ'] += 1
                    continue
            differ = sorted({line.split('\t')[1] for line in set(one) ^ set(other)})
            count['differ' if differ or len(one) < 2 else 'same'] += 1
            if differ:
                print('FAIL %s %s: %d of %d items differ: %s' % (tc.release, name, len(differ), len(one), ', '.join(differ[:6])))
        print('%s: contents of corpus crates: %s' % (tc.release, ', '.join('%d %s' % (n, w) for w, n in count.items())))
        passed, failed, skipped = passed + count['same'], failed + count['differ'], skipped + count['left out']
    print('%d passed, %d failed, %d skipped' % (passed, failed, skipped))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
