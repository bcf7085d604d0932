"""How a text was read, step by step, for people: types before and after each stage, and what subjects were chosen from.

It runs the engine again on the same text; nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.extract import extract, tools
from pipelines.grammar import Stage
from pipelines.phrases import label
from pipelines.ranking import Candidate, Ranker, Situation, fitted
from pipelines.tokens import CHAR, Sentence, explain
from schemas.records import Mention, Paragraph, Report

SHOWN = 4
_NUMERIC = frozenset(CHAR[name] for name in ("DIGITS", "YEAR", "RAW", "SMALL", "FRACTION", "COLLECTIVE", "SCALE"))


class _Telling(Ranker):
    """A ranker that keeps, by the figure's place, its best candidates with their scores."""

    def __init__(self, text: str) -> None:
        super().__init__(fitted().weights)
        self.text = text
        self.told: dict[int, list[str]] = {}

    def choose(self, candidates: Sequence[Candidate], around: Situation) -> tuple[Candidate, float] | None:
        scored = sorted(zip(self.scores(candidates, around), candidates, strict=True), key=lambda pair: -pair[0])
        self.told[around.start] = [
            f"{score:6.2f}  {label(self.text, one.subject.slices)}  [{', '.join(one.rules)}]"
            for score, one in scored[:SHOWN]
        ]
        return super().choose(candidates, around)


def explained(report: Report, paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    """Lines for each sentence that holds a number: its words, its types by stage, its statements and their subjects.

    Raises ValueError where there is no pack for the report's language.
    """
    telling = _Telling(report.text)
    mentions = extract(report, paragraphs, telling).mentions
    using = tools(report.language)
    for paragraph in paragraphs:
        for lexed in using.lexer.sentences(report.text, paragraph.start_char, paragraph.end_char):
            if any(char in _NUMERIC for char in lexed.sentence.types):
                first, last = lexed.sentence.starts[0], lexed.sentence.ends[-1]
                yield ""
                yield " ".join(report.text[first:last].split())
                yield from _staged(lexed.sentence, using.stages)
                for mention in mentions:
                    if first <= mention.start_char < last:
                        yield from _told(mention, telling)


def _staged(sentence: Sentence, stages: Sequence[Stage]) -> Iterator[str]:
    yield f"  lexed   {explain(sentence.types)}"
    for number, stage in enumerate(stages, start=1):
        told: list[str] = []
        sentence = stage.reduce(sentence, told)
        if told:
            yield f"  stage {number} {explain(sentence.types)}"
            yield f"          {'; '.join(' '.join(line.split()) for line in told)}"


def _told(mention: Mention, telling: _Telling) -> Iterator[str]:
    rules = ", ".join(f"{slot.role.lower()}: {slot.rule} ({slot.basis.lower()})" for slot in mention.slots)
    yield f"  = {mention.exact}  {mention.stat_type} {mention.unit_measure} {mention.time_period}  {rules}"
    yield from (f"    {line}" for line in telling.told.get(mention.start_char, ()))
