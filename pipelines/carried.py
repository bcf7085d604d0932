"""Whether a percentage that no word of its own calls a change carries on the change before it, as ellipsis has it.

`Exports rose 3 %, imports 6 %, livestock (14 %)`: the verb is said once. What words tell beside the figure is found by
rules (`changes.py`, `growth.py`, `neighbours.py`); where they tell nothing, the fitted weights choose (`weighing.py`,
slot CHANGE) between a change with the direction of the one before and a percentage of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.bounds import left_of
from pipelines.changes import Change
from pipelines.drafts import Draft
from pipelines.languages.inflection import VerbForm
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from pipelines.weighing import Chooser, Features

RULE = "change carried on"
_VERBAL = chars("VERB AUX")
_NOUNS = chars("WORD NAME ORG PLACE")
_CUES = chars("RATE_CUE SHARE_CUE INDEX_CUE CHANGE")


@dataclass(slots=True)
class Reading:
    """A percentage of its own, or with the change before carried on."""

    value: str
    features: Features


_OWN, _CARRIED = Reading("own", ("s own",)), Reading("carried", ("s carried",))


def carried(
    sentence: Sentence, index: int, drafts: Sequence[Draft], last: Draft | None, kind: str, chooser: Chooser
) -> Change | None:
    """The change before that the percentage at `index` carries on, None where it is one of its own.

    `drafts` are the statements before it in the sentence, `last` the last one of the sentences before, `kind` the
    paragraph's.
    """
    quantity: Quantity = sentence.values[index]
    if quantity.unit != "PERCENT":
        return None
    before = next((draft for draft in reversed(drafts) if draft.change is not None), None)
    is_near = before is not None
    if before is None and last is not None and last.change is not None:
        before = last
    if before is None or before.change is None or before.quantity.unit != "PERCENT":
        return None
    around = _context(sentence, index, before if is_near else None, drafts, before.change, kind)
    found = chooser.choose("CHANGE", (_OWN, _CARRIED), around, sentence.starts[index])
    if found is None or found[0].value != "carried":
        return None
    return Change(before.change.sign, index, RULE)


def _context(
    sentence: Sentence, index: int, near: Draft | None, drafts: Sequence[Draft], told: Change, kind: str
) -> Features:
    """What stands around the percentage, and between it and the change before."""
    types, values = sentence.types, sentence.values
    quantity: Quantity = values[index]
    at = left_of(sentence, index)
    begin = bisect_left(sentence.starts, near.start) + 1 if near is not None else 0
    between = types[begin:index]
    verb = next((values[i] for i in range(index - 1, begin - 1, -1) if isinstance(values[i], VerbForm)), None)
    found = {
        f"left {NAME_OF[types[at]] if at >= 0 else 'START'}",
        f"left of that {NAME_OF[types[at - 1]] if at > 0 else 'START'}",
        f"right before {NAME_OF[types[index - 1]] if index else 'START'}",
        f"next {_name(types, index + 1)}",
        f"next two {_name(types, index + 1)} {_name(types, index + 2)}",
        f"before {'in the sentence' if near is not None else 'in another'}",
        f"told by {told.rule}",
        f"gap {min(len(between).bit_length(), 5)}",
        f"figures between {min(between.count(CHAR['QUANTITY']), 3)}",
        f"nouns between {min(sum(char in _NOUNS for char in between), 4)}",
        f"paragraph {kind}",
        f"verb {'none' if verb is None else min(verb.senses, default='other')}",
        f"sign {told.sign}",
    }
    found.update(f"over {NAME_OF[char]}" for char in set(between) & (_CUES | _PARTING))
    if drafts:
        found.add(f"previous {drafts[-1].stat_type} {drafts[-1].quantity.unit == quantity.unit}")
    if quantity.is_share:
        found.add("is share")
    if not _VERBAL.isdisjoint(between):
        found.add("verb between")
    if types.rfind(CHAR["OPEN"], 0, index) > types.rfind(CHAR["CLOSE"], 0, index):
        found.add("in bracket")
    return tuple(sorted(found))


_PARTING = chars("COMMA CONJ SEMICOLON DASH COLON OPEN REL MORE BASE_CUE PERIOD")


def _name(types: str, index: int) -> str:
    return NAME_OF[types[index]] if index < len(types) else "END"
