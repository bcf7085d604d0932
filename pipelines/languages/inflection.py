"""Verb forms from a lemma list and inflection classes: what the lexer knows of a language's verbs.

The files of a pack that this reads, all with a header line:

- `inflection.csv` (class, drop, swap, ending, form): for a lemma of the class drop so many final characters, replace
  the last occurrence of x in the rest by y where `swap` says x>y, and add the ending; an ending that begins with `&`
  repeats the last letter of what is left. Rows may name several classes and forms, parted by `|`.
- `verbs.csv` (lemma, class, forms, sense): `forms` lists irregular ones (`PRES:est PP:été`, an underscore is a space)
  in addition to those of the class; senses are parted by `|`, a factor stands behind a colon (`FACTOR:2`).
- `homographs.csv` (form, kind): forms that are as common as another part of speech.

Forms are those of reports: third persons, first person plural, infinitive and participles. No word of any language
stands here, and nothing here reads text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

FORMS = frozenset("PRES PAST IMPF FUT COND SUBJ INF GER PP".split())
"""Finite forms by tense and mood, infinitive, present participle, past participle (all agreements)."""
SENSES = frozenset(
    """
    AUX LEVEL ABOVE NEAR UP DOWN FACTOR FACTOR_DIV STAY SAY FORECAST TARGET ESTIMATE HOLD OTHER
    """.split()
)
"""What a verb does to a figure; ABOVE and NEAR only qualify LEVEL."""


@dataclass(frozen=True, slots=True)
class VerbForm:
    """A surface that can be a verb form.

    `lemma` is the first in file order where several have this form; `forms` and `senses` are those of all of them.
    `factor` is what a verb of multiplication reaches (2 for a doubling), `is_homograph` whether the surface is as
    common as another part of speech.
    """

    lemma: str
    forms: frozenset[str]
    senses: frozenset[str]
    factor: Decimal | None
    is_homograph: bool


@dataclass(frozen=True, slots=True)
class _Ending:
    drop: int
    old: str
    new: str
    ending: str
    is_doubled: bool

    def of(self, lemma: str) -> str:
        stem = lemma[: -self.drop] if self.drop else lemma
        if self.old:
            head, _, tail = stem.rpartition(self.old)
            stem = head + self.new + tail
        if self.is_doubled:
            stem += stem[-1]
        return stem + self.ending


_Class = tuple[tuple[frozenset[str], tuple[_Ending, ...]], ...]


def _checked(names: Iterable[str], allowed: frozenset[str], where: str) -> frozenset[str]:
    found = frozenset(names)
    if unknown := found - allowed:
        raise ValueError(f"{where}: {sorted(unknown)[0]!r} is not one of {', '.join(sorted(allowed))}")
    return found


def _classes(text: str) -> dict[str, _Class]:
    """The endings of each class, grouped by the forms that they make."""
    found: dict[str, dict[_Ending, set[str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        where = f"inflection.csv, class {row['class']}"
        forms = _checked(row["form"].split("|"), FORMS, where)
        old, arrow, new = row["swap"].partition(">")
        if not row["drop"].isdigit() or bool(old) != bool(arrow):
            raise ValueError(f"{where}: drop must be a whole number and swap be empty or like a>b")
        is_doubled = row["ending"].startswith("&")
        ending = _Ending(int(row["drop"]), old, new, row["ending"].removeprefix("&"), is_doubled)
        for name in row["class"].split("|"):
            found.setdefault(name, {}).setdefault(ending, set()).update(forms)
    return {name: _grouped(endings) for name, endings in found.items()}


def _grouped(endings: Mapping[_Ending, set[str]]) -> _Class:
    groups: dict[frozenset[str], list[_Ending]] = {}
    for ending, forms in endings.items():
        groups.setdefault(frozenset(forms), []).append(ending)
    return tuple((forms, tuple(listed)) for forms, listed in groups.items())


def _senses(cell: str, lemma: str) -> tuple[frozenset[str], Decimal | None]:
    """The senses of a cell and the factor that one of them names."""
    names, factor = [], None
    for item in cell.split("|"):
        name, colon, number = item.partition(":")
        names.append(name)
        if colon:
            try:
                factor = Decimal(number)
            except InvalidOperation:
                raise ValueError(f"verbs.csv, {lemma}: {number!r} is no factor; write a number like 2 or 0.5") from None
    return _checked(names, SENSES, f"verbs.csv, {lemma}"), factor


def _listed(cell: str, lemma: str) -> list[tuple[str, str]]:
    """The forms and surfaces that a verb lists itself."""
    pairs = [item.partition(":")[::2] for item in cell.split()]
    _checked((form for form, _ in pairs), FORMS, f"verbs.csv, {lemma}")
    return [(form, surface.replace("_", " ")) for form, surface in pairs]


def _union(first: VerbForm, second: VerbForm) -> VerbForm:
    return replace(
        first,
        forms=first.forms | second.forms,
        senses=first.senses | second.senses,
        factor=first.factor if first.factor is not None else second.factor,
    )


def expand(verbs_csv_text: str, inflection_csv_text: str, homographs_csv_text: str) -> Mapping[str, VerbForm]:
    """Every surface of a language's verbs, in lower case, with what it can be.

    Lemmas that share a surface are merged in file order. Raises ValueError for a class, form, sense or factor that
    the files do not define.
    """
    classes = _classes(inflection_csv_text)
    surfaces: dict[str, VerbForm] = {}
    for row in csv.DictReader(io.StringIO(verbs_csv_text)):
        lemma, name = row["lemma"], row["class"]
        if name and name not in classes:
            raise ValueError(f"verbs.csv, {lemma}: inflection.csv has no class {name!r}; add it or list the forms")
        senses, factor = _senses(row["sense"], lemma)
        for forms, endings in classes[name] if name else ():
            made = VerbForm(lemma, forms, senses, factor, False)
            for ending in endings:
                _put(surfaces, ending.of(lemma), made)
        for form, surface in _listed(row["forms"], lemma):
            _put(surfaces, surface, VerbForm(lemma, frozenset((form,)), senses, factor, False))
    for row in csv.DictReader(io.StringIO(homographs_csv_text)):
        if row["form"] in surfaces:
            surfaces[row["form"]] = replace(surfaces[row["form"]], is_homograph=True)
    return surfaces


def _put(surfaces: dict[str, VerbForm], surface: str, made: VerbForm) -> None:
    known = surfaces.setdefault(surface, made)
    if known is not made:
        surfaces[surface] = _union(known, made)
