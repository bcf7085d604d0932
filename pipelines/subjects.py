"""Subjects without a parser: candidates for what a quantity measures, by templates, and the label of the winner.

A label is made of slices of the stored text: the noun phrase that is counted or measured, with its predicate where
the bare noun says too little. Which quantity is a change is told by `changes.py`; what an anaphor means comes from
the focus that the caller passes.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.changes import Change, left_of
from pipelines.clauses import Clause, Subject
from pipelines.counts import noun_after
from pipelines.languages.base import Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.phrases import CONTENT, MAX_CONTENT, Phrase, cut, slice_of, trimmed
from pipelines.quantities import Quantity
from pipelines.tokens import CHAR, Sentence, chars

_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")


class Finder:
    """Finds the subject of each quantity of one sentence, left to right."""

    def __init__(self, sentence: Sentence, pack: Pack) -> None:
        self.sentence = sentence
        self.pack = pack
        self.clause = Clause(sentence, pack)
        self.chunks = self.clause.chunks

    def find(self, index: int, change: Change | None, has_previous: bool) -> Subject | None:
        """The best candidate for the quantity at token `index`; None where the sentence offers none."""
        quantity: Quantity = self.sentence.values[index]
        if has_previous and self._in_bracket(index):
            behind = self.clause.behind(index)
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
        if self.clause.name(index + 1) == "OF":
            is_share = quantity.kind == "PERCENT" or quantity.is_share
            whole = self._whole(index, has_previous) if is_share else self._amount_of(index)
            if whole is not None:
                return whole
        return self.clause.completed(self._measured(index, has_previous), index)

    def _in_bracket(self, index: int) -> bool:
        types = self.sentence.types
        return types.rfind(CHAR["OPEN"], 0, index) > types.rfind(CHAR["CLOSE"], 0, index)

    def _part_of_previous(self, index: int, has_previous: bool) -> Subject | None:
        """`dont un tiers provient …`, `dont 46 cotées`, `46 d'entre elles sont …`: part of what was counted."""
        at = index + 1
        is_of_them = self.clause.name(at) == "OF_THEM"
        left = left_of(self.sentence, index)
        before = self.sentence.values[left + 1 : index]
        quantity: Quantity = self.sentence.values[index]
        is_bare_count = quantity.kind == "COUNT" and self.clause.name(at) in ("PARTICIPLE", "AUX", "VERB")
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
        while self.clause.name(at) in ("OF", "DET", "QUOTE"):
            at += 1
        phrase = self.chunks.at(at)
        span = trimmed(self.sentence, max(at, phrase.first), phrase.last) if phrase is not None else None
        if span is None or all(self.clause.name(i) in ("PLACE", "PERIOD") for i in range(span[0], span[1] + 1)):
            return None
        noun = (self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)])
        return Subject((noun,), "amount of noun", 0.85, "PHRASE", tokens=span)

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
        """A counted noun with what is said of it, as the subject of a verb: `écoles … ont lancé des pilotes`."""
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
        if self.clause.name(at) == "OPEN":
            closing = sentence.types.find(CHAR["CLOSE"], at, at + 8)
            at = closing + 1 if closing > 0 else at
        limit = min(at + 4, len(sentence.types))
        while at < limit and self.clause.name(at) in (
            "PERIOD",
            "ADVERB",
            "PLACE",
            "PREP",
            "CLOSE",
            "REL",
            "QUOTE",
            "TO",
            "OUT_OF",
            "APPROX",
        ):
            at += 1
        begin = at
        while begin < len(sentence.types) and (
            self.clause.name(begin) in ("ADVERB", "NEG") or "AUX" in getattr(sentence.values[begin], "senses", ())
        ):
            begin += 1
        if begin >= len(sentence.types) or sentence.types[begin] not in _VERBAL:
            return None
        verb: VerbForm = sentence.values[begin]
        end = self._object_end(begin)
        room = MAX_CONTENT - len(CONTENT.findall(sentence.text[noun[0] : noun[1]]))
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
            name = self.clause.name(at)
            if name in _PREDICATE_STOP:
                break
            at += 1
        return at - 1

    def _whole(self, index: int, has_previous: bool) -> Subject | None:
        """`76 % des entreprises sondées ont annoncé …`: the whole of which the share is, and the predicate."""
        at = index + 1
        while at < len(self.sentence.types) and self.clause.name(at) in (
            "OF",
            "DET",
            "DEMONSTRATIVE",
            "QUOTE",
            "ABOVE",
            "APPROX",
        ):
            at += 1
        phrase = self.chunks.at(at)
        if phrase is None:
            return None
        span = trimmed(self.sentence, max(at, phrase.first), phrase.last)
        if span is None:
            return None
        noun = (self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)])
        found = self._with_predicate(noun, index, "share of noun", (max(at, phrase.first), phrase.last))
        governing = self.clause.subject(index, has_previous)
        if len(found.slices) == 1 and governing is not None and governing.inherits:
            return Subject((noun,), "share of noun, statement before", 0.8, inherits=True)
        if len(found.slices) == 1 and governing is not None and governing.slices and not governing.is_anaphoric:
            return Subject(
                (*governing.slices, noun), "subject and share of noun", 0.8, "CLAUSE", tokens=governing.tokens
            )
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
            name = self.clause.name(at)
            if name == "CHANGE":
                told = Change(int(self.sentence.values[at]) or quantity.sign, at, "change noun as subject")
                inner = self._complement(at, index)
                is_bare = inner is None and subject.slices[0][0] >= self.sentence.starts[at]
                return told, inner or replace(subject, is_anaphoric=is_bare or subject.is_anaphoric)
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
        found = self.clause.subject(min(at, index), has_previous)
        if found is not None:
            return found
        if has_previous:
            return Subject((), "change of the statement before", 0.7, inherits=True)
        behind = self.clause.behind(index)
        if behind is not None:
            return Subject((behind,), "complement behind change", 0.7)
        limit = min(at, index)
        earlier = next((p for p in self.chunks.phrases if p.first < limit and not self.clause.is_adjunct(p)), None)
        if earlier is not None:
            slices = slice_of(self.sentence, earlier.first, min(earlier.last, limit - 1))
            if slices:
                return Subject(slices, "noun before change", 0.6, tokens=(earlier.first, min(earlier.last, limit - 1)))
        following = self.chunks.after(max(at, index))
        if following is not None:
            return self.clause.phrase_subject(following, "apposition before its noun", 0.6)
        return None

    def _complement(self, governor: int, index: int) -> Subject | None:
        """`hausse des exportations`, `sales growth`: the noun phrase around the change noun, less the change noun."""
        phrase = self.chunks.at(governor)
        if phrase is None:
            return None
        limit = phrase.last if not governor < index <= phrase.last else index - 1
        begin = governor + 1
        while begin <= limit and self.clause.name(begin) in (
            "OF",
            "DET",
            "PREP",
            "OUT_OF",
            "DEMONSTRATIVE",
            "PERIOD",
            "PARTICIPLE",
            "QUOTE",
            "TO",
        ):
            begin += 1
        links = {self.clause.name(i) for i in range(governor + 1, begin)}
        if begin <= limit and links & {"OF", "PREP", "OUT_OF"}:
            slices = slice_of(self.sentence, begin, limit)
            if slices:
                return Subject(slices, "complement of change noun", 0.9, "PHRASE", tokens=(begin, limit))
        if governor > phrase.first and self.clause.name(governor - 1) in ("PREP", "OUT_OF"):
            held = slice_of(self.sentence, phrase.first, governor - 2)
            if held:
                return Subject(held, "noun in change", 0.9, "PHRASE", tokens=(phrase.first, governor - 2))
        before = slice_of(self.sentence, max(phrase.first, index + 1 if index < governor else 0), governor - 1)
        if (
            self.pack.compounds_before
            and before
            and governor > phrase.first
            and self.clause.name(governor - 1) in ("WORD", "NAME", "ORG", "RATE_CUE", "PLACE")
        ):
            return Subject(before, "noun before change noun", 0.85, "PHRASE", tokens=(phrase.first, governor - 1))
        return None

    def _is_apposed(self, index: int, change: Change) -> bool:
        """Whether the change stands behind a comma or bracket, as a remark on the statement before it."""
        if (
            self.clause.name(change.governor) in ("VERB", "PARTICIPLE")
            and self.clause.name(change.governor - 1) != "COMMA"
        ):
            return False
        at = min(change.governor, index) - 1
        steps = 0
        while at >= 0 and steps < 8:
            name = self.clause.name(at)
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
        between = {self.clause.name(i) for i in range(at + 1, index)}
        name = self.clause.name(at)
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
                return self.clause.phrase_subject(before, "noun and colon", 0.9)
        if has_previous and name in ("COMMA", "CONJ", "QUANTITY") and "TO" in between:
            return Subject((), "level that a change leads to", 0.8, inherits=True)
        return self.clause.subject(index, has_previous) or self._fallback(index, has_previous)

    def _before_colon(self, colon: int) -> Phrase | None:
        """The phrase before a colon, over periods and brackets: `Taille du marché en 2024 (prévision) :`."""
        at = colon - 1
        while at >= 0 and self.clause.name(at) in ("CLOSE", "PERIOD", "PREP", "OUT_OF", "QUOTE"):
            at = self.sentence.types.rfind(CHAR["OPEN"], 0, at) if self.clause.name(at) == "CLOSE" else at
            at -= 1
        return self.chunks.at(at) if at >= 0 else None

    def _adjacent(self, phrase: Phrase, between: set[str], has_previous: bool) -> Subject | None:
        """The phrase right before the quantity, with or without a preposition."""
        if self.clause.name(phrase.first) == "CHANGE" or (self.clause.name(phrase.last) == "CHANGE" and has_previous):
            return None
        if not between & {"TO"} or between & {"OF"}:
            return self.clause.phrase_subject(phrase, "noun phrase and quantity", 0.9, "PHRASE")
        return None

    def _bracketed(self, opening: int, has_previous: bool) -> Subject | None:
        """`agents équipés (72,4 %)`; a bracket behind another figure restates or changes that one."""
        phrase = self.chunks.before(opening)
        if phrase is not None and phrase.last >= opening - 2:
            if has_previous and self._holds_quantity(phrase, opening):
                return Subject((), "bracket behind a statement", 0.85, inherits=True)
            return self.clause.phrase_subject(phrase, "noun and bracket", 0.85)
        return Subject((), "bracket behind a statement", 0.85, inherits=True) if has_previous else None

    def _holds_quantity(self, phrase: Phrase, opening: int) -> bool:
        at = phrase.first - 1
        while at >= 0 and self.clause.name(at) in ("OF", "DET", "ADVERB", "PREP"):
            at -= 1
        return self.clause.name(at) == "QUANTITY"

    def _fallback(self, index: int, has_previous: bool) -> Subject | None:
        if has_previous:
            return Subject((), "same subject as before", 0.5, inherits=True)
        phrase = self.chunks.before(index) or self.chunks.after(index)
        found = self.clause.phrase_subject(phrase, "nearest noun phrase", 0.4) if phrase else None
        return replace(found, is_anaphoric=True) if found and self.sentence.types[0] == CHAR["PERIOD"] else found


_COPULAR = frozenset({"LEVEL"})
_PREDICATE_STOP = frozenset(
    """
    COMMA SEMICOLON COLON STOP OPEN CLOSE QUANTITY REL DASH VERB AUX BASE_CUE RESTATE SOURCE_CUE PERIOD
    PRONOUN
    """.split()
)
