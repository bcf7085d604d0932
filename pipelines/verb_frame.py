"""The frame that a verb-second language spans over its clause: the finite verb second, the other verbs last.

Between the two stand subject, figure and adjuncts in free order. Here is which verb of the frame tells that a figure
is a difference and in which direction (`um 3 Prozent auf 5 Milliarden Euro gestiegen`), and which noun phrases the
frame offers as its subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipelines.clauses import Clause, Subject
from pipelines.languages.base import key_of
from pipelines.languages.inflection import VerbForm
from pipelines.phrases import Phrase, pause
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars

MAX_LOOK = 40
"""Tokens that are looked at on either side of a figure."""
_VERBAL = chars("VERB PARTICIPLE INFINITIVE GERUND")
_FINITE = chars("VERB AUX")
_ENDS = chars("COMMA SEMICOLON COLON STOP DASH BULLET")
_HARD = chars("SEMICOLON STOP BULLET")
_OPENERS = chars("CONJ REL")


def sign_of(verb: object) -> int:
    """The direction in which a verb moves a figure; 0 where it moves none."""
    if not isinstance(verb, VerbForm):
        return 0
    if verb.senses & {"UP", "ABOVE"}:
        return 1
    return -1 if verb.senses & {"DOWN", "BELOW"} else 0


def moving_verb(sentence: Sentence, index: int) -> int | None:
    """The verb of the clause that moves the figure at `index`: the finite one, else the first one behind; or None."""
    at = finite_before(sentence, _aside_from(sentence, index))
    if at is not None and sign_of(sentence.values[at]) and sentence.types[at] == CHAR["VERB"]:
        return at
    for after in tokens_behind(sentence, index):
        if sentence.types[after] in _VERBAL and sign_of(sentence.values[after]):
            return after
        if _is_told_level(sentence, after):
            return None
    return None


def _aside_from(sentence: Sentence, index: int) -> int:
    """Where the clause goes on before a remark that only tells the figure: `schrumpfte die Gruppe, nämlich um 4 %`."""
    at = index - 1
    while at > 0 and sentence.types[at] in _REMARK and index - at < MAX_REMARK:
        at -= 1
    is_remark = at > 0 and sentence.types[at] == CHAR["COMMA"] and sentence.types[at + 1] in _REMARKING
    return at if is_remark else index


def _is_told_level(sentence: Sentence, at: int) -> bool:
    """`5,3 Prozent betragen und 2025 auf 5,1 Prozent fallen`: a verb of level that ends the figure's own clause."""
    is_level = sentence.types[at] in _VERBAL and "LEVEL" in getattr(sentence.values[at], "senses", ())
    return is_level and sentence.types[at + 1 : at + 2] == CHAR["CONJ"]


MAX_REMARK = 6
_REMARK = chars("ADVERB CONJ BY APPROX ABOVE BELOW ABOVE_EQ BELOW_EQ DET RESTATE")
_REMARKING = chars("ADVERB CONJ RESTATE")


def finite_before(sentence: Sentence, index: int) -> int | None:
    """The nearest finite verb to the left within the clause."""
    for at in range(index - 1, max(-1, index - MAX_LOOK), -1):
        if sentence.types[at] in _FINITE:
            return at
        if sentence.types[at] in _ENDS:
            return None
    return None


def tokens_behind(sentence: Sentence, index: int) -> Iterator[int]:
    """The tokens behind the figure up to the clause's end, without those in brackets."""
    types, at, depth = sentence.types, index + 1, 0
    while at < min(len(types), index + MAX_LOOK):
        name = NAME_OF[types[at]]
        depth += (name == "OPEN") - (name == "CLOSE")
        if types[at] in _ENDS and not depth:
            return
        if not depth:
            yield at
        at += 1


def proposed(clause: Clause, index: int, has_previous: bool) -> Iterator[Subject | None]:
    """The noun phrases that the frame offers as what the figure at `index` is said of."""
    sentence = clause.sentence
    yield _amount(clause, index)
    if clause.name(0) == "PRONOUN" and sentence.values[0] == "THAT":
        yield Subject((), "that for the figure before", "FOCUS", of_focus=True)
    yield from _opening(clause, index)
    yield from _fronted(clause, index)
    yield from _owned(clause, index)
    if not clause.chunks.phrases:
        verbs = (i for i, c in enumerate(sentence.types) if c in _VERBAL)
        said = next((i for i in verbs if "AUX" not in sentence.values[i].senses), None)
        if said is not None:
            yield Subject(((sentence.starts[said], sentence.ends[said]),), "verb of a clause without a noun")
    verb = finite_before(sentence, index)
    yield from _counted(clause, index, verb, has_previous)
    if verb is not None:
        if clause.name(verb + 1) == "PRONOUN":
            yield from _pronoun(clause, verb, has_previous)
        yield _led_in(clause, verb)
        field = "free" if _is_field_free(clause, verb) else "filled"
        inside = [p for p in _between(clause, verb, index) if not clause.is_adjunct(p)]
        for phrase, rule in zip(inside[:2], ("subject behind verb", "second noun behind verb"), strict=False):
            yield clause.phrase_subject(phrase, f"{rule}, {field} field")
    else:
        yield from _verb_last(clause, index)
    behind = next((at for at in tokens_behind(sentence, index) if sentence.types[at] in _FINITE), None)
    if behind is not None:
        following = next((p for p in clause.chunks.phrases if p.first > behind and not clause.is_adjunct(p)), None)
        if following is not None and following.first <= behind + 4:
            yield clause.phrase_subject(following, "subject behind figure and verb")


