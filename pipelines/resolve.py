"""Mentions to observations: what their indicators make of them, the weaker claim, keys, relations between them.

It never reads the text. Which mentions state one fact is said in `unification.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pipelines.indicators import CHANGES, by_definition, curated_indicator, with_denominator
from pipelines.lemmas import content, key_from
from pipelines.unification import Item, basis, grain_of, root, scale_of, unify
from schemas import codelists
from schemas.packed import Packed
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
    Slot,
    stable_id,
)  # fmt: skip

NEAR_CHARS = 160
"""A restatement stands within this many characters of what it restates."""
NEAR_LEVELS = 6
"""How many levels before and behind a change are looked at for its own."""
_YEAR = re.compile(r"\d{4}")
_PART_OF_YEAR = re.compile(r"\d{4}-(?:Q\d|\d\d)")


def _items(report: Report, mentions: Iterable[Mention]) -> Iterator[Item]:
    """Each mention without its words, with its indicator, read as this defines it; equal values are kept once."""
    kept: dict[Any, Any] = {}
    for index, each in enumerate(mentions):
        label = kept.setdefault(each.indicator_text, each.indicator_text)
        mention = with_denominator(_without_words(each, label), report.language)
        lemmas = content(mention.indicator_text, report.language)
        key = key_from(lemmas, report.language)
        code = curated_indicator(mention, report.language) if key else None
        code, fact = by_definition(code, mention, report.language) if code else (None, mention)
        values = (lemmas, key, code or key or UNKNOWN, mention.value * scale_of(mention), grain_of(mention))
        lemmas, key, indicator, value, grain = (kept.setdefault(value, value) for value in values)
        fact = mention if fact == mention else fact
        yield Item(mention, fact, lemmas, key, indicator, code is not None, index, value, grain)


def _without_words(mention: Mention, label: str) -> Mention:
    """What consolidation needs of a mention: all of a long report's are held at once."""
    slots = _bare(tuple((slot.role, slot.basis) for slot in mention.slots))
    return replace(mention, mention_id="", exact="", prefix="", suffix="", indicator_text=label, slots=slots)


@lru_cache(maxsize=1000)
def _bare(kinds: tuple[tuple[str, str], ...]) -> tuple[Slot, ...]:
    return tuple(Slot(role, "", None, None, basis, "") for role, basis in kinds)


def _link_levels(items: Sequence[Item]) -> None:
    """Each change, share or rate learns the level beside it: of its paragraph, subject and period, the nearest."""
    levels: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.fact.stat_type == "LEVEL":
            levels.setdefault((item.mention.paragraph_id, item.indicator), []).append(item)
    starts = {key: [item.mention.start_char for item in found] for key, found in levels.items()}
    for item in items:
        key = (item.mention.paragraph_id, item.indicator)
        if item.fact.stat_type == "LEVEL" or key not in levels:
            continue
        at = bisect_left(starts[key], item.mention.start_char)
        near = [n for n in levels[key][max(0, at - NEAR_LEVELS) : at + NEAR_LEVELS] if _are_of_one(n.fact, item.fact)]
        best = min(near, key=lambda n: _apart(n.fact, item.fact), default=None)
        item.level = best.group if best else None


def _are_of_one(m: Mention, n: Mention) -> bool:
    """Whether a level and a change can be of one thing: its place and part."""
    return (m.ref_area == n.ref_area or UNKNOWN in (m.ref_area, n.ref_area)) and (
        m.breakdown == n.breakdown or TOTAL in (m.breakdown, n.breakdown)
    )


def _apart(level: Mention, change: Mention) -> tuple[bool, int]:
    return level.time_period != change.time_period, abs(level.start_char - change.start_char)


_WEAKNESS = {None: 0, ">=": 1, "<=": 1, ">": 2, "<": 2}


def _weakness(item: Item) -> tuple[int, bool, Decimal]:
    return _WEAKNESS[item.fact.comparator], item.fact.is_approximate, item.grain


def _base_of(members: Sequence[Item], period: str) -> str:
    """The period that a change is against: the one that words give, of an actual year's growth the year before."""
    for item in members:
        if item.fact.base_per != NOT_APPLICABLE:
            return item.fact.base_per
    fact = members[0].fact
    if fact.stat_type in CHANGES and fact.obs_status in "AEP" and _YEAR.fullmatch(period):
        return str(int(period) - 1)
    return NOT_APPLICABLE


