"""The document's own evidence on what one statement leaves open: scale words, separators, currencies.

It works on drafts, after all sentences are read and before any row is made. A reading that stays open is flagged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.drafts import Draft
from pipelines.numbers import Numeral
from schemas import codelists

PLAUSIBLE = Decimal("1e16")
"""No amount of money that a report states exceeds this; the other reading of a scale word is taken then."""


def _amount(numeral: Numeral, mult: int) -> float:
    return float(numeral.value) * 10.0**mult


def _by_restatement(drafts: Sequence[Draft]) -> dict[str, int]:
    """Scale words settled by an amount that is stated again in another currency: the reading nearer to it."""
    settled: dict[str, int] = {}
    for draft in drafts:
        other = draft.restates
        if other is None or draft.quantity.kind != "MONEY" or other.quantity.kind != "MONEY":
            continue
        for mine, its in ((draft, other), (other, draft)):
            numeral = mine.quantity.low
            if numeral.mults and not its.quantity.low.mults and numeral.value and its.quantity.low.value:
                target = math.log10(_amount(its.quantity.low, its.quantity.low.mult))
                best = min(numeral.mults, key=lambda m: abs(math.log10(_amount(numeral, m)) - target))
                settled[str(numeral.mults)] = best
    return settled


def _scaled(numeral: Numeral, settled: dict[str, int]) -> tuple[Numeral, bool]:
    """The numeral at its settled scale, and whether that stays open."""
    if not numeral.mults:
        return numeral, False
    known = settled.get(str(numeral.mults))
    if known is not None:
        return replace(numeral, mult=known), False
    plausible = [m for m in numeral.mults if numeral.value.scaleb(m) <= PLAUSIBLE]
    return replace(numeral, mult=plausible[0] if plausible else numeral.mult), True


def _separated(draft: Draft, numeral: Numeral) -> tuple[Numeral, bool]:
    """A count has no three decimals: `2,400 entreprises` is 2400 in any locale."""
    if numeral.other is None:
        return numeral, False
    if draft.quantity.kind == "COUNT" and numeral.mult == 0:
        if numeral.decimals:
            numeral = replace(numeral, value=numeral.other, decimals=numeral.other_decimals, other=None)
        return numeral, False
    return numeral, True


def _currency(draft: Draft, area: str | None) -> str:
    """`dollars` or `$` in a country whose own currency bears the same name is that country's."""
    unit = draft.quantity.unit
    home = codelists.areas().get(area.split("-")[0]) if area else None
    own = home.currency if home else None
    return own if own and draft.quantity.is_currency_ambiguous and _are_namesakes(own, unit) else unit


def _are_namesakes(first: str, second: str) -> bool:
    """Whether two currencies share the noun of their names: Canadian dollar, US dollar."""
    units = codelists.units()
    one, other = (set(units[code].names["en"].lower().split()) for code in (first, second))
    return any(len(word) > 3 for word in one & other)


def _points(drafts: Sequence[Draft]) -> None:
    """`27,1 % à 26,7 %, soit une baisse de 0,4 %`: a change that is the difference of two percentages is in points."""
    for first, second, third in zip(drafts, drafts[1:], drafts[2:], strict=False):
        quantities = (first.quantity, second.quantity, third.quantity)
        if (
            third.parent is None
            or third.change is None
            or any(q.unit != "PERCENT" for q in quantities)
            or first.change
            or second.change
        ):
            continue
        difference = abs(second.quantity.low.value - first.quantity.low.value)
        if difference and difference == abs(third.quantity.low.value) and third.paragraph_id == first.paragraph_id:
            third.quantity = replace(third.quantity, kind="POINT", unit="PERCENTAGE_POINT")
            third.stat_type = "DIFFERENCE"


def settle(drafts: Sequence[Draft], home: str | None) -> None:
    """Settle scale, separators and currencies of the drafts in place; `home` is the area most spoken of."""
    _points(drafts)
    settled = _by_restatement(drafts)
    for draft in drafts:
        quantity = draft.quantity
        low, is_scale_open = _scaled(quantity.low, settled)
        low, is_separator_open = _separated(draft, low)
        high = quantity.high
        if high is not None:
            high, _ = _scaled(high, settled)
            high, _ = _separated(draft, high)
        draft.is_scale_ambiguous = is_scale_open
        draft.is_separator_ambiguous = is_separator_open
        draft.quantity = replace(quantity, low=low, high=high, unit=_currency(draft, draft.area or home))
