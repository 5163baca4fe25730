#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The programs of examples/library/, which know librmeta's public headers alone, against what rmetacrc prints as JSON: on crates of the
oldest, a middle and the newest release, the bundled ones, and on what is refused."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from support import FIXTURES, PROGRAM, SHAPES, TOP, Checks, run, unpacked  # noqa: E402

EXAMPLES = pathlib.Path(PROGRAM).resolve().parents[2] / "examples"
checks = Checks()
counted = {}  # program -> [outputs equal, lines compared, refused by both]


def example(name, *arguments):
    return subprocess.run([EXAMPLES / f"example-{name}", *map(str, arguments)], stdin=subprocess.DEVNULL, text=True, capture_output=True,
                          timeout=120, check=False)


def compare(name, arguments, code, lines, message=""):
    """The program's output, exit code and, where it is one line, its message are those."""
    done = example(name, *arguments)
    said = done.stderr.strip()
    what = f"{name} {' '.join(map(str, arguments))}"
    same = done.returncode == code and done.stdout.splitlines() == lines and (not message or said == f"{name}: {message}")
    first = next((pair for pair in zip(done.stdout.splitlines(), lines) if pair[0] != pair[1]), ())
    if checks.check(same, what, f"exit {done.returncode}, wanted {code}; {len(done.stdout.splitlines())} lines, wanted {len(lines)}; {first}; "
                                f"stderr {said[:300]!r}, wanted {message[:300]!r}"):
        row = counted.setdefault(name, [0, 0, 0])
        row[0] += 1
        row[1] += len(lines)
        row[2] += code == 2


def refusal(result):
    """What rmetacrc says when it refuses, without its name."""
    text = result.err.strip()
    return text.removeprefix("rmetacrc: ") if "\n" not in text else ""


def holes(layout):
    end = empty = 0
    for field in sorted(layout["fields"], key=lambda f: (f["offset"], f["size"])):
        empty += max(0, field["offset"] - end)
        end = max(end, field["offset"] + field["size"])
    return empty + layout["size"] - end


def lines_of_layout(t):
    field = "  {offset} {size} {name}: {type}".format_map
    lines = [f"{t['kind']} {t['type']} size {t['size']} align {t['align']}", *map(field, t["fields"])]
    values = (t["tag"] or {"values": {}})["values"]
    for v in t["variants"]:
        tag = f" tag {values[v['name']]}" if v["name"] in values else ""
        lines += [f" {v['name']} = {v['discriminant']}{tag}", *map(field, v["fields"])]
    if t["kind"] == "struct" and t["sized"] and holes(t):
        lines.append(f" {holes(t)} bytes hold nothing")
    return lines


def layout(path):
    result = run("layout", "--all", "--format", "json", path)
    if not result.out:
        return compare("layout", [path], 2, [], refusal(result))
    known = json.loads(result.out)
    return compare("layout", [path], result.code, [line for t in known["types"] for line in lines_of_layout(t)])


def items(path):
    result = run("dump", "--format", "json", path)
    if result.code != 0:
        return compare("items", [path], 2, [], refusal(result))
    lines = []
    for item in json.loads(result.out)["items"]:
        if item.get("visibility") != "public":
            continue
        kind = "signature" if item["kind"].split("(")[0].split(" ")[0] in ("Fn", "AssocFn") else "type"
        text = item.get(kind, "-") if kind in item or f"{kind}_unavailable" not in item else None
        text = f"unknown: {item[f'{kind}_unavailable']}" if text is None else text
        lines.append(f"{item['kind'].split('(')[0].split(' ')[0]}\t{item['path']}\t{text}")
    return compare("items", [path], 0, lines)


def crcs(path):
    result = run("crc", "--format", "json", path)
    if result.code != 0:
        return compare("crcs", [path], 2, [], refusal(result))
    listed = run("symbols", "--format", "json", path)
    if listed.code != 0:
        return compare("crcs", [path], 2, [], refusal(listed))
    known = json.loads(result.out)
    words = {s["name"]: s["demangled"] or s["path"] for s in json.loads(listed.out)["symbols"]}
    crate = known["crate"]
    lines = [f"file {crate['file_crc']}",
             f"content {crate['content_crc'] or 'unavailable: ' + crate['content_unavailable']}"]
    lines += [f"abi {crate['abi_crc']}"] if crate["abi_crc"] else []
    lines += [f"{s['crc']}\t{s['name']}\t{words.get(s['name'], '')}" for s in known["symbols"]]
    compare("crcs", [path], 0, lines)
    for symbol in known["symbols"][:2]:
        text = run("explain", symbol["name"], path).out.decode()
        compare("crcs", ["--text", symbol["name"], path], 0, text.splitlines())
    return None


