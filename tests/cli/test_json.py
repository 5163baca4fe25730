#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every JSON output is valid by its schema in compat/json/, and the schema names every member that is printed."""
import copy
import json
import pathlib
import re
import tempfile

import jsonschema

from support import FIXTURES, SHAPES, TOP, Checks, run

# verb: members that scripts rely on
RELIED_ON = {
    "info": {"container", "release", "version_string", "metadata_version", "crate", "stable_crate_id", "target", "stub", "dependencies", "tables"},
    "crc": {"scheme", "crate", "symbols"},
    "content": {"crate", "content_crc", "items"},
    "dump": {"root", "tables", "items"},
    "symbols": {"symbols"},
    "layout": {"target", "types", "functions"},
    "explain": {"scheme", "name", "path", "kind", "crc"},
    "verify": {"ok"},
    "releases": {"releases"},
}

checks = Checks()


def strict(schema):
    """Additions are allowed to those who read an output; here every member must be described."""
    schema = copy.deepcopy(schema)

    def close(node):
        if isinstance(node, dict):
            if "properties" in node and "additionalProperties" not in node:
                node["additionalProperties"] = False
            for child in node.values():
                close(child)
        elif isinstance(node, list):
            for child in node:
                close(child)

    close(schema)
    return schema


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"duplicate keys in {keys[:20]}")
    return dict(pairs)


def exact(number):
    value = int(number)
    if abs(value) > 1 << 53:
        raise ValueError(f"{number} is beyond 2^53 and no string")
    return value


def parse(text):
    return json.loads(text, object_pairs_hook=no_duplicates, parse_int=exact)


schemas = {path.name.split(".")[0]: json.loads(path.read_text()) for path in sorted((TOP / "compat/json").glob("*.schema.json"))}
# Those of `diff` and `check` are looked at below.
checks.check(set(schemas) == set(RELIED_ON) | {"diff"}, "each verb with JSON output has a schema", str(sorted(schemas)))
validators = {}
for name, schema in schemas.items():
    jsonschema.Draft202012Validator.check_schema(schema)
    validators[name] = jsonschema.Draft202012Validator(strict(schema))

inputs = [SHAPES] + sorted(path for release in ("1.63.0", "1.95.0") for path in (FIXTURES / release).iterdir() if path.suffix in (".rmeta", ".rlib", ".so", ".zst"))
complete = {}
for verb in RELIED_ON:
    for path in inputs if verb != "releases" else [None]:
        options = {"layout": ["--all", "--fn", "*"], "info": ["--sizes"]}.get(verb, [])
        if path and verb == "layout" and "no function of crate" in run("layout", "--fn", "*", path).err:
            options = ["--all"]
        if verb == "explain":
            crcs = run("crc", path)
            rows = [line.split("\t") for line in crcs.out.decode().splitlines()[3:] if not line.startswith("#")]
            if not rows:
                checks.skip(f"explain: {path.parent.name}/{path.name} has no symbol that can be completed alone")
                continue
            options = [rows[-1][1]]
        result = run(verb, "--format", "json", *options, *([path, "-L", path.parent] if path and verb in ("crc", "symbols", "layout") else [path] if path else []))
        label = f"{verb} {path.parent.name + '/' + path.name if path else ''}"
        incomplete = re.search("crate `[a-z_]+` .* was not found|cannot be completed|drop glue without|there is no content CRC: ", result.err)
        if verb == "layout" and result.code == 2 and incomplete and result.out:
            checks.skip(f"{label}: some types need other crates; those that do not are looked at")
        elif verb in ("content", "crc", "symbols") and result.code == 2 and incomplete:
            checks.skip(f"{label}: cannot be completed without {'core, or code that was generated' if verb == 'content' else 'other crates'}")
            continue
        elif not checks.check(result.code == 0, label, result.err.strip()[:300]):
            continue
        complete[verb] = complete.get(verb, 0) + 1
        try:
            document = parse(result.out)
            validators[verb].validate(document)
            missing = RELIED_ON[verb] - set(document)
            checks.check(not missing, f"{label}: the members scripts rely on", str(missing))
            if verb == "info":
                sizes = [s["bytes"] for s in document["sizes"]]
                checks.check(sum(sizes) == document["size"] and sizes == sorted(sizes, reverse=True), f"{label}: sizes add up to the file's, sorted", str(sizes))
        except (ValueError, jsonschema.ValidationError) as error:
            checks.check(False, label, str(error)[:500])