def _opening(clause: Clause, index: int) -> Iterator[Subject | None]:
    """What opens the sentence: an adjunct (`Für Leiharbeit, …, gab das Haus …`), or a topic before a colon."""
    phrases = clause.chunks.phrases
    if not phrases or phrases[0].last >= index or phrases[0].first > 3:
        return
    first = phrases[0]
    if clause.is_adjunct(first):
        yield clause.phrase_subject(first, f"adjunct that opens the sentence by {clause.name(first.first - 1)}")
    if clause.name(first.last + 1) != "COLON":
        return
    topic = clause.phrase_subject(first, "topic before a colon")
    own = next((s for s in clause.subjects(index, False) if s is not None and s.rule == "subject of verb"), None)
    if topic is not None and own is not None and own.slices:
        yield replace(
            own, slices=(*topic.slices, pause(own.slices[0]), *own.slices), rule="topic before a colon and subject"
        )


def _fronted(clause: Clause, index: int) -> Iterator[Subject | None]:
    """`Netto investiert hat der Kanton 523 Millionen`, `Eingeschrieben waren 354 Studierende`: the verb comes first."""
    sentence = clause.sentence
    aux = finite_before(sentence, index)
    if aux is None or clause.name(aux) != "AUX" or clause.name(aux - 1) != "INFINITIVE" or aux < 1:
        return
    first = aux - 1
    while first > 0 and aux - first <= MAX_MANNER and clause.name(first - 1) in ("ADVERB", "WORD"):
        first -= 1
    said = (sentence.starts[first], sentence.ends[aux - 1])
    yield Subject((said,), "participle in front", tokens=(first, aux - 1))
    behind = clause.chunks.at(index + 1)
    inside = [p for p in _between(clause, aux, index) if not clause.is_adjunct(p)]
    counted = clause.phrase_subject(behind, "participle in front and counted noun") if behind is not None else None
    if counted is not None:
        yield replace(counted, slices=(said, pause(counted.slices[0]), *counted.slices))
    actor = clause.phrase_subject(inside[0], "participle in front and who does it") if inside else None
    if actor is not None:
        yield replace(actor, slices=(*actor.slices, pause(said), said))


MAX_MANNER = 2
"""How many words may say how, before a participle that opens its clause."""


def _owned(clause: Clause, index: int) -> Iterator[Subject | None]:
    """`Verletzte gab es weniger: ihre Zahl sank auf 439`: whose number it is stands before, or is in focus."""
    split = clause.chunks.split(index)
    for at in range(split - 1, max(-1, split - 1 - MAX_OWNED), -1):
        phrase = clause.chunks.phrases[at]
        if clause.name(phrase.first) != "DET" or clause.sentence.values[phrase.first] != "OWN":
            continue
        own = clause.phrase_subject(phrase, "noun and whose it is")
        head = key_of(clause.sentence.words(phrase.first + 1, phrase.first + 1))
        slices = own.slices if own is not None and head not in clause.pack.sets["WRAPPER"] else ()
        yield Subject(slices, "whose it is in focus", "FOCUS", of_focus=True)
        for owner in clause.chunks.phrases[max(0, at - MAX_OWNED) : at]:
            whose = clause.phrase_subject(owner, "noun and whose it is")
            if whose is not None:
                apart = (pause(slices[0]), *slices) if slices else ()
                yield replace(whose, slices=(*whose.slices, *apart))


MAX_OWNED = 2
"""How many phrases back a noun with a possessive, and what owns it, is looked for."""


def _pronoun(clause: Clause, verb: int, has_previous: bool) -> Iterator[Subject | None]:
    """`2024 waren es 53 Kilogramm`: what the sentence, or the one before, speaks of."""
    if has_previous:
        yield Subject((), "pronoun behind verb", inherits=True)
    yield Subject((), "pronoun behind verb", is_anaphoric=True, tokens=(verb + 1, verb + 1))
    topic = next((p for p in clause.chunks.phrases if not clause.is_adjunct(p)), None)
    if topic is not None and topic.last < verb:
        yield clause.phrase_subject(topic, "topic for a pronoun")


def _led_in(clause: Clause, verb: int) -> Subject | None:
    """`Auf die Industrie entfielen 59 Prozent`: what a preposition leads in before the finite verb."""
    before = clause.chunks.before(verb)
    if before is None or before.last < verb - 2 or not clause.is_adjunct(before):
        return None
    name = clause.name(before.first - 1)
    return clause.phrase_subject(before, f"phrase before verb led in by {name}")


