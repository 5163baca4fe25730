#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""`verify --object`: layouts from metadata against an object's debug information; exit 1 where they differ, 2 for trouble."""
import json

import jsonschema

from support import TOP, Checks, run

DWARF = TOP / "tests/fixtures/dwarf"
SCHEMA = json.loads((TOP / "compat/json/verify.schema.json").read_text())
checks = Checks()


def verify(meta, obj, *options):
    return run("verify", DWARF / meta, "--object", DWARF / obj, *options)


same = verify("libparts.rmeta", "parts.o", "--format", "json")
checks.check(same.code == 0, "same: exit", same.err)
document = json.loads(same.out)
errors = [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(document)]
checks.check(not errors, "same: schema", errors)
o = document["object"]
checks.check((o["types"], o["compared"], o["equal"], o["different"], o["skipped"]) == (6, 5, 5, 0, 1), "same: counts", o)
checks.check(o["skips"] == [{"reason": "crate core is not at hand", "count": 1, "first": ["core::option::Option<&parts::Plain>"]}], "same: the skip says why", o)

other = verify("libother.rmeta", "parts.o", "--format", "json")
checks.check(other.code == 1, "other: exit", other.err)
different = {d["type"]: d["what"] for d in json.loads(other.out)["object"]["differences"]}
checks.check(sorted(different) == ["parts::Colour", "parts::Plain", "parts::Tagged"], "other: which", different)
checks.check("variant Green: discriminant 301, 300 in the object" in different["parts::Colour"], "other: a discriminant", different)
checks.check("field second at 8, 4 in the object" in different["parts::Plain"], "other: an offset", different)
checks.check(any(w.startswith("size ") for w in different["parts::Tagged"]), "other: a size", different)
text = verify("libother.rmeta", "parts.o")
checks.check(text.code == 1 and "5 compared (0 vtables), 2 equal, 3 different, 1 skipped" in text.out.decode(), "other: text", text.err)

for name, meta, obj, words in (
    ("no object", "libparts.rmeta", "parts.rs", "not an object file"),
    ("missing", "libparts.rmeta", "nothing.o", "nothing.o"),
):
    r = verify(meta, obj)
    checks.check(r.code == 2 and words in r.err and not r.out, name, r.err)
two = run("verify", DWARF / "libparts.rmeta", DWARF / "libother.rmeta", "--object", DWARF / "parts.o")
checks.check(two.code == 2 and "one FILE" in two.err, "one file alone", two.err)

checks.finish()
