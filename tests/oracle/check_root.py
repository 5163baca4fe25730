# SPDX-License-Identifier: MIT OR Apache-2.0
"""Crate root, dependencies and hashes against -Zls; bytes against -Zmeta-stats."""
import json

import oracle_ls
import oracle_stats

FOOTER = 13     # `rust-end-file`, which -Zmeta-stats does not count (from 1.85)


def check_root(check, tool, built):
    """Every field that both print."""
    with open(built.ls) as f:
        theirs = oracle_ls.parse(f.read())
    info = tool.json('info', built.meta)
    root, what = theirs['root'], built.name
    if not root:
        check_prelude(check, tool, built, info)
        return theirs, info
    fields = {'crate': (info['crate'], root['name'].split('-')[0]), 'hash': (info['hash'], root['hash']),
              'stable_crate_id': (info['stable_crate_id'], root['stable_crate_id']),
              'proc_macro': (info['crate_kind'] == 'proc-macro', root['proc_macro'] == 'true')}
    if 'triple' in root:
        fields['target'] = (info['target'], root['triple'])
    if 'edition' in root:
        fields['edition'] = (str(info['edition']), root['edition'])
    for k, (a, b) in fields.items():
        check.compare('%s %s' % (what, k), a, b)
    flags = 'required_panic_strategy' in root
    if flags and built.std:
        check.skip('root flags of core and alloc: only a dump of the whole crate holds them', len(root) - 5)
        flags = False
    raw = tool.json('dump', built.meta)['root'] if flags else {}
    for k, v in root.items():
        if k in raw and k not in ('name', 'hash', 'stable_crate_id', 'triple', 'edition', 'proc_macro'):
            ours = raw[k]
            if isinstance(ours, bool):
                ours = 'true' if ours else 'false'
            elif ours is None:
                ours = 'None'
            elif k == 'required_panic_strategy':
                ours = 'Some(%s)' % ours
            check.compare('%s root.%s' % (what, k), ours, v)
        elif raw and k not in ('name', 'hash', 'stable_crate_id', 'triple', 'edition', 'proc_macro'):
            check.fail('%s root.%s: not in our dump' % (what, k))
    return theirs, info


def check_prelude(check, tool, built, info):
    """Where -Zls does not show the root: what -Zsave-analysis says of the crate and of the crates it depends on."""
    if not built.save_analysis:
        check.skip('crate roots of files without -Zsave-analysis; -Zls of this release does not show them')
        return
    with open(built.save_analysis) as f:
        theirs = json.load(f)
    prelude, options = theirs['prelude'], theirs['compilation']['arguments']
    check.compare('%s crate' % built.name, info['crate'], prelude['crate_id']['name'])
    check.compare('%s dependencies' % built.name, [d['name'] for d in info['dependencies']], [c['id']['name'] for c in prelude['external_crates']])
    if built.std:
        check.skip('disambiguators of core and alloc: only a dump of the whole crate holds them')
        return
    root = tool.json('dump', built.meta)['root']
    ours = bytes.fromhex(root['disambiguator']['0']['hex'])
    check.compare('%s disambiguator' % built.name, [int.from_bytes(ours[:8], 'little'), int.from_bytes(ours[8:], 'little')],
                  prelude['crate_id']['disambiguator'])
    check.compare('%s edition' % built.name, str(info['edition']), options[options.index('--edition') + 1])


def check_deps(check, theirs, info, what):
    shown = all(d['hash'] for d in theirs['deps'])      # 1.48 names them only
    ours = [(d['name'] + d.get('extra_filename', ''),) + ((d['hash'], d['kind']) if shown else ()) for d in info['dependencies']]
    want = [(d['file'],) + ((d['hash'], d['kind']) if shown else ()) for d in theirs['deps']]
    if not want and not ours:
        check.skip('crates without dependencies')
        return
    check.compare('%s: number of dependencies' % what, len(ours), len(want))
    for a, b in zip(ours, want):
        check.compare('%s: dependency' % what, a, b)
    for d, o in zip(theirs['deps'], info['dependencies']):
        if d['private'] is not None:
            check.compare('%s: %s private' % (what, d['file']), o.get('private'), d['private'])


def check_bytes(check, tool, built, info, verify=None):
    """Size of the blob, of all tables together, and of the sections whose extent `verify` knows."""
    with open(built.stats) as f:
        sections, total = oracle_stats.parse(f.read())
    footer = FOOTER if built.minor >= 85 else 0
    check.compare('%s: bytes in all' % built.name, info['size'], total + footer)
    check.compare('%s: bytes of tables' % built.name, sum(t['bytes'] for t in info['tables']), sections['tables'])
    ours = {}
    for s in (verify or {}).get('sections', []):
        name = oracle_stats.normal(s['name'])
        ours[name] = ours.get(name, 0) + s['bytes']
    if not ours:
        check.skip('bytes by section: verify gave none')
        return
    if oracle_stats.UNLISTED in sections:
        ours[oracle_stats.UNLISTED] = sum(ours.pop(name) for name in sorted(set(ours) - set(sections)))
    for name in sorted(set(ours) | set(sections)):
        check.compare('%s: bytes of %s' % (built.name, name), ours.get(name, 0), sections.get(name, 0))
