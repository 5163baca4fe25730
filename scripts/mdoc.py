#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes a manual page, in mdoc, of one of the documents in compat/: usage: scripts/mdoc.py DOCUMENT.md PAGE.5

What describes a file format is written once, in Markdown beside the data it describes, and is read as a page where the program is
installed. Of Markdown it knows what those documents use, and refuses anything else: headings, paragraphs, fenced blocks, lists with
`-` or numbers, tables, code between backquotes, `**`. A table's rows become a list: the first cell and what is said of it.
"""
import pathlib
import re
import sys

SPECIAL = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
# Documents by the names of their pages.
PAGES = {"ABI-TEXT": "rmetacrc-abi-text", "CONTENT": "rmetacrc-content", "RULES": "rmetacrc-rules", "SCHEMA": "rmetacrc-schema", "SYMTYPES": "rmetacrc-symtypes"}
ITEM = re.compile(r"( *)(-|\d+\.) (.*)")


def literal(text):
    return "".join(SPECIAL.get(char, char) for char in text)


def line(text):
    """A line must not begin with what makes it a request."""
    return "\\&" + text if text.startswith((".", "'")) else text


def inline(text):
    """Text with its code and what is strong, both bold."""
    out, strong = "", False
    for part in re.split(r"(``.+?``|`[^`]+`|\*\*)", text):
        if part == "**":
            strong = not strong
            out += "\\fB" if strong else "\\fR"
        elif part.startswith("`"):
            code = part.strip("`").strip()
            document = re.fullmatch(r"(?:compat/)?([A-Z-]+)\.md", code)
            page = PAGES.get(document.group(1)) if document else None
            out += f"\\fB{literal(page or code)}\\fR{'(5)' if page else ''}" + ("\\fB" if strong else "")
        else:
            out += "".join(SPECIAL[char] if char in "\\'\"`^~" else char for char in part)
    if strong:
        raise ValueError(f"** is not closed: {text}")
    return out


def cells(row):
    """A table's row; a bar in code is no border where it is escaped."""
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


class Page:
    def __init__(self, name, title):
        name, section = name.rsplit(".", 1)
        self.lines = [f'.\\" made by scripts/mdoc.py', ".Dd November 28, 2026", f".Dt {name.upper()} {section}", ".Os", ".Sh NAME",
                      f".Nm {name}", f".Nd {inline(title)}", ".Sh DESCRIPTION"]
        self.paragraph, self.lists = [], []  # lists: depth of indentation of each open one
        self.fresh = True                    # just below a heading, where no paragraph begins

    def flush(self, separate=True):
        if self.paragraph:
            if separate and not self.fresh:
                self.lines.append(".Pp")
            # A line for each sentence is how pages are written; one for all is the same to who reads them.
            self.lines.append(line(inline(" ".join(self.paragraph))))
            self.paragraph, self.fresh = [], False

    def close_lists(self, deeper_than=-1):
        self.flush()
        while self.lists and self.lists[-1] > deeper_than:
            self.lists.pop()
            self.lines.append(".El")

    def heading(self, level, text):
        self.close_lists()
        text = text.replace("`", "")
        self.lines.append(f".Sh {literal(text.upper())}" if level == 2 else f".Ss {literal(text)}")
        self.fresh = True

    def block(self, rows):
        self.flush()
        self.lines += [".Bd -literal -offset 2n", *(line(literal(row)) for row in rows), ".Ed"]
        self.fresh = False

    def item(self, indent, mark, text):
        self.flush()
        if not self.lists or indent > self.lists[-1]:
            self.lists.append(indent)
            self.lines.append(".Bl -bullet" if mark == "-" else ".Bl -enum")
        else:
            while self.lists[-1] > indent:
                self.lists.pop()
                self.lines.append(".El")
        self.lines.append(".It")
        self.fresh = True
        self.paragraph = [text]

    def table(self, heads, rows):
        self.close_lists()
        if any(heads):
            self.paragraph = [": ".join(heads) + ":"]
            self.flush()
        self.lines.append(".Bl -tag -width Ds")
        for first, *rest in rows:
            self.lines += [f".It \\&{inline(first)}", line("; ".join(inline(cell) for cell in rest if cell))]
        self.lines.append(".El")
        self.fresh = False


def page_of(text, name):
    rows = text.splitlines()
    if not rows or not rows[0].startswith("# "):
        raise ValueError("the document does not begin with its title")
    page = Page(name, rows[0][2:])
    i = 1
    while i < len(rows):
        row = rows[i]
        i += 1
        item = ITEM.fullmatch(row)
        if row.startswith("```"):
            end = rows.index("```", i)
            page.block(rows[i:end])
            i = end + 1
        elif row.startswith("#"):
            marks, heading = row.split(" ", 1)
            page.heading(len(marks), heading)
        elif row.startswith("|"):
            if i >= len(rows) or not re.fullmatch(r"[|\- :]+", rows[i]):
                raise ValueError(f"line {i}: a table without the line below its heads")
            end = i + 1
            while end < len(rows) and rows[end].startswith("|"):
                end += 1
            page.table(cells(row), [cells(r) for r in rows[i + 1:end]])
            i = end
        elif item:
            page.item(len(item.group(1)), item.group(2), item.group(3))
        elif not row.strip():
            page.flush()
        else:
            if page.lists and not row.startswith(" ") and not page.paragraph:
                page.close_lists()
            page.paragraph.append(row.strip())
    page.close_lists()
    others = [other for other in PAGES.values() if not name.startswith(other + ".")]
    page.lines += [".Sh SEE ALSO", ".Xr rmetacrc 1 ,", *(f".Xr {other} 5 ," for other in others[:-1]), f".Xr {others[-1]} 5"]
    return "\n".join(page.lines) + "\n"


def main():
    document, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    try:
        target.write_text(page_of(document.read_text(encoding="utf-8"), target.name), encoding="utf-8")
    except ValueError as error:
        sys.exit(f"{document}: {error}")


main()
