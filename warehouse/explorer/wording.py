"""The words of the pages in each language, from `interface.toml`: labels, names of codes, sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from schemas import codelists
from warehouse.explorer.numerals import POINT

LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Wording:
    """All words of one language: `texts` are sentences and labels by key, `lists` names by list and code."""

    language: str
    texts: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: Any) -> str:
        """A text, with its places filled. Raises KeyError where there is no such text."""
        return self.texts[key].format(**values) if values else self.texts[key]

    def code(self, codelist: str, code: str | None) -> str:
        """The name of a code of the interface's lists or of the SDMX lists (CL_…); the code where it has none."""
        if code is None:
            return ""
        if codelist in self.lists:
            return self.lists[codelist].get(code, code)
        listed = codelists.codes().get((codelist, code))
        return listed.names[self.language].lower() if listed else code

    def qualifier(self, comparator: str | None, is_approximate: bool) -> str:
        """How the words bound a value: more than, about; empty where they do not."""
        return self.code("qualifier", comparator or ("~" if is_approximate else None))

    def ratio(self, value: float) -> str:
        """A number between 0 and 1, with two decimals."""
        return f"{value:.2f}".replace(".", POINT[self.language])

    def named(self, codelist: str, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Codes with their names, for a list to choose from."""
        return [(code, self.code(codelist, code)) for code in codes]


@cache
def wording(language: str) -> Wording:
    """The words of a language of `LANGUAGES`."""
    read = tomllib.loads(files("warehouse").joinpath("explorer", "interface.toml").read_text(encoding="utf-8"))
    own = read[language]
    return Wording(language, own["texts"], own["lists"])


def preferred(accept_language: str) -> str:
    """The language of `LANGUAGES` that a browser prefers by its Accept-Language; English where it names none."""
    wanted = []
    for place, part in enumerate(accept_language.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), place, tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(wanted) if tag in LANGUAGES), LANGUAGES[0])
