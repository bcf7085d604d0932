"""Numbers glued to letters or marks: a quarter, a fiscal year, an amount, a decade, a year with a footnote's mark.

Every function adds what it reads to the sentence that the lexer builds.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pipelines import literals
from pipelines.languages.base import HYPHENS, Entry, Pack, key_of
from pipelines.tokens import Building, chars

_CODED = re.compile(rf"([^\W\d_]+)([{HYPHENS}]?)(\d+(?:[.,]\d+)*)([^\W\d_]*)")
_DATED_QUARTER = re.compile(rf"([^\W\d_])([1-4])[{HYPHENS}](\d{{4}}|\d\d)")
_GLUED = frozenset({"MID", "CURRENCY", "BEGIN", "END"})
_SCALES = frozenset({"SCALE", "SCALE_OR_UNIT"})
_BEFORE_YEAR = chars("PREP OUT_OF MONTH QUARTER SINCE")
_AFTER_YEAR = frozenset(".,;:)")
_BEFORE_DECADE = chars("APOSTROPHE DET BEGIN END MID")


def coded(text: str, first: int, last: int, pack: Pack, out: Building) -> None:
    """Letters with digits: T3, FY2024, mi-2024, EUR500, RM3.5bn; else a name."""
    found = _CODED.fullmatch(text, first, last)
    dated = _DATED_QUARTER.fullmatch(text, first, last) if found is None else None
    if dated is not None and dated[1] in pack.quarter_letters:
        year = int(dated[3]) if len(dated[3]) == 4 else 2000 + int(dated[3])
        out.add("ORDINAL", dated.start(), dated.end(1), int(dated[2]))
        out.add("QUARTER", dated.start(2), dated.end(2), str(pack.quarter_letters[dated[1]]))
        out.add("YEAR", dated.start(3), dated.end(), literals.Literal(Decimal(year), 0))
    elif not (found and (_coded_period(found, pack, out) or _coded_amount(found, pack, out))):
        out.add("SKIPPED", first, last, "name")


def _coded_period(found: re.Match[str], pack: Pack, out: Building) -> bool:
    """`T3`, `FY2024`: a quarter or fiscal year in one token."""
    letters, digits = found[1], found[3]
    if found[4] or not digits.isdigit():
        return False
    months = pack.quarter_letters.get(letters, 0)
    if months and len(digits) == 1 and 1 <= int(digits) <= 12 // months:
        out.add("ORDINAL", found.start(), found.end(1), int(digits))
        out.add("QUARTER", found.start(3), found.end(), str(months))
        return True
    if letters in pack.fiscal_letters and len(digits) in (2, 4):
        out.add("FISCAL", found.start(), found.end(1))
        year = int(digits) if len(digits) == 4 else 2000 + int(digits)
        out.add("YEAR", found.start(3), found.end(), literals.Literal(Decimal(year), 0))
        return True
    return False


def _coded_amount(found: re.Match[str], pack: Pack, out: Building) -> bool:
    """`EUR500`, `RM3.5bn`, `mi-2024`: a currency or a part of a year glued to its number."""
    digits, suffix = found[3], found[4]
    known = pack.terms.get(key_of(found[1]), ())
    entry = next((e for e in known if not e.rest and e.type in _GLUED and _is_spelled(e, found[1])), None)
    scales = pack.terms.get(key_of(suffix), ()) if suffix else ()
    scale = next((e for e in scales if not e.rest and e.type in _SCALES), None)
    literal = literals.parse(digits, pack.decimal)
    if entry is None or literal is None or (suffix and scale is None):
        return False
    out.add(entry.type, found.start(), found.end(2), entry.value)
    is_year = len(digits) == 4 and digits.isdigit() and 1800 <= int(digits) <= 2100 and not suffix
    out.add("YEAR" if is_year else "DIGITS", found.start(3), found.end(3), literal)
    if scale is not None:
        out.add(scale.type, found.start(4), found.end(), scale.value)
    return True


def printed(text: str, first: int, last: int, decimal: str, out: Building) -> None:
    """A digit string as a number, a year, or as it stands where it is no number."""
    literal = literals.parse(text[first:last], decimal)
    if literal is None:
        out.add("RAW", first, last)
    elif last - first == 4 and literal.decimals == 0 and 1800 <= literal.value <= 2100 and literal.other is None:
        out.add("YEAR", first, last, literal)
    else:
        out.add("DIGITS", first, last, literal)


def decade(text: str, first: int, last: int, end: int, out: Building) -> bool:
    """`1990s`, `the '90s`: a decade, added to the sentence; False for anything else."""
    if last - first == 4:
        out.add("DECADE", first, end, int(text[first:last]))
        return True
    if last - first == 2 and text[last - 1] == "0" and out.types and out.types[-1] in _BEFORE_DECADE:
        out.add("SKIPPED", first, end, "date")
        return True
    return False


def marked_year(text: str, first: int, last: int, raw: list[Any], index: int, out: Building) -> bool:
    """`en 2022116.`: a year behind a preposition with a footnote's number glued to it, before a clause's end."""
    if not 5 <= last - first <= 7 or not out.types or out.types[-1] not in _BEFORE_YEAR:
        return False
    is_closed = index + 1 == len(raw) or text[raw[index + 1][1]] in _AFTER_YEAR
    if not is_closed or not text[first:last].isdigit() or not 1900 <= int(text[first : first + 4]) <= 2100:
        return False
    out.add("YEAR", first, first + 4, literals.Literal(Decimal(text[first : first + 4]), 0))
    out.add("SKIPPED", first + 4, last, "footnote")
    return True


def _is_spelled(entry: Entry, surface: str) -> bool:
    """Whether a word has the case that its entry demands."""
    return entry.case != "exact" or entry.surface == surface
