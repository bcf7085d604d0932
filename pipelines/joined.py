"""Labels of two parts: what was spoken of before, and what tells this figure from the others of it.

`Tea exports fell. Iran took 3.4 million kg, Turkey 4 million kg`: the figures are of `tea exports, Iran`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.clauses import Subject
from pipelines.languages.base import key_of
from pipelines.phrases import CONTENT, pause
from pipelines.tokens import Sentence

MAX_WORDS, MAX_OWN = 6, 3
"""The words of an own part, and how many own parts of one figure are joined to what is held."""
PREVIOUS = "previous"
"""The name of the label of the statement before in the sentence."""
_BEHIND = "phrase after"
Slices = tuple[tuple[int, int], ...]


def joined(
    sentence: Sentence, own: Iterable[Subject], held: Iterable[tuple[str, Slices]], links: frozenset[str]
) -> Iterator[Subject]:
    """Every held head with every own part of a figure.

    `own` are the figure's candidates, the likeliest first; `held` the labels that it may share, each with the name of
    where it comes from; of the same words the first name holds. `links` are the words that join nouns: a label of the
    same sentence is also taken without its last complement (`the rate among women was 7%, among men 6%`).
    """
    parts: dict[tuple[int, int], Subject] = {}
    for subject in own:
        if len(parts) == MAX_OWN:
            break
        if _is_own(subject):
            start, end = subject.slices[-1]
            if len(sentence.text[start:end].split()) <= MAX_WORDS:
                parts.setdefault((start, end), subject)
    heads: dict[tuple[int, int], str] = {}
    for name, slices in held:
        if slices:
            heads.setdefault(slices[0], name)
            if name == PREVIOUS:
                heads.setdefault(_shorter(sentence.text, slices[0], links), f"shorter {name}")
    for head, name in heads.items():
        for part, subject in parts.items():
            if part[1] <= head[0] or head[1] <= part[0]:
                yield Subject((head, pause(part), part), f"{name} and own", "FOCUS", tokens=subject.tokens)


def _shorter(text: str, span: tuple[int, int], links: frozenset[str]) -> tuple[int, int]:
    """A label without its last complement; the label where it has none."""
    words = list(CONTENT.finditer(text, *span))
    is_link = [key_of(word[0]) in links for word in words]
    last = len(words) - 1
    while last > 0 and not is_link[last]:
        last -= 1
    while last > 0 and is_link[last]:
        last -= 1
    return (span[0], words[last].end()) if 0 <= last < len(words) - 1 and not is_link[last] else span


def _is_own(subject: Subject) -> bool:
    """Whether a candidate consists of words of the figure's own clause, before it."""
    is_here = subject.tokens is not None and bool(subject.slices) and not subject.rule.startswith(_BEHIND)
    return is_here and not (subject.inherits or subject.is_anaphoric or subject.of_focus)
