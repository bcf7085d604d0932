"""The engine, readable from top to bottom: paragraphs to statements and skipped numerals.

Lex once, reduce by stages, then fill each quantity's slots from its phrase, clause, sentence, the focus, the
heading or the report. What statements of one report have in common is `resolve.py`'s work.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipelines.counts import Counter, Skip
from pipelines.drafts import Draft
from pipelines.evidence import settle
from pipelines.focus import Focus
from pipelines.languages import pack
from pipelines.languages.base import Pack
from pipelines.lexer import Lexed, Lexer
from pipelines.numbers import NUMBER_WORDS, NUMERALS, SUMS
from pipelines.periods import DATELINES, PERIODS
from pipelines.quantities import QUANTITIES
from pipelines.rows import mention_of, parts_of, skipped_of
from pipelines.statements import StatementReader
from pipelines.tokens import CHAR, Sentence
from schemas.records import Extraction, Paragraph, Report, SkippedNumeral

STAGES = (PERIODS, DATELINES, NUMBER_WORDS, NUMERALS, SUMS, QUANTITIES)


@cache
def _tools(language: str) -> tuple[Pack, Lexer, Counter]:
    found = pack(language)
    return found, Lexer(found), Counter(found)


def lexer_of(language: str) -> Lexer:
    """The lexer of a language's pack, made once. Raises ValueError where there is no pack."""
    return _tools(language)[1]


def reduce(sentence: Sentence) -> Sentence:
    """A lexed sentence after the periods, numbers and quantities stages."""
    for stage in STAGES:
        sentence = stage.reduce(sentence)
    return sentence


def extract(report: Report, paragraphs: Sequence[Paragraph]) -> Extraction:
    """Every quantitative statement of a report, and every numeral that is none, with its reason.

    Offsets are code points in `report.text`. Raises ValueError where there is no pack for the report's language.
    """
    language_pack, lexer, counter = _tools(report.language)
    reader = StatementReader(language_pack, report)
    focus = Focus.of_report(report)
    drafts: list[Draft] = []
    skipped: list[SkippedNumeral] = []
    for paragraph in paragraphs:
        is_heading = paragraph.kind == "heading"
        focus = focus.at_title() if is_heading else focus.at_paragraph(paragraph.kind == "list")
        for number, lexed in enumerate(lexer.sentences(report.text, paragraph.start_char, paragraph.end_char)):
            reduced = counter.reduce(reduce(lexed.sentence), number == 0)
            found, focus, dropped = reader.read(Lexed(reduced, lexed.cues), paragraph, focus)
            drafts += found
            skipped += _skipped(report, paragraph, reduced, dropped)
            if is_heading:
                focus = focus.at_heading()
    settle(drafts, reader.scope.home())
    reader.scope.fill_defaults(drafts)
    mentions = tuple(mention_of(report, draft) for draft in drafts)
    parts = tuple(part for mention in mentions for part in parts_of(report.text, mention))
    return Extraction(mentions, parts, tuple(skipped))


def _skipped(
    report: Report, paragraph: Paragraph, sentence: Sentence, dropped: dict[int, Skip]
) -> list[SkippedNumeral]:
    """The numerals of a sentence that are no statement: periods, skipped tokens and dropped quantities."""
    rows = []
    for index, char in enumerate(sentence.types):
        value = sentence.values[index]
        start, end = sentence.starts[index], sentence.ends[index]
        if index in dropped:
            rows.append(skipped_of(report, paragraph, start, end, dropped[index]))
        elif char == CHAR["PERIOD"] and any(letter.isdigit() for letter in report.text[start:end]):
            rows.append(skipped_of(report, paragraph, start, end, Skip("date", "period")))
        elif char in _SKIPPED:
            name = "date" if char == CHAR["DATELINE"] else str(value)
            reason = value if isinstance(value, Skip) else Skip(name, f"{name} in the lexer")
            rows.append(skipped_of(report, paragraph, start, end, reason))
        elif char == CHAR["ORDINAL"] and any(letter.isdigit() for letter in report.text[start:end]):
            rows.append(skipped_of(report, paragraph, start, end, Skip("ordinal", "ordinal")))
        elif char in _NUMERIC:
            rows.append(skipped_of(report, paragraph, start, end, Skip("unassigned", "no rule")))
    return rows


_SKIPPED = frozenset((CHAR["SKIPPED"], CHAR["DATELINE"]))
_NUMERIC = frozenset(CHAR[name] for name in ("DIGITS", "YEAR", "RAW", "NUMERAL", "DECADE"))
