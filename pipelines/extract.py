"""The engine, readable from top to bottom: paragraphs to statements and skipped numerals.

Lex once, reduce by stages, then fill each quantity's slots from its phrase, clause, sentence, the focus, the
heading or the report. What statements of one report have in common is `resolve.py`'s work.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from pipelines import ranking, weighing
from pipelines.counts import Counter, Skip
from pipelines.datelines import DATELINES
from pipelines.dates import PERIODS
from pipelines.drafts import Draft
from pipelines.evidence import settle
from pipelines.explained import Explained
from pipelines.focus import Focus
from pipelines.grammar import Stage
from pipelines.languages import pack
from pipelines.languages.base import Pack
from pipelines.lexer import Lexed, Lexer
from pipelines.links import linked
from pipelines.notes import Note, note_of, noted
from pipelines.numbers import NUMBER_WORDS, NUMERALS, SUMS, THOUSANDS
from pipelines.quantities import QUANTITIES
from pipelines.ranking import Ranker
from pipelines.reference import fill_bases
from pipelines.rows import mention_of, skipped_of
from pipelines.scanner import Scanner
from pipelines.statements import StatementReader
from pipelines.tokens import CHAR, Sentence, chars, compiled
from pipelines.topic_statements import TopicReader
from pipelines.unit_periods import MARKS, UNIT_PERIODS, WIRES
from pipelines.unit_quantities import UNIT_QUANTITIES
from pipelines.weighing import Chooser
from schemas.packed import Packed
from schemas.records import Extraction, Mention, Paragraph, Report, SkippedNumeral, Slot

WINDOW = 1_000_000
"""Code points behind which a report is settled piece by piece."""
SPACED = (PERIODS, DATELINES, NUMBER_WORDS, THOUSANDS, NUMERALS, SUMS, QUANTITIES)
"""Stages for languages that part their words by spaces and set units in words around their numbers."""
UNSPACED = (MARKS, UNIT_PERIODS, WIRES, UNIT_QUANTITIES)
"""Stages for languages without spaces, whose unit words stand behind their numbers."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What reads a language: its pack, lexer, grammar stages and count rules."""

    pack: Pack
    lexer: Lexer | Scanner
    stages: tuple[Stage, ...]
    counter: Counter | None

    def reduce(self, sentence: Sentence, is_first: bool = False) -> Sentence:
        """A lexed sentence after every stage; `is_first`: it opens its paragraph."""
        for stage in self.stages:
            sentence = stage.reduce(sentence)
        return linked(self.counter.reduce(sentence, is_first)) if self.counter is not None else sentence

    @property
    def dating(self) -> tuple[Stage, ...]:
        """The stages that find periods alone."""
        return UNSPACED[:2] if self.pack.unspaced is not None else SPACED[:1]

    def reader(self, report: Report, ranker: Ranker | None, chooser: Chooser | None) -> StatementReader | TopicReader:
        """The reader of a report's sentences."""
        ranker, chooser = ranker or ranking.fitted(), chooser or weighing.fitted()
        if isinstance(self.lexer, Scanner):
            return TopicReader(self.pack, report, self.lexer, ranker, chooser)
        return StatementReader(self.pack, report, ranker, chooser)


@cache
def tools(language: str) -> Tools:
    """The tools of a language, made once. Raises ValueError where there is no pack."""
    found = pack(language)
    if found.unspaced is not None:
        return Tools(found, Scanner(found), UNSPACED, None)
    return Tools(found, Lexer(found), SPACED, Counter(found))


def lexer_of(language: str) -> Lexer | Scanner:
    """The lexer of a language's pack. Raises ValueError where there is no pack."""
    return tools(language).lexer


def extract(
    report: Report, paragraphs: Sequence[Paragraph], ranker: Ranker | None = None, chooser: Chooser | None = None
) -> Extraction:
    """Every quantitative statement of a report, and every numeral that is none, with its reason.

    Offsets are code points in `report.text`. `ranker` chooses subjects, `chooser` periods,
    by the fitted weights where none is given. Raises ValueError where there is no pack for the report's language.
    """
    windows = tuple(stream(report, paragraphs, ranker, chooser))
    return Extraction(
        Packed.joined(window.mentions for window in windows), Packed.joined(window.skipped for window in windows)
    )