def graph(path, there):
    """`there`: what rmetacrc says of each file that could be a dependency, by name and hash."""
    def below(info, depth, seen):
        lines = []
        for d in info["dependencies"]:
            found = there.get((d["name"], d["hash"]))
            lines.append(f"{' ' * depth * 2}{d['name']} {d['hash']} {d['kind']}: {found['metadata_file'] if found else 'not found'}")
            if found and d["hash"] not in seen:
                seen.add(d["hash"])
                lines += below(found, depth + 1, seen)
        return lines

    result = run("info", "--format", "json", path)
    if result.code != 0:
        return compare("graph", [path], 2, [], refusal(result))
    info = json.loads(result.out)
    head = f"{info['crate']} {info['hash']}, rustc {info['release']} for {info['target']}"
    return compare("graph", [path], 0, [head, *below(info, 1, set())])


def diff(old, new):
    result = run("diff", "--format", "json", old, new)
    if result.code == 2:
        return compare("diff", [old, new], 2, [], refusal(result))
    lines = []
    for crate in json.loads(result.out)["crates"]:
        lines.append(f"{crate['name']}: {crate['same']} same, " + ", ".join(
            f"{len(crate[key])} {key}" for key in ("changed", "renamed", "added", "removed")))
        path_of = {s["new_name"]: s["path"] for s in crate["changed"]}
        for cause in crate["causes"]:
            lines.append(f"{cause['kind']} {cause['name']} {cause['summary']}")
            lines += [f"  {detail}" for detail in cause["details"]]
            lines += [f"  moved {path_of[name]}" for name in cause["symbols"]]
        lines += [f"removed {s['name']}" for s in crate["removed"]] + [f"added {s['name']}" for s in crate["added"]]
    return compare("diff", [old, new], result.code, lines)


def main():
    releases = sorted((d for d in FIXTURES.iterdir() if d.name[0].isdigit()), key=lambda d: [int(n) for n in d.name.split(".")])
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        queue = TOP / "examples/queue"
        for release in (releases[0], releases[len(releases) // 2], releases[-1]):
            mine = scratch / release.name
            mine.mkdir()
            for fixture in sorted(release.glob("*.rmeta.zst")):
                (mine / fixture.name.removesuffix(".zst")).write_bytes(unpacked(fixture))
            files = sorted(mine.glob("*.rmeta"))
            infos = [json.loads(r.out) for r in (run("info", "--format", "json", f) for f in files) if r.code == 0]
            there = {(info["crate"], info["hash"]): info for info in infos}
            for path in files:
                graph(path, there)
                items(path)
                layout(path)
                crcs(path)
            diff(mine / "libpair_base.rmeta", mine / "libgenerics.rmeta")
            diff(mine / "libpair_base.rmeta", release / "libpair_base.rlib")
        for path in (SHAPES, queue / "old/libqueue.rmeta", queue / "new/libqueue.rmeta"):
            graph(path, {})
            items(path)
            layout(path)
            crcs(path)
        for name in ("&shapes::Point", "(u8, shapes::Shape)", "[shapes::Pair<shapes::Shape>; 3]"):
            known = json.loads(run("layout", "--type", name, "--format", "json", SHAPES).out)
            compare("layout", [SHAPES, name], 0, [line for t in known["types"] for line in lines_of_layout(t)])
        diff(queue / "old", queue / "new")
        diff(queue / "new", queue / "old")
        diff(queue / "old", queue / "old")
        pin = scratch / "queue.pin"
        run("pin", queue / "old", "-o", pin)
        diff(pin, queue / "new")
        pin.write_text(pin.read_text().replace("symbols 7", "symbols 6"))
        diff(pin, queue / "new")
        for trouble in (TOP / "README.md", scratch / "none.rmeta"):
            for program in (items, crcs, layout):
                program(trouble)
            graph(trouble, {})
        crcs(scratch)
        (scratch / "cut.rmeta").write_bytes(SHAPES.read_bytes()[:4000])
        for program in (items, crcs, layout):
            program(scratch / "cut.rmeta")
    for name, (equal, lines, refused) in sorted(counted.items()):
        print(f"{name}: {equal} outputs equal, {lines} lines, {refused} of them refused by both")
    for name in ("crcs", "diff", "graph", "items", "layout"):
        row = counted.get(name, [0, 0, 0])
        checks.check(row[1] > 10 and row[2] > 0, f"{name} was compared where there is an answer and where there is none", str(row))
    checks.finish()


if not (EXAMPLES / "example-graph").exists():
    print(f"FAIL the examples are not built: {os.path.relpath(EXAMPLES)}")
    sys.exit(1)
main()
