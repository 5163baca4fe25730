#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every JSON output is valid by its schema in compat/json/, and the schema names every member that is printed."""
import copy
import json

import jsonschema

from support import FIXTURES, SHAPES, TOP, Checks, run

# verb: members that scripts rely on
CONTRACT = {
    "info": {"container", "release", "version_string", "metadata_version", "crate", "stable_crate_id", "target", "stub", "dependencies", "tables"},
    "crc": {"scheme", "crate", "symbols"},
    "dump": {"root", "tables", "items"},
    "symbols": {"symbols"},
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
checks.check(set(schemas) == set(CONTRACT), "each verb with JSON output has a schema", str(sorted(schemas)))
validators = {}
for name, schema in schemas.items():
    jsonschema.Draft202012Validator.check_schema(schema)
    validators[name] = jsonschema.Draft202012Validator(strict(schema))

inputs = [SHAPES] + sorted(path for release in ("1.63.0", "1.95.0") for path in (FIXTURES / release).iterdir() if path.suffix in (".rmeta", ".rlib", ".so", ".zst"))
for verb in CONTRACT:
    for path in inputs if verb != "releases" else [None]:
        result = run(verb, "--format", "json", *([path, "-L", path.parent] if path and verb in ("crc", "symbols", "dump") else [path] if path else []))
        label = f"{verb} {path.parent.name + '/' + path.name if path else ''}"
        if verb == "crc" and result.code == 2 and ("core" in result.err or "std" in result.err):
            continue  # needs the standard library, which the repository does not hold
        if not checks.check(result.code == 0, label, result.err.strip()[:300]):
            continue
        try:
            document = parse(result.out)
            validators[verb].validate(document)
            missing = CONTRACT[verb] - set(document)
            checks.check(not missing, f"{label}: the members scripts rely on", str(missing))
        except (ValueError, jsonschema.ValidationError) as error:
            checks.check(False, label, str(error)[:500])
checks.check(len(inputs) > 20, "there are fixtures")
checks.finish()
