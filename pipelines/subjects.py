"""Subjects without a parser: noun phrases by chunking, candidates by templates, the label of the winner.

A label is made of slices of the stored text: the noun phrase that is counted or measured, with its predicate where
the bare noun says too little. Which quantity is a change is told by `changes.py`; what an anaphor means comes from
the focus that the caller passes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.changes import Change, left_of
from pipelines.counts import noun_after
from pipelines.languages.base import Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled

MAX_WORDS = 14
MAX_CONTENT = 9
_NOUNS = "WORD|NAME|ORG|PLACE|RATE_CUE|SHARE_CUE|INDEX_CUE|DURATION_CUE|CHANGE|SKIPPED|ORDINAL|MULTIPLE|NUMBERED|UNIT|CURRENCY|TIME_UNIT|POINT"
_NOMINAL = f"({_NOUNS}|PARTICIPLE|MORE|AGE_CUE)"
_GLUE = "(HYPHEN|SLASH|APOSTROPHE|PLUS|SYMBOL)"
_START = f"({_NOUNS}|(GERUND|PARTICIPLE) (?=WORD|NAME|RATE_CUE))"
_CORE = f"{_START} (({_GLUE}|CONJ|QUOTE|PERIOD)? {_NOMINAL})*"
_LINK = "((OF|PREP|OUT_OF|PER|TO|WITH|APPROX|ABOVE) OF? (QUOTE|DET|ONE|DEMONSTRATIVE)?)"
_PHRASE = compiled(f"(DET|DEMONSTRATIVE|ONE)? QUOTE? {_CORE} ((QUOTE|PERIOD)? {_LINK} {_CORE})*")
_LINKS = chars("PREP OUT_OF PER TO WITH APPROX ABOVE")
_OPENERS = chars("DET DEMONSTRATIVE ONE QUOTE")
_TRAILING = chars("DET DEMONSTRATIVE ONE QUOTE OF PREP OUT_OF PER TO WITH APPROX ABOVE CONJ PERIOD HYPHEN SLASH MORE")
_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_FINITE = chars("VERB AUX")
_BOUNDARY = chars("SEMICOLON STOP")
_SKIPPABLE = chars("AUX ADVERB NEG PERIOD TO PREP OUT_OF OF BY DET ONE ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX MORE FROM")
_CONTENT = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its first and last token, and whether it points back (`cette prévision`)."""

    first: int
    last: int
    is_anaphoric: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """What a quantity measures.

    `slices` are offsets in the stored text, in order; `basis` and `rule` say how far and by which template it was
    found; an anaphoric one the focus must resolve; one that `inherits` takes the label of the statement before, one
    `of_focus` that in focus, in front of its own slices.
    """

    slices: tuple[tuple[int, int], ...]
    rule: str
    score: float
    basis: str = "CLAUSE"
    is_anaphoric: bool = False
    inherits: bool = False
    of_focus: bool = False
    tokens: tuple[int, int] | None = None


def phrases(sentence: Sentence) -> list[Phrase]:
    """The maximal noun phrases of a reduced sentence, in order."""
    found = []
    for match in _PHRASE.finditer(sentence.types):
        first, last = match.start(), match.end() - 1
        is_anaphoric = sentence.types[first] == CHAR["DEMONSTRATIVE"]
        found.append(Phrase(first, last, is_anaphoric))
    return found


