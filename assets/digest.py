"""The digest: what a published generation brings, in Markdown that a person reads in a minute.

What is new is found by `warehouse.changes`; here it is told, and kept in `<home>/digest/<generation>.md` for as long
as the generation stays. Headings are English, a fact's names and labels those of its report where that is French.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assets.markdown import MAX_REASON, Trusted, escaped, explorer, link, table
from warehouse.changes import Changes, Conflict, Counts, Fact, Group, ReportNews, changes
from warehouse.database import has_current_tables
from warehouse.generations import before
from warehouse.home import Home, WarehouseError
from warehouse.publish import Published

KINDS = {
    "NEW": "new",
    "CHANGED": "changed",
    "REREAD": "read again with newer rules",
    "RETIRED": "gone",
    "COPY": "a copy of another",
    "QUARANTINED": "cannot be read",
}
OLDER = "This generation has the tables of another version; the next one that is published is told again."
NOTHING = Counts(new=0, unlisted=0, indicators=0, changed=0, gone=0, conflicts=0, refusals=0, reports=0)


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of the newest generation, and what this run has brought: nothing where nothing was published."""

    path: Path
    text: str
    counts: Counts

    @property
    def summary(self) -> str:
        """What this run has brought, in a line."""
        return _summary(self.counts)


def digest(home: Home, published: Published) -> Digest:
    """The digest of a generation, written where it is not there yet; those of generations that are gone are removed.

    Raises WarehouseError where it cannot be written.
    """
    path = home.digests / f"{published.generation}.md"
    if not published.is_new and path.exists():
        return Digest(path, path.read_text(encoding="utf-8"), NOTHING)
    if not has_current_tables(published.path):
        return Digest(path, OLDER, NOTHING)
    former = before(home, published.path)
    news = changes(published.path, former)
    moment = datetime.fromtimestamp(published.path.stat().st_mtime, UTC)
    text = written(news, published.generation, former, moment)
    _keep(path, text)
    for old in home.digests.glob("*.md"):
        if not (home.published / f"{old.stem}.duckdb").exists():
            old.unlink(missing_ok=True)
    return Digest(path, text, news.counts if published.is_new else NOTHING)


