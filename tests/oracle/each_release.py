# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs a function for each release in a process of its own.

Trouble with one release, be it an exception, an exit or the death of its process, is a failed row of that release: what the
others are compared with is not lost over it. Each process has a pool of its own, since a pool gives up all its work when one
of its processes dies.
"""
import concurrent.futures
import multiprocessing

import matrix


def ends_early(error):
    return 'the comparisons end early: %s: %s' % (type(error).__name__, error)


def alone(function, release, args):
    # spawned, not forked: this runs in threads
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context('spawn')) as own:
        try:
            return own.submit(function, *args).result()
        except KeyboardInterrupt:
            raise
        except BaseException as e:      # SystemExit too: what is deeper down leaves with it
            row = matrix.Check(release, 'all')
            row.fail(ends_early(e))
            return [row]


def rows(function, work, jobs):
    """{release: rows} of function(*args) for each (release, args) of work, `jobs` at a time."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        pending = {release: pool.submit(alone, function, release, args) for release, args in work}
        return {release: f.result() for release, f in pending.items()}