class Chunks:
    """A sentence's phrases with look-ups by position."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.phrases = phrases(sentence)
        self._firsts = [phrase.first for phrase in self.phrases]

    def at(self, index: int) -> Phrase | None:
        """The phrase that holds the token."""
        found = bisect_right(self._firsts, index) - 1
        return self.phrases[found] if found >= 0 and self.phrases[found].last >= index else None

    def before(self, index: int) -> Phrase | None:
        """The nearest phrase that ends before the token."""
        found = bisect_right(self._firsts, index - 1) - 1
        while found >= 0 and self.phrases[found].last >= index:
            found -= 1
        return self.phrases[found] if found >= 0 else None

    def after(self, index: int) -> Phrase | None:
        """The nearest phrase that begins after the token."""
        found = bisect_right(self._firsts, index)
        return self.phrases[found] if found < len(self.phrases) else None


def trimmed(sentence: Sentence, first: int, last: int) -> tuple[int, int] | None:
    """The phrase's tokens without articles in front, nor places, periods and links behind."""
    types = sentence.types
    while first <= last and types[first] in _OPENERS:
        first += 1
    while last >= first:
        if types[last] in _TRAILING:
            last -= 1
        elif types[last] == CHAR["PLACE"] and last > first and (types[last - 1] in _LINKS or types[last - 1] in _ARTICLE):
            last -= 1
        else:
            break
    return (first, last) if first <= last else None


_ARTICLE = chars("DET OF")


def cut(sentence: Sentence, first: int, last: int, limit: int = MAX_CONTENT) -> int:
    """The last token of a label from `first` on that keeps to the content-word limit, cut at a link."""
    count, safe = 0, last
    for index in range(first, last + 1):
        char = sentence.types[index]
        if char in _LINKS and index > first:
            safe = index - 1
        if NAME_OF[char] in _COUNTED:
            count += len(_CONTENT.findall(sentence.words(index, index)))
        if count > limit:
            return safe if safe < index and safe >= first else index - 1
    return last


_COUNTED = frozenset(
    "WORD NAME ORG PLACE RATE_CUE SHARE_CUE INDEX_CUE DURATION_CUE CHANGE PARTICIPLE SKIPPED ORDINAL VERB INFINITIVE GERUND".split()
)


