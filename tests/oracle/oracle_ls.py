# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `rustc -Zls` prints, as data.

Up to 1.70 there is the root only (`-Z ls`), later ones list lang items, library features and module children too. 1.48
lists the names of the dependencies and nothing else.
(rustc_metadata/src/rmeta/decoder.rs, list_crate_metadata, of 1.63.0 and 1.95.0)
"""
import re


def parse(text):
    """{'root': {...}, 'deps': [{...}], 'lang_items': {...}|None, 'features': {...}|None, 'items': tree|None}"""
    out = {'root': {}, 'deps': [], 'lang_items': None, 'features': None, 'items': None}
    section = 'root'
    lines = text.split('\n')
    for n, line in enumerate(lines):
        m = re.fullmatch(r'=(.*)=', line)
        if m:
            section = m[1]
            if section == 'Lang items':
                out['lang_items'] = []
            elif section == 'Lib features':
                out['features'] = []
            elif section == 'Items':
                out['items'] = parse_items(lines[n + 1:])
                break
            continue
        if not line or line == 'Crate info:':
            continue
        if section == 'root':
            parse_root(line, out['root'])
        elif section == 'External Dependencies':
            out['deps'].append(parse_dep(line))
        elif section == 'Lang items':
            name, _, path = line.partition(' = ')
            out['lang_items'].append((name, path))
        elif section == 'Lib features':
            name, _, since = line.partition(' since ')
            out['features'].append((name, since or None))
        else:
            raise ValueError('-Zls: unknown section %r' % section)
    if not out['root'] and 'Crate info:' in lines:
        raise ValueError('-Zls printed no crate root')
    if not out['root'] and not any(line == '=External Dependencies=' for line in lines):
        raise ValueError('-Zls printed nothing that can be read')
    return out


def parse_root(line, root):
    m = re.fullmatch(r'hash (\w+) stable_crate_id StableCrateId\((\d+)\)', line)
    if m:
        root['hash'], root['stable_crate_id'] = m[1], '%016x' % int(m[2])
        return
    m = re.fullmatch(r'required_panic_strategy (.*) panic_in_drop_strategy (\w+)', line)
    if m:
        root['required_panic_strategy'], root['panic_in_drop_strategy'] = m[1], m[2]
        return
    words = line.split(' ')
    if len(words) % 2:
        raise ValueError('-Zls: cannot read %r' % line)
    root.update(zip(words[::2], words[1::2]))


def parse_dep(line):
    m = re.fullmatch(r'(\d+) (\S+) hash (\w+) host_hash (None|Some\(.*\)) kind (\w+)(?: (public|private))?(?: linkage .*)?', line)
    if not m:
        old = re.fullmatch(r'(\d+) (\S+)', line)                                       # 1.48
        if old:
            return {'number': int(old[1]), 'file': old[2], 'hash': None, 'kind': None, 'private': None}
        raise ValueError('-Zls: cannot read dependency %r' % line)
    return {'number': int(m[1]), 'file': m[2], 'hash': m[3], 'kind': m[5], 'private': None if m[6] is None else m[6] == 'private'}


ITEM = re.compile(r'( *)(Public|Restricted\("((?:[^"\\]|\\.)*)"\)) (.*) (\S+) \{(\})?$')


def parse_items(lines):
    """Nested (visibility, kind, name, [children]) of module_children_non_reexports, in order."""
    stack, top = [], None
    for line in lines:
        if not line.strip():
            continue
        if line.strip() == '}':
            stack.pop()
            continue
        m = ITEM.match(line)
        if not m:
            raise ValueError('-Zls: cannot read item %r' % line)
        node = ('public' if m[2] == 'Public' else m[3], m[4], m[5], [])
        if stack:
            stack[-1][3].append(node)
        else:
            top = node
        if not m[6]:
            stack.append(node)
    if stack or top is None:
        raise ValueError('-Zls: item tree is not closed')
    return top


def flat(node, path=()):
    """(path, kind, visibility) of every item below a tree, the root as an empty path."""
    yield path, node[1], node[0]
    for child in node[3]:
        yield from flat(child, path + (child[2],))