def _observation(report: Report, members: list[Item]) -> Observation:
    """One claim from the mentions that state it: the most explicit one's reading, the weakest one's bound."""
    best = max(members, key=lambda i: (i.is_curated, i.fact.time_period != UNKNOWN, i.mention.confidence,
                                       -i.mention.start_char))  # fmt: skip
    weakest = max(members, key=_weakness)
    m, claim = best.fact, weakest.fact
    period, area = _settled(members, "time_period", "PERIOD"), _settled(members, "ref_area", "AREA")
    base = _base_of(members, period[0])
    base_area, whole = _said(members, "base_ref_area"), _said(members, "measurement_denominator")
    who = next((i.fact.breakdown for i in members if i.fact.breakdown != TOTAL), TOTAL)
    unit = codelists.units()[claim.unit_measure]
    key = (best.indicator, area[0], period[0], unit.base_unit or claim.unit_measure, m.stat_type, base, base_area,
           whole, who)  # fmt: skip
    obs_key = stable_id(*key, report.report_id if _is_local(best, area[0], period[0], base, who) else "")
    return Observation(
        observation_id=stable_id(obs_key, report.report_id, f"{weakest.value.normalize():f}"),
        obs_key=obs_key, report_id=report.report_id, indicator=best.indicator, ref_area=area[0],
        time_period=period[0], unit_measure=claim.unit_measure, stat_type=m.stat_type, base_per=base,
        base_ref_area=base_area, measurement_denominator=whole, breakdown=who,
        obs_value=claim.obs_value, unit_mult=claim.unit_mult, decimals=claim.decimals, value=claim.value,
        min_value=claim.min_value, max_value=claim.max_value, comparator=claim.comparator,
        is_approximate=any(i.fact.is_approximate for i in members), obs_status=m.obs_status,
        time_period_basis=period[1], ref_area_basis=area[1], indicator_basis=basis(m, "SUBJECT"),
        indicator_text=m.indicator_text,
        data_source=next((i.mention.data_source for i in members if i.mention.data_source),
                         report.metadata.data_source or report.metadata.publisher),
        source_tier=report.metadata.source_tier or 4, vintage_date=report.date_issued, n_mentions=len(members),
        first_mention_id="",
        confidence=max(i.mention.confidence for i in members),
        review_status="TO_REVIEW" if m.is_scale_ambiguous or m.is_separator_ambiguous else "UNREVIEWED",
    )  # fmt: skip


_NEARNESS = {name: rank for rank, name in enumerate(
    ("PHRASE", "CLAUSE", "SENTENCE", "FOCUS", "PARAGRAPH", "HEADING", "REPORT", "DEFAULT"))}  # fmt: skip


def _settled(members: list[Item], column: str, role: str) -> tuple[str, str]:
    """The value of a slot that was found nearest among the mentions, and its basis."""
    best = min(members, key=lambda i: (getattr(i.mention, column) == UNKNOWN, _NEARNESS[basis(i.mention, role)]))
    return getattr(best.mention, column), basis(best.mention, role)


def _is_local(item: Item, area: str, period: str, base: str, who: str) -> bool:
    """Whether the report enters the key: unknown never equals unknown, nor one bare noun another."""
    if UNKNOWN in (item.indicator, area, period):
        return True
    if item.fact.stat_type in CHANGES and base == NOT_APPLICABLE and _PART_OF_YEAR.fullmatch(period):
        return True  # against the month before or the year before?
    code = codelists.indicators().get(item.indicator)
    if code is None:
        return len(item.lemmas) < 2
    return code.is_generic and who == TOTAL


def _said(members: list[Item], column: str) -> str:
    """What a slot says that most mentions leave out."""
    values = (getattr(item.fact, column) for item in members)
    return next((value for value in values if value != NOT_APPLICABLE), NOT_APPLICABLE)


def _relations(items: list[Item], ids: dict[int, str], groups: list[int]) -> Iterable[Relation]:
    """GROWTH_OF and SHARE_OF to the level beside; RESTATES between amounts in two currencies side by side."""
    for item in items:
        mine = ids[root(groups, item.group)]
        if item.level is not None and item.fact.stat_type in (*CHANGES, "SHARE"):
            theirs = ids[root(groups, item.level)]
            predicate = "SHARE_OF" if item.fact.stat_type == "SHARE" else "GROWTH_OF"
            if theirs != mine:
                yield Relation(mine, predicate, theirs)
    units = codelists.units()
    before: Item | None = None
    for item in items:
        if units[item.fact.unit_measure].unit_type != "CURRENCY" or item.fact.stat_type in (*CHANGES, "SHARE"):
            continue
        if before is not None and _restates(item, before):
            yield Relation(ids[root(groups, item.group)], "RESTATES", ids[root(groups, before.group)])
        else:
            before = item


