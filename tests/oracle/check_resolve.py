# SPDX-License-Identifier: MIT OR Apache-2.0
"""Linker names back to items: every v0 name in the object of a compilation is given to `rmetacrc symbols --symbols`.

rmetacrc mangles what it found again and refuses a name if that gives other bytes. Here the item's path, taken from the raw tables
by the index it names, is held against the path that our own reader of v0 names (v0.py) finds in the name, and the readable form
against what binutils' c++filt makes of it. Names are resolved and equal, stand for no item (by category), or are refused: a failure,
with the reason.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile

import check_symbols
import v0

def v0_names(nm):
    """The v0 names of an object, global and local, once each, without the copies that LLVM made."""
    return sorted({n for n, _ in check_symbols.read_nm(nm) if n.startswith('_R')})


def path_in_name(name):
    """The item's path as the name spells it; None where it is not one path (provided methods of traits, shims)."""
    s = v0.parse(name)
    return None if s.shim else s.path


def filtered(names):
    """{name: readable form} by binutils; None without it. It writes `4: usize` for rustc-demangle's `4usize`."""
    if not shutil.which('c++filt'):
        return None
    out = subprocess.run(['c++filt', '-s', 'rust'], input='\n'.join(names) + '\n', stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    if len(out) != len(names):
        raise ValueError('c++filt read %d names and wrote %d' % (len(names), len(out)))
    typed = re.compile(r': ([iu](?:8|16|32|64|128|size)|bool|char)(?=[\],>})])')
    return {n: typed.sub(r'\1', text) for n, text in zip(names, out)}


def resolve(tool, meta, names, search):
    """(rows by name, reasons by name) of one call."""
    with tempfile.NamedTemporaryFile('w', suffix='.list') as f:
        f.write('\n'.join(names) + '\n')
        f.flush()
        r = subprocess.run([tool.path, 'symbols', '--format', 'json', '--symbols', f.name, *search, meta], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        text = r.stderr.decode('utf-8', 'replace')
        reasons = {m[1]: m[2] for m in re.finditer(r'^rmetacrc: %s: symbol (\S+): (.*)$' % re.escape(f.name), text, re.M)}
    if r.returncode not in (0, 2) or (r.returncode == 2) != bool(reasons) or not r.stdout:
        raise ValueError('%s: exit %d, %d refused: %s' % (os.path.basename(meta), r.returncode, len(reasons), text[:1000]))
    return {row['name']: row for row in json.loads(r.stdout)['symbols']}, reasons


def same_path(spelt, item):
    """Whether the path in a name is the item's; names leave `extern` blocks out, and call late constants what others are called."""
    return spelt == re.sub(r'::\{(extern|misc)#\d+\}', '', item)


def check_resolve(check, tool, built, items):
    """items: the crate's definitions (metadata.Items)."""
    names = v0_names(built.nm)
    for n, _ in check_symbols.read_nm(built.nm):
        if not n.startswith('_R'):
            for pattern, category in check_symbols.NO_ITEM:
                if pattern.match(n):
                    check.note('no item: ' + category)
                    break
            else:
                check.note('no v0 name')
    if not names:
        return
    linked = (built.carrier or '').endswith('.so')
    rows, reasons = resolve(tool, built.meta, names, built.search)
    readable = filtered(names)
    if readable is None:
        check.skip('readable forms, for which there is no c++filt')
    for n in names:
        if n in reasons:
            s = v0.parse(n)
            if s.path.startswith('__rustc::'):
                check.note('no item: symbols of __rustc that the compiler makes when it links')
            elif linked and (s.instantiated_by or s.crate)[0] != built.name:
                check.note('brought in by the linker')
            else:
                check.fail('%s: %s: %s' % (built.name, n, reasons[n]))
        elif n not in rows:
            check.fail('%s: %s is neither resolved nor refused' % (built.name, n))
        else:
            spelt, row = path_in_name(n), rows[n]
            if spelt and row['index'] is not None and v0.parse(n).crate[0] == built.name and not spelt.startswith('__rustc'):
                if not same_path(spelt, items.path_of(row['index'])):
                    check.fail('%s: %s spells %s, and was resolved to %s' % (built.name, n, spelt, items.path_of(row['index'])))
                    continue
                check.note('resolved, and the path held against the tables')
            if readable is not None:  # c++filt leaves out what LLVM put behind the name
                check.compare('%s: %s in readable form' % (built.name, n), rows[n]['demangled'].removesuffix(v0.parse(n).suffix), readable[n])
            check.ok()
            check.note('resolved: ' + rows[n]['kind'])


def check_exports(check, tool, built, listing):
    """kbuild's own export list of a crate: every symbol on it has a CRC, and no other has one."""
    with open(listing) as f:
        wanted = sorted(re.findall(r'^EXPORT_SYMBOL_RUST_GPL\((\S+)\);$', f.read(), re.M))
    if not wanted:
        raise ValueError('%s names no symbol' % listing)
    lines = tool.run(['crc', '--format', 'symvers', '--symbols', listing, *built.search, built.meta]).decode().splitlines()
    printed = {}
    for line in lines:
        m = re.fullmatch(r'#SYMVER (\S+) (0x[0-9a-f]{8})', line)
        if not m or m[2] == '0x00000000':
            check.fail('%s: what kbuild cannot use: %r' % (built.name, line))
        else:
            printed[m[1]] = m[2]
    for name in wanted:
        check.compare('%s: %s has a CRC' % (built.name, name), name in printed, True)
    for name in sorted(set(printed) - set(wanted)):
        check.fail('%s: %s was not asked for' % (built.name, name))


def check_legacy(check, tool, name, meta, obj, search):
    """Legacy names through an object's symbol table. Metadata lists what the crate exports without generic arguments: each of these
    must be found among the object's symbols, for certain or marked as ambiguous; nothing certain may be two symbols' answer."""
    exported = {s['index']: s['path'] for s in tool.json('symbols', meta, *search)['symbols']
                if s['exported'] and not s['linker_name'] and s['kind'] not in ('instance', 'drop glue')}
    r = subprocess.run([tool.path, 'symbols', '--format', 'json', '--object', obj, *search, meta], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    text = r.stderr.decode('utf-8', 'replace')
    if r.returncode not in (0, 2) or not r.stdout:
        raise ValueError('%s: exit %d: %s' % (name, r.returncode, text[:1000]))
    rows = [row for row in json.loads(r.stdout)['symbols'] if row['name'].startswith('_ZN')]
    for reason in re.findall(r': symbol _ZN\S+: (.*)$', text, re.M):
        check.note('legacy name refused: ' + reason)
        if 'none of the crates' in reason:
            check.fail('%s: %s' % (name, re.search(r'symbol (_ZN\S+): %s' % re.escape(reason), text)[1]))
    certain = {}
    for row in rows:
        check.note('legacy name ambiguous: ' + re.sub(r'\d+', 'N', row['ambiguous']) if row.get('ambiguous') else 'legacy name matched')
        if not row.get('ambiguous'):
            if row['path'] in certain:
                check.fail('%s: %s and %s are both %s' % (name, certain[row['path']], row['name'], row['path']))
            certain[row['path']] = row['name']
    found = {row['index'] for row in rows}
    hidden = {row['path'] for row in rows if row.get('ambiguous', '').endswith('items have this path')}
    for index, path in sorted(exported.items()):
        if index in found:
            check.ok()
        elif any(re.sub(r'#\d+', '', path) == re.sub(r'#\d+', '', h) for h in hidden):
            check.note('exported, one of several items with its path')
        else:
            check.fail('%s: %s is exported, and no legacy name leads to it' % (name, path))
    with tempfile.NamedTemporaryFile('w', suffix='.list') as f:
        own = sorted(row['name'] for row in rows if not row.get('ambiguous') and row['exported'])
        if own:
            f.write('\n'.join(own) + '\n')
            f.flush()
            lines = tool.run(['crc', '--format', 'symvers', '--symbols', f.name, '--object', obj, *search, meta]).decode().splitlines()
            check.compare('%s: the certain ones have CRCs' % name, sorted(line.split()[1] for line in lines), own)


def check_shipped(check, tool, tc):
    """core, alloc and std as the distribution ships them: legacy names, up to the releases that made v0 the default."""
    for name in ('core', 'alloc', 'std'):
        files = [f for f in tc.std_files() if re.fullmatch(r'lib%s-[0-9a-f]+\.rlib' % name, os.path.basename(f))]
        if not files:
            check.skip('%s.rlib of the distribution: none in the toolchain' % name)
        for f in files:
            if tc.minor > 85:
                check.skip('%s.rlib of the distribution: no legacy names in it' % name)
                continue
            check_legacy(check, tool, os.path.basename(f), f, f, ['-L', os.path.dirname(f)])
