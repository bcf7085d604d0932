"""The clause around a quantity: its subject, the noun beside a participle, the complement behind a figure.

What template of subject fits a quantity is decided in `subjects.py`; here is how the words of a clause hang together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.languages.base import Pack, key_of
from pipelines.languages.inflection import VerbForm
from pipelines.phrases import CONTENT, MAX_CONTENT, OPENERS, Chunks, Phrase, cut, pause, slice_of, trimmed
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_BOUNDARY = chars("SEMICOLON STOP")
_SKIPPABLE = chars("AUX ADVERB NEG PERIOD TO PREP OUT_OF OF BY DET ONE ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX MORE FROM")
_PLAIN = frozenset({"LEVEL", "UP", "DOWN", "AUX", "STAY", "SAY", "FORECAST", "TARGET", "ESTIMATE"})


@dataclass(slots=True, unsafe_hash=True)
class Subject:
    """What a quantity measures.

    `slices` are offsets in the stored text, in order; `basis` and `rule` say how far and by which template it was
    found; an anaphoric one the focus must resolve; one that `inherits` takes the label of the statement before, one
    `of_focus` that in focus, in front of its own slices. `tokens` are the first and last token of its own words;
    `score` is set for the one that is chosen.
    """

    slices: tuple[tuple[int, int], ...]
    rule: str
    basis: str = "CLAUSE"
    is_anaphoric: bool = False
    inherits: bool = False
    of_focus: bool = False
    tokens: tuple[int, int] | None = None
    score: float = 0.5


_ADJUNCTIVE = frozenset(
    "PREP OUT_OF TO PER WITH SOURCE_CUE BASE_CUE ABOVE BELOW APPROX FROM BY BETWEEN SINCE UNTIL".split()
)


_PLACE, _CHANGE, _DEMONSTRATIVE = CHAR["PLACE"], CHAR["CHANGE"], CHAR["DEMONSTRATIVE"]
_NUMBERS = chars("SKIPPED DET ONE OF")


def renamed(subject: Subject, rule: str) -> Subject:
    """The same subject as another template proposes it."""
    return Subject(
        subject.slices, rule, subject.basis, subject.is_anaphoric, subject.inherits, subject.of_focus, subject.tokens,
        subject.score,
    )  # fmt: skip


class Clause:
    """A sentence's phrases and how they hang together."""

    def __init__(self, sentence: Sentence, pack: Pack) -> None:
        self.sentence = sentence
        self.pack = pack
        self.chunks = Chunks(sentence)
        self._subjects: dict[tuple[int, bool], list[Subject | None]] = {}

    def name(self, index: int) -> str:
        """The type name of a token; empty beyond the sentence."""
        return NAME_OF[self.sentence.types[index]] if 0 <= index < len(self.sentence.types) else ""

    def phrase_subject(self, phrase: Phrase, rule: str, basis: str = "CLAUSE") -> Subject | None:
        """A phrase as a subject; None where nothing but articles and places is in it."""
        first, is_anaphoric = phrase.first, phrase.is_anaphoric
        inner = self._inner_anaphor(phrase)
        if inner is not None:
            first, is_anaphoric = inner, True
        slices = self.chunks.slices(first, phrase.last)
        if _NUMBERS.issuperset(self.sentence.types[first : phrase.last + 1]):
            return None
        if not slices or (self.pack.capital_nouns and self.sentence.text[slice(*slices[0])].islower()):
            return None
        return Subject(slices, rule, basis, is_anaphoric, tokens=(first, phrase.last))

    def _inner_anaphor(self, phrase: Phrase) -> int | None:
        """`expansion de cette industrie`: a change noun is dropped for what it points back to."""
        types = self.sentence.types
        at = types.find(_DEMONSTRATIVE, phrase.first + 1, phrase.last)
        return at if at >= 0 and types.find(_CHANGE, phrase.first, at) >= 0 else None

    def behind(self, index: int, has_link: bool = False) -> tuple[int, int] | None:
        """Offsets of the prepositional complement behind a figure, over periods; None for a place or nothing.

        `has_link`: with its preposition, so that it can stand behind another noun.
        """
        at = index + 1
        while self.name(at) in ("PREP", "OUT_OF", "PERIOD") and self.name(at + 1) in ("PERIOD", "PREP", "OUT_OF"):
            at += 1
        if self.name(at) not in ("PREP", "OUT_OF", "PER", "WITH"):
            return None
        phrase = self.chunks.after(at)
        if phrase is None or phrase.first > at + 2:
            return None
        span = trimmed(self.sentence, at, phrase.last)
        names = ("PLACE", "PREP", "DET", "OUT_OF", "PERIOD")
        if span is None or all(self.name(i) in names for i in range(at, span[1] + 1)):
            return None
        begin = phrase.first
        while begin < span[1] and self.sentence.types[begin] in OPENERS:
            begin += 1
        first = self.sentence.starts[at if has_link else begin]
        return first, self.sentence.ends[cut(self.sentence, begin, span[1], MAX_CONTENT - 1)]

    def completed(self, subject: Subject | None, index: int) -> Subject | None:
        """A bare noun takes the complement behind the figure: `un investissement de 20 M€ (en 2024) dans des fonds`."""
        sentence = self.sentence
        if subject is None or subject.inherits or subject.is_anaphoric or len(subject.slices) != 1:
            return subject
        first, last = subject.slices[0]
        if len(CONTENT.findall(sentence.text[first:last])) > 1 or first > sentence.starts[index]:
            return subject
        behind = self.behind(index, has_link=True)
        if behind is None:
            return subject
        return replace(subject, slices=(*subject.slices, behind), rule=f"{subject.rule}, complement behind")

    def subjects(self, index: int, has_previous: bool) -> list[Subject | None]:
        """What the governing verb says its figure of: the noun beside it; its subject, with and without the verb."""
        found = self._subjects.get((index, has_previous))
        if found is None:
            verb_at = self._governing_verb(index)
            found = []
            if verb_at is not None:
                found = [self._beside(verb_at, has_previous), *self._before_verb(verb_at, index, has_previous)]
                if not any(found):
                    found.append(self._verb_alone(verb_at, index))
            self._subjects[index, has_previous] = found
        return found

    def _verb_alone(self, verb_at: int, index: int) -> Subject | None:
        """`se invirtieron 400 millones`, `il a plu 12 mm`: a verb that has no noun says what is measured."""
        if self.name(verb_at) == "AUX" and verb_at and self.sentence.types[verb_at - 1] in _VERBAL:
            verb_at -= 1
        elif self.name(verb_at) != "VERB":
            return None
        verb = self.sentence.values[verb_at]
        if not isinstance(verb, VerbForm) or verb.senses & _PLAIN:
            return None
        own = (self.sentence.starts[verb_at], self.sentence.ends[verb_at])
        return self.completed(Subject((own,), "verb alone", tokens=(verb_at, verb_at)), index)

    def verb_alone(self, index: int) -> Subject | None:
        """`En 2024 se invirtieron 45 millones`: where no noun stands beside it the verb names what the figure is of."""
        verb_at = self._governing_verb(index)
        verb = self.sentence.values[verb_at] if verb_at is not None else None
        if verb_at is None or not isinstance(verb, VerbForm) or verb.senses & _PLAIN:
            return None
        own = (self.sentence.starts[verb_at], self.sentence.ends[verb_at])
        return self.completed(Subject((own,), "verb without a subject", tokens=(verb_at, verb_at)), index)

    def _governing_verb(self, index: int) -> int | None:
        """The nearest verb to the left within the clause."""
        sentence, at = self.sentence, index - 1
        while at >= 0 and sentence.types[at] not in _VERBAL and self.name(at) != "AUX":
            if sentence.types[at] in _BOUNDARY or (self.name(at) in ("COMMA", "CONJ") and self.name(at + 1) == "REL"):
                return None
            if self.name(at) == "REL" and at and sentence.types[at - 1] in _VERBAL:
                return None
            at -= 1
        return at if at >= 0 else None

    def _before_verb(self, verb_at: int, index: int, has_previous: bool) -> Iterator[Subject | None]:
        """The first phrase left of the verb group that is no adjunct, over relative clauses."""
        sentence, at = self.sentence, verb_at
        while at >= 0 and (sentence.types[at] in _SKIPPABLE or sentence.types[at] in _VERBAL):
            at -= 1
        crossed = 0
        while at >= 0 and crossed < 30:
            name = self.name(at)
            relative = self._relative_start(at)
            if relative is not None:
                at = relative - 1
                continue
            if name == "PRONOUN":
                if has_previous:
                    yield Subject((), "pronoun for the statement before", inherits=True)
                yield Subject((), "pronoun", is_anaphoric=True, tokens=(at, at))
                return
            phrase = self.chunks.at(at)
            if phrase is not None and not self.is_adjunct(phrase):
                yield from self._verb_labels(phrase, verb_at, index)
                return
            if name == "QUANTITY" and self.chunks.at(at + 1) is None:
                if has_previous:
                    yield Subject((), "subject of the statement before", inherits=True)
                return
            if sentence.types[at] in _BOUNDARY:
                return
            at = (phrase.first if phrase is not None else at) - 1
            crossed += 1

    def _relative_start(self, at: int) -> int | None:
        """The relative word of the clause that the token stands in, where the token is its verb or pronoun."""
        if self.name(at) not in ("PRONOUN", "VERB", "AUX", "PARTICIPLE"):
            return None
        for back in range(at, max(-1, at - 8), -1):
            name = self.name(back)
            if name == "REL":
                return back
            if name in ("COMMA", "QUANTITY", "STOP", "SEMICOLON", "COLON"):
                return None
        return None

    def _beside(self, verb_at: int, has_previous: bool) -> Subject | None:
        """A participle speaks of the noun right before it: `une valorisation atteignant …`.

        Behind a comma it speaks of the noun before that, or of the statement before: `94 modèles enregistrés à
        Pékin, représentant …`.
        """
        name = self.name(verb_at)
        at = verb_at - 1
        while at >= 0 and self.name(at) in ("ADVERB", "NEG", "PRONOUN", "AUX", "GERUND"):
            at -= 1
        if name not in ("GERUND", "PARTICIPLE") or (name == "PARTICIPLE" and self.name(verb_at - 1) == "AUX"):
            return None
        is_behind_comma = self.name(at) == "COMMA"
        phrase = self.chunks.at(at - 1 if is_behind_comma else at)
        if phrase is not None and not is_behind_comma and phrase.last < verb_at:
            found = self.phrase_subject(phrase, "noun and participle")
            return self._with_topic(found, phrase) if found is not None and self.is_adjunct(phrase) else found
        if not is_behind_comma:
            return None
        is_counted = phrase is not None and self.name(phrase.first - 1) == "QUANTITY"
        if phrase is not None and not is_counted and not self.is_adjunct(phrase):
            return self.phrase_subject(phrase, "noun, comma and participle")
        return Subject((), "participle behind a statement", inherits=True) if has_previous else None

    def _with_topic(self, subject: Subject, phrase: Phrase) -> Subject:
        """A bare noun in an adjunct (`avec des fonds atteignant …`) is said of the sentence's subject."""
        first, last = subject.slices[0]
        if len(CONTENT.findall(self.sentence.text[first:last])) > 1:
            return subject
        topic = next((p for p in self.chunks.phrases if p.last < phrase.first and not self.is_adjunct(p)), None)
        slices = slice_of(self.sentence, topic.first, topic.last) if topic and not topic.is_anaphoric else ()
        own = subject.slices
        return replace(subject, slices=(*slices, pause(own[0]), *own)) if slices else subject

    def is_adjunct(self, phrase: Phrase) -> bool:
        """Whether a phrase hangs on a preposition and so is no subject: `en parallèle`, `avec cette performance`."""
        before = self.name(phrase.first - 1)
        if before == "OF" and phrase.first > 1:
            before = self.name(phrase.first - 2)
        if before in _ADJUNCTIVE:
            return True
        span = trimmed(self.sentence, phrase.first, phrase.last)
        return span is None or (span[0] == span[1] and self.name(span[0]) in ("PLACE", "PERIOD"))

    def _verb_labels(self, phrase: Phrase, verb_at: int, index: int) -> Iterator[Subject | None]:
        """The subject of a verb; with the verb where that says more than a level or a change (`Dalkia investit`)."""
        found = self.phrase_subject(phrase, "subject of verb")
        yield found
        verb = self.sentence.values[verb_at]
        is_inside = phrase.first <= verb_at <= phrase.last
        if found is None or is_inside or phrase.is_anaphoric or not isinstance(verb, VerbForm):
            return
        if verb.senses & _PLAIN or not verb.senses:
            return
        own = (self.sentence.starts[verb_at], self.sentence.ends[verb_at])
        yield Subject((*found.slices, own), "subject and verb", tokens=found.tokens)
        if self._is_place_phrase(phrase):
            yield self.completed(Subject((own,), "verb", tokens=found.tokens), index)

    def _is_place_phrase(self, phrase: Phrase) -> bool:
        """`Pékin`, `la ville`: who acts is the area, which has a column of its own."""
        span = trimmed(self.sentence, phrase.first, phrase.last)
        if span is None:
            return True
        types, known = self.sentence.types, self.pack.sets["GEO_NOUN"]
        inside = range(span[0], span[1] + 1)
        return known.issuperset([key_of(self.sentence.words(i, i)) for i in inside if types[i] != _PLACE])
