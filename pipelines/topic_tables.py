"""Tables set as lines of text: cells that wide gaps part, under a line that names the columns.

    厂商　　出货量（万台）　　同比增幅
    甲　　20.1　　315.0%

A column tells measure, unit, period and base of the figures below it; the first cell of a row tells whose they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.changes import Change
from pipelines.drafts import Draft
from pipelines.numbers import Numeral
from pipelines.periods import PeriodRef
from pipelines.quantities import Quantity
from pipelines.scanner import Scanner
from pipelines.tokens import CHAR, NAME_OF, Sentence
from pipelines.topic_clauses import Span, content, senses
from pipelines.topic_roles import role
from pipelines.topic_timing import TopicTiming
from pipelines.unit_quantities import UNIT_QUANTITIES
from schemas.records import Slot

_GAP = re.compile(r"[\t\u3000]+| {2,}|\s*\|\s*")
_IN_BRACKETS = re.compile(r"[（(]([^（()）]{1,8})[)）]")
MIN_CELLS, MAX_LINE = 3, 400


@dataclass(frozen=True, slots=True)
class Column:
    """What a column's head tells: label slices, a quantity of one in its unit, period, base and change (its sign)."""

    slices: tuple[Span, ...] = ()
    one: Quantity | None = None
    period: PeriodRef | None = None
    base: PeriodRef | None = None
    change: int | None = None


class Table:
    """The table that the lines at work belong to."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.columns: tuple[Column, ...] = ()
        self.cells: list[Span] = []

    def enter(self, sentence: Sentence) -> None:
        """Take a line as a row or as the head of a table; any other line ends the table.

        Numerals of a row become quantities in the unit that their column or row names.
        """
        self.cells = _cells(sentence)
        if len(self.cells) < MIN_CELLS:
            self.columns, self.cells = (), []
        elif not any(NAME_OF[char] in ("QUANTITY", "NUMERAL", "SKIPPED") for char in sentence.types):
            self.columns, self.cells = tuple(self._column(sentence, cell) for cell in self.cells), []
        elif len(self.cells) != len(self.columns):
            self.columns, self.cells = (), []
        else:
            self._measure(sentence)

    def _one(self, text: str) -> Quantity | None:
        """A quantity of one in the unit that a cell names in brackets."""
        for named in _IN_BRACKETS.finditer(text):
            told = "1" + named[1][named[1].rfind("：") + 1 :].strip()
            for lexed in self.scanner.sentences(told, 0, len(told)):
                reduced = UNIT_QUANTITIES.reduce(lexed.sentence)
                if reduced.types == CHAR["QUANTITY"] and isinstance(reduced.values[0], Quantity):
                    return reduced.values[0]
        return None

    def _column(self, sentence: Sentence, cell: Span) -> Column:
        inside = [i for i, start in enumerate(sentence.starts) if cell[0] <= start < cell[1]]
        if not inside:
            return Column()
        bracket = next((i for i in inside if NAME_OF[sentence.types[i]] == "OPEN"), inside[-1] + 1)
        period = base = sign = None
        for at in inside:
            name = NAME_OF[sentence.types[at]]
            if name == "PERIOD" and role(sentence, at) == "BASE":
                base = sentence.values[at]
            elif name == "PERIOD":
                period = period or sentence.values[at]
            elif name == "CHANGE":
                sign = int(sentence.values[at])
            elif senses(sentence, at) & {"UP", "DOWN"}:
                sign = -1 if "DOWN" in senses(sentence, at) else 1
        sign = 0 if sign is None and base is not None else sign
        slices = content(sentence, inside[0], bracket - 1).slices
        return Column(slices if sign is None else (), self._one(sentence.text[cell[0] : cell[1]]), period, base, sign)

    def _number(self, position: int) -> int:
        return next((n for n, (start, end) in enumerate(self.cells) if start <= position < end), 0)

    def _measure(self, sentence: Sentence) -> None:
        own = self._one(sentence.text[self.cells[0][0] : self.cells[0][1]])
        types = list(sentence.types)
        for at, char in enumerate(types):
            number = self._number(sentence.starts[at])
            one = self.columns[number].one or (own if self.columns[number].change is None else None)
            if char == CHAR["NUMERAL"] and number and one is not None:
                numeral: Numeral = sentence.values[at]
                types[at] = CHAR["QUANTITY"]
                is_minus = at > 0 and types[at - 1] == CHAR["DASH"] and sentence.is_glued(at)
                low = replace(numeral, mult=numeral.mult + one.low.mult)
                sentence.values[at] = replace(one, low=low, sign=-1 if is_minus else 0, rule="unit of its column")
                sentence.starts[at] -= is_minus
        sentence.types = "".join(types)

    def change(self, sentence: Sentence, index: int) -> Change | None:
        """The change that the column of a figure tells; None where it tells a level."""
        column = self.columns[self._number(sentence.starts[index])] if self.cells else Column()
        if column.change is None:
            return None
        quantity: Quantity = sentence.values[index]
        return Change(column.change if column.change < 0 else quantity.sign or 1, index, "head of the column")

    def label(self, sentence: Sentence, index: int) -> tuple[Span, ...]:
        """Row and column as label slices, a change's with what the first measuring column names; empty outside."""
        number = self._number(sentence.starts[index]) if self.cells else 0
        if not number:
            return ()
        inside = [i for i, start in enumerate(sentence.starts) if self.cells[0][0] <= start < self.cells[0][1]]
        bracket = next((i for i in inside if NAME_OF[sentence.types[i]] == "OPEN"), len(inside))
        row = content(sentence, 0, bracket - 1).slices
        column = self.columns[number]
        named = column.slices if column.change is None else ()
        measuring = (other.slices for other in self.columns[1:] if other.slices)
        return (*row, *(named or (next(measuring, ()) if column.change is not None else ())))

    def date(self, sentence: Sentence, index: int, draft: Draft, timing: TopicTiming, spoken: str | None) -> None:
        """Fill period and base of a figure from its column, counted from the period spoken of."""
        column = self.columns[self._number(sentence.starts[index])] if self.cells else Column()
        value = timing.value_beside(column.period, spoken) if column.period is not None else None
        if value is not None:
            draft.period = value
            draft.slots["PERIOD"] = Slot("PERIOD", value, None, None, "HEADING", "period of the column")
        if column.base is not None:
            timing.count_back(draft, column.base)


def _cells(sentence: Sentence) -> list[Span]:
    """The cells of a line as spans of the stored text; none where no gap parts them."""
    if not sentence.starts or sentence.ends[-1] - sentence.starts[0] > MAX_LINE:
        return []
    first, last = sentence.starts[0], sentence.ends[-1]
    line = sentence.text[first:last]
    edges = [(gap.start() + first, gap.end() + first) for gap in _GAP.finditer(line)]
    if not edges:
        return []
    return list(zip([first, *(end for _, end in edges)], [*(start for start, _ in edges), last], strict=True))