def stream(
    report: Report, paragraphs: Iterable[Paragraph], ranker: Ranker | None = None, chooser: Chooser | None = None
) -> Iterator[Extraction]:
    """What `extract` finds, window by window, so that a report of any length needs little memory.

    A window has at least `WINDOW` code points in whole paragraphs; nearly every report is one. The evidence that
    settles open readings is that of a window.
    """
    using = tools(report.language)
    reader = using.reader(report, ranker, chooser)
    focus = Focus.of_report(report)
    drafts: list[Draft] = []
    skipped: list[SkippedNumeral] = []
    begin = 0
    note: Note | None = None
    explained = Explained()
    for paragraph in paragraphs:
        if paragraph.start_char - begin >= WINDOW:
            yield _settled(using, reader, report, drafts, skipped)
            drafts, skipped, begin = [], [], paragraph.start_char
        is_heading = paragraph.kind == "heading"
        note = note if note is not None and (note.is_general or not is_heading) else None
        focus = focus.at_title() if is_heading else focus.at_paragraph(paragraph.kind == "list")
        for number, lexed in enumerate(using.lexer.sentences(report.text, paragraph.start_char, paragraph.end_char)):
            explained.read(lexed.sentence)
            reduced = using.reduce(lexed.sentence, number == 0)
            found, focus, dropped = reader.read(Lexed(reduced, lexed.cues), paragraph, focus)
            told = note_of(lexed.sentence, using.pack)
            note = note if told is None else told._replace(is_general=not drafts)
            if note is not None:
                noted(found, note, report.text)
            drafts += found
            skipped += _skipped(report, paragraph, reduced, dropped, {draft.start for draft in found})
            if is_heading:
                focus = focus.at_heading()
    yield _settled(using, reader, report, drafts, skipped)


def _settled(
    using: Tools, reader: StatementReader | TopicReader, report: Report, drafts: list[Draft],
    skipped: list[SkippedNumeral],
) -> Extraction:  # fmt: skip
    """A window's rows, its open readings settled."""
    settle(drafts, reader.scope.fill_areas(drafts), using.pack, report.text)
    reader.timing.fill_defaults(drafts)
    fill_bases(drafts)
    return Extraction(Packed(_mentions(report, drafts)), Packed(skipped))


def _mentions(report: Report, drafts: Sequence[Draft]) -> Iterator[Mention]:
    known: dict[Slot, Slot] = {}
    for draft in drafts:
        slots = (slot if slot.basis in _NEAR else known.setdefault(slot, slot) for slot in draft.slots.values())
        yield mention_of(report, draft, tuple(slots))
        draft.parent = draft.restates = None


def _skipped(
    report: Report, paragraph: Paragraph, sentence: Sentence, dropped: dict[int, Skip], stated: Set[int]
) -> list[SkippedNumeral]:
    """The numerals of a sentence that are no statement, with their reasons; `stated` are where its statements begin."""
    starts, ends = sentence.starts, sentence.ends
    if not starts or not (
        dropped or _NUMERALS.search(sentence.types) or _DIGITS.search(report.text, starts[0], ends[-1])
    ):
        return []
    numerals = {found.start() for found in _NUMERALS.finditer(sentence.types)} | dropped.keys()
    for digits in _DIGITS.finditer(report.text, starts[0], ends[-1]):
        index = bisect_right(starts, digits.start()) - 1
        while index < len(starts) and starts[index] < digits.end():
            if ends[index] > digits.start():
                numerals.add(index)
            index += 1
    rows = []
    for index in sorted(numerals):
        if index in dropped or starts[index] not in stated:
            skip = dropped[index] if index in dropped else _reason(sentence, index)
            rows.append(skipped_of(report, paragraph, starts[index], ends[index], skip))
    return rows


def _reason(sentence: Sentence, index: int) -> Skip:
    """Why a token with a numeral is no statement."""
    char, value = sentence.types[index], sentence.values[index]
    if char == CHAR["SKIPPED"]:
        return value if isinstance(value, Skip) else Skip(str(value), f"{value} in the lexer")
    if char in _REASONS:
        return Skip(*_REASONS[char])
    if char not in _NUMERIC:
        return Skip("name", "digits inside a word")
    if sentence.types[index + 1 : index + 2] in _DATE_MARKS and index + 1 < len(sentence.types):
        return Skip("date", "number before a date mark")
    return Skip("unassigned", "no rule")


_NEAR = frozenset({"PHRASE", "CLAUSE", "SENTENCE"})
"""Slots filled from farther away than these are the same for many statements, and kept once."""
_DIGITS = re.compile(r"\d+")
_NUMERALS = compiled("[SKIPPED DATELINE DIGITS YEAR RAW NUMERAL DECADE]")
"""Tokens that are numerals even where they are words."""
_NUMERIC = chars("QUANTITY DIGITS YEAR RAW NUMERAL DECADE")
_REASONS = {
    CHAR["DATELINE"]: ("date", "date in the lexer"),
    CHAR["PERIOD"]: ("date", "period"),
    CHAR["ORDINAL"]: ("ordinal", "ordinal"),
    CHAR["PER"]: ("denominator", "per n"),
}
_DATE_MARKS = chars("YEAR_MARK MONTH_MARK DAY_MARK")
