# SPDX-License-Identifier: MIT OR Apache-2.0
"""Counts what was compared, so that nothing compared can never look like everything equal."""
import collections
import json
import os
import re


class Check:
    """One row of the matrix: a release, a kind of comparison, and over all files what came out."""

    def __init__(self, release, name):
        self.release, self.name = release, name
        self.equal = 0
        self.failures = []
        self.skips = collections.Counter()
        self.notes = collections.Counter()

    def compare(self, what, ours, theirs):
        """Counts one comparison; a difference is kept with its text."""
        if ours == theirs:
            self.equal += 1
        else:
            self.fail('%s: ours %s, theirs %s' % (what, short(ours), short(theirs)))

    def ok(self, n=1):
        self.equal += n

    def fail(self, text):
        self.failures.append(text)

    def skip(self, reason, n=1):
        self.skips[reason] += n

    def note(self, category, n=1):
        """Something that is neither equal nor wrong, by category (symbols that no item stands for, for instance)."""
        self.notes[category] += n

    @property
    def compared(self):
        return self.equal + len(self.failures)

    @property
    def bad(self):
        return bool(self.failures) or (self.compared == 0 and not self.skips)


def short(x, limit=200):
    t = repr(x)
    return t if len(t) <= limit else t[:limit] + '…'


def report(checks, verbose=False, shown=8, say=print):
    """Prints the matrix and what is behind it; returns the number of failed rows."""
    say('%-8s %-22s %9s %9s %8s %8s' % ('release', 'check', 'compared', 'equal', 'failed', 'skipped'))
    for c in checks:
        say('%-8s %-22s %9d %9d %8d %8d' % (c.release, c.name, c.compared, c.equal, len(c.failures), sum(c.skips.values())))
    for c in checks:
        where = '%s %s' % (c.release, c.name)
        if c.compared == 0 and not c.skips:
            say('FAILED %s: nothing was compared' % where)
        for f in c.failures if verbose else c.failures[:shown]:
            say('FAILED %s: %s' % (where, f if verbose or len(f) <= 400 else f[:400] + '…'))
        if len(c.failures) > shown and not verbose:
            say('FAILED %s: and %d more (--verbose shows all)' % (where, len(c.failures) - shown))
        for reason, n in sorted(c.skips.items()):
            say('SKIP %s: %d %s' % (where, n, reason))
        for cat, n in sorted(c.notes.items()):
            say('     %s: %d %s' % (where, n, cat))
    if os.environ.get('RMETACRC_RECORD'):
        record(checks, os.environ['RMETACRC_RECORD'])
    return sum(c.bad for c in checks)


def record(checks, path):
    """Puts the rows into compat/verified.json, from which `rmetacrc releases` says what a release was verified with.

    Rows of the same release and check are replaced, others stay: the comparisons are made by several programs. For runs
    over everything; RMETACRC_RECORD names the file."""
    rows = {}
    if os.path.exists(path):
        with open(path) as f:
            rows = {(r['release'], r['check']): r for r in json.load(f)['verified']}
    for c in checks:
        if re.fullmatch(r'[0-9]+\.[0-9]+\.[0-9]+', c.release) and c.name != 'all' and (c.compared or c.skips):   # 'all': left out
            rows[c.release, c.name] = {'release': c.release, 'check': c.name, 'compared': c.compared, 'equal': c.equal,
                                       'skipped': sum(c.skips.values())}
    order = sorted(rows, key=lambda k: ([int(n) for n in k[0].split('.')], k[1]))
    with open(path, 'w') as f:
        f.write('{\n"verified": [\n%s\n]\n}\n' % ',\n'.join(json.dumps(rows[k]) for k in order))
