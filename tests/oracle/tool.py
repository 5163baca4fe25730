# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs rmetacrc and reads its JSON."""
import json
import os
import subprocess


class ToolError(RuntimeError):
    pass


class Tool:
    def __init__(self, path=None, options=()):
        self.options = list(options)
        here = os.path.dirname(os.path.abspath(__file__))
        self.path = path or os.environ.get('RMETACRC') or os.path.join(here, '../../build/src/cli/rmetacrc')
        if not os.path.exists(self.path):
            raise ToolError('no rmetacrc at %s: build it, or set RMETACRC' % self.path)

    def run(self, args, ok=(0,)):
        r = subprocess.run([self.path] + args[:1] + self.options + args[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if r.returncode not in ok:
            raise ToolError('%s: exit %d: %s' % (' '.join(os.path.basename(a) for a in args), r.returncode,
                                                r.stderr.decode('utf-8', 'replace').strip()[:4000]))
        return r.stdout

    def json(self, verb, path, *options, ok=(0,)):
        out = self.run([verb, '--format', 'json', *options, path], ok)
        if not out:
            raise ToolError('%s %s printed nothing' % (verb, os.path.basename(path)))
        return json.loads(out)
