# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `-Zmeta-stats` prints: bytes of the metadata by section of the encoder, and in all."""
import re


# What 1.48 calls its sections (rustc_metadata/src/rmeta/encoder.rs, encode_crate_root). It leaves some out: they are UNLISTED.
OLDEST = {'dep': 'dep', 'lib-feature': 'lib-feature', 'lang-item': 'lang-item', 'diagnostic-item': 'diagnostic-item', 'native': 'native-lib',
          'source-map': 'source-map', 'impl': 'impls', 'exp.-symbols': 'exported-symbols', 'def-path-table': 'def-path-table', 'item': 'item',
          'table': 'tables', 'hygiene': 'hygiene'}
UNLISTED = 'not listed'


def normal(name):
    """The name of a section, the same however a release spells it."""
    return name.strip().lower().replace(' ', '-').replace('_', '-')


def parse(text):
    """({section: bytes}, total); section names in lower case with `-` between words."""
    sections, total, oldest = {}, None, False
    for line in text.split('\n'):
        m = re.match(r'\s*(\w[\w .-]*) bytes: +(\d+)$', line)                            # 1.48
        if m:
            oldest, name = True, normal(m[1])
            if name == 'total':
                total = int(m[2])
            elif name != 'zero':
                sections[OLDEST[name]] = int(m[2])
            continue
        m = re.match(r'(\d+) metadata bytes', line)                                     # 1.63
        if m:
            total = int(m[1])
            continue
        m = re.match(r'\s*(\w[\w .-]*): +(\d+) bytes', line)                            # 1.63
        if not m:
            m = re.match(r'meta-stats (\S+) +([\d_]+)(?: \(|$)', line)                   # newer
        if not m:
            continue
        name, size = normal(m[1]), int(m[2].replace('_', ''))
        if name == 'total':
            total = size
        else:
            sections[name] = sections.get(name, 0) + size
    if total is None or not sections:
        raise ValueError('-Zmeta-stats printed nothing that can be read')
    if oldest:
        sections[UNLISTED] = total - sum(sections.values())
    if sum(sections.values()) != total:
        raise ValueError('-Zmeta-stats: the sections sum to %d, not to %d' % (sum(sections.values()), total))
    return sections, total
