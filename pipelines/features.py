"""What the choice of a subject looks at: features of a quantity's surroundings and of each candidate.

Features speak of token types, distances, what was said before and which language it is; no word of any language is
one. They are names, so that a weight in `ranking.csv` can be read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.bounds import left_of
from pipelines.changes import Change
from pipelines.clauses import Subject
from pipelines.languages.base import STEM, Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.memory import Memory, Part, Said, Told
from pipelines.noun_classes import NONE, class_features, classes_of
from pipelines.phrases import CONTENT, Chunks, Phrase
from pipelines.quantities import Quantity
from pipelines.ranking import ANY, Candidate, Situation
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled


class _Features(dict[str | int, str]):
    """Features of one name by what they tell, written once: `left` and `VERB` make `left VERB`."""

    def __init__(self, name: str, end: str = "") -> None:
        super().__init__()
        self._name = name
        self._end = end

    def __missing__(self, told: str | int) -> str:
        found = self[told] = f"{self._name} {told}{self._end}"
        return found


_FAR, MAX_VERBS = 14, 20
_DISTANCES = (0, 1, 2, 3, 4, 4, 6, 6, 6, 9, 9, 9, 9, 9, _FAR)
_SIDES = ("before", "behind")
_DISTANCE = {side: tuple(f"{side} {distance}" for distance in _DISTANCES) for side in _SIDES}
_PHRASES = {side: tuple(f"{side} {n} phrases" for n in range(5)) for side in _SIDES}
_FREE = tuple(f"free nouns {n}" for n in range(3))
_HELD = tuple(tuple(f"{n} nouns{verb}" for n in range(3)) for verb in ("", " and verb"))
_SEGMENTS = {side: tuple(f"{side} {n} segments" for n in range(5)) for side in _SIDES}
_VERBS = {side: tuple(f"{side}, {n} verbs" for n in range(MAX_VERBS + 1)) for side in _SIDES}
_IN, _AFTER, _FOLLOWED = (
    {side: _Features(f"{side} {name}") for side in _SIDES} for name in ("in", "after", "followed by")
)
_LEFT, _NEXT, _NEXT_TWO, _VERB_OF = (_Features(name) for name in ("left", "next", "next two", "verb"))
_BETWEEN, _CLAUSE, _OPENS = (_Features(name) for name in ("between", "clause", "clause opens with"))
_BASIS, _SLICES = _Features("basis"), _Features("slices")
_PARTICLE, _OFFERS = _Features("particle"), _Features("offers")
_FIRST, _LAST = _Features("first"), _Features("last")
_ANY, _ANY_LEFT = _Features(ANY), _Features(f"{ANY} left")
_ANY_BETWEEN, _ANY_NEXT = _Features(f"{ANY} between"), _Features(f"{ANY} next")
_LENGTH = tuple(f"words {n}" for n in (0, 1, 2, 3, 4, 4, 6, 6, 6, 9, 10))
_MARKS = {CHAR[name]: f"holds {name}" for name in
          ("RATE_CUE", "SHARE_CUE", "INDEX_CUE", "CHANGE", "PLACE", "ORG", "UNIT", "CURRENCY", "TIME_UNIT", "PERIOD",
           "CONJ", "PREP", "OUT_OF", "OF", "PARTICIPLE", "SKIPPED", "DURATION_CUE", "NUMBERED", "NAME")}  # fmt: skip
_MARKED = frozenset(_MARKS)
_CROSSED = chars(
    "COMMA CONJ VERB AUX QUANTITY REL OPEN SEMICOLON COLON PERIOD PARTICIPLE INFINITIVE GERUND TO BASE_CUE RESTATE "
    "DASH CHANGE PRONOUN"
)
_OVER = {side: {char: f"{side} over {NAME_OF[char]}" for char in _CROSSED} for side in _SIDES}
_OPENERS = chars("DET DEMONSTRATIVE ONE QUOTE")
_PARTICLES = chars("TO OF BY PREP OUT_OF FROM")
_ADJOINING = frozenset("PREP OUT_OF TO PER WITH OF FROM BY BASE_CUE".split())
_JOINING = frozenset("COMMA CONJ SEMICOLON START".split())
_SENSES = ("UP", "DOWN", "ABOVE", "BELOW", "LEVEL", "HOLD", "FACTOR", "STAY", "SAY", "FORECAST", "TARGET", "AUX")
_KINDS = {"MONEY": "amount", "UNIT": "amount", "TIME": "amount", "COUNT": "count", "FACTOR": "factor",
          "POINT": "part", "RATIO": "part", "SCORE": "amount", "PERCENT": "part"}  # fmt: skip
_VERB_GROUP = compiled("(VERB|AUX) (ADVERB|NEG|AUX|VERB|PARTICIPLE|INFINITIVE)*")
_LOCAL = frozenset(
    (
        "noun and bracket", "complement of change noun", "noun in change", "number and noun", "number and generic noun",
        "amount of noun", "share of noun", "noun phrase and quantity", "noun phrase to quantity", "noun and colon",
        "subject of verb", "noun, comma and figure", "figure before its subject", "part in a bracket",
        "noun and participle", "noun inside n out of m", "pronoun, anaphor", "subject behind verb",
    )
)  # fmt: skip
"""Templates that look at the figure's own clause: where one offers something, others have less to say."""
_NEW_HEAD = ("head is new",)
_SHARE = ("few", "some", "most", "all")
_STAND_IN = {place: {share: f"{share} of its words in the {place}" for share in ("none", "some", "all")}
             for place in ("title", "heading")}  # fmt: skip
