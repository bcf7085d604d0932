"""Verb forms from a lemma list and inflection classes: what the lexer knows of a language's verbs.

The files of a pack that this reads, all with a header line:

- `inflection.csv` (class, drop, swap, ending, form): for a lemma of the class drop so many final characters, replace
  the last occurrence of x in the rest by y where `swap` says x>y (^>y puts y before it), and add the ending; an
  ending that begins with `&` repeats the last letter of what is left. Rows may name several classes and forms,
  parted by `|`.
- `verbs.csv` (lemma, class, forms, sense): `forms` lists irregular ones (`PRES:est PP:été`, an underscore is a space)
  in addition to those of the class; senses are parted by `|`, a factor stands behind a colon (`FACTOR:2`).
- `homographs.csv` (form, kind): forms that are as common as another part of speech.

Forms are those of reports: third persons, first person plural, infinitive and participles. No word of any language
stands here, and nothing here reads text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

FORMS = frozenset({"PRES", "PAST", "IMPF", "FUT", "COND", "SUBJ", "INF", "GER", "PP"})
"""Finite forms by tense and mood, infinitive, present participle, past participle (all agreements)."""
SENSES = frozenset(
    {
        "AUX", "LEVEL", "ABOVE", "BELOW", "NEAR", "REACH", "UP", "DOWN", "FACTOR", "FACTOR_DIV", "STAY",
        "SAY", "FORECAST", "TARGET", "ESTIMATE", "HOLD", "RANGE", "PASS", "BEGIN", "LACK", "OTHER",
    }
)  # fmt: skip
"""What a verb does to a figure; ABOVE, BELOW, NEAR and REACH (denied: less) only qualify LEVEL; RANGE holds between
two ends, PASS goes from one level to another; a date told of BEGIN is no figure's; what is told of LACK is lost where
a base of comparison is stated, else a number of things."""

_START = "^"


@dataclass(frozen=True, slots=True)
class VerbForm:
    """A surface that can be a verb form.

    `lemma` is the first in file order where several have this form; `forms` and `senses` are those of all of them.
    `factor` is what a verb of multiplication reaches (2 for a doubling), `is_homograph` whether the surface is as
    common as another part of speech, `is_adjective` whether that is an adjective.
    """

    lemma: str
    forms: frozenset[str]
    senses: frozenset[str]
    factor: Decimal | None
    is_homograph: bool
    is_adjective: bool = False


@dataclass(frozen=True, slots=True)
class _Stem:
    """How a class makes one of its stems, and the endings that go there, each with the place of its forms."""

    drop: int
    old: str
    new: str
    is_doubled: bool
    endings: tuple[tuple[str, int], ...]

    def of(self, lemma: str) -> str:
        stem = lemma[: -self.drop] if self.drop else lemma
        if self.old == _START:
            stem = self.new + stem
        elif self.old:
            head, _, tail = stem.rpartition(self.old)
            stem = head + self.new + tail
        return stem + stem[-1:] if self.is_doubled else stem


@dataclass(frozen=True, slots=True)
class _Class:
    """An inflection class: the sets of forms that it makes and its stems."""

    forms: tuple[frozenset[str], ...]
    stems: tuple[_Stem, ...]


_Maker = tuple[int, str, str, bool]


def _checked(names: Iterable[str], allowed: frozenset[str], where: str) -> frozenset[str]:
    found = frozenset(names)
    if unknown := found - allowed:
        raise ValueError(f"{where}: {sorted(unknown)[0]!r} is not one of {', '.join(sorted(allowed))}")
    return found


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of a CSV text after its header."""
    rows = csv.reader(io.StringIO(text))
    next(rows, None)
    return rows


