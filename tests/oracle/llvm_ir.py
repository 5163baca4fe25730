# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads how functions are declared and called in LLVM's textual IR, of LLVM 11 (typed pointers) to 22.

`functions(text)` is {name: Signature} of all `define`s and `declare`s; `calls(text, callee)` is {name of the function it stands in: Signature} of the one
call in each function whose callee is the local `%callee`. A Signature has

  convention   LLVM's word for it, '' for the convention of C
  returns      Value: its type as text, its attributes {word: argument or None}
  parameters   one Value each
  variadic     whether `...` follows
  flags        words that hold for the function or the call: nounwind, noreturn, ...
"""
import re
from collections import namedtuple

Value = namedtuple('Value', 'type attributes')
Signature = namedtuple('Signature', 'convention returns parameters variadic flags')

OPEN, CLOSE = '([{<', ')]}>'
LINKAGE = {'define', 'declare', 'private', 'internal', 'external', 'dso_local', 'dso_preemptable', 'hidden', 'protected', 'default', 'weak', 'weak_odr', 'linkonce_odr',
           'available_externally', 'local_unnamed_addr', 'unnamed_addr', 'dllexport', 'dllimport', 'tail', 'musttail', 'notail', 'call', 'invoke'}
CONVENTION = re.compile(r'^(\w*cc|cc\d+)$')


def group(text, at):
    """Where the bracket that opens at `at` is closed, behind it."""
    depth, quoted = 0, False
    for i in range(at, len(text)):
        c = text[i]
        if c == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif c in OPEN:
            depth += 1
        elif c in CLOSE:
            depth -= 1
            if depth == 0:
                return i + 1
    raise ValueError('a bracket is not closed: ' + text[at:at + 200])


def words(text):
    """Parts of a line: what brackets hold belongs to the word before it, or is a word by itself after a space."""
    out, at = [], 0
    while at < len(text):
        if text[at] == ' ':
            at += 1
            continue
        start = at
        while at < len(text) and text[at] != ' ':
            if text[at] == '"':
                at = text.index('"', at + 1) + 1
            elif text[at] in OPEN:
                at = group(text, at)
            else:
                at += 1
        out.append(text[start:at])
    return out


def split(text):
    """At the commas outside of brackets."""
    out, start, at = [], 0, 0
    while at < len(text):
        if text[at] == '"':
            at = text.index('"', at + 1)
        elif text[at] in OPEN:
            at = group(text, at) - 1
        elif text[at] == ',':
            out.append(text[start:at].strip())
            start = at + 1
        at += 1
    last = text[start:].strip()
    return out + [last] if last else out


def arguments_at(text):
    """Where the last bracket of a text begins that ends with one."""
    at = 0
    while True:
        end = group(text, at) if text[at] in OPEN else text.index('"', at + 1) + 1 if text[at] == '"' else at + 1
        if end == len(text):
            return at
        at = end


def is_type(word):
    return bool(re.match(r'^(i\d+|void|half|float|double|fp128|x86_fp80|ptr|metadata|%|\[|\{|<)', word))


def attributes(parts):
    """{word: argument} of attributes, without the value's name behind them."""
    out, parts = {}, list(parts)
    while parts:
        part = parts.pop(0)
        if part == 'align':
            out['align'] = parts.pop(0)
        elif m := re.match(r'^(\w+)\((.*)\)$', part):
            out[m[1]] = m[2]
        elif re.match(r'^[a-z]\w*$', part):
            out[part] = None
        elif part.startswith('"'):
            out[part.strip('"')] = None
        else:
            break           # the value: %name, a constant
    return out


def take_type(parts):
    """The type at the beginning of `parts`, with the stars and argument lists behind it, taken from them."""
    text = parts.pop(0)
    while parts and (parts[0].startswith('(') or set(parts[0]) == {'*'} or parts[0].startswith('addrspace(')):
        text += ' ' + parts.pop(0)
    return text


def value(text):
    parts = words(text)
    return Value(take_type(parts), attributes(parts))


def signature(head, inside, flags):
    """`head` is what stands before the name: linkage, convention, attributes and type of the result."""
    parts, convention, returned = words(head), '', {}
    while parts and not is_type(parts[0]):
        word = parts.pop(0)
        if word in LINKAGE:
            continue
        if CONVENTION.match(word):
            convention = '' if word == 'ccc' else word
        elif word == 'align':
            returned['align'] = parts.pop(0)
        else:
            returned.update(attributes([word]))
    result = take_type(parts)
    if result.endswith(')'):            # a call names the type of a variadic function
        result = result[:arguments_at(result)].strip()
    items = split(inside)
    variadic = bool(items) and items[-1] == '...'
    return Signature(convention, Value(result, returned), [value(i) for i in items if i != '...'], variadic, flags)


def groups(text):
    """{number: words} of the attribute groups, strings left out."""
    return {m[1]: set(re.findall(r'(?<![\w"=-])[a-z_]+(?![\w"=-])', re.sub(r'"[^"]*"(="[^"]*")?', '', m[2])))
            for m in re.finditer(r'^attributes #(\d+) = \{(.*)\}', text, re.M)}


def flags_of(tail, known):
    out = set()
    for word in words(tail.split('{')[0].split('!')[0].replace(',', ' ')):
        out |= known.get(word[1:], set()) if word.startswith('#') else {word}
    return out


def functions(text):
    known, out = groups(text), {}
    for line in text.split('\n'):
        m = re.match(r'^(define|declare) (?:"[^"]*"|[^@"])*@("[^"]*"|[\w.$]+)\(', line)
        if not m or m[2].startswith('llvm.'):
            continue
        end = group(line, m.end() - 1)
        out[m[2].strip('"')] = signature(line[:m.start(2) - 1], line[m.end():end - 1], flags_of(line[end:], known))
    return out


def calls(text, callee):
    known, out, inside = groups(text), {}, None
    for line in text.split('\n'):
        m = re.match(r'^define (?:"[^"]*"|[^@"])*@("[^"]*"|[\w.$]+)\(', line)
        if m:
            inside = m[1].strip('"')
        at = line.find(' %%%s(' % callee)
        if at < 0 or not re.match(r'^ +(%\S+ = )?(\w+ )?(call|invoke) ', line):
            continue
        if inside in out:
            raise ValueError('two calls of %%%s in %s' % (callee, inside))
        start = at + len(callee) + 2
        end = group(line, start)
        head = re.sub(r'^ +(%\S+ = )?', '', line[:at])
        out[inside] = signature(head, line[start + 1:end - 1], flags_of(line[end:].split(' to label')[0], known))
    return out