def _keep(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise WarehouseError(
            f"The warehouse is published, but its digest {path} cannot be written ({error.strerror}): check its rights."
        ) from error


def written(news: Changes, generation: int, former: Path | None, moment: datetime) -> str:
    """The digest as Markdown."""
    parts = (
        f"# What is new in generation {generation}",
        f"Published {moment:%-d %B %Y, %H:%M} UTC · {_against(news, former)} · [all facts]({explorer()})",
        f"**{_summary(news.counts)}**",
        *_section("New in quarantine", news.counts.refusals, _refusals(news), "quality"),
        *_section("New conflicts", news.counts.conflicts, _conflicts(news), "conflicts"),
        *_section("Changed facts", news.counts.changed, _changed(news)),
        *_section("Facts that are gone", news.counts.gone, _gone(news)),
        *_new_facts(news),
        *_section("Reports", news.counts.reports, _reports(news)),
    )
    return "\n\n".join(parts) + "\n"


def _against(news: Changes, former: Path | None) -> str:
    if news.is_compared and former is not None:
        return f"against generation {former.stem}"
    return "the first generation" if former is None else f"everything is new: generation {former.stem} had other tables"


def _summary(counts: Counts) -> str:
    every = (
        (counts.new, "new fact", "new facts"),
        (counts.changed, "changed", "changed"),
        (counts.gone, "gone", "gone"),
        (counts.conflicts, "new conflict", "new conflicts"),
        (counts.refusals, "new in quarantine", "new in quarantine"),
        (counts.reports, "report", "reports"),
    )
    said = [f"{number:,} {one if number == 1 else many}" for number, one, many in every if number]
    return " · ".join(said) if said else "No fact has come, changed or gone."


def _section(title: str, number: int, lines: str, page: str | None = None) -> Iterator[str]:
    if number:
        yield f"## {title} ({number:,})" + (f" · [in the explorer]({explorer(page)})" if page else "")
        yield lines


def _new_facts(news: Changes) -> Iterator[str]:
    if not news.counts.new:
        return
    yield f"## New facts ({news.counts.new:,})"
    for group in news.groups:
        yield f"### {_names(group)}"
        yield table(_FACT, map(_fact, group.facts), len(group.facts), group.n_facts - len(group.facts))
    n_more = news.counts.indicators - len(news.groups)
    if n_more:
        yield f"… and {n_more:,} more indicators"
    if news.unlisted:
        yield f"### On no list ({news.counts.unlisted:,})"
        rows = ((fact.indicator_name, *_fact(fact)) for fact in news.unlisted)
        yield table(("what", *_FACT), rows, len(news.unlisted), news.counts.unlisted - len(news.unlisted))


def _names(group: Group) -> str:
    """The indicator's name as a link; beside it the French one, where a fact shown is French."""
    is_french = any(fact.indicator_name == group.name_fr != group.name for fact in group.facts)
    names = link(group.name, "indicator", group.indicator) + (f" · {escaped(group.name_fr)}" if is_french else "")
    return f"{names} ({group.n_facts:,})"


_FACT = ("value", "measure", "period", "area", "status", "source")


def _fact(fact: Fact) -> tuple[object, ...]:
    return (_value(fact), fact.measure, fact.period, _area(fact), fact.status, _source(fact))


def _value(fact: Fact) -> Trusted:
    """The value as the report writes it, as a link to the fact."""
    words = f"{fact.qualifier} {fact.value_as_written}" if fact.qualifier else fact.value_as_written
    return link(words, "observation", fact.observation_id)


def _area(fact: Fact) -> str:
    return fact.area if fact.breakdown_name is None else f"{fact.area}, {fact.breakdown_name}"


def _source(fact: Fact) -> Trusted:
    """Whose figure it is, as a link to the report."""
    return link(fact.source, "report", fact.report_id)


def _changed(news: Changes) -> str:
    """Before and now: the value and, of what places the fact, that which has changed."""
    rows = (
        (each.now.indicator_name, _placed(each.before, each.now), _placed(each.now, each.before),
         each.now.period, _area(each.now), _source(each.now))
        for each in news.changed
    )  # fmt: skip
    header = ("what", "before", "now", "period", "area", "source")
    return table(header, rows, len(news.changed), news.counts.changed - len(news.changed))


def _placed(fact: Fact, other: Fact) -> Trusted:
    """A fact's value, with its subject, measure, period, area and status where those of the other differ."""
    pairs = (
        (fact.indicator_name, other.indicator_name), (fact.measure, other.measure), (fact.period, other.period),
        (_area(fact), _area(other)), (fact.status, other.status),
    )  # fmt: skip
    return Trusted(" · ".join([_value(fact), *(escaped(mine) for mine, its in pairs if mine != its)]))


def _gone(news: Changes) -> str:
    rows = (
        (fact.indicator_name, fact.value_as_written, fact.period, _area(fact), _source(fact),
         "Its report no longer states it." if reason is None else reason)
        for fact, reason in ((each.fact, each.reason) for each in news.gone)
    )  # fmt: skip
    header = ("what", "value", "period", "area", "source", "why")
    return table(header, rows, len(news.gone), news.counts.gone - len(news.gone))


def _conflicts(news: Changes) -> str:
    header = ("what", "period", "area", "one says", "another says", "")
    rows = map(_conflict, news.conflicts)
    return table(header, rows, len(news.conflicts), news.counts.conflicts - len(news.conflicts))


def _conflict(each: Conflict) -> tuple[object, ...]:
    one, other = (Trusted(f"{_value(fact)}, {_source(fact)}") for fact in (each.fact, each.other))
    doubt = "looks like a scale error" if each.looks_like_scale_error else ""
    return (each.fact.indicator_name, each.fact.period, _area(each.fact), one, other, doubt)


def _refusals(news: Changes) -> str:
    rows = ((each.place, each.stage.lower(), escaped(each.reason, MAX_REASON)) for each in news.refusals)
    header = ("place", "stage", "what is wrong and what to do")
    return table(header, rows, len(news.refusals), news.counts.refusals - len(news.refusals))


def _reports(news: Changes) -> str:
    rows: Iterable[tuple[object, ...]] = map(_report_row, news.reports)
    header = ("report", "title", "what happened", "facts")
    return table(header, rows, len(news.reports), news.counts.reports - len(news.reports))


def _report_row(each: ReportNews) -> tuple[object, ...]:
    said = KINDS[each.kind] if each.reason is None else f"{KINDS[each.kind]}: {each.reason}"
    return (link(each.report_file, "report", each.report_id), each.title, said, f"{each.n_facts:,}")
