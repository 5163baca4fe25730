# SPDX-License-Identifier: MIT OR Apache-2.0
"""What `-Zmeta-stats` prints: bytes of the metadata by section of the encoder, and in all."""
import re


def normal(name):
    """The name of a section, the same however a release spells it."""
    return name.strip().lower().replace(' ', '-').replace('_', '-')


def parse(text):
    """({section: bytes}, total); section names in lower case with `-` between words."""
    sections, total = {}, None
    for line in text.split('\n'):
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
    if sum(sections.values()) != total:
        raise ValueError('-Zmeta-stats: the sections sum to %d, not to %d' % (sum(sections.values()), total))
    return sections, total
