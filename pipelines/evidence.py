"""The document's own evidence on what one statement leaves open: scale words, separators, currencies.

It works on drafts, after all sentences are read and before any row is made. A reading that stays open is flagged.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.drafts import Draft
from pipelines.languages.base import Pack, key_of
from pipelines.numbers import Numeral
from pipelines.quantities import Quantity
from schemas import codelists

WORLDWIDE = frozenset({"USD"})
"""Currencies that reports of any country count in."""
PLAUSIBLE = Decimal("1e16")
"""No amount of money that a report states exceeds this; the other reading of a scale word is taken then."""


NATIONAL = "NATIONAL"
"""The area of `the whole country`, which is the report's."""
MILLIONS, NEAR, SHORT = 6, 4, 4
"""A large amount's power of ten; how near behind it a counted noun stands; how long a word is that says little."""


def _amount(numeral: Numeral, mult: int) -> float:
    return float(numeral.value) * 10.0**mult


def _by_restatement(drafts: Sequence[Draft], home: str | None, explicit: frozenset[str]) -> dict[str, int]:
    """Scale words settled by an amount that is stated again in another currency: the reading nearer to it."""
    settled: dict[str, int] = {}
    powers = codelists.currency_powers()
    for draft in drafts:
        other = draft.restates
        if other is None or draft.quantity.kind != "MONEY" or other.quantity.kind != "MONEY":
            continue
        for mine, its in ((draft, other), (other, draft)):
            numeral = mine.quantity.low
            if numeral.mults and not its.quantity.low.mults and numeral.value and its.quantity.low.value:
                target = math.log10(_amount(its.quantity.low, its.quantity.low.mult))
                mine_in, its_in = (_currency(one, home, explicit) for one in (mine, its))
                target += powers.get(mine_in, 0) - powers.get(its_in, 0)
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


def decimal_mark(drafts: Sequence[Draft], home: str | None, pack: Pack) -> str | None:
    """The decimal mark that the document's own figures prove (`1,284,305`, `19.1`), else its country's habit.

    None where its figures disagree or nothing tells.
    """
    proven = Counter(
        numeral.mark for draft in drafts for numeral in (draft.quantity.low, draft.quantity.high)
        if numeral is not None and numeral.mark and numeral.other is None
    )  # fmt: skip
    if proven:
        mark, count = proven.most_common(1)[0]
        return mark if 4 * count >= 3 * proven.total() else None
    return "." if home is not None and home.split("-")[0] in pack.decimal_point_areas else None


def _home_of(currency: str) -> str | None:
    """The country of a currency: ISO 4217 begins with its ISO 3166 code. None for those that others count in too."""
    home = codelists.areas().get(currency[:2])
    is_own = home is not None and home.currency == currency and home.level == "COUNTRY"
    return currency[:2] if is_own and currency not in WORLDWIDE else None


def _main_currency(drafts: Sequence[Draft], is_settled: bool) -> str | None:
    """The currency of most amounts, with those whose words leave it open where that is settled, if any has most."""
    amounts = Counter(
        d.quantity.unit
        for d in drafts
        if d.quantity.kind == "MONEY" and (is_settled or not d.quantity.is_currency_ambiguous)
    )
    currency, times = amounts.most_common(1)[0] if amounts else ("", 0)
    return currency if 2 * times > amounts.total() else None


def currency_of(drafts: Sequence[Draft], area: str) -> str:
    """Whether most amounts are in an area's currency: `own`, `foreign`, or `open` where nothing tells."""
    currency, country = _main_currency(drafts, is_settled=False), codelists.areas().get(area.split("-")[0])
    if currency is None or currency in WORLDWIDE or country is None or country.currency is None:
        return "open"
    return "own" if country.currency == currency else "foreign"


def likely_home(drafts: Sequence[Draft], pack: Pack) -> str | None:
    """The country of a report that names none: whose currency its amounts are in, or whose decimal mark it prints.

    None where neither tells.
    """
    currency = _main_currency(drafts, is_settled=False)
    home = _home_of(currency) if currency else None
    if home is not None:
        return home
    is_foreign = bool(pack.decimal_point_areas) and decimal_mark(drafts, None, pack) not in (pack.decimal, None)
    return pack.decimal_point_areas[0] if is_foreign else None


def _separated(draft: Draft, numeral: Numeral, mark: str | None) -> tuple[Numeral, bool]:
    """A lone separator before three digits as the document's figures have it.

    A count has no three decimals: `2,400 entreprises` is 2400 in any locale.
    """
    if numeral.other is None:
        return numeral, False
    is_count = draft.quantity.kind == "COUNT" and numeral.mult == 0
    is_decimal = not is_count and (numeral.mark == mark if mark else numeral.decimals > 0)
    if is_decimal != (numeral.decimals > 0):
        numeral = replace(
            numeral, value=numeral.other, decimals=numeral.other_decimals, other=numeral.value,
            other_decimals=numeral.decimals,
        )  # fmt: skip
    return (numeral, False) if is_count or mark else (numeral, True)