def _counted(clause: Clause, index: int, verb: int | None, has_previous: bool) -> Iterator[Subject | None]:
    """A counted noun, or the whole of a share, with what else its clause says of it.

    `Mit dem Auto fuhren 50 % der Pendelnden`, `überquerte jede fünfte Person eine Grenze`, `11.480 Menschen wurden
    stationär behandelt`: what leads in, what follows, the last verb.
    """
    sentence, at = clause.sentence, index + 1
    while clause.name(at) in ("OF", "DET", "ADVERB", "MORE"):
        at += 1
    phrase = clause.chunks.at(at)
    led = _led_in(clause, verb) if verb is not None else None
    if led is not None and verb is not None:
        own = (sentence.starts[verb], sentence.ends[verb])
        yield replace(led, slices=(*led.slices, own), rule="phrase led in and its verb")
        if has_previous:
            yield replace(led, rule="statement before and phrase led in", inherits=True)
    if led is not None and clause.name(index + 1) == "ADVERB":
        verbs = [i for i in tokens_behind(sentence, index) if sentence.types[i] in _VERBAL]
        if verbs:
            manner = (sentence.starts[index + 1], sentence.ends[index + 1])
            said = (sentence.starts[verbs[-1]], sentence.ends[verbs[-1]])
            yield replace(led, slices=(*led.slices, manner, said), rule="phrase led in, manner and last verb")
    if phrase is None or at > index + 4:
        return
    noun = clause.phrase_subject(replace(phrase, first=max(at, phrase.first)), "counted noun", "PHRASE")
    if noun is None:
        return
    if led is not None:
        yield replace(
            noun, slices=(*led.slices, pause(noun.slices[0]), *noun.slices), rule="phrase led in and counted noun"
        )
    following = clause.chunks.after(phrase.last)
    ends = [i for i in tokens_behind(sentence, phrase.last) if sentence.types[i] in _VERBAL]
    limit = next((i for i in tokens_behind(sentence, phrase.last) if clause.name(i) == "QUANTITY"), len(sentence.types))
    is_near = following is not None and following.first <= phrase.last + 4
    if following is not None and is_near and following.last < limit and _is_whole(sentence, phrase.last, following):
        rest = clause.phrase_subject(following, "counted noun and what follows")
        if rest is not None:
            yield replace(rest, slices=(*noun.slices, *rest.slices), tokens=noun.tokens)
    if ends and ends[-1] < limit and sentence.types[ends[-1]] != CHAR["AUX"]:
        first = ends[-1] - (clause.name(ends[-1] - 1) == "ADVERB")
        said = (sentence.starts[first], sentence.ends[ends[-1]])
        yield replace(noun, slices=(*noun.slices, said), rule="counted noun and last verb")


def _is_whole(sentence: Sentence, last: int, following: Phrase) -> bool:
    """Whether no boundary parts a phrase from the one behind it."""
    return _ENDS.isdisjoint(sentence.types[last + 1 : following.first])


def _amount(clause: Clause, index: int) -> Subject | None:
    """`431 Terawattstunden Strom`, `12 Millionen Euro Gewinn`: the noun right behind an amount."""
    if clause.sentence.values[index].kind not in ("UNIT", "MONEY", "TIME"):
        return None
    phrase = clause.chunks.at(index + 1)
    if phrase is None or clause.name(index + 1) not in ("WORD", "NAME", "RATE_CUE", "DURATION_CUE"):
        return None
    return clause.phrase_subject(replace(phrase, first=index + 1), "amount and noun", "PHRASE")


def _between(clause: Clause, first: int, last: int) -> list[Phrase]:
    phrases = clause.chunks.phrases
    return [p for p in phrases[clause.chunks.split(first) : clause.chunks.split(last)] if p.last < last]


def _is_field_free(clause: Clause, verb: int) -> bool:
    """Whether before the finite verb stands no noun phrase that could be its subject: `Im Mai stieg …`."""
    start = verb - 1
    while start >= 0 and clause.sentence.types[start] not in _ENDS:
        start -= 1
    phrases = _between(clause, start + 1, verb)
    return all(clause.is_adjunct(phrase) for phrase in phrases)


def _verb_last(clause: Clause, index: int) -> Iterator[Subject | None]:
    """A subordinate clause: its first noun phrase, or what its relative pronoun stands for."""
    sentence, start = clause.sentence, index - 1
    while start >= 0 and sentence.types[start] not in _ENDS and index - start < MAX_LOOK:
        start -= 1
    opener = start + 1
    while opener < index and clause.name(opener) in ("PREP", "TO", "OF", "BY"):
        opener += 1
    if sentence.types[opener : opener + 1] and sentence.types[opener] == CHAR["REL"]:
        antecedent = clause.chunks.before(start)
        if antecedent is not None and antecedent.last >= start - 2:
            yield clause.phrase_subject(antecedent, "antecedent of relative clause")
    inside = [p for p in _between(clause, start + 1, index) if not clause.is_adjunct(p)]
    if inside:
        is_opened = sentence.types[opener : opener + 1] in _OPENERS
        rule = "subject of subordinate clause" if is_opened else "subject of a verb behind"
        yield clause.phrase_subject(inside[0], rule)
