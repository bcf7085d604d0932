"""What `factline query`, `show` and `trace` print: the published warehouse, read like any other client reads it.

Only the contract is used (tables and views); nothing here opens the private file or writes.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines import segment
from pipelines.explain import explained
from pipelines.extract import lexer_of
from pipelines.languages import SUPPORTED
from schemas.records import Report
from warehouse.exports.digits import digits
from warehouse.home import Home
from warehouse.reading import query

WIDE = 200
MAX_TABLE_ROWS = 500
Row = dict[str, Any]

BASES = {
    "PHRASE": "its own words",
    "CLAUSE": "its clause",
    "SENTENCE": "its sentence",
    "FOCUS": "a sentence before",
    "PARAGRAPH": "its paragraph",
    "HEADING": "a heading above",
    "REPORT": "the report as a whole",
    "DEFAULT": "no words",
}

REPORT = """
SELECT report_id, report_file, title, publisher, language, date_issued, date_issued_basis, status, status_reason, text
FROM dim_report WHERE report_file = $name OR report_file LIKE '%/' || $name OR starts_with(report_id, $name)
ORDER BY report_file
"""
FACTS = """
SELECT left(o.observation_id, 8) AS id, indicator_name, qualifier, value_exact, unit_symbol, measure, period_label,
  o.area_name, status_name, n_mentions, o.confidence
FROM v_observation AS o JOIN fact_mention AS m ON m.mention_id = o.first_mention_id
WHERE o.report_id = ? ORDER BY m.start_char
"""
SPANS = "SELECT start_char, end_char FROM fact_mention WHERE report_id = ? ORDER BY start_char"
OBSERVATION = "SELECT * FROM v_observation WHERE starts_with(observation_id, ?) ORDER BY observation_id LIMIT 2"
SUCCESSORS = "SELECT new_id FROM observation_successor WHERE starts_with(old_id, ?) ORDER BY new_id LIMIT 1"
LAST = "SELECT * FROM v_observation ORDER BY loaded_at DESC, n_mentions DESC, confidence DESC, observation_id LIMIT 1"
MENTIONS = """
SELECT l.*, m.prefix, p.start_char AS paragraph_start, p.end_char AS paragraph_end, r.text
FROM v_lineage AS l JOIN fact_mention AS m USING (mention_id) JOIN dim_paragraph AS p USING (paragraph_id)
JOIN dim_report AS r ON r.report_id = l.report_id
WHERE l.observation_id = ? ORDER BY l.start_char
"""
PARTS = "SELECT role, exact, basis, rule, score FROM fact_mention_part WHERE mention_id = ? ORDER BY start_char, role"


class AbsentError(Exception):
    """Nothing has that name or id; the message says how to find one."""


def query_output(home: Home, sql: str, form: str) -> None:
    """Print the rows of a query as a table, CSV or JSON. Raises QueryError and NothingPublished."""
    rows = query(home, sql)
    names = [str(name) for name in rows.columns]
    values = [[_plain(value) for value in row] for row in rows.astype(object).itertuples(index=False)]
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([["" if value is None else _text(value) for value in row] for row in values])
    elif form == "json":
        every = [dict(zip(names, map(_json, row), strict=True)) for row in values]
        print(json.dumps(every, ensure_ascii=False, indent=1))  # noqa: T201 - the command's output
    else:
        _console().print(_table(names, values[:MAX_TABLE_ROWS]))
        if len(values) > MAX_TABLE_ROWS:
            _console().print(f"{MAX_TABLE_ROWS} of {len(values)} rows: --format csv gives all.")


def show_report(home: Home, name: str) -> None:
    """Print a report's text with its figures marked, and its facts. Raises AbsentError."""
    report = _only(query(home, REPORT, {"name": name}).to_dict("records"), name)
    console = _console()
    console.print(Text(report["report_file"], style="bold"), Text(_about(report), style="dim"))
    if report["status"] != "LOADED":
        console.print(Text(f"{report['status']}: {_plain(report['status_reason']) or ''}"))
    if _plain(report["text"]) is None:
        return
    spans = query(home, SPANS, [report["report_id"]]).itertuples(index=False)
    console.print(_marked(report["text"], [(int(a), int(b)) for a, b in spans], console.is_terminal), soft_wrap=True)
    facts = query(home, FACTS, [report["report_id"]])
    if len(facts):
        names = ("id", "indicator", "value", "unit", "measure", "period", "area", "status", "mentions", "confidence")
        console.print(_table(names, [_fact(row) for row in facts.to_dict("records")]))
        console.print(f"factline trace {facts['id'].iloc[0]} leads the first one back to its words.", highlight=False)
    else:
        console.print("No figures were found in it.")


