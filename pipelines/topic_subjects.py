"""Subjects in topic chains: templates that say what a quantity measures where topics stand first and objects behind.

S V Q, Q 的 N, A、B分别为…, 其中 N Q, N（Q）, and clauses that keep the topic before. Each gives a `Subject` like those
of `subjects.py`; the caller resolves what inherits or points back.
"""

from __future__ import annotations

from bisect import bisect_left

from pipelines.changes import Change
from pipelines.clauses import Subject
from pipelines.languages.base import Pack
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars
from pipelines.topic_changes import is_linked
from pipelines.topic_clauses import EMPTY, NOMINAL, Clauses, Content, Span, content, is_acting, senses, shortened

MIN_ACT = 4
"""Characters from which what so many do names a figure by itself."""
_BEHIND = chars("OR_MORE OR_LESS APPROX")
_STARTS = NOMINAL | chars("PLACE HOMELAND")


class TopicFinder:
    """Finds the subject of each quantity of one sentence."""

    def __init__(self, sentence: Sentence, pack: Pack) -> None:
        self.sentence = sentence
        self.pack = pack
        self.clauses = Clauses(sentence, pack)
        self.quantities = [i for i, char in enumerate(sentence.types) if char == CHAR["QUANTITY"]]
        self._contents: dict[tuple[int, int, bool], Content] = {}

    def name(self, index: int) -> str:
        """The type name of a token; empty beyond the sentence."""
        return NAME_OF[self.sentence.types[index]] if 0 <= index < len(self.sentence.types) else ""

    def content(self, first: int, last: int, *, is_behind: bool = False) -> Content:
        """`content`, looked at once: rules and candidates ask for the same stretches."""
        key = (first, last, is_behind)
        found = self._contents.get(key)
        if found is None:
            found = self._contents[key] = content(self.sentence, first, last, is_behind=is_behind)
        return found

    def first_of(self, index: int) -> int:
        """The first token that belongs to the quantity at `index`: behind a boundary and the quantity before."""
        first = self.clauses.span(self.clauses.number(index))[0]
        before = bisect_left(self.quantities, index)
        return max(first, self.quantities[before - 1] + 1) if before else first

    def find(self, index: int, change: Change | None, has_previous: bool) -> Subject | None:
        """The subject of the quantity at token `index`; None where nothing in the sentence names one."""
        listed = self._zipped(index)
        if listed is not None:
            return listed
        bracketed = self._bracketed(index, has_previous)
        if bracketed is not None:
            return bracketed
        first = self.first_of(index)
        left = self.content(first, index - 1)
        right = self._right(index, change, left)
        if right is not None:
            return self._with_right(index, left, right, first, has_previous)
        return self._from_left(index, change, left, first, has_previous)

    def _subject(self, slices: tuple[Span, ...], rule: str, *, inherits: bool = False, score: float = 0.8) -> Subject:
        return Subject(shortened(slices), rule, "CLAUSE", inherits=inherits, score=score)

    # What stands behind the quantity.

    def _right(self, index: int, change: Change | None, left: Content) -> Content | None:
        """The noun phrase that the quantity stands before as an attribute; None where it is none."""
        quantity: Quantity = self.sentence.values[index]
        at = index + 1
        if self.name(at) and self.sentence.types[at] in _BEHIND:
            at += 1
        is_linked_by = self.name(at) == "OF"
        at += is_linked_by
        if at >= len(self.sentence.types) or (change is not None and change.governor < index):
            return None
        is_counted = quantity.kind == "COUNT" and self.sentence.is_glued(at)
        is_noun = self.sentence.types[at] in _STARTS or (is_acting(self.sentence, at) and (is_linked_by or is_counted))
        if not is_noun or (change is not None and change.governor >= at):
            return None
        last = self.clauses.span(self.clauses.number(index))[1]
        following = min((q - 1 for q in self.quantities if q > index), default=last)
        if is_linked_by and not quantity.is_share and quantity.kind != "PERCENT":
            following = min(following, self._noun_end(at, last))
        found = self.content(at, min(last, following), is_behind=True)
        if not found.slices:
            return None
        if quantity.kind == "COUNT":
            return found if not self._ends_in_noun(index) else None
        if quantity.kind == "PERCENT" and (quantity.is_share or not left.slices or is_linked_by):
            return found
        return found if is_linked_by or not left.slices else None

    def _noun_end(self, at: int, last: int) -> int:
        """The last token of the noun phrase that begins at `at`: before an adverb or a verb that is none of it."""
        for place in range(at + 1, last + 1):
            if self.name(place) in ("ADVERB", "NEG", "AUX") or (
                self.name(place) == "VERB" and not is_acting(self.sentence, place)
            ):
                return place - 1
        return last

    def _ends_in_noun(self, index: int) -> bool:
        """Whether a noun stands right before the quantity, which then counts it: 企业2400家."""
        return index > 0 and self.sentence.types[index - 1] in NOMINAL and self.sentence.is_glued(index)

    def _with_right(self, index: int, left: Content, right: Content, first: int, has_previous: bool) -> Subject:
        quantity: Quantity = self.sentence.values[index]
        verb = self._verb_before(index, first)
        if quantity.kind == "COUNT" and self.name(index + 1) == "OF" and left.slices and not verb:
            return self._subject((*left.slices, *right.slices), "noun, number and noun", score=0.8)
        if quantity.kind == "COUNT" and quantity.unit == "COUNT":
            return self._subject((*verb, *right.slices), "number and noun", score=0.9)
        if quantity.kind == "PERCENT":
            is_part = left.slices and self.name(index + 1) == "OF" and not self.clauses.is_weak(left)
            return self._subject((*(left.slices if is_part else ()), *right.slices), "share of noun", score=0.85)
        if left.slices and not self.clauses.is_weak(left):
            return self._subject((*left.slices, *right.slices), "noun, quantity and noun", score=0.8)
        return self._subject(right.slices, "amount of noun", score=0.85)

    def _verb_before(self, index: int, first: int) -> tuple[Span, ...]:
        """The acting verb right before the quantity, over bounds: 新建两家厂房."""
        at = index - 1
        while at >= first and self.name(at) in ("ADVERB", "APPROX", "ABOVE", "ABOVE_EQ", "BELOW", "BELOW_EQ"):
            at -= 1
        if at >= first and is_acting(self.sentence, at):
            return ((self.sentence.starts[at], self.sentence.ends[at]),)
        return ()

    # What stands before the quantity.

    def _from_left(
        self, index: int, change: Change | None, left: Content, first: int, has_previous: bool
    ) -> Subject | None:
        if left.slices and all(is_acting(self.sentence, at) for at in left.tokens):
            topic = self._topic_between(index, has_previous)
            if topic is not None:
                return self._subject((*topic.slices, *left.slices), "topic and act", score=0.75)
            if change is not None and has_previous:
                return self._subject(left.slices, "change of the topic before", inherits=True, score=0.7)
        acted = self._acted(index, left, has_previous)
        if acted is not None:
            return acted
        related = self._related(index, left, first) if has_previous else None
        if related is not None:
            return related
        if not self.clauses.is_weak(left):
            if self._is_part(left, first, has_previous):
                return self._subject(left.slices, "part of the statement before", inherits=True, score=0.7)
            return self._subject(left.slices, "topic and quantity", score=0.9)
        is_placed = not left.slices and CHAR["PLACE"] in self.sentence.types[first:index]
        topic = self._topic_between(index, has_previous or is_placed)
        if topic is not None:
            return self._subject((*topic.slices, *left.slices), "topic of the clause before", score=0.75)
        if has_previous:
            return Subject(left.slices, "same topic as before", "CLAUSE", inherits=True, score=0.7)
        if left.slices or is_placed:
            return Subject(left.slices, "respect of the topic in focus", "FOCUS", of_focus=True, score=0.6)
        return None

    def _acted(self, index: int, left: Content, has_previous: bool) -> Subject | None:
        """204人因此住院, 3.1万户已经搬迁: what so many do, behind the topic where the clause before names one."""
        quantity: Quantity = self.sentence.values[index]
        if quantity.kind != "COUNT" or left.slices or self.name(index + 1) not in ("ADVERB", "PREP", "AUX", "VERB"):
            return None
        last = self.clauses.span(self.clauses.number(index))[1]
        found = self.content(index + 1, min([last, *(q - 1 for q in self.quantities if q > index)]))
        if not any(is_acting(self.sentence, at) for at in found.tokens):
            return None
        topic = self._topic_between(index, has_previous)
        if topic is None and has_previous and len(found.text(self.sentence)) < MIN_ACT:
            return self._subject(found.slices, "number and act", inherits=True, score=0.7)
        return self._subject((*(topic.slices if topic else ()), *found.slices), "number and act", score=0.7)

    def _related(self, index: int, left: Content, first: int) -> Subject | None:
        """What only relates the topic before to something: 占营业收入的16.6%, 是同行的两倍, 对增长贡献1点."""
        kind = self.sentence.values[index].kind
        is_whole = self.name(index - 1) == "OF"
        if kind == "FACTOR" and is_whole:
            return Subject((), "multiple of another", "CLAUSE", inherits=True, score=0.7)
        opening = self.clauses.span(self.clauses.number(index))[0]
        is_level = first == opening and "LEVEL" in senses(self.sentence, opening)
        if self._is_share_of(left) or (kind == "PERCENT" and is_whole and is_level):
            return self._subject(left.slices, "share of another", inherits=True, score=0.8)
        is_towards = first == opening and self.name(opening) == "PREP" and self.sentence.values[opening] == "AWAY"
        if is_towards and self.name(opening + 1) not in ("PLACE", "HOMELAND", "ORG"):
            return self._subject(left.slices, "effect of the topic before", inherits=True, score=0.7)
        return None

    def _is_share_of(self, left: Content) -> bool:
        """占营业收入的16.6%, 完成年度目标的105%: what opens a clause with a verb says of what the topic is a share."""
        at = left.tokens[0] if left.tokens else -1
        if self.name(at) == "SHARE_CUE":
            return bool(self.sentence.values[at] == "OF")
        return False

    def _is_part(self, left: Content, first: int, has_previous: bool) -> bool:
        """其中，民间投资: what names a part but not what is measured takes that from the statement before."""
        number = self.clauses.number(first)
        start = self.clauses.span(number)[0]
        opened = self.name(start) == "OF_THEM" or (
            number > 0 and self.name(self.clauses.span(number - 1)[0]) == "OF_THEM"
        )
        return has_previous and opened and not self.clauses.is_measure(left.text(self.sentence))

    def _topic_between(self, index: int, has_previous: bool) -> Content | None:
        """The topic of the clauses between the statement before and this one: 产量稳步提升，同比增长5%."""
        number = self.clauses.number(index)
        floor = max((self.clauses.number(q) for q in self.quantities if q < index), default=-1)
        for other in range(number - 1, floor, -1):
            first, last = self.clauses.span(other)
            if last < first:
                continue
            found = self.topic(first, last)
            if found.slices and (self.clauses.is_measure(found.text(self.sentence)) or not has_previous):
                return found
        return None

    def topic(self, first: int, last: int) -> Content:
        """The content of a clause before its first verb; empty where the clause is an adjunct."""
        if self.name(first) in ("SOURCE_CUE", "BY", "CONJ", "BASE_CUE"):
            return EMPTY
        end = last
        for at in range(first, last + 1):
            name = self.name(at)
            if name in ("VERB", "ADVERB", "NEG", "AUX") and any(
                self.sentence.types[i] in NOMINAL for i in range(first, at)
            ):
                end = at - 1
                break
        return self.content(first, end)

    # Brackets, colons and lists.

    def _bracketed(self, index: int, has_previous: bool) -> Subject | None:
        """N（Q）, Q（Q）, N：Q."""
        number = self.clauses.number(index)
        opening = self.clauses.opening(number)
        first = self.first_of(index)
        is_first = all(self.clauses.number(q) != number for q in self.quantities if q < index)
        if opening not in ("OPEN", "COLON") or not is_first or self.content(first, index - 1).slices:
            return None
        at = self.clauses.firsts[number] - 2
        if opening == "COLON" or (at >= 0 and self.name(at) != "QUANTITY"):
            host = self.clauses.number(at) if at >= 0 else -1
            if host < 0:
                return None
            begin, last = self.clauses.span(host)
            inner = [q for q in self.quantities if begin <= q <= last]
            found = self.content(max([begin, *(q + 1 for q in inner)]), last)
            if found.slices and not self.clauses.is_weak(found):
                return self._subject(
                    found.slices, "noun and bracket" if opening == "OPEN" else "noun and colon", score=0.85
                )
        return Subject((), "bracket behind a statement", "CLAUSE", inherits=True, score=0.8) if has_previous else None

    def run(self, index: int) -> list[int]:
        """The quantities that are members of one list with this one, itself among them."""
        at = self.quantities.index(index)
        begin = at
        while begin and is_linked(self.sentence, self.quantities[begin - 1], self.quantities[begin]):
            begin -= 1
        end = at
        while end + 1 < len(self.quantities) and is_linked(
            self.sentence, self.quantities[end], self.quantities[end + 1]
        ):
            end += 1
        return self.quantities[begin : end + 1]

    def _zipped(self, index: int) -> Subject | None:
        """A、B和C分别为…: the member of the subjects that stands at the quantity's place."""
        run = self.run(index)
        if len(run) < 2:
            return None
        place = run.index(index)
        cue = self._zip_cue(run)
        if cue is None:
            items = self._members(*self._before_run(run), len(run))
            return Subject(items[place], "one of several topics", "CLAUSE", score=0.75) if items is not None else None
        number = self.clauses.number(cue)
        for other in range(number, max(-1, number - 4), -1):
            first, last = self.clauses.span(other)
            if other == number:
                before = [q + 1 for q in self.quantities if q < cue and self.clauses.number(q) == number]
                first, last = max([first, *before]), cue - 1
            else:
                stops = [i for i in range(first, last + 1) if self.name(i) in ("ZIP", "QUANTITY")]
                last = min(stops, default=last + 1) - 1
            items = self._members(first, last, len(run))
            if items is not None:
                tail = self.content(cue + 1, run[0] - 1) if other != number or last < cue else EMPTY
                own = () if self.clauses.is_weak(tail) else tail.slices
                return Subject(shortened((*items[place], *own)), "one of several topics", "CLAUSE", score=0.85)
        return None

    def _before_run(self, run: list[int]) -> Span:
        """The first and last token before a list of quantities in its clause, without verbs of level and bounds."""
        last = run[0] - 1
        first = self.first_of(run[0])
        while last >= first and self.sentence.types[last] not in NOMINAL and not is_acting(self.sentence, last):
            last -= 1
        return first, last

    def has_zip(self, run: list[int]) -> bool:
        """Whether a word for `respectively` and no subject stands before a list of quantities."""
        before = self.content(self.first_of(run[0]), run[0] - 1)
        return self._zip_cue(run) is not None and self.clauses.is_weak(before)

    def _zip_cue(self, run: list[int]) -> int | None:
        """The word for `respectively` before the first of a list of quantities, within two clauses."""
        number = self.clauses.number(run[0])
        low = self.clauses.span(max(0, number - 1))[0]
        for at in range(run[0] - 1, low - 1, -1):
            if self.name(at) == "ZIP":
                return at
        return None

    def _members(self, first: int, last: int, count: int) -> list[tuple[Span, ...]] | None:
        """The `count` coordinated nouns of a clause, each with the head that they share; None where there are not."""
        parts: list[list[int]] = [[]]
        for at in range(first, last + 1):
            if self.name(at) == "CONJ":
                parts.append([])
            else:
                parts[-1].append(at)
        if len(parts) > count and not self.sentence.types[first : last + 1].count(CHAR["CONJ"]) < count:
            parts = parts[-count:]
        if len(parts) != count or any(not part for part in parts):
            return None
        contents = [self.content(part[0], part[-1]) for part in parts]
        if any(not found.slices for found in contents):
            return None
        own, head = self._split_head(contents, parts[-1])
        return [(*(found.slices if n < count - 1 else own), *head) for n, found in enumerate(contents)]

    def _split_head(self, contents: list[Content], last: list[int]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The last member's own words and the head that all share: 女性 and 就业率 of 男性和女性就业率."""
        sentence = self.sentence
        slices = contents[-1].slices
        if len(slices) > 1:
            return slices[:1], slices[1:]
        start, end = slices[0]
        for at in last:
            if self.name(at) in ("OF", "PREP", "PERIOD") and start < sentence.starts[at] < end:
                cut = sentence.ends[at] if self.name(at) != "PREP" else sentence.starts[at]
                return ((start, sentence.starts[at]),), ((cut, end),)
        verb = next((i for i in contents[-1].tokens[1:] if is_acting(sentence, i)), None)
        if verb is not None:
            return ((start, sentence.ends[verb - 1]),), ((sentence.starts[verb], end),)
        model = sentence.text[contents[-2].slices[-1][0] : contents[-2].slices[-1][1]]
        text = sentence.text[start:end]
        for length in (3, 2, 1):
            at = text.find(model[-length:], 1) if len(model) > length else -1
            if at > 0 and at + length < len(text):
                return ((start, start + at + length),), ((start + at + length, end),)
        if self.clauses.is_measure(model):
            return slices, ()
        own = min(len(model), max(1, len(text) - 2))
        return (((start, start + own),), ((start + own, end),)) if own < len(text) else (slices, ())
