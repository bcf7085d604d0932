"""Where a statement's figure holds: the area slot, filled from near to far, and the area of the report as a whole.

From near to far: the figure's phrase, clause or sentence (`places.py`), the statement before, the focus, the heading,
the report. The report's area is what its title and first paragraph name, weighed with all the places that it names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from pipelines.attach import Attached
from pipelines.drafts import Draft
from pipelines.evidence import is_of_currency, likely_home
from pipelines.focus import Focus, Held
from pipelines.languages.base import Organization, Pack, Place, key_of
from pipelines.places import NATIONAL, Localities, is_name, is_place
from pipelines.tokens import CHAR, Sentence, compiled
from schemas import codelists
from schemas.records import UNKNOWN, Report, Slot

_AREAS = compiled("[DATELINE PLACE ORG]")
WEIGHTS = {"title": 4, "lead": 2, "body": 1}
"""How much a place counts for the report's area, by where it is named; names count double, a dateline as a lead."""
MANY = 12
"""Weight from which a part of a country is the report's area although neither title nor lead names it."""
_WIDE = frozenset({"GROUP", "WORLD"})


def held_slot(held: Held, role: str, rule: str) -> Slot:
    """A slot from what is held in focus."""
    start, end = held.span or (None, None)
    return Slot(role, held.value, start, end, held.basis, rule, 0.7)