def explain_report(home: Home, name: str) -> None:
    """Print how the engine reads a report's stored text, sentence by sentence. Raises AbsentError."""
    row = _only(query(home, REPORT, {"name": name}).to_dict("records"), name)
    if _plain(row["text"]) is None or row["language"] not in SUPPORTED:
        raise AbsentError(f"{row['report_file']} has no text in a language that is read.")
    issued = row["date_issued"] if _plain(row["date_issued"]) is not None else None
    day = issued.date() if isinstance(issued, datetime) else issued
    report = Report(row["report_id"], row["report_file"], row["text"], row["language"], date_issued=day)
    for line in explained(report, segment.paragraphs(report.report_id, report.text)):
        print(line)  # noqa: T201 - the command's output


def trace_observation(home: Home, start_of_id: str | None) -> None:
    """Print the way from a fact back to its words, or of a fact of the last load. Raises AbsentError."""
    fact = _observation(home, start_of_id)
    console = _console()
    console.print(Text(_statement(fact), style="bold"), soft_wrap=True)
    keys = (
        "observation_id",
        "indicator",
        "stat_type",
        "unit_measure",
        "time_period",
        "base_per",
        "ref_area",
        "obs_status",
    )
    about = " · ".join(f"{key} {fact[key]}" for key in keys if fact[key] != "_Z")
    console.print(Text(f"{about} · confidence {fact['confidence']:.2f}", style="dim"), soft_wrap=True)
    mentions = query(home, MENTIONS, [fact["observation_id"]]).to_dict("records")
    for number, mention in enumerate(mentions, start=1):
        console.print(f"\nmention {number} of {len(mentions)}", style="bold", highlight=False)
        for name, text in _way(_strings(mention), console.is_terminal):
            console.print(Text(f"{name:>9}  ", style="dim") + text, soft_wrap=True)
        parts = query(home, PARTS, [mention["mention_id"]]).to_dict("records")
        names = ("part", "words", "taken from", "rule", "score")
        console.print(Padding(_table(names, [_part(row) for row in parts]), (0, 0, 0, 2), expand=False))


def _observation(home: Home, start_of_id: str | None) -> Row:
    if start_of_id is None:
        found = query(home, LAST).to_dict("records")
        if not found:
            raise AbsentError("The warehouse holds no facts yet: put reports into the inbox and run `factline run`.")
        return _strings(found[0])
    found = query(home, OBSERVATION, [start_of_id]).to_dict("records")
    if not found:
        newer = query(home, SUCCESSORS, [start_of_id])
        found = query(home, OBSERVATION, [str(newer["new_id"].iloc[0])]).to_dict("records") if len(newer) else []
    if not found or not start_of_id:
        raise AbsentError(f"No observation's id begins with {start_of_id!r}: `factline show REPORT` lists them.")
    if len(found) > 1:
        raise AbsentError(f"Several observations' ids begin with {start_of_id!r}: give more of the id.")
    return _strings(found[0])


def _only(found: Sequence[Mapping[Any, Any]], name: str) -> Row:
    if not found or not name:
        known = "factline query 'SELECT report_file FROM dim_report' lists them"
        raise AbsentError(f"No report has the name or id {name!r}: {known}.")
    if len(found) > 1:
        files = ", ".join(str(row["report_file"]) for row in found[:5])
        raise AbsentError(f"{len(found)} reports match {name!r} ({files}): give the path within the inbox.")
    return _strings(found[0])


def _strings(row: Mapping[Any, Any]) -> Row:
    return {str(name): value for name, value in row.items()}


def _about(report: Row) -> str:
    issued = f"{report['date_issued']} ({str(report['date_issued_basis']).lower()})" if report["date_issued"] else None
    every = (report["title"], report["publisher"], issued, report["language"], f"id {report['report_id'][:8]}")
    return " · ".join(str(value) for value in every if _plain(value) is not None)


