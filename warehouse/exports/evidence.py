"""The evidence page: one HTML file to send by mail, in which every figure leads to the words it came from.

It holds no script and asks no host for anything: anchors lead from the table to the marked words and back, its style
is the only one that its Content-Security-Policy allows. Whole paragraphs are shown; of reports that were asked for as
such, all of them. What the page says in its own voice is here in two languages.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from warehouse.exports.choice import Manner
from warehouse.exports.digits import digits
from warehouse.exports.formats import Progress, Written
from warehouse.exports.source import Source
from warehouse.home import WarehouseError

MAX_FACTS = 20_000
_NARROW = "\u202f"
_SHOWN = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}
_SHOWN |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
Row = tuple[Any, ...]

SAY: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Facts and their words",
        "fact": "fact", "facts": "facts",
        "made": "generation {number} of the warehouse, published on {day} UTC",
        "filters": "Chosen:",
        "how": "Click a figure to see its words in the report, and the words to come back.",
        "table": "Facts; each figure leads to its words in the report",
        "columns": (
            "As written", "Indicator", "Area", "Period", "Measure", "Value", "Status", "Whose figure", "Confidence",
        ),
        "part_columns": ("Figure", "Part", "Words", "Taken from", "Rule"),
        "paragraph": "Paragraph", "page": "page", "read": "How it was read", "published": "as published",
        "note": "Made by Factline. Values are exact; confidence is the program's own estimate that a row is right. "
        "A control character is shown as a symbol.",
        "roles": {
            "VALUE": "value", "UNIT": "unit", "SUBJECT": "subject", "PERIOD": "period", "AREA": "area", "BASE": "base",
            "STATUS": "status", "SOURCE": "source",
        },
        "bases": {
            "PHRASE": "its own words", "CLAUSE": "its clause", "SENTENCE": "its sentence", "FOCUS": "a sentence before",
            "PARAGRAPH": "its paragraph", "HEADING": "a heading above", "REPORT": "the report", "DEFAULT": "no words",
        },
    },
    "fr": {
        "title": "Des faits et leurs mots",
        "fact": "fait", "facts": "faits",
        "made": "génération {number} de l'entrepôt, publiée le {day} UTC",
        "filters": "Choix :",
        "how": "Un clic sur un chiffre mène à ses mots dans le rapport, un clic sur les mots ramène ici.",
        "table": "Faits ; chaque chiffre mène à ses mots dans le rapport",
        "columns": (
            "Tel qu'écrit", "Indicateur", "Zone", "Période", "Mesure", "Valeur", "Statut", "Source du chiffre",
            "Confiance",
        ),
        "part_columns": ("Chiffre", "Élément", "Mots", "Tiré de", "Règle"),
        "paragraph": "Paragraphe", "page": "page", "read": "Comment il a été lu", "published": "tel que publié",
        "note": "Produit par Factline. Les valeurs sont exactes ; la confiance est l'estimation, par le programme, que "
        "la ligne est juste. Un caractère de contrôle est montré par un symbole.",
        "roles": {
            "VALUE": "valeur", "UNIT": "unité", "SUBJECT": "sujet", "PERIOD": "période", "AREA": "zone", "BASE": "base",
            "STATUS": "statut", "SOURCE": "source",
        },
        "bases": {
            "PHRASE": "ses propres mots", "CLAUSE": "sa proposition", "SENTENCE": "sa phrase",
            "FOCUS": "une phrase avant", "PARAGRAPH": "son paragraphe", "HEADING": "un titre au-dessus",
            "REPORT": "le rapport", "DEFAULT": "aucun mot",
        },
    },
}  # fmt: skip


class TooManyFactsError(WarehouseError):
    """More facts than a page can show."""


@dataclass
class _Mark:
    """A mention: its number on the page, the number of its fact, its words, and what gave its parts."""

    number: int
    fact: int
    start: int
    end: int
    words: str
    parts: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a paragraph, with the marks that begin in it: none where it is plain text."""

    text: str
    marks: list[_Mark]


