"""Subjects without a parser: candidates for what a quantity measures, by templates, and the label of the winner.

A label is made of slices of the stored text: the noun phrase that is counted or measured, with its predicate where
the bare noun says too little. Which quantity is a change is told by `changes.py`; what an anaphor means comes from
the focus that the caller passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipelines import verb_frame
from pipelines.bounds import left_of
from pipelines.changes import Change
from pipelines.clauses import Clause, Subject, renamed
from pipelines.counts import noun_after
from pipelines.languages.base import Pack, key_of
from pipelines.pairs import in_pair
from pipelines.phrases import Phrase, cut, pause, slice_of, trimmed
from pipelines.predicates import predicate
from pipelines.quantities import Quantity
from pipelines.signs import direction
from pipelines.tokens import CHAR, Sentence, chars
from pipelines.variants import longer, variants

MAX_BEFORE, MAX_AFTER = 6, 3
"""How many plain noun phrases before and behind a quantity are candidates."""
MAX_NEAR = 2
"""How many of those before it are also taken longer."""
MAX_ATTRIBUTES = 3
"""How many words may stand between a change noun and its complement."""
MAX_FRONT = 16
"""How many tokens a fronted phrase with a figure may have on either side of it."""
MIN_UNIT = 4
"""Letters of a unit that is a word and no symbol."""
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FRONT_EDGE = chars("COMMA SEMICOLON STOP COLON DASH CLOSE")


class Finder:
    """Finds the subject of each quantity of one sentence, left to right."""

    def __init__(self, sentence: Sentence, pack: Pack) -> None:
        self.sentence = sentence
        self.pack = pack
        self.clause = Clause(sentence, pack)
        self.chunks = self.clause.chunks

    def propose(self, index: int, change: Change | None, has_previous: bool) -> list[Subject]:
        """Every candidate for the quantity at token `index`, the templates' own first, then plain noun phrases.

        Which of them names the indicator is decided by `ranking.py`; an empty list where the sentence offers none.
        """
        found = [
            self._bracket_part(index, has_previous),
            *(self._of_change(index, change, has_previous) if change is not None else ()),
            *self._of_noun(index, has_previous),
            self._part_of_previous(index, has_previous),
            *self._counted(index, has_previous),
            self._unit_alone(index),
            self._behind_bracket(index),
            *self._behind_of(index, has_previous),
            *self._group_before(index),
            *self._measured(index, has_previous),
            *self.clause.subjects(index, has_previous),
            *self._longer_subjects(index, has_previous),
            *(verb_frame.proposed(self.clause, index, has_previous) if self.sentence.is_framed else ()),
            self._gapped(index),
            self._fronted(index),
            *self._plain(index),
        ]
        if has_previous:
            found.append(Subject((), "same subject as before", inherits=True))
        offered = [subject for subject in found if subject is not None]
        alone = self.clause.verb_alone(index) if not offered else None
        return [alone] if alone is not None else offered

    def _bracket_part(self, index: int, has_previous: bool) -> Subject | None:
        if not (has_previous and self._in_bracket(index)):
            return None
        behind = self.clause.behind(index)
        return Subject((pause(behind), behind), "part in a bracket", inherits=True) if behind is not None else None

    def _of_noun(self, index: int, has_previous: bool) -> Iterator[Subject | None]:
        """`un agent sur deux`: the noun that stands inside the quantity."""
        quantity: Quantity = self.sentence.values[index]
        if quantity.noun is not None:
            yield from self._with_predicate(quantity.noun, index, "noun inside n out of m")

    def _behind_of(self, index: int, has_previous: bool) -> Iterator[Subject | None]:
        """What stands behind a figure and an of-word: the whole of a share, or what an amount is for."""
        quantity: Quantity = self.sentence.values[index]
        if self.clause.name(index + 1) == "OF":
            if quantity.kind == "PERCENT" or quantity.is_share:
                yield from self._whole(index, has_previous)
            else:
                yield self._amount_of(index)

    def _gapped(self, index: int) -> Subject | None:
        """`le fret recule de 3 %, le trafic voyageurs, de 1 %`: a noun that leaves out the verb before it."""
        at = left_of(self.sentence, index)
        phrase = self.chunks.at(at - 1) if self.clause.name(at) == "COMMA" else None
        return self.clause.phrase_subject(phrase, "noun, comma and figure") if phrase is not None else None

    def _fronted(self, index: int) -> Subject | None:
        """`With 1.5 million visitors and a rise of 6 %, the museum …`: the subject stands behind the comma."""
        types = self.sentence.types
        begin = index
        while begin > 0 and index - begin < MAX_FRONT and types[begin - 1] not in _FRONT_EDGE:
            begin -= 1
        if self.clause.name(begin) not in ("WITH", "PREP", "GERUND", "PARTICIPLE"):
            return None
        comma = types.find(CHAR["COMMA"], index, index + MAX_FRONT)
        phrase = self.chunks.after(comma) if comma >= 0 else None
        if phrase is None or phrase.first > comma + 2:
            return None
        return self.clause.phrase_subject(phrase, "figure before its subject")

    def _plain(self, index: int) -> Iterator[Subject | None]:
        """The noun phrases around, nearest first, whole and less their last prepositional complement."""
        phrases = self.chunks.phrases
        split = self.chunks.split(index)
        for at in range(split - 1, max(-1, split - 1 - MAX_BEFORE), -1):
            if not self._is_head(phrases[at]):
                yield from variants(self.clause, phrases[at], "phrase before", split - at <= MAX_NEAR)
        for at in range(split, min(len(phrases), split + MAX_AFTER)):
            if not self._is_head(phrases[at]):
                yield from variants(self.clause, phrases[at], "phrase after", at == split)

    def _is_head(self, phrase: Phrase) -> bool:
        """Whether a phrase only says what a figure is counted against: `98 kg par habitant`."""
        words = key_of(self.sentence.words(phrase.first, phrase.last))
        return self.clause.name(phrase.first - 1) == "PER" and words in self.pack.sets["PER_HEAD"]

    def _longer_subjects(self, index: int, has_previous: bool) -> Iterator[Subject | None]:
        """The subject of the verb with the noun that it is joined to or with what tells which."""
        for subject in self.clause.subjects(index, has_previous):
            if subject is not None and subject.rule == "subject of verb" and subject.tokens is not None:
                phrase = self.chunks.at(subject.tokens[0])
                if phrase is not None:
                    yield from longer(self.clause, phrase, subject.rule)

    def _group_before(self, index: int) -> Iterator[Subject | None]:
        """`Among parents with young children, 31 % said …`: the group, with what its share did."""
        quantity: Quantity = self.sentence.values[index]
        is_part = quantity.kind in ("PERCENT", "RATIO", "COUNT") or quantity.is_share
        if self.sentence.is_framed or not is_part or self.clause.name(index + 1) not in _SAYING:
            return
        here = (self.sentence.starts[index], self.sentence.ends[index])
        said = predicate(self.clause, index + 1, here)
        if said is None:
            return
        yield Subject((said,), "focus and predicate", "FOCUS", of_focus=True)
        split = self.chunks.split(index)
        for phrase in self.chunks.phrases[max(0, split - MAX_NEAR) : split]:
            group = self.clause.phrase_subject(phrase, "group and predicate")
            if group is not None and not group.is_anaphoric:
                yield replace(group, slices=(*group.slices, said))

    def _in_bracket(self, index: int) -> bool:
        types = self.sentence.types
        return types.rfind(CHAR["OPEN"], 0, index) > types.rfind(CHAR["CLOSE"], 0, index)

    def _part_of_previous(self, index: int, has_previous: bool) -> Subject | None:
        """`dont un tiers provient …`, `dont 46 cotées`, `46 d'entre elles sont …`: part of what was counted."""
        at = index + 1
        is_of_which = self.clause.name(at) == "PREP" and self.sentence.values[at] == "INCL"
        is_of_them = is_of_which or self.clause.name(at) == "OF_THEM"
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
        said = predicate(self.clause, at + is_of_them, here)
        slices = (said,) if said else ()
        if has_previous:
            return Subject(slices, "part of the statement before", inherits=True)
        return Subject(slices, "part of what is in focus", "FOCUS", of_focus=True)

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
        return Subject((noun,), "amount of noun", "PHRASE", tokens=span)

    def _counted(self, index: int, has_previous: bool) -> Iterator[Subject | None]:
        """`2 400 entreprises d'IA`: the noun behind the number, with its predicate where it is a clause's subject."""
        quantity: Quantity = self.sentence.values[index]
        noun = noun_after(self.sentence, index) if quantity.kind in ("COUNT", "FACTOR") else None
        phrase = self.chunks.at(noun) if noun is not None else None
        if noun is None or phrase is None:
            return
        first = max(noun, phrase.first)
        span = trimmed(self.sentence, first, phrase.last)
        if span is None:
            return
        word = key_of(self.sentence.words(span[0], span[1]))
        rule = "number and generic noun" if word in self.pack.sets["GENERIC"] else "number and noun"
        own = (self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)])
        told = self._told_longer(span, index)
        if told is not None:
            yield Subject((told,), rule, "SENTENCE", tokens=(first, phrase.last))
        else:
            yield from self._with_predicate(own, index, rule, (first, phrase.last))
        for subject in self.clause.subjects(index, has_previous):
            if subject is not None and subject.rule == "subject of verb" and not subject.is_anaphoric:
                yield Subject(
                    (*subject.slices, pause(own), own), "subject and counted noun", tokens=(first, phrase.last)
                )

    def _told_longer(self, noun: tuple[int, int], index: int) -> tuple[int, int] | None:
        """`les vols de vélos ont bondi (293 vols en 2022)`: a bare counted noun as the phrase before it names it."""
        if noun[0] != noun[1] or self.sentence.is_framed or self.pack.compounds_before:
            return None
        word = key_of(self.sentence.words(*noun))
        for phrase in reversed(self.chunks.phrases[: self.chunks.split(index)]):
            span = trimmed(self.sentence, phrase.first, phrase.last)
            if span is None or span[0] == span[1] or self.clause.name(span[0] + 1) != "OF":
                continue
            if key_of(self.sentence.words(span[0], span[0])) == word:
                return self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)]
        return None

    def _with_predicate(
        self, noun: tuple[int, int], index: int, rule: str, tokens: tuple[int, int] | None = None
    ) -> Iterator[Subject]:
        """A counted noun, and it with what is said of it as the subject of a verb: `écoles … ont lancé des pilotes`."""
        yield Subject((noun,), rule, "PHRASE", tokens=tokens)
        said = predicate(self.clause, (tokens[1] if tokens else index) + 1, noun)
        if said is not None:
            yield Subject((noun, said), f"{rule} with predicate", "PHRASE", tokens=tokens)

    def _unit_alone(self, index: int) -> Subject | None:
        """`508 hectares ont brûlé`: a spelt-out unit that is the subject of its verb, with what is said of it."""
        quantity: Quantity = self.sentence.values[index]
        if quantity.kind != "UNIT" or self.clause.name(index + 1) not in ("AUX", "VERB"):
            return None
        start, end = self.sentence.starts[index], self.sentence.ends[index]
        word = _LAST_WORD.search(self.sentence.text, start, end)
        if word is None or len(word[0]) < MIN_UNIT:
            return None
        noun = (word.start(), end)
        said = predicate(self.clause, index + 1, noun)
        return Subject((noun, said), "unit and predicate", "PHRASE") if said is not None else None

    def _whole(self, index: int, has_previous: bool) -> Iterator[Subject | None]:
        """`76 % des entreprises sondées ont annoncé …`: the whole of which the share is, and the predicate."""
        at = index + 1
        while at < len(self.sentence.types) and self.clause.name(at) in _BEFORE_WHOLE:
            at += 1
        phrase = self.chunks.at(at)
        span = trimmed(self.sentence, max(at, phrase.first), phrase.last) if phrase is not None else None
        if phrase is None or span is None:
            return
        noun = (self.sentence.starts[span[0]], self.sentence.ends[cut(self.sentence, *span)])
        tokens = (max(at, phrase.first), phrase.last)
        yield from self._with_predicate(noun, index, "share of noun", tokens)
        for governing in self.clause.subjects(index, has_previous):
            if governing is None:
                continue
            if governing.inherits:
                parted = (pause(noun), noun)
                yield Subject(parted, "share of noun, statement before", inherits=True, tokens=tokens)
            elif governing.slices and not governing.is_anaphoric and not self._is_rate(governing):
                is_clause = len(governing.slices) > 1 or governing.rule == "verb alone"
                slices = (*governing.slices, noun) if is_clause else (*governing.slices, pause(noun), noun)
                yield Subject(slices, f"{governing.rule} and share of noun", tokens=governing.tokens)

    def _is_rate(self, subject: Subject) -> bool:
        """Whether a subject is a rate, whose name tells what it is of: `the jobless rate is 7 % of the workforce`."""
        types, tokens = self.sentence.types, subject.tokens
        return tokens is not None and CHAR["RATE_CUE"] in types[tokens[0] : tokens[1] + 1]

    def told_by_subject(self, index: int) -> Change | None:
        """A change noun that is the subject itself: `la croissance des ventes est de 5 %`, `sales growth was 5 %`."""
        quantity: Quantity = self.sentence.values[index]
        if quantity.kind not in ("PERCENT", "POINT") or quantity.is_share or in_pair(self.sentence, index):
            return None
        framed = verb_frame.proposed(self.clause, index, False) if self.sentence.is_framed else ()
        for subject in (*framed, *self._measured(index, False), *self.clause.subjects(index, False)):
            if subject is None or subject.tokens is None or subject.rule not in _SPEAKING:
                continue
            for at in range(subject.tokens[0], min(subject.tokens[1], index - 1) + 1):
                name = self.clause.name(at)
                if name == "CHANGE" and self.sentence.values[at].endswith("#") and quantity.kind != "POINT":
                    return None
                if name == "CHANGE":
                    return Change(direction(self.sentence.values[at]) or quantity.sign, at, "change noun as subject")
                if name in ("OF", "PREP", "OUT_OF") and not self._is_said_of(at):
                    break
            return None
        return None

    def _is_said_of(self, index: int) -> bool:
        """`el pronóstico de crecimiento`: whether the change noun behind an of-word is what a forecast is of."""
        is_of = self.clause.name(index) == "OF" and self.clause.name(index + 1) == "CHANGE"
        return is_of and key_of(self.sentence.words(index - 1, index - 1)) in self.clause.pack.sets["WEAK_NOUN"]

    def _of_change(self, index: int, change: Change, has_previous: bool) -> Iterator[Subject | None]:
        """The thing that changes: the change noun's complement, else the clause's subject."""
        at = change.governor
        if change.rule in _NOUN_RULES:
            yield from self._complement(at, index)
        elif self.clause.name(at) == "INFINITIVE":
            yield self._seen(at)
        if has_previous:
            rule = "apposed change" if self._is_apposed(index, change) else "change of the statement before"
            yield Subject((), rule, inherits=True)
        limit = min(at, index)
        if limit != index:
            for subject in self.clause.subjects(limit, has_previous):
                yield renamed(subject, f"{subject.rule}, before change") if subject is not None else None
        behind = self.clause.behind(index)
        if behind is not None:
            yield Subject((behind,), "complement behind change")
        earlier = next((p for p in self.chunks.phrases if p.first < limit and not self.clause.is_adjunct(p)), None)
        if earlier is not None:
            yield self.clause.phrase_subject(
                Phrase(earlier.first, min(earlier.last, limit - 1), earlier.is_anaphoric), "noun before change"
            )
        following = self.chunks.after(max(at, index))
        if following is not None:
            yield self.clause.phrase_subject(following, "apposition before its noun")

    def _seen(self, governor: int) -> Subject | None:
        """`la société a vu ses ventes croître de 7 %`: the noun right before an infinitive is its subject."""
        phrase = self.chunks.before(governor)
        if phrase is None or phrase.last != governor - 1 or self.clause.is_adjunct(phrase):
            return None
        return self.clause.phrase_subject(phrase, "subject of verb, before change")

    def _complement(self, governor: int, index: int) -> Iterator[Subject | None]:
        """`hausse des exportations`, `sales growth`: the noun phrase around the change noun, less the change noun."""
        phrase = self.chunks.at(governor)
        if phrase is None:
            return
        limit = phrase.last if not governor < index <= phrase.last else index - 1
        begin = self._behind_attributes(governor) + 1
        while begin <= limit and self.clause.name(begin) in _BEFORE_COMPLEMENT:
            begin += 1
        links = {self.clause.name(i) for i in range(governor + 1, begin)}
        if begin <= limit and links & {"OF", "PREP", "OUT_OF", "PER"}:
            slices = slice_of(self.sentence, begin, limit)
            if slices:
                yield Subject(slices, "complement of change noun", "PHRASE", tokens=(begin, limit))
        if governor > phrase.first and self.clause.name(governor - 1) in ("PREP", "OUT_OF"):
            held = slice_of(self.sentence, phrase.first, governor - 2)
            if held:
                yield Subject(held, "noun in change", "PHRASE", tokens=(phrase.first, governor - 2))
        before = slice_of(self.sentence, max(phrase.first, index + 1 if index < governor else 0), governor - 1)
        is_noun = not self.pack.capital_nouns or self.sentence.words(governor - 1, governor - 1)[:1].isupper()
        if before and governor > phrase.first and self.pack.compounds_before and is_noun:
            yield Subject(before, "noun before change noun", "PHRASE", tokens=(phrase.first, governor - 1))

    def _behind_attributes(self, governor: int) -> int:
        """The last word before the complement: `croissance annuelle moyenne des ventes`; the noun itself elsewhere."""
        at = governor
        while at - governor < MAX_ATTRIBUTES and self.clause.name(at + 1) in ("WORD", "PARTICIPLE", "ADVERB", "MORE"):
            at += 1
        return at if self.clause.name(at + 1) == "OF" else governor

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

    def _measured(self, index: int, has_previous: bool) -> Iterator[Subject | None]:
        """Levels: `NP of Q`, `NP: Q`, `NP (Q)`; restatements and comparison values of the statement before."""
        at = left_of(self.sentence, index)
        between = {self.clause.name(i) for i in range(at + 1, index)}
        name = self.clause.name(at)
        if has_previous and name in _INHERITING:
            yield Subject((), _INHERITING[name], inherits=True)
        if name == "OPEN":
            yield from self._bracketed(at, has_previous)
        phrase = self.chunks.at(at) if at >= 0 else None
        if phrase is not None and name != "PERIOD":
            rule = "noun phrase to quantity" if "TO" in between and "OF" not in between else "noun phrase and quantity"
            found = self.clause.phrase_subject(phrase, rule, "PHRASE")
            yield found
            yield self.clause.completed(found, index)
        if phrase is not None and name != "PERIOD" and "TO" in between:
            change = self.sentence.types.find(CHAR["CHANGE"], phrase.first, phrase.last + 1)
            if change >= 0:
                yield from self._complement(change, index)
        if name == "COLON":
            before = self._before_colon(at)
            if before is not None:
                yield self.clause.phrase_subject(before, "noun and colon")
        if has_previous and name in ("COMMA", "CONJ", "QUANTITY") and "TO" in between:
            yield Subject((), "level that a change leads to", inherits=True)

    def _before_colon(self, colon: int) -> Phrase | None:
        """The phrase before a colon, over periods and brackets: `Taille du marché en 2024 (prévision) :`."""
        at = colon - 1
        while at >= 0 and self.clause.name(at) in ("CLOSE", "PERIOD", "PREP", "OUT_OF", "QUOTE"):
            at = self.sentence.types.rfind(CHAR["OPEN"], 0, at) if self.clause.name(at) == "CLOSE" else at
            at -= 1
        return self.chunks.at(at) if at >= 0 else None

    def _behind_bracket(self, index: int) -> Subject | None:
        """`2 234 (74,6 %) allgemeine Plätze`: the noun that a number counts over a bracket, which it is of as well."""
        types = self.sentence.types
        closing = types.find(CHAR["CLOSE"], index + 1, index + 5)
        opens = self.clause.name(index + 1) == "OPEN" or (
            self.clause.name(index - 1) == "OPEN" and self.clause.name(index - 2) == "QUANTITY"
        )
        phrase = self.chunks.at(closing + 1) if opens and closing > 0 else None
        if phrase is None or phrase.first != closing + 1:
            return None
        return self.clause.phrase_subject(phrase, "noun behind a bracket", "PHRASE")

    def _around_bracket(self, opening: int) -> Subject | None:
        """`ein großer Anteil (5.149 MW) des Bedarfs`: a noun and its complement with the figure in brackets between."""
        closing = self.sentence.types.find(CHAR["CLOSE"], opening, opening + 8)
        noun, rest = self.chunks.before(opening), self.chunks.at(closing + 2)
        if closing < 0 or self.clause.name(closing + 1) != "OF" or noun is None or rest is None:
            return None
        slices = (*slice_of(self.sentence, noun.first, noun.last), *slice_of(self.sentence, closing + 2, rest.last))
        return Subject(slices, "noun, bracket and complement", "PHRASE", tokens=(noun.first, noun.last))

    def _bracketed(self, opening: int, has_previous: bool) -> Iterator[Subject | None]:
        """`agents équipés (72,4 %)`; a bracket behind another figure restates or changes that one."""
        phrase = self.chunks.before(opening)
        if phrase is not None and phrase.last >= opening - 2:
            yield self.clause.phrase_subject(phrase, "noun and bracket")
            yield self._around_bracket(opening)
            if has_previous and self.clause.name(phrase.last) in ("PLACE", "ORG", "NAME"):
                last = phrase.last
                place = (self.sentence.starts[last], self.sentence.ends[last])
                yield Subject((pause(place), place), "member and bracket", inherits=True, tokens=(last, last))
        if has_previous:
            is_behind = phrase is None or self._holds_quantity(phrase)
            rule = "bracket behind a statement" if is_behind else "bracket after a statement"
            yield Subject((), rule, inherits=True)

    def _holds_quantity(self, phrase: Phrase) -> bool:
        at = phrase.first - 1
        while at >= 0 and self.clause.name(at) in ("OF", "DET", "ADVERB", "PREP"):
            at -= 1
        return self.clause.name(at) == "QUANTITY"


_BEFORE_WHOLE = frozenset("OF DET DEMONSTRATIVE QUOTE ABOVE APPROX".split())
_BEFORE_COMPLEMENT = frozenset("OF DET PREP OUT_OF DEMONSTRATIVE PERIOD PARTICIPLE QUOTE TO PER".split())
_SAYING = frozenset("VERB AUX ADVERB NEG INFINITIVE".split())
_INHERITING = {"RESTATE": "restatement", "BASE_CUE": "comparison value"}
_SPEAKING = frozenset(
    (
        "subject of verb", "noun and colon", "noun phrase and quantity", "noun and bracket",
        "subject behind verb, free field", "subject of subordinate clause",
    )
)  # fmt: skip
_NOUN_RULES = frozenset(
    ("change noun of quantity", "quantity and change noun", "change noun and quantity", "change noun as subject")
)
