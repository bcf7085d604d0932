"""Whether a label that was found names the indicator that an annotator meant. No word about values or periods."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

MAX_LABEL_WORDS = 14
MAX_BARE_LABEL_WORDS = 10
MAX_LABEL_HAN = 36


# Words that say nothing of an indicator, without accents: a label is judged by its others. These stand aside in a label
# of whatever language; a pack may name further ones for its own (`function_words`).
_FUNCTION_WORDS_BY_LANGUAGE = {
    "fr": "le la les l un une des de du d en au aux a et ou dans par pour sur qui que dont ses son sa leur leurs "
    "ce cette ces est sont",
    "en": "the of in for on by and or to at with from its their",
    "de": "der die das den dem des ein eine von im in und oder mit auf",
    "es": "el los las del y o en por para con su sus al",
}
_FUNCTION_WORDS = frozenset(word for words in _FUNCTION_WORDS_BY_LANGUAGE.values() for word in words.split())
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def names_indicator(
    label: str, essential: Sequence[str], references: Sequence[str], function_words: frozenset[str] = frozenset()
) -> bool:
    """Whether a label names the indicator that the essential words stand for, and not the whole sentence.

    At least half of the essential words stand in it; and at least half of its own content words stand among the
    essential words or in a reference. Without a reference of several words only its length is judged. `function_words`
    are those of the label's language beside the common ones.
    """
    if not label.strip() or 2 * sum(stands_in(word, label) for word in essential) < len(essential):
        return False
    is_bare = not any(" " in reference or len(reference) > 24 for reference in references)
    known = " ".join((*essential, *references))
    han = _HAN.findall(folded(label))
    if _HAN.search(label):
        shared = sum(character in folded(known) for character in han)
        return len(han) <= MAX_LABEL_HAN and (is_bare or 2 * shared >= len(han))
    content = [word for word in words_of(label) if word not in _FUNCTION_WORDS | function_words and len(word) > 1]
    if is_bare:
        return len(content) <= MAX_BARE_LABEL_WORDS
    return len(content) <= MAX_LABEL_WORDS and 2 * sum(stands_in(word, known) for word in content) >= len(content)


def stands_in(phrase: str, text: str) -> bool:
    """Each word of the phrase stands in the text: itself, inflected, in a compound, or as an acronym of its words."""
    if _HAN.search(phrase):
        return folded(phrase) in folded(text)
    words = words_of(text)
    initials = "".join(word[0] for word in words if len(word) > 2)
    return all(
        any(_is_alike(wanted, word) for word in words) or (len(wanted) <= 4 and wanted in initials)
        for wanted in words_of(phrase)
    )


def _is_alike(wanted: str, word: str) -> bool:
    """Equal; the same but for an ending; derived (five letters in common); or a part of a compound."""
    shorter = min(len(wanted), len(word))
    if wanted == word or shorter < 3:
        return wanted == word
    shared = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(wanted, word, strict=False)))
    return shared >= 5 or shared >= max(3, shorter - 1) or (len(wanted) >= 4 and wanted in word)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case without accents, compatibility forms made plain."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))