def write_evidence(source: Source, path: Path, manner: Manner, progress: Progress) -> Sequence[Written]:
    """One HTML page. Raises TooManyFactsError."""
    n_facts = source.count(f"SELECT 1 FROM fact_observation AS o WHERE {source.chosen('o')}")
    if n_facts > MAX_FACTS:
        raise TooManyFactsError(
            f"{n_facts} facts are too many for a page that opens well ({MAX_FACTS} at most): narrow it with "
            "--report, --indicator, --area or --where, or take xlsx."
        )
    facts = list(source.rows(_FACTS.format(chosen=source.chosen("o"), of=_suffix(manner))))
    progress("html", 0, len(facts))
    say = SAY[manner.language]
    numbers = {row[0]: number for number, row in enumerate(facts, start=1)}
    marks = _marks(source, say, numbers)
    first = {mark_id: mark.number for each in marks.values() for mark_id, mark in each.items()}
    reports = list(_reports(source, say, marks))
    style = files("warehouse").joinpath("exports", "evidence.css").read_text(encoding="utf-8")
    stream = _template().stream(
        language=manner.language, say=say, style=style, style_hash=_hash(style), n_facts=len(facts),
        title=reports[0]["title"] if len(reports) == 1 else say["title"],
        generation=source.generation, published_at=source.published_at.isoformat(" ", "minutes"),
        filters=[(name, _listed(value)) for name, value in source.choice.describe().items()],
        facts=[_fact(row, number, first, manner) for number, row in enumerate(facts, start=1)], reports=reports,
    )  # fmt: skip
    with path.open("w", encoding="utf-8", newline="\n") as file:
        stream.enable_buffering(500)
        file.writelines(stream)
    return [Written(path.name, len(facts))]


def shown(value: object) -> str:
    """A text whose control characters are seen: as symbols of themselves."""
    return str(value).translate(_SHOWN)


def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    environment.filters["shown"] = shown
    text = files("warehouse").joinpath("exports", "evidence.html").read_text(encoding="utf-8")
    return environment.from_string(text)


