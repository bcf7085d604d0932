"""Whose figure a figure is within its indicator: the company that a label or its clause names.

Two companies' revenues in one report are two series, not a conflict. A company that is only the source of a figure is
none of its breakdown.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.languages.base import Organization
from pipelines.tokens import NAME_OF, Sentence, chars, compiled

COMPANY = "COMPANY"
_ORG = compiled("ORG")
_BOUNDARY = chars("SEMICOLON STOP SOURCE_CUE")
_NOT_OWN = frozenset("SOURCE_CUE BASE_CUE BY FROM PREP TO WITH".split())


def company_of(sentence: Sentence, index: int, label: Sequence[tuple[int, int]], previous: str | None) -> str | None:
    """The breakdown code of the company whose figure stands at token `index`; None where no words name one.

    `label` are the offsets of the subject's label; `previous` is the breakdown of a statement with the same subject.
    """
    own: str | None = None
    for found in _ORG.finditer(sentence.types):
        at = found.start()
        value = sentence.values[at]
        if not isinstance(value, Organization) or value.kind != COMPANY:
            continue
        start = sentence.starts[at]
        if any(first <= start < last for first, last in label):
            return value.breakdown
        if at < index and _stands_free(sentence, at) and not _parted(sentence, at, index):
            own = value.breakdown
    return own or previous


def _stands_free(sentence: Sentence, at: int) -> bool:
    """Whether a name is no mere complement: `Renault vendit`, not `selon Renault`, `hors Renault`."""
    before = NAME_OF[sentence.types[at - 1]] if at else "START"
    if before == "DET" and at > 1:
        before = NAME_OF[sentence.types[at - 2]]
    return before not in _NOT_OWN


def _parted(sentence: Sentence, first: int, last: int) -> bool:
    return not _BOUNDARY.isdisjoint(sentence.types[first:last])
