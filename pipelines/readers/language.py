"""Which language a text is written in, told by its letter sequences (py3langid). No word lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from pipelines.languages import SUPPORTED

# Those that reports around ours are written in: without Portuguese, a Portuguese text would be called Spanish.
_NEIGHBOURS = (
    *("fr", "en", "zh", "es", "de", "it", "pt", "ca", "ro", "nl", "sv", "da", "no", "fi", "pl", "cs", "hu"),
    *("tr", "el", "ru", "uk", "ja", "ko", "ar", "he", "hi", "th", "vi", "id"),
)
CANDIDATES = tuple(dict.fromkeys((*SUPPORTED, *_NEIGHBOURS)))
_N_PIECES = 12
_PIECE = 500
_MIN_LETTERS = 20
_MIN_WIDE = 6
_MIN_SHARE = 0.5


def detect(text: str) -> str | None:
    """The primary tag of the text's main language ("fr"), which may be one that has no pack ("pt").

    None where the text is too short or no language has half of the votes. Reads at most a few thousand characters,
    spread over the text, so that a foreign title page or appendix does not decide; safe to call from threads.
    """
    votes: dict[str, float] = defaultdict(float)
    total = 0
    for piece in _pieces(text):
        n_letters = sum(letter.isalpha() for letter in piece)
        n_wide = sum(letter >= "\u3040" and letter.isalpha() for letter in piece)
        if n_letters < _MIN_LETTERS and n_wide < _MIN_WIDE:
            continue
        language, share = _identifier().classify(piece)
        votes[language] += share * n_letters
        total += n_letters
    if not total:
        return None
    best = max(votes, key=lambda language: (votes[language], language))
    return best if votes[best] >= _MIN_SHARE * total else None


def _pieces(text: str) -> Iterator[str]:
    """Stretches of the text at even distances, cut at white space where there is some; all of it when short."""
    if len(text) <= _N_PIECES * _PIECE:
        for start in range(0, len(text), 2 * _PIECE):
            rest = text[start : start + 2 * _PIECE]
            yield rest.lower() if rest.isupper() else rest
        return
    step = (len(text) - _PIECE) // (_N_PIECES - 1)
    for start in range(0, len(text) - _PIECE + 1, step):
        yield text[start : start + _PIECE]


@cache
def _identifier() -> Any:
    """The model, loaded when first asked (half a second) and only read from then on."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([tag for tag in CANDIDATES if tag in identifier.nb_classes])
    return identifier