class Scope:
    """A report's own area, counted as it is read, and the slot that it and the focus fill."""

    def __init__(self, pack: Pack, report: Report) -> None:
        self.pack = pack
        self.report = report
        self._areas: Counter[str] = Counter()
        self._datelines: Counter[str] = Counter()
        self._named: set[str] = set()
        self._told: set[str] = set()
        self._titled: set[str] = set()
        self._towns: Counter[str] = Counter()
        self._town_titles: set[str] = set()
        self._town_starts: set[int] = set()
        self._behind: Counter[tuple[str, str]] = Counter()
        self._names: set[tuple[str, str]] = set()
        self._is_dominant = False

    def home(self) -> str | None:
        """The area that the report is about where a statement names none: its scope, else the country named most.

        A part of that country is meant where the title names it alone, or the title or lead does and most names are
        its own. Continents and the world are meant only where title or lead say so.
        """
        if self.report.metadata.ref_area:
            return self.report.metadata.ref_area
        countries = Counter(self._datelines)
        for code, times in self._areas.items():
            is_wide = codelists.areas()[code].level in _WIDE if code in codelists.areas() else False
            if not is_wide or code in self._told:
                countries[code.split("-")[0]] += times
        if not countries:
            return self.pack.home_area
        country, total = countries.most_common(1)[0]
        self._is_dominant = 2 * total > sum(countries.values()) or country in {c.split("-")[0] for c in self._told}
        own = {code: n for code, n in self._areas.items() if code.split("-")[0] == country}
        if not own:
            return country
        total = sum(own.values())
        named = self._of_firms() - {country}
        titled = {code for code in self._titled - named if code in own} | self._in_named_parts(own, country)
        if len(titled) == 1:
            return titled.pop()
        times, code = max((n, code) for code, n in own.items())
        if code in named:
            return country
        is_part = code in self._told or times >= MANY
        return code if 2 * times > total and (is_part or code == country) else country

    def _in_named_parts(self, own: dict[str, int], country: str) -> set[str]:
        """Count towns for the part of the country that the text names by now; those parts that a title's towns name."""
        parts = {code for code in self._towns if code in self._named and code.split("-")[0] == country}
        for code in parts:
            own[code] = own.get(code, 0) + self._towns[code]
            own[country] = own.get(country, 0) - self._towns[code]
        return parts & self._town_titles

    def _of_firms(self) -> set[str]:
        """The areas that the text mostly names inside the name of a firm."""
        inside = Counter[str]()
        for pair in self._names:
            inside[pair[1]] += self._behind[pair]
        return {code for code, times in inside.items() if 2 * times > self._areas[code]}

    def fill_defaults(self, drafts: Sequence[Draft]) -> None:
        """Areas that no words gave, from the report."""
        home, of_firms = self.home(), self._of_firms()
        if not self._areas and not self._datelines and self.report.metadata.ref_area is None:
            home = likely_home(drafts, self.pack) or home
        elif not self._told and self.report.metadata.ref_area is None:
            home = self._told_in_passing(drafts, home)
        for draft in drafts:
            if draft.area == NATIONAL:
                draft.area = home.split("-")[0] if home else None
            if draft.base_area == NATIONAL:
                draft.base_area = home.split("-")[0] if home else None
            slot = draft.slots.get("AREA")
            is_far = slot is not None and (
                (slot.basis == "PARAGRAPH" and self._is_dominant)
                or (draft.area in of_firms and slot.basis not in ("PHRASE", "CLAUSE"))
            )
            is_titles = slot is not None and slot.start in self._town_starts and home in self._town_titles
            is_far |= is_titles and home is not None and draft.area == home.split("-")[0]
            if home is not None and (draft.area is None or is_far):
                draft.area, draft.area_name = home, None
                basis = "REPORT" if self._areas or self.report.metadata.ref_area else "DEFAULT"
                draft.slots["AREA"] = Slot("AREA", home, None, None, basis, "report's area", 0.6)

    def _told_in_passing(self, drafts: Sequence[Draft], home: str | None) -> str | None:
        """A country that only the body names, unless the amounts are in another's money: then whose money it is."""
        if home is None or is_of_currency(drafts, home):
            return home
        own = self.pack.home_area
        usual = own if own is not None and is_of_currency(drafts, own) else home
        return likely_home(drafts, self.pack) or usual

    def count_places(self, sentence: Sentence, where: str) -> None:
        """Count the areas that a sentence of the title, lead or body names."""
        weight = WEIGHTS[where]
        for found in _AREAS.finditer(sentence.types):
            index, char = found.start(), found[0]
            value = sentence.values[index]
            if char == CHAR["DATELINE"] and isinstance(value, Place):
                country = value.ref_area.split("-")[0]
                self._datelines[country] += 2 * WEIGHTS["lead"]
                self._told.add(country)
                if value.kind == "NAME" and value.ref_area != country:
                    self._named.add(value.ref_area)
            elif isinstance(value, Organization) and value.ref_area is not None:
                self._areas[value.ref_area] += 2
            elif char == CHAR["PLACE"] and is_place(sentence, index) and value.kind != NATIONAL:
                if value.kind != "CITY":
                    self._named.add(value.ref_area)
                area = self.area_of(value)
                added = 2 * weight if is_name(sentence, index) else weight
                if value.kind == "CITY" and area != value.ref_area:
                    self._towns[value.ref_area] += added
                    if where == "title":
                        self._town_titles.add(value.ref_area)
                        self._town_starts.add(sentence.starts[index])
                self._areas[area] += added
                self._note_name(sentence, index, area, added)
                if where != "body":
                    self._told.add(area)
                if where == "title" and (value.kind != "CITY" or area == value.ref_area):
                    self._titled.add(area)

    def _note_name(self, sentence: Sentence, index: int, area: str, added: int) -> None:
        """`Cementos del Cauca`: a place behind a word that is written as a name elsewhere completes a firm's name."""
        if index > 1 and sentence.types[index - 1] == CHAR["OF"]:
            pair = (key_of(sentence.words(index - 2, index - 2)), area)
            self._behind[pair] += added
            behind = key_of(sentence.words(index + 1, index + 1)) if index + 1 < len(sentence.types) else ""
            if sentence.types[index - 2] == CHAR["NAME"] or behind in self.pack.sets["LEGAL_FORM"]:
                self._names.add(pair)

    def area_of(self, value: Place) -> str:
        """The coded area of a place: a town's is the subdivision where the text has named that, else the country."""
        if value.kind == NATIONAL:
            return NATIONAL
        if value.others:
            value = self._namesake(value)
        area = value.ref_area or UNKNOWN
        return area.split("-")[0] if value.kind == "CITY" and area not in self._named else area

    def _namesake(self, place: Place) -> Place:
        """The area of this name in the country that the report names most so far."""
        countries = Counter[str]()
        for code, times in self._areas.items():
            countries[code.split("-")[0]] += times
        own = self.report.metadata.ref_area or (countries.most_common(1)[0][0] if countries else "")
        found = (other for other in (place, *place.others) if other.ref_area.split("-")[0] == own.split("-")[0])
        return next(found, place)

    def fill_area(self, localities: Localities, draft: Draft, index: int, focus: Focus, previous: Draft | None) -> None:
        """The area of a draft, from near to far."""
        sentence = localities.sentence
        found = localities.place(index, self._subject_tokens(sentence, draft))
        if found is not None and self._is_whole(sentence, draft, found, previous):
            draft.base_area = self.area_of(sentence.values[found.index])
            found = None
        if (
            found is not None
            and found.basis == "SENTENCE"
            and draft.parent is not None
            and "AREA" in draft.parent.slots
        ):
            found = None
        if found is not None:
            start, end = sentence.starts[found.index], sentence.ends[found.index]
            draft.area, draft.area_name = self.area_of(sentence.values[found.index]), sentence.text[start:end]
            if draft.area == NATIONAL and focus.area is not None:
                draft.area = focus.area.value.split("-")[0]
            draft.slots["AREA"] = Slot("AREA", draft.area, start, end, found.basis, "place")
        elif previous is not None and previous.area and "AREA" in previous.slots:
            draft.area, draft.area_name = previous.area, previous.area_name
            slot = previous.slots["AREA"]
            basis = "PARAGRAPH" if slot.basis == "PARAGRAPH" else "SENTENCE"
            draft.slots["AREA"] = Slot("AREA", slot.value, slot.start, slot.end, basis, slot.rule, 0.7)
        elif focus.area is not None:
            draft.area, draft.area_name = focus.area.value, focus.area_name
            draft.slots["AREA"] = held_slot(focus.area, "AREA", "place in focus")

    @staticmethod
    def _is_whole(sentence: Sentence, draft: Draft, found: Attached, previous: Draft | None) -> bool:
        """`over half of the national total`: the place in a share's subject is that of the whole."""
        if draft.stat_type != "SHARE" or found.role == "LABEL":
            return False
        at = bisect_left(sentence.starts, draft.end)
        if sentence.values[found.index].kind == NATIONAL and sentence.types[at : at + 1] == CHAR["OF"]:
            return found.index > at
        if found.basis != "PHRASE":
            return False
        has_own = previous is not None and bool(previous.area) and "AREA" in previous.slots
        return has_own or sentence.values[found.index].kind == NATIONAL

    def handed_on(self, localities: Localities) -> tuple[Held, str] | None:
        """The one area that leads a sentence, for those after it, with its name."""
        sentence, leading = localities.sentence, localities.leading()
        areas = {self.area_of(sentence.values[i]) for i in leading}
        if len(areas) != 1:
            return None
        span = (sentence.starts[leading[0]], sentence.ends[leading[0]])
        return Held(areas.pop(), span, "FOCUS"), sentence.text[span[0] : span[1]]

    @staticmethod
    def _subject_tokens(sentence: Sentence, draft: Draft) -> frozenset[int]:
        """The tokens of the draft's label that stand in this sentence."""
        found: set[int] = set()
        for first, last in draft.slices:
            at = bisect_left(sentence.starts, first)
            while at < len(sentence.starts) and sentence.starts[at] < last:
                found.add(at)
                at += 1
        return frozenset(found)
