#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The mutation gauntlet: does each symbol's CRC move when, and only when, what its callers rely on changes?

usage: run.py [--toolchains DIR] [--release R]... [--area NAME]... [--variant NAME]... [--part I/N] [--cache DIR] [--oracle] [--json FILE] [-v]

Compiles the base crate of each area (areas/*.rs) and its variants (areas/*.edits, one edit each; variants.py says how they
are written) with every release at hand, asks `rmetacrc crc` for the CRCs, and holds what moved against what each variant
says must move. Symbols are matched by path and kind, since a name may shift for reasons that are no ABI.

  detected     a symbol that must move moved          missed        it kept its CRC
  kept         a symbol that must not move did not    false alarm   it moved

--oracle asks rustc too: the declaration it gives LLVM for each symbol, with the attributes of every parameter, is what
callers are compiled against. Where that changed, the variant must say that the symbol changes, and neutral variants
must keep all of them.
Compiled crates are kept in the cache by the hash of source and options.
"""
import argparse
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import re
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../oracle'))
sys.path.insert(0, os.path.join(HERE, '../fixtures'))
import freeze  # noqa: E402
import tool  # noqa: E402
import toolchain  # noqa: E402
import variants as areas_  # noqa: E402

FLAGS = ['-Copt-level=2', '-Cpanic=abort', '-Ccodegen-units=1', '--cap-lints', 'allow', '-Cdebuginfo=0']
RECORDED = os.path.join(HERE, 'recorded.json')
SHOWN = ('release', 'variants', 'neutral', 'detected', 'missed', 'kept', 'false', 'skipped')
DEFAULT_CACHE = os.path.join(toolchain.TOP, 'build/gauntlet')


class CannotCompile(Exception):
    pass


def unfit(tc, keys):
    """Why this release is left out; None if it is not."""
    for key, fits in (('since', lambda r: toolchain.number(tc.release) >= toolchain.number(r)),
                      ('until', lambda r: toolchain.number(tc.release) <= toolchain.number(r)),
                      ('arch', lambda a: tc.target.startswith(a + '-'))):
        if keys.get(key):
            value, _, reason = keys[key].partition(' ')
            if not reason:
                raise SystemExit('%s: %s needs a reason' % (key, keys[key]))
            if not fits(value):
                return '%s %s: %s' % (key, value, reason)
    return None


class Gauntlet:
    def __init__(self, cache, oracle=False):
        self.cache, self.oracle = cache, oracle

    def options(self, tc, area, flags):
        own = list(FLAGS) + area.flags + ['%ssymbol-mangling-version=v0' % tc.mangling_option]
        if tc.minor >= 75:      # else small functions are compiled into their callers and have no symbol
            own.append('-Zcross-crate-inline-threshold=never')
        for flag in flags:      # a repeated -C option is an error to some releases
            own = [o for o in own if o.split('=')[0] != flag.split('=')[0] or flag.startswith('--')]
        return own + flags

    def compile(self, tc, area, texts, flags, folder):
        """Folder with lib<crate>.rmeta and <crate>.o of all the area's crates."""
        options = self.options(tc, area, flags)
        # Before 1.60 an object beside metadata wants the archive, too.
        emit = 'metadata,obj' + ('' if tc.minor >= 60 else ',link') + (',llvm-ir' if self.oracle else '')
        if self.oracle:
            options = options + ['-Cno-prepopulate-passes']
        key = hashlib.sha256(json.dumps([tc.release, texts, options, area.edition, folder, emit]).encode()).hexdigest()[:24]
        to = os.path.join(self.cache, tc.release, area.name, key)
        if os.path.exists(os.path.join(to, 'done')):
            return to
        source = os.path.join(to, folder or 'src')
        os.makedirs(source, exist_ok=True)
        for crate, text in texts.items():
            path = os.path.join(source, crate + '.rs')
            with open(path, 'w', encoding='utf-8') as f:
                f.write(text)
            externs = [o for dep in texts if dep != crate for o in ('--extern', '%s=%s' % (dep, os.path.join(to, 'lib%s.rmeta' % dep)))
                       if crate == area.name]
            r = tc.run(['--crate-type=rlib', '--crate-name', crate, '--edition', area.edition, '--emit=' + emit, '--out-dir', to, '-L', to]
                       + externs + options + [path])
            if r.returncode != 0 or not os.path.exists(os.path.join(to, 'lib%s.rmeta' % crate)):
                raise CannotCompile(r.stderr.strip()[:1500])
        with open(os.path.join(to, 'done'), 'w', encoding='utf-8'):
            pass
        return to

    def symbols(self, tc, program, area, texts, folder):
        """{(path, kind): [crc, ...]} of all the area's crates, and {key: [linker name, ...]}."""
        found, names = {}, {}
        t = tool.Tool(program, ['--sysroot', os.path.join(tc.dir, 'root/usr'), '-L', folder])
        for crate in texts:
            got = t.json('crc', os.path.join(folder, 'lib%s.rmeta' % crate))
            for s in got['symbols']:
                if s['assumed']:
                    raise tool.ToolError('%s: exports are assumed, not listed' % crate)
                key = (re.sub(r'\b%s::' % area.name, '', s['path']), s['kind'])
                found.setdefault(key, []).append(s['crc'])
                names.setdefault(key, []).append(s['name'])
        if not found:
            raise tool.ToolError('%s exports no symbol' % area.name)
        return {k: sorted(v) for k, v in found.items()}, names

    def declarations(self, area, texts, folder, names):
        """{key: the function's declaration in LLVM's words} as rustc made it, before any optimisation."""
        ir = {}
        for crate in texts:
            with open(os.path.join(folder, crate + '.ll'), encoding='utf-8') as f:
                for line in f:
                    m = re.match(r'define (.*?)@("?)([\w.$]+)\2\((.*)\)(.*)\{', line)
                    if m:
                        ir[m[3]] = plain(m[1] + '(' + m[4] + ')')
        return {k: sorted(ir[n] for n in v if n in ir) for k, v in names.items()}


def plain(declaration):
    """Without what says nothing to callers: names of values, linkage, numbers of attribute groups and metadata."""
    d = re.sub(r'%("[^"]*"|[\w.-]+)', '%', declaration)
    d = re.sub(r'\b(dso_local|internal|hidden|local_unnamed_addr|unnamed_addr|noundef)\b|#\d+|![\w]+', '', d)
    return ' '.join(d.split())


def matches(pattern, key):
    path = key[0]
    return pattern == 'everything' or fnmatch.fnmatchcase(path, pattern.replace('[', '[[]'))


def pick(result, what, keys):
    picked = set()
    for p in result.variant.patterns(what):
        if p == 'nothing':
            continue
        hit = {k for k in keys if matches(p, k)}
        if not hit:
            result.wrong.append('%s %r matches no symbol of %s' % (what, p, sorted(k[0] for k in keys)))
        picked |= hit
    return picked


class Result:
    """What a variant came to with one release."""

    def __init__(self, release, area, variant):
        self.release, self.area, self.variant = release, area, variant
        self.detected, self.kept, self.missed, self.false, self.wrong = [], [], [], [], []
        self.skip, self.oracle_checked, self.oracle_changed, self.names = None, 0, 0, 0

    @property
    def good(self):
        return not (self.missed or self.false or self.wrong)


def judge(result, base, new):
    must, removes, adds = pick(result, 'changes', base), pick(result, 'removes', base), pick(result, 'adds', new)
    must -= removes
    for key in base:
        if key not in new:
            if key not in removes:
                result.wrong.append('%s is gone' % key[0])
        elif key in removes:
            result.wrong.append('%s is still there' % key[0])
        elif base[key] == new[key]:
            (result.missed if key in must else result.kept).append(key[0])
        else:
            (result.detected if key in must else result.false).append(key[0])
    result.wrong += ['%s is new' % k[0] for k in new if k not in base and k not in adds]
    result.wrong += ['%s was there before' % k[0] for k in adds if k in base]
    return must | removes


def digest(symbols):
    """One number for the CRCs of an area's symbols, by their paths, which are the same wherever rustc was built."""
    text = ''.join('%s\t%s\t%s\n' % (path, kind, ' '.join(crcs)) for (path, kind), crcs in sorted(symbols.items()))
    return '%d symbols 0x%08x' % (sum(len(c) for c in symbols.values()), zlib.crc32(text.encode()))


def run_area(g, tc, program, area, wanted, pool, bases):
    """Results of an area's variants; one with a reason to skip for what the release cannot compile. Adds the digest of the base
    crate's CRCs to `bases`."""
    todo = [v for v in area.variants if not wanted or v.name in wanted]
    why = unfit(tc, {'since': area.since, 'until': area.until})
    texts = areas_.texts_of(area)
    results = []
    if not why:
        try:
            folder = g.compile(tc, area, texts, [], '')
            base, names = g.symbols(tc, program, area, texts, folder)
        except (CannotCompile, tool.ToolError) as e:
            raise SystemExit('the base crate %s with %s: %s' % (area.name, tc.release, e))
        bases[area.name] = digest(base)
        declared = g.declarations(area, texts, folder, names) if g.oracle else {}

    def one(v):
        r = Result(tc.release, area.name, v)
        r.skip = why or unfit(tc, v.keys)
        if r.skip:
            return r
        edited = v.apply(texts, area.name)
        try:
            at = g.compile(tc, area, edited, v.keys.get('flags', '').split(), v.keys.get('folder', ''))
            new, new_names = g.symbols(tc, program, area, texts, at)
        except CannotCompile as e:
            r.wrong.append('does not compile: ' + str(e))
            return r
        except tool.ToolError as e:
            r.wrong.append('rmetacrc: ' + str(e))
            return r
        must = judge(r, base, new)
        r.names = sum(new_names.get(k) != n for k, n in names.items() if k in new_names)
        if g.oracle:
            now = g.declarations(area, edited, at, new_names)
            for key, old in declared.items():
                if old and now.get(key):
                    r.oracle_checked += 1
                    if old != now[key]:
                        r.oracle_changed += 1
                        if key not in must:
                            r.wrong.append('rustc declares %s anew, the variant says it is the same:\n      %s\n      %s' % (key[0], old, now[key]))
        return r
    results += pool.map(one, todo)
    return results


def thawed(found, recorded, correct):
    """How many base crates have other CRCs than the recorded ones, which are frozen with the scheme."""
    changed = ['%s, area %s: %s, recorded %s' % (key, area, d, recorded[key][area]) for key, bases in found.items() for area, d in bases.items()
               if area in recorded.get(key, {}) and recorded[key][area] != d]
    if correct or not changed:
        return 0
    print('\n'.join('FAIL CRCs of ' + c for c in changed))
    print(freeze.ADVICE % 'a scheme' + "\n  Where an area's source changed, or in the last case: run.py --record --correct.")
    return len(changed)


def main():
    p = argparse.ArgumentParser(description='The mutation gauntlet.')
    p.add_argument('--toolchains')
    p.add_argument('--release', action='append')
    p.add_argument('--area', action='append')
    p.add_argument('--variant', action='append')
    p.add_argument('--cache', default=DEFAULT_CACHE)
    p.add_argument('--tool')
    p.add_argument('--oracle', action='store_true')
    p.add_argument('--part', default='1/1', help='I/N: every Nth variant, from the Ith on')
    p.add_argument('--emulated', action='store_true', help='releases that run under an emulator too')
    p.add_argument('--json', help='write the counts there')
    p.add_argument('--record', action='store_true', help='write them to recorded.json, which README.md shows')
    p.add_argument('--correct', action='store_true', help='with --record: take CRCs of base crates that changed')
    p.add_argument('--recorded', action='store_true', help='fail where they are not what recorded.json says')
    p.add_argument('-v', '--verbose', action='store_true')
    o = p.parse_args()
    tcs = toolchain.require(o.toolchains, o.release)
    o.cache = os.path.abspath(o.cache)
    all_ = [a for a in areas_.areas() if not o.area or a.name in o.area]
    index, parts = (int(n) for n in o.part.split('/'))
    chosen, n = [], 0
    for a in all_:
        some = []
        for v in a.variants:
            n += 1
            if n % parts == index % parts:
                some.append(v)
        chosen.append(a._replace(variants=some))
    g = Gauntlet(o.cache, o.oracle)
    variants = [v for a in chosen for v in a.variants]
    print('%d areas, %d variants, %d of them neutral' % (len(chosen), len(variants), sum(v.neutral for v in variants)))
    failed = passed = skipped = 0
    rows, skips, frozen = [], {}, {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for tc in tcs:
            if not tc.links and not o.emulated:
                print('SKIP release %s: its compiler runs under an emulator here; --emulated runs it' % tc.release)
                skipped += len(variants)
                continue
            bases = frozen.setdefault('%s %s' % (tc.release, tc.target), {})
            results = [r for a in chosen for r in run_area(g, tc, o.tool, a, o.variant, pool, bases)]
            ran = [r for r in results if not r.skip]
            for r in results:
                if r.skip:
                    skipped += 1
                    skips.setdefault(r.skip, []).append('%s %s' % (r.release, r.variant.where))
                elif not r.good or o.verbose:
                    print('%s %s/%s: %s' % (r.release, r.area, r.variant.name, 'good' if r.good else 'BAD (%s: %s)' % (r.variant.where, r.variant.reason)))
                    for what in ('missed', 'false', 'wrong') + (('detected',) if o.verbose else ()):
                        for x in getattr(r, what):
                            print('    %s %s' % (what, x))
            row = {'release': tc.release, 'variants': len(ran), 'neutral': sum(r.variant.neutral for r in ran), 'good': sum(r.good for r in ran)}
            for what in ('detected', 'missed', 'kept', 'false'):
                row[what] = sum(len(getattr(r, what)) for r in ran)
            row['skipped'] = len(results) - len(ran)
            row['names'] = sum(r.names for r in ran)
            row['declarations'], row['redeclared'] = sum(r.oracle_checked for r in ran), sum(r.oracle_changed for r in ran)
            rows.append(row)
            passed += row['good']
            failed += len(ran) - row['good']
            if not ran or not row['detected'] or not row['kept']:
                if not o.variant and not o.area:
                    failed += 1
                    print('FAIL %s: nothing was compared' % tc.release)
            print('%-7s %3d variants (%d neutral): symbols that must move: %d detected, %d missed; that must not: %d kept, %d false alarms; '
                  '%d names shifted%s; %d variants left out'
                  % (tc.release, row['variants'], row['neutral'], row['detected'], row['missed'], row['kept'], row['false'], row['names'],
                     '; rustc declares %d of %d anew' % (row['redeclared'], row['declarations']) if o.oracle else '', row['skipped']), flush=True)
    for reason, who in sorted(skips.items()):
        print('SKIP %d times: %s' % (len(who), reason))
    shown = [{k: r[k] for k in SHOWN} for r in rows]
    with open(RECORDED, encoding='utf-8') as f:
        recorded = json.load(f)
    failed += thawed(frozen, recorded.setdefault('bases', {}), o.correct)
    if o.record:
        whole = not (o.variant or o.area or parts > 1)      # else the CRCs of base crates alone are recorded
        old = {r['release']: r for r in recorded.get('rmetacrc', [])}
        old.update((r['release'], r) for r in shown if whole)
        recorded['rmetacrc'] = sorted(old.values(), key=lambda r: toolchain.number(r['release']))
        for key, bases in frozen.items():
            kept = recorded['bases'].setdefault(key, {})
            kept.update((a, d) for a, d in bases.items() if o.correct or a not in kept)
        recorded['bases'] = {k: dict(sorted(recorded['bases'][k].items())) for k in sorted(recorded['bases'], key=lambda k: toolchain.number(k.split()[0]))}
        with open(RECORDED, 'w', encoding='utf-8') as f:
            json.dump(recorded, f, indent=1)
            f.write('\n')
    for r in shown if o.recorded else []:
        if r not in recorded['rmetacrc']:
            failed += 1
            print('FAIL %s: README.md shows other numbers; run.py --record, then scripts/readme.py --write' % r['release'])
    if o.json:
        with open(o.json, 'w', encoding='utf-8') as f:
            json.dump(rows, f, indent=1)
    print('%d passed, %d failed%s' % (passed, failed, ', %d skipped' % skipped if skipped else ''))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
