#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The tree is what CONTRIBUTING.md says it is.

- A room includes headers only of rooms above it in the order of src/meson.build.
- LLVM's headers are included by container/ and dwarf/ alone, those of its tables (ADT) by types/ too.
- Public headers, those directly in include/rmeta/, include the standard library and each other.
- No C++ file has more than 500 lines; main.cpp has fewer than 100.
- Every room of src/ is on the map in CONTRIBUTING.md.
"""
import pathlib
import re
import subprocess
import sys

top = pathlib.Path(__file__).resolve().parent.parent
# Rooms that a room may include besides itself, in the order data flows. Three rooms answer each other's questions
# through an interface that is passed in, so they count as one step.
ORDER = [["error"], ["crc"], ["container", "dwarf"], ["schema"], ["decode"], ["crate"], ["verify"], ["types", "eval", "layout"], ["symbols"], ["content"],
         ["abi"], ["baseline"], ["report"], ["api"], ["cli"]]
STEP = {room: step for step, rooms in enumerate(ORDER) for room in rooms}
# Programs beside the main one: they may use what they need.
TOOLS = {"schema_gen", "pack", "roles", "compat"}
LLVM_ROOMS = {"container", "dwarf"}
MAX_LINES = 500
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def room_of(path):
    parts = path.parts
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[:2] == ("include", "rmeta"):
        return parts[2] if len(parts) > 3 else "error"
    return None


def main():
    listed = subprocess.run(["git", "ls-files", "*.cpp", "*.hpp", "*.h"], cwd=top, capture_output=True, text=True, check=True)
    problems, rooms, count = [], set(), 0
    for name in listed.stdout.split():
        path = pathlib.Path(name)
        text = (top / path).read_text().splitlines()
        count += 1
        if len(text) > MAX_LINES:
            problems.append(f"{name}: {len(text)} lines, more than {MAX_LINES}: two concepts in one file?")
        if path.name == "main.cpp" and path.parts[:2] == ("src", "cli") and len(text) >= 100:
            problems.append(f"{name}: {len(text)} lines; it dispatches and nothing else")
        room = room_of(path)
        if room is None or room in TOOLS:
            continue
        if room not in STEP:
            problems.append(f"{name}: room {room} has no place in the order of scripts/check-rooms.py")
            continue
        rooms.add(room)
        for number, line in enumerate(text, 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            target = found.group(1)
            table = target.startswith("llvm/ADT/") and room == "types"
            if target.startswith(("llvm/", "llvm-c/")) and room not in LLVM_ROOMS and not table:
                problems.append(f"{name}:{number}: LLVM's headers stay in {' and '.join(sorted(LLVM_ROOMS))}")
            public = path.parts[:2] == ("include", "rmeta") and len(path.parts) == 3
            if public and not re.fullmatch(r"[a-z_]+|rmeta/[a-z_]+\.hpp", target):
                problems.append(f"{name}:{number}: a public header must not need {target}")
            used = re.match(r"rmeta/([a-z_]+)/", target)
            if used and used.group(1) != room and STEP.get(used.group(1), 99) > STEP[room]:
                problems.append(f"{name}:{number}: {room} must not know {used.group(1)}")
    guide = (top / "CONTRIBUTING.md").read_text()
    problems += [f"CONTRIBUTING.md: the map lacks {room}/" for room in sorted(rooms) if f"`{room}/`" not in guide]
    if count == 0:
        problems.append("no C++ files found")
    print("\n".join(problems) if problems else f"{count} files in {len(rooms)} rooms are where they belong")
    return 1 if problems else 0


sys.exit(main())
