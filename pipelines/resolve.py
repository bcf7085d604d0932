"""Mentions to observations: unification within a report, relations, confidence. It never reads the text.

Two mentions state one fact when unit, measure and value agree, period and area are equal or one of them was only
inherited, and the subjects match (`design/warehouse.md`). The weaker claim wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pipelines.lemmas import content, curated, subject_key
from schemas import codelists
from schemas.records import (
    NOT_APPLICABLE,
    TOTAL,
    UNKNOWN,
    Indicator,
    Mention,
    Observation,
    Relation,
    Report,
    Resolution,
    stable_id,
)  # fmt: skip

EXPLICIT = frozenset({"PHRASE", "CLAUSE", "SENTENCE"})
NEIGHBOURS = 40
"""How many mentions of about the same value one is compared with: keeps consolidation linear."""
NEAR_CHARS = 160
"""A restatement stands within this many characters of what it restates."""


@dataclass(slots=True)
class _Item:
    """A mention on its way: its content lemmas, indicator, and the group that it belongs to."""

    mention: Mention
    lemmas: frozenset[str]
    indicator: str
    group: int
    level: int | None = None


def _basis(mention: Mention, role: str) -> str:
    return next((slot.basis for slot in mention.slots if slot.role == role), "DEFAULT")


def _indicator(report: Report, text: str, key: str) -> str:
    if not key:
        return UNKNOWN
    return curated(report.language).get(key, key)


def _compatible(first: str, second: str, first_basis: str, second_basis: str) -> bool:
    if first == second or UNKNOWN in (first, second):
        return True
    return first_basis not in EXPLICIT or second_basis not in EXPLICIT


def _same_value(a: Mention, b: Mention) -> bool:
    """Equal at the coarser printed precision."""
    if a.value == b.value:
        return a.max_value == b.max_value or None in (a.max_value, b.max_value) or a.min_value is None
    grain = max(Decimal(1).scaleb(m.unit_mult - m.decimals) for m in (a, b))
    return abs(a.value - b.value) < grain / 2 and min(a.decimals, b.decimals) >= 1


def _significant(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _same_subject(a: _Item, b: _Item) -> bool:
    if a.indicator == b.indicator and a.indicator != UNKNOWN:
        return True
    if a.lemmas and b.lemmas and 2 * len(a.lemmas & b.lemmas) >= min(len(a.lemmas), len(b.lemmas)):
        return True
    if a.level is not None and a.level == b.level:
        return True
    m, n = a.mention, b.mention
    is_rare = _significant(m.value) >= 3 and m.value == n.value and m.unit_measure not in ("PERCENT", "COUNT")
    return is_rare and m.time_period == n.time_period and m.ref_area == n.ref_area


def _states_same(a: _Item, b: _Item) -> bool:
    m, n = a.mention, b.mention
    return (
        _same_value(m, n)
        and m.breakdown == n.breakdown
        and _compatible(m.time_period, n.time_period, _basis(m, "PERIOD"), _basis(n, "PERIOD"))
        and _compatible(m.ref_area, n.ref_area, _basis(m, "AREA"), _basis(n, "AREA"))
        and _same_subject(a, b)
    )


def _root(groups: list[int], index: int) -> int:
    while groups[index] != index:
        groups[index] = groups[groups[index]]
        index = groups[index]
    return index


def _unify(items: list[_Item], among: Sequence[int], groups: list[int]) -> None:
    """Join the groups of the items that state the same fact."""
    buckets: dict[tuple[str, str], list[int]] = {}
    for index in among:
        mention = items[index].mention
        buckets.setdefault((mention.unit_measure, mention.stat_type), []).append(index)
    for bucket in buckets.values():
        bucket.sort(key=lambda i: (items[i].mention.value, items[i].mention.start_char))
        for at, index in enumerate(bucket):
            for other in bucket[at + 1 : at + 1 + NEIGHBOURS]:
                if _states_same(items[index], items[other]):
                    groups[_root(groups, other)] = _root(groups, index)


def _link_levels(items: list[_Item]) -> None:
    """Each change, share or rate learns the level beside it: the nearest of its paragraph with the same label."""
    levels: dict[tuple[str, str], list[_Item]] = {}
    for item in items:
        if item.mention.stat_type == "LEVEL":
            levels.setdefault((item.mention.paragraph_id, item.mention.indicator_text), []).append(item)
    for item in items:
        if item.mention.stat_type != "LEVEL":
            near = levels.get((item.mention.paragraph_id, item.mention.indicator_text), [])
            best = min(near, key=lambda n: abs(n.mention.start_char - item.mention.start_char), default=None)
            item.level = best.group if best else None


_WEAKNESS = {None: 0, ">=": 1, "<=": 1, ">": 2, "<": 2}


def _observation(report: Report, members: list[_Item]) -> Observation:
    """One claim from the mentions that state it: the most explicit one's reading, the weakest one's bound."""
    best = max(members, key=lambda i: (i.mention.time_period != UNKNOWN, i.mention.confidence, -i.mention.start_char))
    weakest = max(members, key=lambda i: _WEAKNESS[i.mention.comparator])
    m, bound = best.mention, weakest.mention
    period, area = _settled(members, "time_period", "PERIOD"), _settled(members, "ref_area", "AREA")
    base = next((i.mention.base_per for i in members if i.mention.base_per != NOT_APPLICABLE), NOT_APPLICABLE)
    unit = codelists.units()[m.unit_measure]
    factor = unit.factor_to_base or Decimal(1)
    key = (best.indicator, area[0], period[0], unit.base_unit or m.unit_measure, m.stat_type, base,
           m.base_ref_area, m.measurement_denominator, m.breakdown)  # fmt: skip
    obs_key = stable_id(*key, report.report_id if _is_local(best, area[0], period[0]) else "")
    return Observation(
        observation_id=stable_id(obs_key, report.report_id, f"{(m.value * factor).normalize():f}"),
        obs_key=obs_key, report_id=report.report_id, indicator=best.indicator, ref_area=area[0],
        time_period=period[0], unit_measure=m.unit_measure, stat_type=m.stat_type, base_per=base,
        base_ref_area=m.base_ref_area, measurement_denominator=m.measurement_denominator, breakdown=m.breakdown,
        obs_value=m.obs_value, unit_mult=m.unit_mult, decimals=m.decimals, value=m.value,
        min_value=bound.min_value, max_value=bound.max_value, comparator=bound.comparator,
        is_approximate=any(i.mention.is_approximate for i in members), obs_status=m.obs_status,
        time_period_basis=period[1], ref_area_basis=area[1], indicator_basis=_basis(m, "SUBJECT"),
        indicator_text=m.indicator_text,
        data_source=next((i.mention.data_source for i in members if i.mention.data_source),
                         report.metadata.data_source or report.metadata.publisher),
        source_tier=report.metadata.source_tier or 4, vintage_date=report.date_issued, n_mentions=len(members),
        confidence=max(i.mention.confidence for i in members),
        review_status="TO_REVIEW" if m.is_scale_ambiguous or m.is_separator_ambiguous else "UNREVIEWED",
    )  # fmt: skip


_NEARNESS = {name: rank for rank, name in enumerate(
    ("PHRASE", "CLAUSE", "SENTENCE", "FOCUS", "PARAGRAPH", "HEADING", "REPORT", "DEFAULT"))}  # fmt: skip


def _settled(members: list[_Item], column: str, role: str) -> tuple[str, str]:
    """The value of a slot that was found nearest among the mentions, and its basis."""
    best = min(members, key=lambda i: (getattr(i.mention, column) == UNKNOWN, _NEARNESS[_basis(i.mention, role)]))
    return getattr(best.mention, column), _basis(best.mention, role)


def _is_local(item: _Item, area: str, period: str) -> bool:
    """Whether the report enters the key: unknown never equals unknown, nor one bare noun another."""
    if UNKNOWN in (item.indicator, area, period):
        return True
    code = codelists.indicators().get(item.indicator)
    if code is None:
        return len(item.lemmas) < 2
    return code.is_generic and item.mention.breakdown == TOTAL


def _relations(items: list[_Item], ids: dict[int, str], groups: list[int]) -> Iterable[Relation]:
    """GROWTH_OF and SHARE_OF to the level beside; RESTATES between amounts in two currencies side by side."""
    for item in items:
        mine = ids[_root(groups, item.group)]
        if item.level is not None and item.mention.stat_type in ("GROWTH_RATE", "DIFFERENCE", "SHARE"):
            theirs = ids[_root(groups, item.level)]
            predicate = "SHARE_OF" if item.mention.stat_type == "SHARE" else "GROWTH_OF"
            if theirs != mine:
                yield Relation(mine, predicate, theirs)
    units = codelists.units()
    for before, after in pairwise(items):
        m, n = before.mention, after.mention
        is_money = all(units[x.unit_measure].unit_type == "CURRENCY" and x.stat_type == "LEVEL" for x in (m, n))
        is_near = m.paragraph_id == n.paragraph_id and n.start_char - m.end_char < NEAR_CHARS
        if is_money and is_near and m.unit_measure != n.unit_measure and m.indicator_text == n.indicator_text:
            yield Relation(ids[_root(groups, after.group)], "RESTATES", ids[_root(groups, before.group)])


def resolve(report: Report, mentions: Sequence[Mention]) -> Resolution:
    """Consolidate one report's mentions; every mention comes back with its subject key and observation."""
    items = []
    for index, mention in enumerate(mentions):
        key = subject_key(mention.indicator_text, report.language)
        lemmas = content(mention.indicator_text, report.language)
        items.append(
            _Item(replace(mention, subject_key=key), lemmas, _indicator(report, mention.indicator_text, key), index)
        )
    groups = list(range(len(items)))
    levels = [i for i, item in enumerate(items) if item.mention.stat_type == "LEVEL"]
    _unify(items, levels, groups)
    for index in levels:
        items[index].group = _root(groups, index)
    _link_levels(items)
    _unify(items, [i for i, item in enumerate(items) if item.mention.stat_type != "LEVEL"], groups)
    members: dict[int, list[_Item]] = {}
    for index, item in enumerate(items):
        members.setdefault(_root(groups, index), []).append(item)
    found = {root: _observation(report, group) for root, group in members.items()}
    merged, ids = _merged(found, members)
    done = tuple(replace(item.mention, observation_id=ids[_root(groups, i)]) for i, item in enumerate(items))
    relations = tuple(sorted(set(_relations(items, ids, groups)), key=lambda r: (r.observation_id, r.predicate)))
    return Resolution(done, merged, relations, _indicators(report, merged))


def _merged(
    found: dict[int, Observation], members: dict[int, list[_Item]]
) -> tuple[tuple[Observation, ...], dict[int, str]]:
    """Groups that came to the same key and value are one observation."""
    by_id: dict[str, Observation] = {}
    for observation in found.values():
        kept = by_id.get(observation.observation_id)
        if kept is None:
            by_id[observation.observation_id] = observation
        else:
            by_id[observation.observation_id] = replace(kept, n_mentions=kept.n_mentions + observation.n_mentions)
    return tuple(by_id.values()), {root: observation.observation_id for root, observation in found.items()}


def _indicators(report: Report, observations: Sequence[Observation]) -> tuple[Indicator, ...]:
    """The indicators that the curated list does not hold, once each, with the shortest label as their name."""
    known = codelists.indicators()
    names: dict[str, str] = {}
    for observation in observations:
        code, text = observation.indicator, observation.indicator_text
        if code not in known and code != UNKNOWN and (code not in names or len(text) < len(names[code])):
            names[code] = text
    return tuple(Indicator(code, name, report.language) for code, name in names.items())
