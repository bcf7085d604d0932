"""With which token types a match of a pattern can begin, so that a stage looks only where one stands.

It reads the same notation as `tokens.pattern`: type names, groups, looks around, sets, alternatives and repetition.
"""

from __future__ import annotations

import re

from pipelines.tokens import CHAR, pattern

_ITEM = re.compile(r"\(\?<?[=!:]|\(|\)|\||\[[^\]]*\]|[?*+]|\{[\d,]*\}|[A-Z][A-Z_]*|\S")
_GROUP = re.compile(r"\((?!\?)")
_NAME = re.compile(r"[A-Z][A-Z_]*")
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
_EDGES = ("^", "$")
_MAY_LACK = ("?", "*", "{0", "{,")
EVERY = frozenset(CHAR.values())


def beginnings(source: str) -> frozenset[str]:
    """The type characters with which a match of a pattern over type names can begin: all where it can be empty.

    Raises KeyError for what is neither a type name nor notation that is known here.
    """
    found, can_be_empty = _alternatives(_ITEM.findall(source)[::-1])
    return EVERY if can_be_empty else frozenset(found)


def searching(*sources: str) -> re.Pattern[str]:
    """Patterns over type names as one expression for searches, which looks at the first type before it tries any.

    Its groups are empty ones, one behind each alternative: the last that matched tells which it was.
    """
    first = "".join(sorted(frozenset[str]().union(*map(beginnings, sources))))
    return re.compile(f"(?=[{first}])(?:{'|'.join(f'(?:{ungrouped(source)})()' for source in sources)})")


def ungrouped(source: str) -> str:
    """`tokens.pattern` with groups that keep nothing."""
    return _GROUP.sub("(?:", pattern(source))


def _alternatives(items: list[str]) -> tuple[set[str], bool]:
    """What the alternatives up to the end or the closing bracket begin with; whether one of them can be empty.

    The items stand in reverse order and are taken off.
    """
    found: set[str] = set()
    can_be_empty = False
    while True:
        own, is_empty = _sequence(items)
        found |= own
        can_be_empty |= is_empty
        if not items or items.pop() == ")":
            return found, can_be_empty


def _sequence(items: list[str]) -> tuple[set[str], bool]:
    found: set[str] = set()
    is_open = True
    while items and items[-1] not in ("|", ")"):
        own, may_lack = _one(items)
        while items and items[-1][0] in "?*+{":
            may_lack |= items.pop().startswith(_MAY_LACK)
        if is_open:
            found |= own
            is_open = may_lack
    return found, is_open


def _one(items: list[str]) -> tuple[set[str], bool]:
    item = items.pop()
    if item in _EDGES:
        return set(), True
    if item[0] == "(":
        inner = _alternatives(items)
        return (set(), True) if item in _LOOKS else inner
    if item[0] == "[":
        named = {CHAR[name] for name in _NAME.findall(item)}
        return (set(EVERY - named) if item[1] == "^" else named), False
    return {CHAR[item]}, False