def _hash(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _suffix(manner: Manner) -> str:
    return "_fr" if manner.language == "fr" else ""


def _listed(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


_FACTS = """
SELECT o.observation_id, o.first_mention_id, o.value_as_written, o.indicator_name{of},
  CASE WHEN o.breakdown <> '_T' THEN coalesce(o.breakdown_name{of}, o.breakdown) END, o.area_name{of},
  o.period_label{of}, o.measure{of}, o.qualifier{of}, f.value, f.min_value, f.max_value, o.unit_symbol,
  o.status_name{of}, o.source_name, o.confidence
FROM v_observation AS o
JOIN fact_observation AS f ON f.observation_id = o.observation_id
LEFT JOIN fact_mention AS m ON m.mention_id = o.first_mention_id
WHERE {chosen}
ORDER BY o.report_file, o.report_id, m.start_char, o.observation_id
"""
_MENTIONS = """
SELECT m.mention_id, m.observation_id, m.paragraph_id, m.start_char, m.end_char, m.exact
FROM fact_mention AS m WHERE {chosen} ORDER BY m.report_id, m.start_char, m.end_char, m.mention_id
"""
_PARTS = """
SELECT x.mention_id, x.role, x.exact, x.basis, x.rule
FROM fact_mention_part AS x JOIN fact_mention AS m ON m.mention_id = x.mention_id
WHERE {chosen} ORDER BY x.mention_id, x.start_char, x.role
"""
_PARAGRAPHS = """
SELECT r.report_id, coalesce(r.title, r.report_file), r.publisher, r.date_issued, r.report_file, r.source_uri,
  r.language, p.paragraph_id, p.paragraph_no, p.page, p.heading_path, p.start_char, p.text
FROM dim_paragraph AS p JOIN dim_report AS r ON r.report_id = p.report_id
WHERE {chosen} AND ({whole} OR p.paragraph_id IN (SELECT m.paragraph_id FROM fact_mention AS m WHERE {chosen_mention}))
ORDER BY r.report_file, r.report_id, p.paragraph_no
"""


def _marks(source: Source, say: dict[str, Any], numbers: dict[str, int]) -> dict[str, dict[str, _Mark]]:
    """The mentions by paragraph and id, in the order of the text."""
    marks: dict[str, _Mark] = {}
    placed: dict[str, dict[str, _Mark]] = {}
    chosen = source.chosen("m")
    for number, row in enumerate(source.rows(_MENTIONS.format(chosen=chosen)), start=1):
        mention_id, observation_id, paragraph_id, start, end, words = row
        marks[mention_id] = _Mark(number, numbers[observation_id], start, end, words)
        placed.setdefault(paragraph_id, {})[mention_id] = marks[mention_id]
    for mention_id, role, words, basis, rule in source.rows(_PARTS.format(chosen=chosen)):
        part = {"role": say["roles"][role], "words": words or "", "basis": say["bases"][basis], "rule": rule}
        marks[mention_id].parts.append(part)
    return placed


def _reports(source: Source, say: dict[str, Any], marks: dict[str, dict[str, _Mark]]) -> Iterator[dict[str, Any]]:
    sql = _PARAGRAPHS.format(
        chosen=source.chosen("r", "report_id"), chosen_mention=source.chosen("m"),
        whole="true" if source.choice.is_of_reports else "false",
    )  # fmt: skip
    report: dict[str, Any] = {}
    for row in source.rows(sql):
        report_id, title, publisher, issued, file, uri, language = row[:7]
        if report.get("id") != report_id:
            if report:
                yield report
            about = [str(each) for each in (publisher, issued, file) if each is not None]
            link = uri if uri is not None and uri.startswith(("http://", "https://")) else None
            report = {"id": report_id, "title": title, "about": about, "link": link, "language": language}
            report["paragraphs"] = []
        paragraph_id, number, page, heading, start, text = row[7:]
        found = list(marks.get(paragraph_id, {}).values())
        pieces = list(_pieces(text, start, found))
        report["paragraphs"].append(
            {"number": number, "page": page, "heading": heading, "pieces": pieces, "marks": found}
        )
    if report:
        yield report


def _pieces(text: str, at: int, marks: Sequence[_Mark]) -> Iterator[_Piece]:
    """The paragraph in stretches; marks that overlap share one, from the first's beginning to the last's end."""
    start, done = at, at
    for group in _groups(marks):
        first, last = group[0].start, max(mark.end for mark in group)
        yield _Piece(text[done - start : first - start], [])
        yield _Piece(text[first - start : last - start], group)
        done = last
    yield _Piece(text[done - start :].rstrip("\n"), [])


def _groups(marks: Sequence[_Mark]) -> list[list[_Mark]]:
    groups: list[list[_Mark]] = []
    for mark in marks:
        if groups and mark.start < max(each.end for each in groups[-1]):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _fact(row: Row, number: int, first: dict[str, int], manner: Manner) -> dict[str, Any]:
    mention_id, words, indicator, breakdown, area, period, measure, qualifier, value, low, high, symbol = row[1:13]
    status, whose, confidence = row[13:]
    figure = _number(value, manner)
    if low is not None and high is not None and low < high:
        figure = f"{_number(low, manner)} – {_number(high, manner)}"
        qualifier = None
    said = f"{confidence:.2f}"
    return {
        "number": number, "mention": first[mention_id], "words": words, "area": area, "period": period,
        "indicator": f"{indicator} ({breakdown})" if breakdown else indicator, "measure": measure,
        "value": " ".join(each for each in (qualifier, figure, symbol) if each), "status": status, "source": whose,
        "confidence": said.replace(".", ",") if manner.language == "fr" else said,
    }  # fmt: skip


def _number(value: Any, manner: Manner) -> str:
    """All digits, grouped as the language does."""
    whole, _, decimals = digits(value).partition(".")
    if manner.language == "fr":
        return f"{int(whole):,}".replace(",", _NARROW) + ("," + decimals if decimals else "")
    return f"{int(whole):,}" + ("." + decimals if decimals else "")
