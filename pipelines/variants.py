"""A noun phrase taken shorter or longer: its head, its complement, with its partner, with what is said of it.

The chunker cuts at articles behind `and`, at participles and relatives; the indicator's name may reach over them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.clauses import Clause, Subject
from pipelines.phrases import Phrase
from pipelines.predicates import attribute
from pipelines.tokens import CHAR, chars

_LINKS = chars("PREP OUT_OF PER TO WITH")
_OF = CHAR["OF"]


def variants(clause: Clause, phrase: Phrase, rule: str, is_near: bool) -> Iterator[Subject | None]:
    """The phrase as `rule`, less its last complement, that complement; where it is near also longer ones."""
    yield clause.phrase_subject(phrase, rule)
    types = clause.sentence.types
    links = [i for i in range(phrase.first + 1, phrase.last) if types[i] in _LINKS]
    if links:
        head = Phrase(phrase.first, links[0] - 1, phrase.is_anaphoric)
        yield clause.phrase_subject(head, f"head of {rule}")
        inner = Phrase(links[-1] + 1, phrase.last, False)
        yield clause.phrase_subject(inner, f"complement of {rule}")
    if is_near:
        of = types.rfind(_OF, phrase.first + 1, phrase.last) if clause.sentence.is_framed else -1
        if of >= 0:
            yield clause.phrase_subject(Phrase(of + 1, phrase.last, False), f"whole of {rule}")
        yield from longer(clause, phrase, rule)


def longer(clause: Clause, phrase: Phrase, rule: str) -> Iterator[Subject | None]:
    """The phrase with the one that it is joined to, and with the clause or participle that tells which."""
    whole = coordinated(clause, phrase)
    if whole is not None:
        yield clause.phrase_subject(whole, f"{rule}, coordinated")
    if phrase.is_anaphoric:
        return
    told = attribute(clause, phrase)
    if told is not None:
        yield Subject((told,), f"{rule} with attribute", "PHRASE", tokens=(phrase.first, phrase.last))


def coordinated(clause: Clause, phrase: Phrase) -> Phrase | None:
    """`the wine and the beer`; `a restructuring charge`: the phrase with the one right before it, or None."""
    before = phrase.first - 1
    is_joined = clause.name(before) == "CONJ"
    is_compound = clause.name(phrase.first) == "GERUND" and clause.pack.compounds_before
    if not is_joined and not is_compound:
        return None
    partner = clause.chunks.at(before - is_joined)
    return Phrase(partner.first, phrase.last, False) if partner is not None else None
