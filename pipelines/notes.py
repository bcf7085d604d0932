"""Notes on scale and unit that stand once for many figures: `All amounts in £ million`, `(in thousands)`.

A note is a line of its own or a bracket in a heading. What it says is told of the bare figures behind it: up to the
next heading, or of the whole report where it stands before its first figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.drafts import Draft
from pipelines.languages.base import Pack, UnitTerm, key_of
from pipelines.tokens import CHAR, Sentence, chars

MAX_NOTE = 18
"""Tokens of a sentence that can be a note."""
_NUMBERS = chars("DIGITS SMALL")
_FINITE = chars("VERB AUX")
_LEADING = chars("PREP OUT_OF TO OF OPEN CURRENCY")
_UNITS = chars("CURRENCY UNIT")
_ENDS = chars("CLOSE COMMA STOP SEMICOLON CONJ")


class Note(NamedTuple):
    """A power of ten, and the kind and code of a unit (`COUNT` for none); `is_general`: for the whole report."""

    mult: int
    kind: str
    unit: str
    is_general: bool = False


def note_of(sentence: Sentence, pack: Pack) -> Note | None:
    """The note that an unreduced sentence is; None where it is none."""
    types = sentence.types
    if not pack.note_scales or len(types) > MAX_NOTE or not _NUMBERS.isdisjoint(types):
        return None
    words = [key_of(sentence.text[start:end]) for start, end in zip(sentence.starts, sentence.ends, strict=True)]
    if pack.note_scales.keys().isdisjoint(words):
        return None
    for at, word in enumerate(words):
        mult = pack.note_scales.get(word)
        if mult is None or not _is_note(sentence, at, pack):
            continue
        unit = next((i for i in (at - 1, at + 1, at + 2) if types[i : i + 1] in _UNITS and 0 <= i < len(types)), None)
        if not _is_closed(types, max(at, unit or 0) + 1):
            continue
        if unit is None:
            return Note(mult, "COUNT", "COUNT")
        term: UnitTerm = sentence.values[unit]
        return Note(mult, "MONEY" if types[unit] == CHAR["CURRENCY"] else "UNIT", term.unit_measure)
    return None


def _is_note(sentence: Sentence, at: int, pack: Pack) -> bool:
    """Whether a scale word is led in as a note's is: in brackets, by a word for figures, or at the very beginning."""
    types = sentence.types
    first = at
    while first > 0 and types[first - 1] in _LEADING:
        first -= 1
    if not _FINITE.isdisjoint(types[:at]):
        return False
    is_bracketed = CHAR["OPEN"] in types[first:at]
    cues = (key_of(sentence.words(i, i)) for i in range(first))
    return is_bracketed or (first < at and (first == 0 or any(cue in pack.sets["NOTE_CUE"] for cue in cues)))


def _is_closed(types: str, index: int) -> bool:
    return index >= len(types) or types[index] in _ENDS


def noted(drafts: Sequence[Draft], note: Note, text: str) -> None:
    """Give the bare figures among drafts what a note says of them.

    A note that names a unit leaves a whole number that counts a noun alone.
    """
    for draft in drafts:
        quantity = draft.quantity
        if quantity.kind != "COUNT" or quantity.rule != "count" or quantity.low.mult or quantity.low.is_words:
            continue
        is_counting = quantity.low.decimals == 0 and _NOUN.match(text, draft.end) is not None
        if note.unit != "COUNT" and is_counting:
            continue
        low = replace(quantity.low, mult=note.mult, mults=(note.mult,))
        high = None if quantity.high is None else replace(quantity.high, mult=note.mult)
        draft.quantity = replace(
            quantity, low=low, high=high, kind=note.kind, unit=note.unit, rule="unit and scale of a note"
        )


_NOUN = re.compile(r"[^\S\n]+[^\W\d_]")