def _marked(text: str, spans: Sequence[tuple[int, int]], is_terminal: bool) -> Text:
    """The text with the spans marked: in colour on a terminal, else in brackets that no report uses."""
    marked, at = Text(), 0
    for start, end in spans:
        words = text[start:end]
        marked.append(text[at:start])
        marked.append(words if is_terminal else f"⟦{words}⟧", style="bold black on yellow")
        at = end
    marked.append(text[at:])
    return marked


def _fact(row: Mapping[Any, Any]) -> list[Any]:
    value = f"{_plain(row['qualifier']) or ''} {_grouped(row['value_exact'])}".strip()
    start = [row["id"], row["indicator_name"], value, row["unit_symbol"], row["measure"], row["period_label"]]
    return [*start, row["area_name"], row["status_name"], row["n_mentions"], f"{row['confidence']:.2f}"]


def _statement(fact: Row) -> str:
    value = f"{_plain(fact['qualifier']) or ''} {_grouped(fact['value_exact'])} {fact['unit_symbol']}".strip()
    where = f"{fact['area_name']}, {fact['period_label']}"
    return f"{fact['indicator_name']}: {value} ({fact['measure']}, {fact['status_name']}) — {where}"


def _way(mention: Row, is_terminal: bool) -> Iterator[tuple[str, Text]]:
    """From the words outwards: sentence, paragraph, report."""
    text, start, end = mention["text"], int(mention["start_char"]), int(mention["end_char"])
    first, last = _sentence(mention)
    yield "words", Text(f"“{mention['exact']}” at {start}–{end}, found by {mention['rule']}")
    sentence = " ".join(text[first:last].split())
    within = (start - first, end - first)
    if sentence == text[first:last]:
        yield "sentence", _marked(sentence, [within], is_terminal)
    else:
        yield "sentence", Text(sentence)
    heading = _plain(mention["heading_path"])
    size = int(mention["paragraph_end"]) - int(mention["paragraph_start"])
    yield (
        "paragraph",
        Text(f"number {mention['paragraph_no']}, {size} characters{f', under {heading}' if heading else ''}"),
    )
    about = [mention["report_file"], mention["title"], mention["publisher"], mention["date_issued"]]
    yield "report", Text(" · ".join(str(value) for value in about if _plain(value) is not None))
    if _plain(mention["source_link"]) is not None:
        yield "link", Text(str(mention["source_link"]))


def _sentence(mention: Row) -> tuple[int, int]:
    """Where the sentence stands that holds the words; the paragraph where its language has no pack."""
    bounds = int(mention["paragraph_start"]), int(mention["paragraph_end"])
    if mention["language"] not in SUPPORTED:
        return bounds
    for lexed in lexer_of(mention["language"]).sentences(mention["text"], *bounds):
        if lexed.sentence.ends[-1] >= int(mention["end_char"]):
            return min(lexed.sentence.starts[0], int(mention["start_char"])), lexed.sentence.ends[-1]
    return bounds


def _part(row: Mapping[Any, Any]) -> list[Any]:
    words = _plain(row["exact"])
    return [str(row["role"]).lower(), words or "", BASES[row["basis"]], row["rule"], f"{row['score']:.2f}"]


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDE)


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(*names, header_style="bold")
    for row in rows:
        table.add_row(*(Text("" if value is None else _text(value)) for value in row))
    return table


def _plain(value: Any) -> Any:
    """None for every kind of missing value."""
    return None if value is None or value is pd.NA or value is pd.NaT or value != value else value


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return digits(value)
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _grouped(value: Decimal) -> str:
    whole, point, decimals = digits(value).partition(".")
    return f"{'-' if whole.startswith('-') else ''}{int(whole.lstrip('-')):,}{point}{decimals}"


def _json(value: Any) -> Any:
    """Numbers as JSON numbers where those keep them exactly, else as text."""
    if isinstance(value, Decimal):
        whole = int(value)
        return whole if whole == value else float(value) if Decimal(repr(float(value))) == value else _text(value)
    if hasattr(value, "item"):
        return value.item()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
