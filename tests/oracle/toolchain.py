# SPDX-License-Identifier: MIT OR Apache-2.0
"""Where the real compilers are, and how to run them.

A toolchain folder is what tests/toolchains/fetch-toolchains lays out: TARGET/<release>/rustc (a wrapper that runs that
release with its own libraries), root/ (sysroot in root/usr) and src/ (compiler/ and library/ of the same release).
The folder comes from --toolchains or from RMETACRC_TOOLCHAINS, else toolchains/ or
build/toolchains/ of the project; without one the tests skip loudly (exit code 77).
"""
import json
import os
import re
import subprocess
import sys

SKIP = 77
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..')
HERE_OR_BUILT = [os.path.join(TOP, d) for d in ('toolchains', 'build/toolchains')]
BUILT_IN = os.path.join(TOP, 'compat/schema')
STEPS = (48, 63, 70, 78, 85, 93, 95, 96, 97, 98)       # minor releases between which the corpus tells apart


def number(release):
    return tuple(int(n) for n in release.split('.'))


def built_in():
    """The releases that the program knows, oldest first."""
    return sorted((n[:-5] for n in os.listdir(BUILT_IN) if n.endswith('.json')), key=number)


RELEASES = built_in()


class Toolchain:
    def __init__(self, root, release):
        self.release = release
        self.dir = os.path.join(root, release)
        self.rustc = os.path.join(self.dir, 'rustc')
        self.src = os.path.join(self.dir, 'src')
        self.library = os.path.join(self.src, 'library')
        self.target = 'x86_64-unknown-linux-gnu'
        self.info = os.path.join(self.dir, 'info.json')             # written last: without it the folder is half done
        if os.path.exists(self.info):
            with open(self.info) as f:
                self.target = json.load(f)['host']
        self.links = self.target == 'x86_64-unknown-linux-gnu'      # there is a linker for this machine alone
        self.std = os.path.join(self.dir, 'root/usr/lib/rustlib', self.target, 'lib')

    @property
    def minor(self):
        return int(self.release.split('.')[1])

    @property
    def mangling_option(self):
        return '-C' if self.minor >= 59 else '-Z'

    def run(self, args, **kw):
        """rustc with nightly options open; returns the finished process, stdout and stderr as text."""
        env = dict(os.environ, RUSTC_BOOTSTRAP='1', RUSTC_ICE='0')
        env.pop('RUSTFLAGS', None)
        return subprocess.run([self.rustc] + args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              errors='replace', env=env, **kw)

    def version(self):
        return self.run(['--version']).stdout.strip()

    def std_files(self):
        """Metadata carriers of this release's own std: the full .rmeta where there is one, else the .rlib."""
        if not os.path.isdir(self.std):
            return []
        names = sorted(os.listdir(self.std))
        full = {n[:-6] for n in names if n.endswith('.rmeta')}
        return [os.path.join(self.std, n) for n in names
                if n.endswith('.rmeta') or (n.endswith('.rlib') and n[:-5] not in full)]


def crate_of(path):
    """Crate name of a lib<name>[-<extra>].<ext> file."""
    return re.sub(r'(-[^-]*)?\.\w+$', '', os.path.basename(path))[3:]


def find(root, releases=None):
    """The toolchains below root, of the given releases or all; [] when the folder is not there."""
    root = root or os.environ.get('RMETACRC_TOOLCHAINS') or next(filter(os.path.isdir, HERE_OR_BUILT), None)
    if not root:
        return []
    root = os.path.abspath(root)
    there = [r for r in os.listdir(root) if re.fullmatch(r'\d+\.\d+\.\d+', r)] if os.path.isdir(root) else []
    found = [Toolchain(root, r) for r in (releases or sorted(there, key=number))]
    return [t for t in found if os.path.exists(t.rustc) and os.path.exists(t.info)]


def require(root, releases=None):
    """Like find, but says why and leaves with the code for a skipped test when there is none."""
    found = find(root, releases)
    if not found:
        print('SKIPPED: no Rust toolchain (give --toolchains DIR or set RMETACRC_TOOLCHAINS; '
              'tests/toolchains/fetch-toolchains DIR %s --source lays them out)' % ' '.join(releases or RELEASES))
        sys.exit(SKIP)
    for r in sorted(set(releases or ()) - {t.release for t in found}, key=number):
        print('SKIP release %s: not in the toolchain folder' % r)
    return found