_FINITE = chars("VERB AUX")
_VERB, _AUX = CHAR["VERB"], CHAR["AUX"]
Span = tuple[int, int]
ALIKE, SHORT = 5, 2
"""Words with so many first letters in common are taken for forms of one; so short ones say little."""
MAX_TOLD = 1_000
"""Labels that are remembered: those in focus come again with every quantity."""
_SETTING = chars("PLACE DET PERIOD OF")
_CLAUSE_CUT = compiled(
    "SEMICOLON|COLON|DASH|OPEN|CLOSE|COMMA|REL|STOP"
    "|CONJ (?=[^COMMA SEMICOLON COLON CONJ STOP REL OPEN DASH QUANTITY]{0,10} (VERB|AUX|QUANTITY))"
)
_NAMES = chars("NAME ORG PLACE DET OF HYPHEN CONJ COMMA PERIOD")


@dataclass(slots=True)
class Before:
    """The statement before in the sentence: its token, label and the templates that proposed that."""

    index: int | None = None
    slices: tuple[tuple[int, int], ...] = ()
    rules: tuple[str, ...] = ()


def _clause_cuts(types: str) -> list[int]:
    """Where segments begin: at commas, brackets, joined clauses, and where a relative clause has had its verb.

    `le taux qui mesure l'effort | est passé de …`: the second verb of a relative clause belongs to the clause around.
    """
    found = [cut.start() for cut in _CLAUSE_CUT.finditer(types)]
    inner = []
    for at, begin in enumerate(found):
        if types[begin] == CHAR["REL"]:
            end = found[at + 1] if at + 1 < len(found) else len(types)
            verbs = _VERB_GROUP.finditer(types, begin, end)
            inner += [verb.start() for number, verb in enumerate(verbs) if number == 1]
    return sorted(found + inner) if inner else found


def head_of(text: str, subject: Iterable[tuple[int, int]]) -> str:
    """The first letters of a label's first word: enough to know it again."""
    return next((_first_letters(text[first:last]) for first, last in subject if last > first), "")


def _first_letters(text: str) -> str:
    return key_of(text.split(None, 1)[0])[:6]


def beginnings(keys: Sequence[str]) -> frozenset[str]:
    """The first letters of words' keys, less the shortest words: what inflected forms have in common."""
    return frozenset([key[:ALIKE] for key in keys if len(key) > SHORT] or keys)


def _part_of(text: str, pack: Pack) -> Part:
    """What the words of a slice's text say."""
    words = CONTENT.findall(text)
    if not words:
        return Part(_first_letters(text), ("",), frozenset(), NONE, (), (), (), ())
    keys = tuple(map(key_of, words))
    opens, ends = _spoken("first", keys[0], pack), _spoken("last", keys[-1], pack)
    alone: tuple[str, ...] = ()
    if len(keys) == 1:
        alone = ("generic noun",) if keys[0] in pack.sets["GENERIC"] else ()
        alone += ("one word, known",) if len((*alone, *opens, *ends)) > 1 else ()
    return Part(_first_letters(text), keys, beginnings(keys), *classes_of(words, keys, pack), opens, ends, alone)


