"""Comparison words that merely link two nouns: `spending on schools`, `crimes against property`, `profit after tax`.

A pack marks such words by the value of their BASE_CUE (`ON`, `LINK`). Before a figure or a time they compare, as they
do behind a figure; between two nouns they are prepositions, and the noun phrase goes on.
"""

from __future__ import annotations

from pipelines.tokens import CHAR, Sentence, chars, compiled

_LINKING = frozenset({"ON", "LINK"})
_BEFORE = chars("WORD NAME ORG GERUND PARTICIPLE RATE_CUE SHARE_CUE INDEX_CUE PLACE QUOTE")
_BEHIND = compiled(
    "(DET|DEMONSTRATIVE|ONE|QUOTE|MORE){0,3} (WORD|NAME|ORG|RATE_CUE|INDEX_CUE|DURATION_CUE|GERUND|PARTICIPLE|PLACE)"
    "[^QUANTITY PERIOD COMMA SEMICOLON STOP COLON OPEN CLOSE VERB AUX CONJ]{0,6}"
    "([COMMA SEMICOLON STOP COLON OPEN CLOSE VERB AUX CONJ]|$)"
)
"""A noun and what belongs to it up to the end of its phrase, with no figure and no time in it."""


def linked(sentence: Sentence) -> Sentence:
    """The sentence with every comparison word that links two nouns made a preposition."""
    types, base = sentence.types, CHAR["BASE_CUE"]
    if base not in types:
        return sentence
    found = [
        index
        for index in range(1, len(types))
        if types[index] == base
        and sentence.values[index] in _LINKING
        and types[index - 1] in _BEFORE
        and _BEHIND.match(types, index + 1)
    ]
    for index in found:
        sentence.values[index] = ""
    kept = set(found)
    sentence.types = "".join(CHAR["PREP"] if i in kept else char for i, char in enumerate(types))
    return sentence
