"""What a pack says of a language that writes no spaces: digits and scales by character, variants, closed compounds.

The `[unspaced]` table of `pack.toml`, `variants.txt` (a line per pair: a character and the one that stands for it in
the pack's lists) and `compounds.txt` (words that hold a shorter entry and are none of its kind, parted by spaces).
No word of any language stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Unspaced:
    """Settings of a language without spaces.

    `folded` maps code points to those of the pack's lists, one to one, so that offsets stay; a report in `variants`
    has its home in the one of `variant_areas` whose words it has most of, any other in one of `local_words` where it
    has more of its words than names of the pack's own country; in `eras` years are counted from 1912; `digits`,
    `ranks` and `scales` are what a numeral's characters are worth (ranks and scales as exponents).
    """

    folded: Mapping[int, int]
    variants: frozenset[int]
    variant_areas: Mapping[str, tuple[str, ...]]
    local_words: Mapping[str, tuple[str, ...]]
    eras: tuple[str, ...]
    digits: Mapping[str, int]
    ranks: Mapping[str, int]
    scales: Mapping[str, int]
    more: str
    vague: str
    point: str
    half: str
    ordinal: str
    compounds: tuple[str, ...]


def unspaced(settings: Mapping[str, Any], variants: str, compounds: str) -> Unspaced:
    """The settings from a pack's `[unspaced]` table and its two lists."""
    digits = {char: value for value, char in enumerate(settings["digits"])}
    digits |= {char: digits[other] for char, other in settings["digit_variants"].items()}
    pairs = {ord(pair[0]): ord(pair[1]) for pair in variants.split() if len(pair) == 2}
    return Unspaced(
        folded=FULL_WIDTH | pairs,
        variants=frozenset(pairs),
        variant_areas={area: tuple(words) for area, words in settings.get("variant_areas", {}).items()},
        local_words={area: tuple(words) for area, words in settings.get("local_words", {}).items()},
        eras=tuple(settings.get("eras", ())),
        digits=digits,
        ranks=dict(settings["ranks"]),
        scales=dict(settings["scales"]),
        more=settings["more"],
        vague=settings["vague"],
        point=settings["point"],
        half=settings["half"],
        ordinal=settings["ordinal"],
        compounds=tuple(compounds.split()),
    )
