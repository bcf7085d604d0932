"""Drafts to rows: exact values, bounds on the signed value, stable ids, and which words gave which part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from sys import intern

from pipelines.bounds import signed_comparator
from pipelines.confidence import confidence, signs
from pipelines.counts import Skip
from pipelines.drafts import Draft
from pipelines.phrases import label
from schemas import codelists
from schemas.records import (
    NOT_APPLICABLE,
    TOTAL,
    UNKNOWN,
    Mention,
    MentionPart,
    Paragraph,
    Report,
    SkippedNumeral,
    Slot,
    stable_id,
)  # fmt: skip

CONTEXT = 32
"""Characters of prefix and suffix (W3C TextQuoteSelector)."""


def _value(printed: Decimal, mult: int) -> Decimal:
    """The exact value, without trailing zeros; the printed number itself where that is the same."""
    value = printed.scaleb(mult).normalize() + 0
    return printed if not mult and value.compare_total(printed) == 0 else value


def _bounds(
    draft: Draft, low: Decimal, high: Decimal | None
) -> tuple[Decimal, Decimal | None, Decimal | None, str | None]:
    """Value, minimum, maximum and comparator of the signed value."""
    if high is not None:
        first, last = min(low, high), max(low, high)
        return (first + last) / 2, first, last, None
    comparator = signed_comparator(draft.bound.comparator, low < 0)
    minimum = low if comparator in (">", ">=") else None
    maximum = low if comparator in ("<", "<=") else None
    return low, minimum, maximum, comparator


def _sign(draft: Draft) -> int:
    if draft.quantity.sign:
        return draft.quantity.sign
    if draft.change is not None and draft.change.sign < 0 and draft.quantity.kind != "FACTOR":
        return -1
    return 1


def _confidence(draft: Draft) -> float:
    unit_type = codelists.units()[draft.quantity.unit].unit_type
    is_open = draft.is_scale_ambiguous or draft.is_separator_ambiguous
    return confidence(signs(draft.slots.values(), draft.stat_type, unit_type, is_open))


def mention_of(report: Report, draft: Draft, slots: tuple[Slot, ...]) -> Mention:
    """The row of one draft. Its observation is not known yet."""
    quantity, text = draft.quantity, report.text
    sign = _sign(draft)
    printed = quantity.low.value * sign
    low = _value(printed, quantity.low.mult)
    high = None if quantity.high is None else _value(quantity.high.value * sign, quantity.high.mult)
    value, minimum, maximum, comparator = _bounds(draft, low, high)
    exact = text[draft.start : draft.end]
    return Mention(
        mention_id=stable_id(report.report_id, draft.start, draft.end, exact),
        report_id=report.report_id,
        paragraph_id=draft.paragraph_id,
        start_char=draft.start,
        end_char=draft.end,
        exact=exact,
        prefix=text[max(0, draft.start - CONTEXT) : draft.start],
        suffix=text[draft.end : draft.end + CONTEXT],
        indicator_text=label(text, draft.slices),
        subject_key="",
        obs_value=printed,
        unit_mult=quantity.low.mult,
        decimals=quantity.low.decimals,
        value=value,
        min_value=minimum,
        max_value=maximum,
        comparator=comparator,
        is_approximate=draft.bound.is_approximate or (quantity.low.is_approximate and comparator is None),
        unit_measure=quantity.unit,
        measurement_denominator=draft.denominator or NOT_APPLICABLE,
        stat_type=draft.stat_type,
        time_period=intern(draft.period or UNKNOWN),
        base_per=intern(draft.base or NOT_APPLICABLE),
        ref_area=draft.area or UNKNOWN,
        base_ref_area=draft.base_area or NOT_APPLICABLE,
        breakdown=draft.breakdown or TOTAL,
        obs_status=draft.status,
        data_source=draft.source,
        is_scale_ambiguous=draft.is_scale_ambiguous,
        is_separator_ambiguous=draft.is_separator_ambiguous,
        is_currency_ambiguous=quantity.is_currency_ambiguous,
        is_increment=quantity.is_increment,
        area_name=draft.area_name,
        confidence=_confidence(draft),
        observation_id=None,
        slots=slots,
    )


def parts_of(text: str, mentions: Iterable[Mention]) -> Iterator[MentionPart]:
    """The slots of mentions of one text as rows, one per role: made when they are asked for, as slots hold it all."""
    for mention in mentions:
        for slot in mention.slots:
            yield _part(text, mention.mention_id, slot)


def _part(text: str, mention_id: str, slot: Slot) -> MentionPart:
    words = text[slot.start : slot.end] if slot.start is not None and slot.end is not None else None
    return MentionPart(mention_id, slot.role, slot.start, slot.end, words, slot.basis, slot.rule, slot.score)


def skipped_of(report: Report, paragraph: Paragraph, start: int, end: int, skip: Skip) -> SkippedNumeral:
    """The row of a numeral that is no statement."""
    return SkippedNumeral(
        stable_id(report.report_id, "skipped", start, end), report.report_id, paragraph.paragraph_id, start, end,
        report.text[start:end], skip.reason, skip.rule,
    )  # fmt: skip