def _currency(draft: Draft, home: str | None, explicit: frozenset[str]) -> str:
    """`dollars` in a country whose own currency bears that name is that country's, `$` the report's own.

    Where the report writes its own with a sign that is only that one's (`S$`, in `explicit`), a bare `$` is not.
    """
    quantity = draft.quantity
    if not quantity.is_currency_ambiguous:
        return quantity.unit
    own_area = home if draft.area == NATIONAL else draft.area
    areas = (home, own_area) if quantity.symbol else (own_area or home,)
    for area in areas:
        country = codelists.areas().get(area.split("-")[0]) if area else None
        own = country.currency if country else None
        if own is None or (quantity.symbol and own in explicit):
            continue
        if _are_namesakes(own, quantity.unit) or own in _signed(quantity.symbol):
            return own
    return quantity.unit


@cache
def _signed(symbol: str) -> frozenset[str]:
    """The currencies that have a sign of their own with this symbol in it: `Mex$`, `A$`."""
    aliases = codelists.unit_aliases(codelists.ANY_LANGUAGE) if symbol else ()
    return frozenset(alias.unit_measure for alias in aliases if symbol in alias.surface)


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


def _monies(drafts: Sequence[Draft], text: str) -> dict[str, str]:
    """The currency in which the report counts what the longer words of its labels name."""
    found: dict[str, str] = {}
    for draft in drafts:
        if draft.quantity.kind == "MONEY" and draft.quantity.low.mult >= MILLIONS:
            found.update(dict.fromkeys(_words(draft, text), draft.quantity.unit))
    return found


def _words(draft: Draft, text: str) -> list[str]:
    words = (word for first, last in draft.slices for word in text[first:last].split())
    return [key_of(word) for word in words if len(word) > SHORT and word[0].islower()]


N_HEADS = 2
"""The first long words of a label, by which it is known as money; those further on say of whom or where."""


def _local(currency: str | None, home: str | None) -> str | None:
    """A currency by the home area's name for it (dollars in Canada); the home area's own where there is none."""
    country = codelists.areas().get(home.split("-")[0]) if home else None
    own = country.currency if country is not None else None
    return own if currency is None or (own is not None and _are_namesakes(own, currency)) else currency


def _opens_with_money(draft: Draft, text: str, pack: Pack) -> bool:
    """Whether one of a label's first words, a German compound's last part too, is always money."""
    words = [key_of(word) for first, last in draft.slices for word in text[first:last].split()][:N_HEADS]
    cues = pack.sets["MONEY_CUE"]
    return any(word.rpartition("'")[2] in cues or (pack.capital_nouns and word.endswith(tuple(cues))) for word in words)


def _in_money(
    draft: Draft, text: str, monies: dict[str, str], near: str | None, last: str | None, pack: Pack
) -> Quantity:
    """A large number without a noun, of what the report elsewhere tells in money: `el beneficio, de 375 millones`.

    A noun that is always money (MONEY_CUE) is in the money that the report counted in `last`, counted noun or not.
    """
    quantity = draft.quantity
    if quantity.kind != "COUNT" or quantity.low.mult < MILLIONS:
        return quantity
    heads = _words(draft, text)[:N_HEADS]
    is_counted = any(0 <= first - draft.end <= NEAR for first, _ in draft.slices)
    if last is not None and pack.sets["MONEY_CUE"].intersection(heads[:1] if is_counted else heads):
        return replace(quantity, kind="MONEY", unit=last)
    if is_counted:
        return quantity
    is_last = not text[draft.end : draft.end + 2].strip()[:1].isalnum()
    unit = next((monies[word] for word in heads if word in monies), near if is_last else None)
    unit = unit or (last if _opens_with_money(draft, text, pack) else None)
    return replace(quantity, kind="MONEY", unit=unit) if unit else quantity


def settle(drafts: Sequence[Draft], home: str | None, pack: Pack, text: str) -> None:
    """Settle scale, separators and currencies of the drafts in place; `home` is the area most spoken of."""
    _points(drafts)
    mark = decimal_mark(drafts, home, pack)
    explicit = frozenset(d.quantity.unit for d in drafts if d.quantity.symbol and not d.quantity.is_currency_ambiguous)
    settled = _by_restatement(drafts, home, explicit)
    monies = _monies(drafts, text)
    told, near = None, None
    last = _local(next((d.quantity.unit for d in drafts if d.quantity.kind == "MONEY"), None), home)
    for draft in drafts:
        near = near if draft.paragraph_id == told else None
        draft.quantity = quantity = _in_money(
            draft, text, monies, near if draft.parent is not None else None, last, pack
        )
        if quantity.kind == "MONEY":
            last = _local(quantity.unit, home)
        told = draft.paragraph_id
        if quantity.low.mult >= MILLIONS:
            near = quantity.unit if quantity.kind == "MONEY" else None
        low, is_scale_open = _scaled(quantity.low, settled)
        low, is_separator_open = _separated(draft, low, mark)
        high = quantity.high
        if high is not None:
            high, _ = _scaled(high, settled)
            high, _ = _separated(draft, high, mark)
        draft.is_scale_ambiguous = is_scale_open
        draft.is_separator_ambiguous = is_separator_open
        unit = _currency(draft, home, explicit)
        if low is not quantity.low or high is not quantity.high or unit != quantity.unit:
            draft.quantity = replace(quantity, low=low, high=high, unit=unit)