# What options add to a document, and what compares.
def valid(schema, label, *words, codes=(0,)):
    result = run(*words)
    if checks.check(result.code in codes, label, f"exit {result.code}: {result.err[:300]}"):
        try:
            validators[schema].validate(parse(result.out))
            checks.check(True, label)
        except (ValueError, jsonschema.ValidationError) as error:
            checks.check(False, label, str(error)[:500])


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    old, new, pin = TOP / "examples/queue/old", TOP / "examples/queue/new", folder / "queue.pin"
    pin.write_bytes(run("pin", old).out)
    (folder / "list").write_text("shapes_area\n")
    items = [line.split("\t")[1] for line in run("content", FIXTURES / "1.95.0/libno_core.rmeta.zst").out.decode().splitlines()]
    valid("content", "content --item", "content", "--format", "json", "--item", items[0], FIXTURES / "1.95.0/libno_core.rmeta.zst")
    for codes, a, b in (((0,), old, old), ((1,), old, new), ((1,), new, old), ((1,), SHAPES, old), ((1,), pin, new)):
        valid("diff", f"diff of {a.name} and {b.name}", "diff", "--format", "json", a, b, codes=codes)
    for codes, b in (((0,), old), ((1,), new)):
        valid("diff", f"check of {b.name}", "check", "--format", "json", pin, b, codes=codes)
    valid("symbols", "symbols --symbols", "symbols", "--format", "json", "--symbols", folder / "list", SHAPES)
    valid("explain", "explain --why", "explain", "--format", "json", "--why", "shapes::by_area", "shapes::Point", SHAPES)
    valid("dump", "dump of one kind", "dump", "--kind", "Field", "--table", "def_kind", SHAPES)
    valid("crc", "crc --stable", "crc", "--format", "json", "--stable", SHAPES)
    valid("info", "info that assumes a release", "info", "--format", "json", "--assume-release", "1.95.0", SHAPES)
# The code of closures, which only a pattern that speaks of them means.
for release in ("1.63.0", "1.95.0"):
    crate = next((FIXTURES / release).glob("libclosures_async.rmeta*"))
    named = run("layout", "--format", "json", "--unoptimised", "--fn", "closures_async::adder::{closure#0}", crate)
    if checks.check(named.code == 0, f"layout --fn of a closure of {release}", named.err[:300]):
        document = parse(named.out)
        validators["layout"].validate(document)
        f = document["functions"][0]
        got = (f["kind"], f["convention"], [a["mode"] for a in f["arguments"]], f["arguments"][1]["type"], f["arguments"][0]["type"][0])
        checks.check(got == ("closure", "Rust", ["direct", "direct"], "i32", "&"), f"layout --fn of a closure of {release}: as it is called", str(got))
    kinds = {f["kind"] for f in parse(run("layout", "--format", "json", "--unoptimised", "--fn", "*adder*", crate).out)["functions"]}
    checks.check("closure" not in kinds, f"layout --fn of a pattern without closures of {release}", str(kinds))
checks.check(len(inputs) > 20, "there are fixtures")
for verb in RELIED_ON:
    # Few crates are complete without core, which is what content takes.
    checks.check(complete.get(verb, 0) >= {"releases": 1, "content": 4}.get(verb, 5), f"{verb} had files to work on", str(complete))
checks.finish()