def slice_of(sentence: Sentence, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """One slice: the offsets of a trimmed and cut phrase; empty where nothing is left."""
    span = trimmed(sentence, first, last)
    if span is None:
        return ()
    begin, end = span
    end = cut(sentence, begin, end)
    return ((sentence.starts[begin], sentence.ends[end]),)


def label(text: str, slices: Sequence[tuple[int, int]]) -> str:
    """The label's text: the slices joined, white space folded, at most 14 words."""
    words = " ".join(" ".join(text[start:end].split()) for start, end in slices).split()
    joined = " ".join(words[:MAX_WORDS])
    return joined.strip(" ,;:()«»\"“”")


class Finder:
    """Finds the subject of each quantity of one sentence, left to right."""

    def __init__(self, sentence: Sentence, pack: Pack) -> None:
        self.sentence = sentence
        self.chunks = Chunks(sentence)
        self.pack = pack

    def _name(self, index: int) -> str:
        return NAME_OF[self.sentence.types[index]] if 0 <= index < len(self.sentence.types) else ""

    def find(self, index: int, change: Change | None, has_previous: bool) -> Subject | None:
        """The best candidate for the quantity at token `index`; None where the sentence offers none."""
        quantity: Quantity = self.sentence.values[index]
        if has_previous and self._in_bracket(index):
            behind = self._behind(index)
            if behind is not None:
                return Subject((behind,), "part in a bracket", 0.75, inherits=True)
        if change is not None:
            return self._of_change(index, change, has_previous)
        if quantity.noun is not None:
            return self._with_predicate(quantity.noun, index, "noun inside n out of m")
        part = self._part_of_previous(index, has_previous)
        if part is not None:
            return part
        if quantity.kind in ("COUNT", "FACTOR"):
            counted = self._counted(index, has_previous)
            if counted is not None:
                return counted
        if self._name(index + 1) == "OF":
            is_share = quantity.kind == "PERCENT" or quantity.is_share
            whole = self._whole(index, has_previous) if is_share else self._amount_of(index)
            if whole is not None:
                return whole
        return self._completed(self._measured(index, has_previous), index)

    def _in_bracket(self, index: int) -> bool:
        types = self.sentence.types
        return types.rfind(CHAR["OPEN"], 0, index) > types.rfind(CHAR["CLOSE"], 0, index)

    def _part_of_previous(self, index: int, has_previous: bool) -> Subject | None:
        """`dont un tiers provient …`, `dont 46 cotées`, `46 d'entre elles sont …`: a part of what was counted before."""
        at = index + 1
        is_of_them = self._name(at) == "OF_THEM"
        left = left_of(self.sentence, index)
        before = self.sentence.values[left + 1 : index]
        quantity: Quantity = self.sentence.values[index]
        is_bare_count = quantity.kind == "COUNT" and self._name(at) in ("PARTICIPLE", "AUX", "VERB")
        is_part = "INCL" in before or is_bare_count
        if not is_of_them and not (is_part and has_previous):
            return None
        if not is_of_them and not is_bare_count and noun_after(self.sentence, index) is not None:
            return None
        here = (self.sentence.starts[index], self.sentence.ends[index])
        predicate = self._predicate(at + is_of_them, here)
        slices = (predicate,) if predicate else ()
        if has_previous:
            return Subject(slices, "part of the statement before", 0.75, inherits=True)
        return Subject(slices, "part of what is in focus", 0.7, "FOCUS", of_focus=True)

    def _amount_of(self, index: int) -> Subject | None:
        """`83 milliards de yuans de financements`: the noun phrase behind an amount is what it measures."""
        at = index + 1
        while self._name(at) in ("OF", "DET", "QUOTE"):
            at += 1
        phrase = self.chunks.at(at)
        span = trimmed(self.sentence, max(at, phrase.first), phrase.last) if phrase is not None else None
        if span is None or all(self._name(i) in ("PLACE", "PERIOD") for i in range(span[0], span[1] + 1)):
            return None
        noun = (self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)])
        return Subject((noun,), "amount of noun", 0.85, "PHRASE", tokens=span)

    def _completed(self, subject: Subject | None, index: int) -> Subject | None:
        """A bare noun takes the complement behind the figure: `un investissement de 20 M€ (en 2024) dans des fonds`."""
        sentence = self.sentence
        if subject is None or subject.inherits or subject.is_anaphoric or len(subject.slices) != 1:
            return subject
        first, last = subject.slices[0]
        if len(_CONTENT.findall(sentence.text[first:last])) > 1 or first > sentence.starts[index]:
            return subject
        behind = self._behind(index)
        if behind is None:
            return subject
        return replace(subject, slices=(*subject.slices, behind), rule=f"{subject.rule}, complement behind")

    def _behind(self, index: int) -> tuple[int, int] | None:
        """Offsets of the prepositional complement behind a figure, over periods; None for a place or nothing."""
        at = index + 1
        while self._name(at) in ("PREP", "OUT_OF", "PERIOD") and self._name(at + 1) in ("PERIOD", "PREP", "OUT_OF"):
            at += 1
        if self._name(at) not in ("PREP", "OUT_OF", "PER", "WITH"):
            return None
        phrase = self.chunks.after(at)
        if phrase is None or phrase.first > at + 2:
            return None
        span = trimmed(self.sentence, at, phrase.last)
        names = ("PLACE", "PREP", "DET", "OUT_OF", "PERIOD")
        if span is None or all(self._name(i) in names for i in range(at, span[1] + 1)):
            return None
        begin = phrase.first
        while begin < span[1] and self.sentence.types[begin] in _OPENERS:
            begin += 1
        return (self.sentence.starts[begin], self.sentence.ends[cut(self.sentence, begin, span[1], MAX_CONTENT - 1)])

    def _phrase_subject(self, phrase: Phrase, rule: str, score: float, basis: str = "CLAUSE") -> Subject | None:
        first, is_anaphoric = phrase.first, phrase.is_anaphoric
        inner = self._inner_anaphor(phrase)
        if inner is not None:
            first, is_anaphoric = inner, True
        slices = slice_of(self.sentence, first, phrase.last)
        if not slices:
            return None
        return Subject(slices, rule, score, basis, is_anaphoric, tokens=(first, phrase.last))

    def _inner_anaphor(self, phrase: Phrase) -> int | None:
        """`expansion de cette industrie`: a change noun is dropped for what it points back to."""
        for at in range(phrase.first + 1, phrase.last):
            if self._name(at) == "DEMONSTRATIVE":
                names = [self._name(i) for i in range(phrase.first, at)]
                return at if "CHANGE" in names else None
        return None

    def _counted(self, index: int, has_previous: bool) -> Subject | None:
        """`2 400 entreprises d'IA`: the noun behind the number, with its predicate where it is a clause's subject."""
        noun = noun_after(self.sentence, index)
        if noun is None:
            return None
        phrase = self.chunks.at(noun)
        if phrase is None:
            return None
        first = max(noun, phrase.first)
        span = trimmed(self.sentence, first, phrase.last)
        if span is None:
            return None
        word = key_of(self.sentence.words(span[0], span[1]))
        if word in self.pack.sets["GENERIC"]:
            measured = self._measured(index, has_previous)
            if measured is not None and measured.slices and not measured.is_anaphoric and measured.score >= 0.8:
                return measured
        return self._with_predicate(
            (self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)]),
            index, "number and noun", (first, phrase.last),
        )  # fmt: skip

    def _is_object(self, index: int) -> bool:
        at = left_of(self.sentence, index)
        return at >= 0 and self.sentence.types[at] in _VERBAL

    def _with_predicate(
        self, noun: tuple[int, int], index: int, rule: str, tokens: tuple[int, int] | None = None
    ) -> Subject:
        """A counted noun with what is said of it, when it is the subject of a verb: `écoles … ont lancé des pilotes`."""
        basis = "PHRASE"
        last = tokens[1] if tokens else index
        if self._is_object(index):
            return Subject((noun,), rule, 0.9, basis, tokens=tokens)
        predicate = self._predicate(last + 1, noun)
        slices = (noun,) if predicate is None else (noun, predicate)
        return Subject(slices, rule, 0.95, basis, tokens=tokens)

    def _predicate(self, at: int, noun: tuple[int, int]) -> tuple[int, int] | None:
        """Offsets of the verb and its object from token `at` on, without auxiliaries; None where there is no verb."""
        sentence = self.sentence
        if self._name(at) == "OPEN":
            closing = sentence.types.find(CHAR["CLOSE"], at, at + 8)
            at = closing + 1 if closing > 0 else at
        limit = min(at + 4, len(sentence.types))
        while at < limit and self._name(at) in ("PERIOD", "ADVERB", "PLACE", "PREP", "CLOSE", "REL", "QUOTE", "TO", "OUT_OF", "APPROX"):
            at += 1
        begin = at
        while begin < len(sentence.types) and (
            self._name(begin) in ("ADVERB", "NEG") or "AUX" in getattr(sentence.values[begin], "senses", ())
        ):
            begin += 1
        if begin >= len(sentence.types) or sentence.types[begin] not in _VERBAL:
            return None
        verb: VerbForm = sentence.values[begin]
        end = self._object_end(begin)
        if not isinstance(verb, VerbForm):
            return None
        room = MAX_CONTENT - len(_CONTENT.findall(sentence.text[noun[0] : noun[1]]))
        if room < 2:
            return None
        end = cut(sentence, begin, end, room)
        span = trimmed(sentence, begin, end)
        if span is None or (span[1] == begin and verb.senses & _COPULAR):
            return None
        return sentence.starts[span[0]], sentence.ends[span[1]]

    def _object_end(self, begin: int) -> int:
        at = begin + 1
        while at < len(self.sentence.types):
            name = self._name(at)
            if name in _PREDICATE_STOP:
                break
            at += 1
        return at - 1

    def _whole(self, index: int, has_previous: bool) -> Subject | None:
        """`76 % des entreprises sondées ont annoncé …`: the whole of which the share is, and the predicate."""
        at = index + 1
        while at < len(self.sentence.types) and self._name(at) in ("OF", "DET", "DEMONSTRATIVE", "QUOTE", "ABOVE", "APPROX"):
            at += 1
        phrase = self.chunks.at(at)
        if phrase is None:
            return None
        span = trimmed(self.sentence, max(at, phrase.first), phrase.last)
        if span is None:
            return None
        noun = (self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)])
        found = self._with_predicate(noun, index, "share of noun", (max(at, phrase.first), phrase.last))
        governing = self._clause_subject(index, has_previous)
        if len(found.slices) == 1 and governing is not None and governing.inherits:
            return Subject((noun,), "share of noun, statement before", 0.8, inherits=True)
        if len(found.slices) == 1 and governing is not None and governing.slices and not governing.is_anaphoric:
            return Subject((*governing.slices, noun), "subject and share of noun", 0.8, "CLAUSE", tokens=governing.tokens)
        return found

    def changing(self, index: int, subject: Subject) -> tuple[Change | None, Subject]:
        """A change noun that is the subject itself: `la croissance des ventes est de 5 %`, `sales growth was 5 %`."""
        quantity: Quantity = self.sentence.values[index]
        if subject.tokens is None or quantity.kind not in ("PERCENT", "POINT") or quantity.is_share:
            return None, subject
        if subject.rule not in ("subject of verb", "noun and colon", "noun phrase and quantity", "noun and bracket"):
            return None, subject
        first, last = subject.tokens
        for at in range(first, min(last, index - 1) + 1):
            name = self._name(at)
            if name == "CHANGE":
                told = Change(int(self.sentence.values[at]) or quantity.sign, at, "change noun as subject")
                return told, self._complement(at, index) or subject
            if name in ("OF", "PREP", "OUT_OF"):
                break
        return None, subject

    def _of_change(self, index: int, change: Change, has_previous: bool) -> Subject | None:
        """The thing that changes: the change noun's complement, else the clause's subject."""
        at = change.governor
        if change.rule in ("change noun of quantity", "quantity and change noun", "change noun and quantity"):
            inner = self._complement(at, index)
            if inner is not None:
                return inner
        if has_previous and self._is_apposed(index, change):
            return Subject((), "apposed change", 0.8, inherits=True)
        found = self._clause_subject(min(at, index), has_previous)
        if found is not None:
            return found
        if has_previous:
            return Subject((), "change of the statement before", 0.7, inherits=True)
        behind = self._behind(index)
        if behind is not None:
            return Subject((behind,), "complement behind change", 0.7)
        earlier = next((p for p in self.chunks.phrases if p.last < min(at, index) and not self._is_adjunct(p)), None)
        if earlier is not None:
            return self._phrase_subject(earlier, "noun before change", 0.6)
        following = self.chunks.after(max(at, index))
        if following is not None:
            return self._phrase_subject(following, "apposition before its noun", 0.6)
        return None

    def _complement(self, governor: int, index: int) -> Subject | None:
        """`hausse des exportations`, `sales growth`: the noun phrase around the change noun, less the change noun."""
        phrase = self.chunks.at(governor)
        if phrase is None:
            return None
        limit = phrase.last if not governor < index <= phrase.last else index - 1
        begin = governor + 1
        while begin <= limit and self._name(begin) in ("OF", "DET", "PREP", "OUT_OF", "DEMONSTRATIVE", "PERIOD", "PARTICIPLE", "QUOTE", "TO"):
            begin += 1
        links = {self._name(i) for i in range(governor + 1, begin)}
        if begin <= limit and links & {"OF", "PREP", "OUT_OF"}:
            slices = slice_of(self.sentence, begin, limit)
            if slices:
                return Subject(slices, "complement of change noun", 0.9, "PHRASE", tokens=(begin, limit))
        if governor > phrase.first and self._name(governor - 1) in ("PREP", "OUT_OF"):
            held = slice_of(self.sentence, phrase.first, governor - 2)
            if held:
                return Subject(held, "noun in change", 0.9, "PHRASE", tokens=(phrase.first, governor - 2))
        before = slice_of(self.sentence, max(phrase.first, index + 1 if index < governor else 0), governor - 1)
        if self.pack.compounds_before and before and governor > phrase.first and self._name(governor - 1) in ("WORD", "NAME", "ORG", "RATE_CUE", "PLACE"):
            return Subject(before, "noun before change noun", 0.85, "PHRASE", tokens=(phrase.first, governor - 1))
        return None

    def _is_apposed(self, index: int, change: Change) -> bool:
        """Whether the change stands behind a comma or bracket, as a remark on the statement before it."""
        if self._name(change.governor) in ("VERB", "PARTICIPLE") and self._name(change.governor - 1) != "COMMA":
            return False
        at = min(change.governor, index) - 1
        steps = 0
        while at >= 0 and steps < 8:
            name = self._name(at)
            if name in ("COMMA", "OPEN", "GERUND", "RESTATE", "DASH"):
                return True
            if name in ("QUANTITY",):
                return True
            if name in ("VERB", "AUX", "CONJ", "STOP", "SEMICOLON"):
                return False
            at -= 1
            steps += 1
        return False

    def _measured(self, index: int, has_previous: bool) -> Subject | None:
        """Levels: `NP of Q`, `NP: Q`, `NP (Q)`, `NP verb Q`, in this order of nearness."""
        at = left_of(self.sentence, index)
        between = {self._name(i) for i in range(at + 1, index)}
        name = self._name(at)
        if name == "RESTATE" and has_previous:
            return Subject((), "restatement", 0.9, inherits=True)
        if name == "BASE_CUE" and has_previous:
            return Subject((), "comparison value", 0.9, inherits=True)
        if name == "OPEN":
            return self._bracketed(at, has_previous)
        phrase = self.chunks.at(at) if at >= 0 else None
        if phrase is not None and name not in ("PERIOD",):
            found = self._adjacent(phrase, between, has_previous)
            if found is not None:
                return found
        if name == "COLON":
            before = self._before_colon(at)
            if before is not None:
                return self._phrase_subject(before, "noun and colon", 0.9)
        if has_previous and name in ("COMMA", "CONJ", "QUANTITY") and "TO" in between:
            return Subject((), "level that a change leads to", 0.8, inherits=True)
        return self._clause_subject(index, has_previous) or self._fallback(index, has_previous)

    def _before_colon(self, colon: int) -> Phrase | None:
        """The phrase before a colon, over periods and brackets: `Taille du marché en 2024 (prévision) :`."""
        at = colon - 1
        while at >= 0 and self._name(at) in ("CLOSE", "PERIOD", "PREP", "OUT_OF", "QUOTE"):
            at = self.sentence.types.rfind(CHAR["OPEN"], 0, at) if self._name(at) == "CLOSE" else at
            at -= 1
        return self.chunks.at(at) if at >= 0 else None

    def _adjacent(self, phrase: Phrase, between: set[str], has_previous: bool) -> Subject | None:
        """The phrase right before the quantity, with or without a preposition."""
        if self._name(phrase.first) == "CHANGE" or (self._name(phrase.last) == "CHANGE" and has_previous):
            return None
        if not between & {"TO"} or between & {"OF"}:
            return self._phrase_subject(phrase, "noun phrase and quantity", 0.9, "PHRASE")
        return None

    def _bracketed(self, opening: int, has_previous: bool) -> Subject | None:
        """`agents équipés (72,4 %)`; a bracket behind another figure restates or changes that one."""
        phrase = self.chunks.before(opening)
        if phrase is not None and phrase.last >= opening - 2:
            if has_previous and self._holds_quantity(phrase, opening):
                return Subject((), "bracket behind a statement", 0.85, inherits=True)
            return self._phrase_subject(phrase, "noun and bracket", 0.85)
        return Subject((), "bracket behind a statement", 0.85, inherits=True) if has_previous else None

    def _holds_quantity(self, phrase: Phrase, opening: int) -> bool:
        at = phrase.first - 1
        while at >= 0 and self._name(at) in ("OF", "DET", "ADVERB", "PREP"):
            at -= 1
        return self._name(at) == "QUANTITY"

    def _clause_subject(self, index: int, has_previous: bool) -> Subject | None:
        """The noun phrase before the verb that governs the quantity."""
        sentence = self.sentence
        at = index - 1
        while at >= 0 and sentence.types[at] not in _VERBAL and self._name(at) != "AUX":
            if sentence.types[at] in _BOUNDARY or (self._name(at) in ("COMMA", "CONJ") and self._name(at + 1) == "REL"):
                return None
            at -= 1
        if at < 0:
            return None
        verb_at = at
        beside = self._beside(verb_at, has_previous)
        if beside is not None:
            return beside
        while at >= 0 and (sentence.types[at] in _SKIPPABLE or sentence.types[at] in _VERBAL):
            at -= 1
        crossed = 0
        while at >= 0 and crossed < 30:
            name = self._name(at)
            relative = self._relative_start(at)
            if relative is not None:
                at = relative - 1
                continue
            if name == "PRONOUN" and has_previous:
                return Subject((), "pronoun for the statement before", 0.75, inherits=True)
            if name == "PRONOUN":
                return Subject((), "pronoun", 0.7, is_anaphoric=True, tokens=(at, at))
            phrase = self.chunks.at(at)
            if phrase is not None and not self._is_adjunct(phrase):
                return self._verb_label(phrase, verb_at, index)
            if name in ("QUANTITY",) and self.chunks.at(at + 1) is None:
                return Subject((), "subject of the statement before", 0.6, inherits=True)
            if sentence.types[at] in _BOUNDARY:
                return None
            at = (phrase.first if phrase is not None else at) - 1
            crossed += 1
        return None

    def _relative_start(self, at: int) -> int | None:
        """The relative word of the clause that the token stands in, where the token is its verb or pronoun."""
        if self._name(at) not in ("PRONOUN", "VERB", "AUX", "PARTICIPLE"):
            return None
        for back in range(at, max(-1, at - 8), -1):
            name = self._name(back)
            if name == "REL":
                return back
            if name in ("COMMA", "QUANTITY", "STOP", "SEMICOLON", "COLON"):
                return None
        return None

    def _beside(self, verb_at: int, has_previous: bool) -> Subject | None:
        """A participle speaks of the noun right before it (`une valorisation atteignant …`); behind a comma of the
        noun before that, or of the statement before (`94 modèles enregistrés à Pékin, représentant …`)."""
        name = self._name(verb_at)
        at = verb_at - 1
        while at >= 0 and self._name(at) in ("ADVERB", "NEG", "PRONOUN", "AUX", "GERUND"):
            at -= 1
        if name not in ("GERUND", "PARTICIPLE") or (name == "PARTICIPLE" and self._name(verb_at - 1) == "AUX"):
            return None
        is_behind_comma = self._name(at) == "COMMA"
        phrase = self.chunks.at(at - 1 if is_behind_comma else at)
        if phrase is not None and not is_behind_comma and phrase.last < verb_at:
            found = self._phrase_subject(phrase, "noun and participle", 0.85)
            return self._with_topic(found, phrase) if found is not None and self._is_adjunct(phrase) else found
        if not is_behind_comma:
            return None
        is_counted = phrase is not None and self._name(phrase.first - 1) == "QUANTITY"
        if phrase is not None and not is_counted and not self._is_adjunct(phrase):
            return self._phrase_subject(phrase, "noun, comma and participle", 0.7)
        return Subject((), "participle behind a statement", 0.75, inherits=True) if has_previous else None

    def _with_topic(self, subject: Subject, phrase: Phrase) -> Subject:
        """A bare noun in an adjunct (`avec des fonds atteignant …`) is said of the sentence's subject."""
        first, last = subject.slices[0]
        if len(_CONTENT.findall(self.sentence.text[first:last])) > 1:
            return subject
        topic = next((p for p in self.chunks.phrases if p.last < phrase.first and not self._is_adjunct(p)), None)
        slices = slice_of(self.sentence, topic.first, topic.last) if topic and not topic.is_anaphoric else ()
        return replace(subject, slices=(*slices, *subject.slices)) if slices else subject

    def _is_adjunct(self, phrase: Phrase) -> bool:
        """Whether a phrase hangs on a preposition and so is no subject: `en parallèle`, `avec cette performance`."""
        before = self._name(phrase.first - 1)
        if before == "OF" and phrase.first > 1:
            before = self._name(phrase.first - 2)
        if before in ("PREP", "OUT_OF", "TO", "PER", "WITH", "SOURCE_CUE", "BASE_CUE"):
            return True
        span = trimmed(self.sentence, phrase.first, phrase.last)
        return span is None or (span[0] == span[1] and self._name(span[0]) in ("PLACE", "PERIOD"))

    def _verb_label(self, phrase: Phrase, verb_at: int, index: int) -> Subject | None:
        """The subject's label; with its verb where that says more than a level or a change (`Dalkia investit`)."""
        found = self._phrase_subject(phrase, "subject of verb", 0.85)
        verb = self.sentence.values[verb_at]
        if found is None or phrase.is_anaphoric or not isinstance(verb, VerbForm):
            return found
        if verb.senses & _PLAIN or not verb.senses:
            return found
        own = (self.sentence.starts[verb_at], self.sentence.ends[verb_at])
        if not self._is_place_phrase(phrase):
            return Subject((*found.slices, own), "subject and verb", 0.75, tokens=found.tokens)
        subject = self._completed(Subject((own,), "verb", 0.6, tokens=found.tokens), index)
        if subject is None or len(subject.slices) > 1:
            return subject
        nearer = self.chunks.before(verb_at)
        return self._phrase_subject(nearer, "noun before verb", 0.55) if nearer and nearer is not phrase else subject

    def _is_place_phrase(self, phrase: Phrase) -> bool:
        """`Pékin`, `la ville`: who acts is the area, which has a column of its own."""
        span = trimmed(self.sentence, phrase.first, phrase.last)
        if span is None:
            return True
        words = [key_of(self.sentence.words(i, i)) for i in range(span[0], span[1] + 1) if self._name(i) != "PLACE"]
        return all(word in self.pack.sets["GEO_NOUN"] for word in words)

    def _fallback(self, index: int, has_previous: bool) -> Subject | None:
        if has_previous:
            return Subject((), "same subject as before", 0.5, inherits=True)
        phrase = self.chunks.before(index) or self.chunks.after(index)
        found = self._phrase_subject(phrase, "nearest noun phrase", 0.4) if phrase else None
        return replace(found, is_anaphoric=True) if found and self.sentence.types[0] == CHAR["PERIOD"] else found


_COPULAR = frozenset({"LEVEL"})
_PLAIN = frozenset({"LEVEL", "UP", "DOWN", "AUX", "STAY", "SAY", "FORECAST", "TARGET", "ESTIMATE"})
_PREDICATE_STOP = frozenset(
    "COMMA SEMICOLON COLON STOP OPEN CLOSE QUANTITY REL DASH VERB AUX BASE_CUE RESTATE SOURCE_CUE PERIOD PRONOUN".split()
)

