"""Which mentions of a report state one fact. It never reads the text.

They do when unit, measure and value agree, period, area, base and breakdown are equal or one of them was only
inherited, and the subjects match. A group never holds two periods, areas, bases or companies that words named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas import codelists
from schemas.records import NOT_APPLICABLE, TOTAL, UNKNOWN, Mention

EXPLICIT = frozenset({"PHRASE", "CLAUSE", "SENTENCE"})
NEIGHBOURS = 40
"""How many mentions of about the same value one is compared with: keeps consolidation linear."""
ENOUGH = 2
"""Two subjects of one value that share this many content lemmas are one, however long their labels are."""
ROUNDED = Decimal("0.1")
"""A rounded number stands for others up to this share of it, however many noughts it ends with."""
MOST = 0.75
"""The share of two labels' lemmas that are in both where they name one subject and neither holds the other."""
_COMMON_UNITS = frozenset({"PERCENT", "PERCENTAGE_POINT", "FACTOR"})
RARE_DIGITS = 3
"""A value with this many significant digits seldom comes twice by chance."""


@dataclass(slots=True)
class Item:
    """A mention on its way: its reading as a fact, content lemmas, subject key, indicator, and its group.

    `mention` is the mention's own reading, `fact` the same as its indicator defines it; `value` is in the base
    unit, `grain` the step to which the number is told; `level` the group of the level that a change is of.
    """

    mention: Mention
    fact: Mention
    lemmas: frozenset[str]
    key: str
    indicator: str
    is_curated: bool
    group: int
    value: Decimal
    grain: Decimal
    level: int | None = None


@dataclass(slots=True)
class _Bond:
    """What the words of a group's mentions name; None where they are silent."""

    period: str | None
    area: str | None
    base: str | None
    base_area: str | None
    who: str | None
    whole: str | None

    def met(self, other: _Bond) -> _Bond | None:
        """Both together; None where they differ."""
        slots = []
        for name in self.__slots__:
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine is not None and theirs is not None and mine != theirs:
                return None
            slots.append(theirs if mine is None else mine)
        return _Bond(*slots)


def basis(mention: Mention, role: str) -> str:
    """From where a mention's slot was filled."""
    return next((slot.basis for slot in mention.slots if slot.role == role), "DEFAULT")


def scale_of(mention: Mention) -> Decimal:
    """What a value in the mention's unit is multiplied with to be in the base unit."""
    return codelists.units()[mention.unit_measure].factor_to_base or Decimal(1)


def grain_of(mention: Mention) -> Decimal:
    """The step to which a number is told: its last printed digit; of a rounded one the last that is no nought."""
    step = mention.unit_mult - mention.decimals
    if mention.decimals == 0 and _is_loose(mention) and mention.obs_value:
        digits = mention.obs_value.as_tuple().digits
        step += len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return Decimal(1).scaleb(step) * scale_of(mention)


def unify(items: Sequence[Item], among: Sequence[int], groups: list[int]) -> None:
    """Join the groups of the items that state the same fact, those of one period and area first."""
    buckets: dict[tuple[str, str], list[int]] = {}
    units = codelists.units()
    for index in among:
        fact = items[index].fact
        unit = units[fact.unit_measure].base_unit or fact.unit_measure
        buckets.setdefault((unit, fact.stat_type), []).append(index)
    bonds = {index: _bond(items[index].fact) for index in among}
    for bucket in buckets.values():
        apart = _without_repeats(items, bucket, groups, bonds)
        apart.sort(key=lambda i: (items[i].value, items[i].mention.start_char))
        pairs = _pairs(items, apart)
        for first, second in sorted(pairs, key=lambda pair: not _is_placed_alike(items[pair[0]], items[pair[1]])):
            one, two = root(groups, first), root(groups, second)
            met = bonds[one].met(bonds[two]) if one != two else None
            if met is not None:
                groups[two] = one
                bonds[one] = met


def root(groups: list[int], index: int) -> int:
    """The group of an item, by the first of its members."""
    while groups[index] != index:
        groups[index] = groups[groups[index]]
        index = groups[index]
    return index


