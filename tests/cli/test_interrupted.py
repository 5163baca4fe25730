#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Options that write a file, when the disk is full and when the run is interrupted: the file is as it was, and nothing stands beside it."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from support import FIXTURES, PROGRAM, SHAPES, TOP, Checks, as_other_user, run, unpacked

OLD, NEW = TOP / "examples/queue/old", TOP / "examples/queue/new"
checks = Checks()


def writers(folder):
    """label: words of a run that does its work and writes OUT; what OUT held before."""
    no_core = folder / "libno_core.rmeta"
    no_core.write_bytes(unpacked(FIXTURES / "1.95.0/libno_core.rmeta.zst"))
    pin = folder / "queue.pin"
    pin.write_bytes(run("pin", OLD).out)
    held = pin.read_bytes()
    out = {"content": ("content", no_core), "layout": ("layout", "--all", SHAPES), "explain": ("explain", "shapes::by_area", SHAPES),
           "diff": ("diff", OLD, NEW), "check": ("check", pin, NEW), "pin": ("pin", OLD), "releases": ("releases",)}
    out.update({verb: (verb, SHAPES) for verb in ("crc", "info", "dump", "symbols", "verify")})
    rows = {f"{verb} -o": ((*words, "-o", "OUT"), held) for verb, words in out.items()}
    rows["pin --update -o"] = (("pin", "--update", NEW, "-o", "OUT"), held)
    rows["crc --symtypes"] = (("crc", "--symtypes", "OUT", SHAPES), held)
    for verb, first in (("diff", OLD), ("check", pin)):
        for form in ("text", "short", "json", "sarif", "html"):
            rows[f"{verb} --format {form}:"] = ((verb, "--format", f"{form}:OUT", first, NEW), held)
    return rows


def on_a_full_disk(rows):
    """In a mount namespace of their own, so that a disk of two pages can be had: one is the file, the other one is in use."""
    space = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    script = 'mount -t tmpfs -o size=8k none "$1" && cd "$1" && cp "$2" out && head -c 4096 /dev/zero >filler && shift 2 && { "$@"; echo "$?" >&3; ls >&3; cat out >&3; }'
    with tempfile.TemporaryDirectory() as name:
        if subprocess.run([*space, "mount", "-t", "tmpfs", "none", name], check=False, capture_output=True).returncode != 0:
            checks.skip("a full disk: no file system can be mounted here")
            return
        held = pathlib.Path(name + ".held")
        for label, (words, content) in rows.items():
            held.write_bytes(content)
            words = [PROGRAM, *(str(w).replace("OUT", f"{name}/out") for w in words)]
            read_end, write_end = os.pipe()
            done = subprocess.run([*space, "bash", "-c", f'exec 3>&{write_end}; {script}', "bash", name, str(held), *words], stdin=subprocess.DEVNULL, capture_output=True, pass_fds=[write_end], check=False)
            os.close(write_end)
            with open(read_end, "rb") as told:
                code, *rest = told.read().split(b"\n", 3)
            message = done.stderr.decode()
            good = code == b"2" and "No space left on device" in message and message.startswith("rmetacrc: ") and message.count("\n") == 1
            checks.check(good, f"{label} on a full disk: says so", f"exit {code}: {message}")
            checks.check(rest[:2] == [b"filler", b"out"] and rest[2] == content, f"{label} on a full disk: the file is as it was, and alone", str(rest)[:200])
        held.unlink()


def to_dev_full(rows):
    for label, (words, _) in rows.items():
        if label.startswith("pin --update"):
            continue  # there is no pin to update
        result = run(*(str(w).replace("OUT", "/dev/full") for w in words))
        checks.trouble(result, f"{label} /dev/full", "/dev/full", "No space left on device")


def interrupted(label, words, folder, content, number, ready, stdin=None):
    """Starts, waits until `ready(pid)`, signals."""
    target = folder / "out"
    target.write_bytes(content)
    with subprocess.Popen([PROGRAM, *(str(w).replace("OUT", str(target)) for w in words)], stdin=stdin or subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while process.poll() is None and not ready(process.pid) and time.monotonic() < deadline:
            time.sleep(0.002)
        process.send_signal(number)
        message = process.stderr.read().decode()
        code = process.wait()
    label = f"{label} and {number.name}"
    if checks.check(code == -number, f"{label}: it was at work", f"exit {code}: {message}"):
        checks.check([p.name for p in folder.iterdir()] == ["out"], f"{label}: nothing stands beside the file", str(list(folder.iterdir())))
        checks.check(target.read_bytes() == content, f"{label}: the file is as it was")


def opened(folder, least=0):
    """Whether a process has a file of that folder open, with so many bytes written."""
    def ready(pid):
        try:
            for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
                if os.readlink(link).startswith(f"{folder}/") and os.stat(link).st_size >= least:
                    return True
        except OSError:
            pass
        return False
    return ready


def signals(base):
    folder = base / "target"
    folder.mkdir()
    many = base / "many"
    many.mkdir()
    for n in range(4000):
        os.symlink(SHAPES, many / f"libshapes-{n}.rmeta")
    fifo = base / "fifo"
    os.mkfifo(fifo)
    pin = base / "queue.pin"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP):
        # In the middle of writing: something is in the file already.
        for verb, options in (("dump", ()), ("verify", ()), ("info", ()), ("layout", ("--all",))):
            interrupted(f"{verb} -o", (verb, *options, "-o", "OUT", many), folder, b"held before", number, opened(folder, 1))
        # Before that, at work.
        interrupted("crc --symtypes", ("crc", "--symtypes", "OUT", many), folder, b"held before", number, opened(folder))
        interrupted("crc -o", ("crc", "-o", "OUT", many), folder, b"held before", number, opened(folder))
        interrupted("pin --update -o", ("pin", "--update", "-o", "OUT", many), folder, pin.read_bytes(), number, opened(folder))
        interrupted("explain -o", ("explain", "--rules", fifo, "-o", "OUT", "shapes::by_area", SHAPES), folder, b"held before", number, opened(folder))
        interrupted("check -o", ("check", "--rules", fifo, "-o", "OUT", pin, OLD), folder, b"held before", number, opened(folder))
        for verb, files in (("diff", (OLD, NEW)), ("pin", (OLD,)), ("symbols", (SHAPES,))):
            read_end, write_end = os.pipe()
            interrupted(f"{verb} -o", (verb, "--symbols", "-", "-o", "OUT", *files), folder, pin.read_bytes(), number, opened(folder), stdin=read_end)
            os.close(read_end)
            os.close(write_end)


with tempfile.TemporaryDirectory() as name:
    base = pathlib.Path(name).resolve()
    table = writers(base)
    to_dev_full(table)
    on_a_full_disk(table)
    signals(base)
    shut = base / "shut"
    shut.mkdir(mode=0o555)
    prefix, why = as_other_user()
    if why:
        checks.skip(f"a folder that must not be written: {why}")
    else:
        checks.trouble(run("crc", "-o", shut / "out", SHAPES, prefix=prefix), "-o into a folder that must not be written", "shut/out", "Permission denied")
    shutil.copy(SHAPES, base / "out")
    checks.check(run("crc", "-o", base / "out", SHAPES).code == 0 and (base / "out").read_bytes() == run("crc", SHAPES).out, "-o replaces what was there")
checks.finish()
