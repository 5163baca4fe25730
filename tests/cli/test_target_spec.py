#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""--target-spec: the text of a JSON target for crates of 1.48, whose metadata keeps only the path of it."""
import json
import pathlib
import tempfile

from support import FIXTURES, TOP, Checks, run

SPEC = TOP / "tests/corpus/targets/custom/48.json"
CRATE = FIXTURES / "1.48.0/libtarget_custom.rmeta.zst"
NEWER = FIXTURES / "1.63.0/libtarget_custom.rmeta.zst"  # holds the text itself

checks = Checks()


def layouts(spec):
    result = run("layout", "--all", "--format", "json", "--target-spec", spec, CRATE)
    checks.check(result.code == 0, f"layout with {spec.name}", result.err)
    return json.loads(result.out)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    spec = folder / "custom.json"
    spec.write_bytes(SPEC.read_bytes())

    for verb, options in (("crc", []), ("layout", ["--all"])):
        checks.trouble(run(verb, *options, CRATE), f"{verb} without the text", "libtarget_custom", '"custom"', "--target-spec custom.json")
        result = run(verb, *options, "--target-spec", spec, CRATE)
        checks.check(result.code == 0 and result.out.decode().startswith(f"# target specification {spec}, as told\n"), f"{verb} says which text was told",
                     result.err or result.out.decode()[:200])
        checks.check(f"note: target specification {spec}, as told" in result.err, f"{verb} says so on stderr", result.err)
    result = run("crc", "--format", "json", "--target-spec", spec, CRATE)
    checks.check(json.loads(result.out)["target_spec"] == str(spec), "crc --format json names it")

    plain = layouts(spec)
    checks.check(plain["target_spec"] == str(spec) and plain["types"], "layout --format json names it")
    text = json.loads(SPEC.read_text())
    text["data-layout"] = text["data-layout"].replace("i64:64", "i64:32") if "i64:64" in text["data-layout"] else text["data-layout"] + "-i64:32"
    (folder / "other").mkdir()
    other = folder / "other/custom.json"
    other.write_text(json.dumps(text))
    checks.check(layouts(other)["types"] != plain["types"], "the text told decides layouts")

    stranger = folder / "stranger.json"
    stranger.write_bytes(SPEC.read_bytes())
    checks.trouble(run("crc", "--target-spec", stranger, CRATE), "another target's text", '"custom"', '"stranger"')
    checks.trouble(run("crc", "--target-spec", spec, NEWER), "a text where metadata holds it", "leave --target-spec out")
    checks.trouble(run("crc", "--target-spec", folder / "nowhere/custom.json", CRATE), "no such file", "nowhere/custom.json")
    for what, content in (("no JSON", b"{"), ("an empty text", b""), ("a list", b"[1]"), ("no data layout", b'{"arch": "x86_64"}'), ("a huge text", b" " * (2 << 20))):
        spec.write_bytes(content)
        checks.trouble(run("layout", "--all", "--target-spec", spec, CRATE), what)
        checks.trouble(run("crc", "--target-spec", spec, CRATE), what)

checks.finish()