def _without_repeats(
    items: Sequence[Item], bucket: Sequence[int], groups: list[int], bonds: dict[int, _Bond]
) -> list[int]:
    """The items that differ in what they say; a repeat joins the first of its kind at once."""
    firsts: dict[tuple[object, ...], int] = {}
    for index in bucket:
        item = items[index]
        m = item.fact
        said = (item.indicator, item.lemmas, item.level, item.value, m.min_value, m.max_value, m.comparator, item.grain,
                m.is_approximate, m.time_period, m.ref_area, m.base_per, m.base_ref_area, m.breakdown,
                m.measurement_denominator)  # fmt: skip
        first = firsts.setdefault(said, index)
        if first != index and item.indicator != UNKNOWN:
            groups[index] = first
            bonds[first] = bonds[first].met(bonds[index]) or bonds[first]
    return [index for index in bucket if groups[index] == index]


def _bond(m: Mention) -> _Bond:
    return _Bond(
        m.time_period if m.time_period != UNKNOWN and basis(m, "PERIOD") in EXPLICIT else None,
        m.ref_area if m.ref_area != UNKNOWN and basis(m, "AREA") in EXPLICIT else None,
        m.base_per if m.base_per != NOT_APPLICABLE else None,
        m.base_ref_area if m.base_ref_area != NOT_APPLICABLE else None,
        m.breakdown if m.breakdown != TOTAL else None,
        m.measurement_denominator if m.measurement_denominator != NOT_APPLICABLE else None,
    )


def _pairs(items: Sequence[Item], bucket: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours in value whose values and subjects agree."""
    found = []
    for at, index in enumerate(bucket):
        item = items[index]
        limit = item.value + 2 * ROUNDED * abs(item.value)
        for other in bucket[at + 1 : at + 1 + NEIGHBOURS]:
            if items[other].value > limit:
                break
            if _states_same(item, items[other]):
                found.append((index, other))
    return found


def _states_same(a: Item, b: Item) -> bool:
    if a.is_curated and b.is_curated and a.indicator != b.indicator:
        return False
    if a.value == b.value:
        return _has_same_bounds(a.fact, b.fact) and _has_same_subject(a, b)
    return a.indicator == b.indicator != UNKNOWN and _is_rounded(a, b)


def _is_placed_alike(a: Item, b: Item) -> bool:
    return a.fact.time_period == b.fact.time_period and a.fact.ref_area == b.fact.ref_area


def _is_loose(m: Mention) -> bool:
    return m.is_approximate or m.comparator is not None


def _is_range(m: Mention) -> bool:
    return m.min_value is not None and m.max_value is not None and m.comparator is None


def _has_same_bounds(m: Mention, n: Mention) -> bool:
    """Whether two claims of one value can be one: ranges by both ends, bounds on the same side."""
    if _is_range(m) or _is_range(n):
        return (m.min_value, m.max_value) == (n.min_value, n.max_value)
    return m.comparator is None or n.comparator is None or m.comparator[0] == n.comparator[0]


def _is_rounded(a: Item, b: Item) -> bool:
    """Whether the coarser of two numbers stands for the finer one: `2.3 billion` for 2,290 million.

    A whole number without a scale word is taken as exact ("12 %" is not 12.4 %) unless its words say otherwise.
    """
    coarse, fine = (a, b) if a.grain >= b.grain else (b, a)
    m = coarse.fact
    if coarse.grain == fine.grain or _is_range(m) or _is_range(fine.fact):
        return False
    if not _is_loose(m) and (coarse.value < 10 * coarse.grain or not (m.decimals or m.unit_mult)):
        return False
    gap = fine.value - coarse.value
    if m.comparator is not None:
        return (gap > 0) == (m.comparator[0] == ">") and abs(gap) < min(coarse.grain, ROUNDED * abs(coarse.value))
    return abs(gap) <= min(coarse.grain / 2, ROUNDED * abs(coarse.value))


def _has_same_subject(a: Item, b: Item) -> bool:
    if a.indicator == b.indicator != UNKNOWN or (a.level is not None and a.level == b.level):
        return True
    m, n = a.fact, b.fact
    is_common = m.unit_measure in _COMMON_UNITS
    is_rare = len(m.value.normalize().as_tuple().digits) >= RARE_DIGITS
    shared = len(a.lemmas & b.lemmas)
    fewer = min(len(a.lemmas), len(b.lemmas))
    if is_common and not is_rare:  # 23 % comes twice by chance, of two things whose labels have words in common
        return shared > 0 and shared >= min(fewer, MOST * len(a.lemmas | b.lemmas))
    if shared >= ENOUGH or (shared and 2 * shared >= fewer):
        return True
    is_rare = is_rare and not is_common and m.unit_measure != "COUNT"
    return is_rare and m.time_period == n.time_period and m.ref_area == n.ref_area
