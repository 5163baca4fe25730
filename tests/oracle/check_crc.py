# SPDX-License-Identifier: MIT OR Apache-2.0
"""`rmetacrc crc` against zlib, against the container of the same metadata, and against the object's global symbols."""
import re
import zlib

import check_symbols

HEX = re.compile(r'(0x)?[0-9a-f]{8}$')


def number(crc):
    if not isinstance(crc, str) or not HEX.match(crc):
        raise ValueError('no CRC: %r' % (crc,))
    return int(crc, 16)


def check_crc(check, tool, built, search):
    """search: options under which this crate's dependencies, and its target, are found."""
    with open(built.meta, 'rb') as f:
        line = tool.run(['crc', '--only', 'file', built.meta]).decode().split('\t')
        check.compare('%s: file CRC alone' % built.name, number(line[0]), zlib.crc32(f.read()))
    if built.carrier and built.carrier != built.meta:
        theirs = tool.run(['crc', '--only', 'file', built.carrier]).decode().split('\t')
        check.compare('%s: file CRC of the container' % built.name, theirs[0], line[0])
    ours = tool.json('crc', built.meta, *search)
    with open(built.meta, 'rb') as f:
        check.compare('%s: file CRC' % built.name, number(ours['crate']['file_crc']), zlib.crc32(f.read()))
    if built.carrier and built.carrier != built.meta:
        theirs = tool.json('crc', built.carrier, *search)
        check.compare('%s: %s holds the same metadata' % (built.name, built.carrier.rsplit('.', 1)[1]), theirs['crate'], ours['crate'])
        check.compare('%s: symbols from the container' % built.name, theirs['symbols'], ours['symbols'])
    if built.mangling != 'v0':
        check.skip('symvers of legacy-mangled crates, whose names hold a hash that metadata does not')
        return
    symvers = tool.run(['crc', '--format', 'symvers'] + list(search) + [built.meta]).decode()
    lines = ['#SYMVER %s 0x%08x' % (s['name'], number(s['crc'])) for s in ours['symbols']]
    check.compare('%s: symvers' % built.name, sorted(symvers.split('\n')[:-1]), sorted(lines))
    if built.nm:
        exported = {n for n, letter in check_symbols.read_nm(built.nm) if letter in 'TDRBVW'}
        for s in ours['symbols']:
            if s['name'] in exported:
                check.ok()
            elif built.carrier and built.carrier.endswith('.so'):
                check.note('exported by metadata, not by the linked library')
            elif s.get('assumed'):
                check.note('assumed exports')
            else:
                check.fail('%s: %s has a CRC, but the object does not export it' % (built.name, s['name']))