def _spoken(place: str, key: str, pack: Pack) -> tuple[str, ...]:
    """What the pack says of a slice's outer word: weak (a report, a time), or of an indicator's name."""
    if key in pack.sets["WEAK_NOUN"]:
        return (f"{place} word weak",)
    return (f"{place} word of an indicator",) if key[:STEM] in pack.indicator_stems else ()


class Describer:
    """The features of one sentence's quantities and candidates; what they share is looked at once.

    `kind` is the paragraph's; `memory` is the report's, to which `chosen` and the reader add.
    """

    def __init__(
        self, sentence: Sentence, chunks: Chunks, pack: Pack, kind: str, memory: Memory, paragraph_id: str
    ) -> None:
        self.sentence = sentence
        self.chunks = chunks
        self.pack = pack
        self._paragraph = f"paragraph {kind}"
        self._language = f"language {pack.language}"
        self._told = memory.told
        self._memory = memory
        self._paragraph_id = paragraph_id
        self._free = [phrase for phrase in chunks.phrases if self._stands_free(phrase)]
        self._topic = self._free[0].first if self._free else -1
        self._phrases: dict[tuple[int, int, str], list[str]] = {}
        self._cuts = _clause_cuts(sentence.types)
        self._used: set[tuple[tuple[int, int], ...]] = set()

    def chosen(self, subject: Subject) -> None:
        """Remember a choice: the sentence's later ones look at it."""
        self._used.add(subject.slices)

    def situation(
        self, index: int, change: Change | None, before: Before, candidates: Sequence[Candidate]
    ) -> Situation:
        """The surroundings of the quantity at `index`, and which strong templates offer something there.

        Every template has a weight of its own for each of these features.
        """
        sentence, previous = self.sentence, before.index
        quantity: Quantity = sentence.values[index]
        types = sentence.types
        at = left_of(sentence, index)
        after, behind = self._name(index + 1), self._name(index + 2)
        left = self._name(at)
        n_free = sum([phrase.last < index for phrase in self._free])
        between = self._between(index, previous)
        found = [
            "always",
            f"kind {quantity.kind}{' share' if quantity.is_share else ''}",
            f"change {change.rule if change else 'none'}",
            _LEFT[left],
            _NEXT[after],
            _NEXT_TWO[f"{after} {behind}"],
            self._language,
            _VERB_OF[self._verb_of(at, previous)],
            _BETWEEN[between],
            _FREE[min(n_free, 2)],
            _CLAUSE[self._clause(index)],
            _OPENS[self._opener(index)],
            self._paragraph,
        ]
        if types.rfind(CHAR["OPEN"], 0, index) > types.rfind(CHAR["CLOSE"], 0, index):
            found += ["in bracket", f"in bracket, between {between}"]
        found += [_PARTICLE[NAME_OF[char]] for char in sorted(_PARTICLES.intersection(types[at + 1 : index]))]
        offered = {rule for one in candidates for rule in one.rules}
        found += [_OFFERS[rule] for rule in sorted(offered & _LOCAL)]
        is_part = quantity.kind == "PERCENT" or quantity.is_share
        kind = "change" if change else "part" if is_part else _KINDS[quantity.kind]
        shared = (
            ANY,
            _ANY[kind],
            _ANY[self.pack.language],
            _ANY_LEFT[left],
            _ANY_BETWEEN[between],
            _ANY_NEXT[after],
        )
        return Situation(sentence.starts[index], tuple(found), shared)

    def describe(self, candidates: Sequence[Candidate], index: int, before: Before) -> None:
        """Fill the features of each candidate: where its words stand, what they are, what they repeat."""
        here = (index, self.chunks.split(index), self._segment(index))
        if len(self._told) > MAX_TOLD:
            self._told.clear()
        earlier = frozenset(before.rules)
        quantity: Quantity = self.sentence.values[index]
        kind_of_head, said = _heads_of(quantity.kind), self._memory.said
        headed: dict[str, tuple[str, ...]] = {}
        placed: dict[Span, list[str]] = {}
        for candidate in candidates:
            subject = candidate.subject
            slices, tokens = subject.slices, subject.tokens
            told = self._told.get(slices) or self._label(slices)
            candidate.words = told.words
            found = [*told.features, kind_of_head[told.noun]]
            if slices == before.slices:
                found.append("label of previous")
            elif slices in self._used:
                found.append("label used in the sentence")
            if subject.is_anaphoric:
                found.append("anaphoric")
            if earlier and not earlier.isdisjoint(candidate.rules):
                found.append("template of previous")
            head = told.head
            if head not in headed:
                headed[head] = self._as_headed(head, quantity.unit)
            found += headed[head]
            if slices in said:
                found += self._as_said(said[slices], quantity)
            if tokens is None or subject.inherits:
                found.append(_BASIS[subject.basis])
            else:
                if tokens not in placed:
                    placed[tokens] = self._placed(here, tokens)
                found += placed[tokens]
            candidate.features = found

    def _as_headed(self, head: str, unit: str) -> tuple[str, ...]:
        """What labels with a candidate's head were said of: this unit or others, how long ago, how much of the unit."""
        headed = self._memory.heads.get(head)
        if headed is None:
            return _NEW_HEAD
        times = headed.units.get(unit, 0)
        share = 3 * times // self._memory.units[unit] if times else None
        return _headed(min(self._memory.number - headed.number, 5), share)

    def _as_titled(self, words: frozenset[str]) -> list[str]:
        """How many of a label's words stand in the report's title and in the last heading."""
        found = []
        for place, others in (("title", self._memory.title), ("heading", self._memory.heading)):
            if others:
                common = len(words & others)
                share = "none" if not common else "all" if common == len(words) else "some"
                found.append(_STAND_IN[place][share])
        return found

    def _as_said(self, said: Said, quantity: Quantity) -> tuple[str, ...]:
        """How a label was used before: of which unit, how long ago, how often."""
        ago = self._memory.number - said.number
        unit = "same unit" if said.unit == quantity.unit else "other unit"
        place = "in the paragraph" if said.paragraph_id == self._paragraph_id else "before the paragraph"
        ago, times = min(ago, 4) if ago < 6 else 9, min(said.times, 3)
        return _said(unit, f"{said.stat_type} before {quantity.kind}", ago, times, place)

    def _label(self, slices: tuple[Span, ...]) -> Told:
        """What a label's own words say, looked at once."""
        parts = [self._part(span) for span in slices if span[0] < span[1]]
        if not parts:
            told = Told("", (_LENGTH[0], _SLICES[len(slices)]), frozenset(), NONE)
        else:
            first, last = parts[0], parts[-1]
            n_words = min(sum([len(part.keys) for part in parts]), len(_LENGTH) - 1)
            own = last.noun if len(parts) > 1 else ""
            words = first.words.union(*[part.words for part in parts[1:]]) if own else first.words
            features = (
                _LENGTH[n_words],
                _SLICES[len(slices)],
                *(first.alone if len(parts) == 1 else ()),
                *first.opens,
                *last.ends,
                *class_features(first.noun, first.others, own),
                *self._as_titled(words),
            )
            told = Told(first.head, features, words, first.noun)
        self._told[slices] = told
        return told

    def _part(self, span: Span) -> Part:
        """What the words of a slice say, looked at once."""
        text = self.sentence.text[span[0] : span[1]]
        known = self._memory.parts.get(text)
        if known is None:
            if len(self._memory.parts) > MAX_TOLD:
                self._memory.parts.clear()
            known = self._memory.parts[text] = _part_of(text, self.pack)
        return known

    def _segment(self, index: int) -> int:
        """The number of the segment that a token stands in: segments end at commas, brackets and joined clauses."""
        return bisect_right(self._cuts, index)

    def _opener(self, index: int) -> str:
        """The token that opens the segment of a token, or the one behind the comma that does."""
        segment = self._segment(index)
        at = self._cuts[segment - 1] if segment else 0
        return self._name(at + 1 if at + 1 < index and self._name(at) == "COMMA" else at)

    def _clause(self, index: int) -> str:
        """What the quantity's own segment holds before it: free nouns and a finite verb."""
        segment = self._segment(index)
        begin = self._cuts[segment - 1] if segment else 0
        n_free = sum([begin <= phrase.first and phrase.last < index for phrase in self._free])
        has_verb = not _FINITE.isdisjoint(self.sentence.types[begin:index])
        return _HELD[has_verb][min(n_free, 2)]

    def _verb_of(self, at: int, previous: int | None) -> str:
        """What the nearest verb to the left does to the figure."""
        values = self.sentence.values
        for back in range(at, max(previous if previous is not None else -1, at - 10), -1):
            if isinstance(values[back], VerbForm):
                return _sense(values[back].senses)
        return "none"

    def _between(self, index: int, previous: int | None) -> str:
        """What stands between the statement before and the quantity: nothing new, an adjunct, a noun of its own."""
        if previous is None:
            return "start"
        found = "nothing"
        chunks = self.chunks
        for phrase in chunks.phrases[chunks.split(previous) : chunks.split(index)]:
            if phrase.last > index:
                break
            before = self._name(phrase.first - 1)
            if before not in _ADJOINING and before != "QUANTITY":
                return "boundary and noun" if before in _JOINING else "noun"
            found = "adjunct"
        return found

    def _name(self, index: int) -> str:
        if index < 0:
            return "START"
        return NAME_OF[self.sentence.types[index]] if index < len(self.sentence.types) else "END"

    def _stands_free(self, phrase: Phrase) -> bool:
        """Whether a phrase is no adjunct and no mere place or period."""
        if self._name(phrase.first - 1) in _ADJOINING:
            return False
        return not _SETTING.issuperset(self.sentence.types[phrase.first : phrase.last + 1])

    def _placed(self, here: tuple[int, int, int], tokens: Span) -> list[str]:
        """Where a candidate's words stand from the quantity, and what they are; `here`: its token, phrase, segment."""
        first, last = tokens
        index, types = here[0], self.sentence.types
        is_before = last < index
        between = types[last + 1 : index] if is_before else types[index + 1 : first]
        side = "before" if is_before else "behind"
        n_phrases = abs(self.chunks.split(first) - here[1])
        n_verbs = between.count(_VERB) + between.count(_AUX)
        over = _OVER[side]
        own = self._phrases.get((first, last, side))
        if own is None:
            own = self._phrases[first, last, side] = self._phrase(first, last, side)
        return [
            _DISTANCE[side][min(len(between), _FAR)],
            _PHRASES[side][min(n_phrases, 4)],
            _VERBS[side][min(n_verbs, MAX_VERBS)],
            *self._apart(first, here[2], side),
            *[over[char] for char in _CROSSED.intersection(between)],
            *own,
        ]

    def _apart(self, first: int, segment: int, side: str) -> list[str]:
        """How many segments lie between, and what opens the candidate's where it is another one."""
        n_segments = abs(self._segment(first) - segment)
        found = [_SEGMENTS[side][min(n_segments, 4)]]
        if n_segments:
            found.append(_IN[side][self._opener(first)])
        return found

    def _phrase(self, first: int, last: int, side: str) -> list[str]:
        """What a phrase is: first the tokens beside it, then its own."""
        types = self.sentence.types
        found = [_AFTER[side][self._name(first - 1)], _FOLLOWED[side][self._with_sense(last + 1)]]
        if first == self._topic:
            found.append("topic of the sentence")
        while first < last and types[first] in _OPENERS:
            first += 1
        inside = types[first : last + 1]
        found += [_FIRST[NAME_OF[types[first]]], _LAST[NAME_OF[types[last]]]]
        if _NAMES.issuperset(inside):
            found.append("only names")
        return found + [_MARKS[char] for char in sorted(_MARKED.intersection(inside))]

    def _with_sense(self, index: int) -> str:
        """A token's type, a verb's with what it does to a figure."""
        name = self._name(index)
        value = self.sentence.values[index] if 0 <= index < len(self.sentence.types) else None
        return f"{name} {_sense(value.senses)}" if isinstance(value, VerbForm) else name


@cache
def _sense(senses: frozenset[str]) -> str:
    """The first sense of a verb that a feature names."""
    return next((sense for sense in _SENSES if sense in senses), "other")


@cache
def _heads_of(kind: str) -> _Features:
    """Features of the class of a label's head beside the kind of the quantity, by class."""
    return _Features("head", f" of {kind}")


@cache
def _headed(ago: int, share: int | None) -> tuple[str, ...]:
    """What labels with a head were said of: so many figures ago; of which share of the unit, of others where None."""
    found = ("head of an earlier label", f"head of {'another' if share is None else 'this'} unit, {ago} ago")
    return found if share is None else (*found, f"head of {_SHARE[share]} of the unit")


@cache
def _said(unit: str, measure: str, ago: int, times: int, place: str) -> tuple[str, ...]:
    """How a label was used before."""
    return (
        f"said with {unit}",
        f"said of {measure}",
        f"said {ago} ago, {unit}",
        f"said {times} times",
        f"said {place}",
    )