def _classes(text: str) -> dict[str, _Class]:
    found: dict[str, dict[_Maker, dict[str, frozenset[str]]]] = {}
    for names, drop, swap, ending, cell in _rows(text):
        where = f"inflection.csv, class {names}"
        forms = _checked(cell.split("|"), FORMS, where)
        old, arrow, new = swap.partition(">")
        if not drop.isdigit() or bool(old) != bool(arrow):
            raise ValueError(f"{where}: drop must be a whole number and swap be empty or like a>b")
        maker = (int(drop), old, new, ending.startswith("&"))
        ending = ending.removeprefix("&")
        for name in names.split("|"):
            endings = found.setdefault(name, {}).setdefault(maker, {})
            endings[ending] = endings.get(ending, frozenset()) | forms
    return {name: _class(stems) for name, stems in found.items()}


def _class(stems: Mapping[_Maker, Mapping[str, frozenset[str]]]) -> _Class:
    forms = tuple(dict.fromkeys(forms for endings in stems.values() for forms in endings.values()))
    made = (
        _Stem(*maker, endings=tuple((ending, forms.index(of)) for ending, of in endings.items()))
        for maker, endings in stems.items()
    )
    return _Class(forms, tuple(made))


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


def _inflect(surfaces: dict[str, VerbForm], lemma: str, kind: _Class, plain: VerbForm) -> None:
    """Add the forms of a lemma's class; `plain` says what they share."""
    made = [VerbForm(lemma, forms, plain.senses, plain.factor, False) for forms in kind.forms]
    for maker in kind.stems:
        stem = maker.of(lemma)
        for ending, place in maker.endings:
            form = made[place]
            known = surfaces.setdefault(stem + ending, form)
            if known is not form:
                surfaces[stem + ending] = _union(known, form)


def _enclose(surfaces: dict[str, VerbForm], clitics: Iterable[str]) -> None:
    """Add the infinitives with a pronoun glued to them."""
    for surface, verb in [(surface, verb) for surface, verb in surfaces.items() if "INF" in verb.forms]:
        made = replace(verb, forms=frozenset(("INF",)))
        for clitic in clitics:
            surfaces.setdefault(surface + clitic, made)


def unknown_forms(endings: Mapping[str, Iterable[str]]) -> Mapping[str, VerbForm]:
    """Verb forms by the endings that tell them (`{"PAST": ["aron"]}`), for words that no list knows.

    Raises ValueError for a form that is none.
    """
    _checked(endings, FORMS, "verb_endings")
    return {
        ending: VerbForm(ending, frozenset((form,)), frozenset(("OTHER",)), None, False)
        for form, listed in endings.items()
        for ending in listed
    }


def expand(
    verbs_csv_text: str,
    inflection_csv_text: str,
    homographs_csv_text: str,
    told_apart: frozenset[str] = frozenset(),
    clitics: tuple[str, ...] = (),
) -> Mapping[str, VerbForm]:
    """Every surface of a language's verbs, in lower case, with what it can be.

    `told_apart` are kinds of homographs that spelling tells from the verb (nouns written with a capital): they are
    none. `clitics` are pronouns that an infinitive takes as an ending (`situarse`).
    Lemmas that share a surface are merged in file order. Raises ValueError for a class, form, sense or factor
    that the files do not define.
    """
    classes = _classes(inflection_csv_text)
    surfaces: dict[str, VerbForm] = {}
    for lemma, name, listed, cell in _rows(verbs_csv_text):
        if name and name not in classes:
            raise ValueError(f"verbs.csv, {lemma}: inflection.csv has no class {name!r}; add it or list the forms")
        plain = VerbForm(lemma, frozenset(), *_senses(cell, lemma), False)
        if name:
            _inflect(surfaces, lemma, classes[name], plain)
        for form, surface in _listed(listed, lemma):
            made = replace(plain, forms=frozenset((form,)))
            surfaces[surface] = _union(surfaces[surface], made) if surface in surfaces else made
    if clitics:
        _enclose(surfaces, clitics)
    for form, kind in _rows(homographs_csv_text):
        if form in surfaces and kind not in told_apart:
            surfaces[form] = replace(surfaces[form], is_homograph=True, is_adjective="ADJ" in kind)
    return surfaces