def _restates(item: Item, before: Item) -> bool:
    """Whether an amount says again, in another currency, what the amount before says."""
    m, n = before.fact, item.fact
    is_near = m.paragraph_id == n.paragraph_id and n.start_char - m.end_char < NEAR_CHARS
    return (
        is_near
        and m.unit_measure != n.unit_measure
        and (m.indicator_text, m.stat_type, m.time_period) == (n.indicator_text, n.stat_type, n.time_period)
    )


def resolve(report: Report, mentions: Sequence[Mention]) -> Resolution:
    """Consolidate one report's mentions; every mention comes back with its subject key and observation."""
    items = list(_items(report, mentions))
    groups = list(range(len(items)))
    levels = [i for i, item in enumerate(items) if item.fact.stat_type == "LEVEL"]
    unify(items, levels, groups)
    for index in levels:
        items[index].group = root(groups, index)
    _link_levels(items)
    unify(items, [i for i, item in enumerate(items) if item.fact.stat_type != "LEVEL"], groups)
    members: dict[int, list[Item]] = {}
    for index, item in enumerate(items):
        members.setdefault(root(groups, index), []).append(item)
    found = Packed(_observation(report, group) for group in members.values())
    ids = {first: observation.observation_id for first, observation in zip(members, found, strict=True)}
    del members
    done = Packed(
        replace(
            mention,
            measurement_denominator=item.mention.measurement_denominator,
            subject_key=item.key,
            observation_id=ids[root(groups, index)],
        )
        for index, (mention, item) in enumerate(zip(mentions, items, strict=True))
    )
    in_order = attrgetter("observation_id", "predicate", "related_observation_id")
    relations = tuple(sorted(set(_relations(items, ids, groups)), key=in_order))
    del items
    firsts = _first_mentions(done)
    merged = Packed(replace(each, first_mention_id=firsts[each.observation_id]) for each in _merged(found))
    return Resolution(done, merged, relations, _indicators(report, merged))


def _first_mentions(mentions: Iterable[Mention]) -> dict[str, str]:
    """The mention to quote of each observation: of those with the weakest wording the coarsest, then the first."""
    firsts: dict[str, tuple[int, int, int, str]] = {}
    for m in mentions:
        name = m.observation_id or ""
        wording = 2 - _WEAKNESS[m.comparator] if m.comparator else 3 - m.is_approximate
        rank = (wording, m.decimals - m.unit_mult, m.start_char, m.mention_id)
        if name not in firsts or rank < firsts[name]:
            firsts[name] = rank
    return {name: rank[-1] for name, rank in firsts.items()}


def _merged(found: Packed[Observation]) -> Packed[Observation]:
    """Groups that came to the same key and value are one observation, at the place of the first."""
    counts = Counter(observation.observation_id for observation in found)
    again: dict[str, Observation] = {}
    for observation in found:
        name = observation.observation_id
        if counts[name] > 1:
            again[name] = _joined(again[name], observation) if name in again else observation
    if not again:
        return found
    return Packed(
        again.pop(observation.observation_id, observation)
        for observation in found
        if counts[observation.observation_id] == 1 or observation.observation_id in again
    )


def _joined(kept: Observation, other: Observation) -> Observation:
    """Two groups' claims of one value as one: the weaker one's bound."""
    weaker = max((kept, other), key=lambda o: (_WEAKNESS[o.comparator], o.is_approximate))
    return replace(
        kept, comparator=weaker.comparator, min_value=weaker.min_value, max_value=weaker.max_value,
        is_approximate=kept.is_approximate or other.is_approximate, n_mentions=kept.n_mentions + other.n_mentions,
        confidence=max(kept.confidence, other.confidence),
    )  # fmt: skip


def _indicators(report: Report, observations: Iterable[Observation]) -> tuple[Indicator, ...]:
    """The indicators that the curated list does not hold, once each, with the shortest label as their name."""
    known = codelists.indicators()
    names: dict[str, str] = {}
    for observation in observations:
        code, text = observation.indicator, observation.indicator_text
        if code not in known and code != UNKNOWN and (code not in names or len(text) < len(names[code])):
            names[code] = text
    return tuple(Indicator(code, name, report.language) for code, name in names.items())
