"""Where a statement's figure holds: the area slot, and the area of the report as a whole.

Both are chosen by fitted weights when the report has been read (`areas.py`): its own area among those that it names,
then each figure's among those of its sentence (`places.py`), of the statement before, of focus, heading and report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.areas import Atlas, Proposal, country_of, describe, level, merged
from pipelines.attach import Attached
from pipelines.drafts import Draft, Named, Span, Whereabouts
from pipelines.evidence import currency_of, likely_home
from pipelines.focus import Focus, Held
from pipelines.languages.base import Organization, Pack, Place, key_of
from pipelines.places import NATIONAL, Localities, is_name, is_place
from pipelines.tokens import CHAR, Sentence, compiled
from pipelines.weighing import Chooser, Features
from schemas import codelists
from schemas.records import UNKNOWN, Report, Slot

_AREAS = compiled("[DATELINE PLACE ORG]")
WEIGHTS = {"title": 4, "lead": 2, "body": 1}
"""How much a place counts for the report's area, by where it is named; names count double, a dateline as a lead."""
MANY = 12
"""Weight from which a part of a country is the report's area although neither title nor lead names it."""
_WIDE = frozenset({"GROUP", "WORLD"})
WORLD = "WLD"
"""The area that an international body speaks of."""


def held_slot(held: Held, role: str, rule: str) -> Slot:
    """A slot from what is held in focus."""
    start, end = held.span or (None, None)
    return Slot(role, held.value, start, end, held.basis, rule, 0.7)


class Scope:
    """A report's own area, counted as it is read, and the slot that it and the focus fill."""

    home_slot, area_slot = "HOME", "AREA"
    """The slots of the weights."""

    def __init__(self, pack: Pack, report: Report, chooser: Chooser) -> None:
        self.pack = pack
        self.report = report
        self.atlas = Atlas()
        self._chooser = chooser
        self._homes: list[str] = []
        self._handed: dict[Span, Place] = {}
        self._areas: Counter[str] = Counter()
        self._datelines: Counter[str] = Counter()
        self._named: set[str] = set()
        self._told: set[str] = set()
        self._titled: set[str] = set()
        self._towns: Counter[str] = Counter()
        self._town_titles: set[str] = set()
        self._behind: Counter[tuple[str, str]] = Counter()
        self._names: set[tuple[str, str]] = set()

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

    def fill_areas(self, drafts: Sequence[Draft]) -> str | None:
        """The report's own area, and that of each draft; the home is None where nothing tells."""
        home = self._choose_home(drafts)
        national = country_of(home) if home else None
        for draft in drafts:
            if draft.base_area == NATIONAL:
                draft.base_area = national
            around = draft.whereabouts
            if around is None:
                continue
            options = merged(self._proposed(around, home))
            describe(options, self.atlas, home)
            found = self._chooser.choose(self.area_slot, options, self._context(around, draft, home), draft.start)
            if found is not None:
                area, share = found
                draft.area = area.value
                start, end = area.span or (None, None)
                draft.area_name = self.report.text[start:end] if area.span is not None else None
                draft.slots["AREA"] = Slot("AREA", area.value, start, end, area.basis, area.ways[0], round(share, 3))
            draft.whereabouts = None
        return home

    def usual(self) -> str | None:
        """The area of a report that names none."""
        return self.pack.home_area

    def _choose_home(self, drafts: Sequence[Draft]) -> str | None:
        """The area that the report is about."""
        if self.report.metadata.ref_area:
            return self.report.metadata.ref_area
        proposals = [Proposal(code, "named", "REPORT") for code in self.atlas.candidates()]
        for way, code in (
            ("rule", self.home()),
            ("currency", likely_home(drafts, self.pack)),
            ("usual", self.usual() if not proposals else None),
        ):
            if code is not None:
                proposals.append(Proposal(code, way, "REPORT" if way != "usual" else "DEFAULT"))
        options = merged(proposals)
        of_firms = self._of_firms()
        for option in options:
            told = {f"s {way}" for way in option.ways} | {f"p {t[2:]}" for t in self.atlas.known(option.value)}
            told.add(f"p currency {currency_of(drafts, option.value)}")
            if option.value in of_firms:
                told.add("p of firms")
            option.features = tuple(sorted(told))
        found = self._chooser.choose(self.home_slot, options, (), -1)
        if found is None:
            return None
        home = found[0].value
        scores = self._chooser.scores(self.home_slot, options, ())
        ranked = sorted(zip(scores, options, strict=True), key=lambda pair: -pair[0])
        self._homes = [option.value for _, option in ranked if option.value != home][:2]
        return home

    def _proposed(self, around: Whereabouts, home: str | None) -> Iterator[Proposal]:
        """The areas that a figure could be of, the nearest first."""
        for named in around.named:
            yield from self._meanings(named, home)
        previous = around.previous
        if previous is not None and previous.area:
            slot = previous.slots["AREA"]
            span = (slot.start, slot.end) if slot.start is not None and slot.end is not None else None
            yield Proposal(previous.area, "previous", "SENTENCE", span)
        if around.last is not None and around.last.area:
            yield Proposal(around.last.area, "statement before", "FOCUS")
        for way, held, basis, span in around.held:
            place = self._handed.get(span) if span is not None else None
            value = self.area_of(place) if place is not None else held
            if value != NATIONAL:
                yield Proposal(value, way, basis, span)
            elif home is not None:
                yield Proposal(country_of(home), f"{way} national", basis, span)
        if home is not None:
            is_told = bool(self.atlas.signs) or self.report.metadata.ref_area is not None
            yield Proposal(home, "home", "REPORT" if is_told else "DEFAULT")
            if country_of(home) != home:
                yield Proposal(country_of(home), "country of home", "REPORT")
            for way, code in zip(("second home", "third home"), self._homes, strict=False):
                yield Proposal(code, way, "REPORT")

    def _meanings(self, named: Named, home: str | None) -> Iterator[Proposal]:
        """What a place of the sentence can stand for: a town for the part of the country that the text names, or it."""
        place, span, way, basis, told = named
        if isinstance(place, Organization):
            if place.ref_area:
                yield Proposal(place.ref_area, way, basis, span, told)
            return
        if place.kind == NATIONAL:
            if home is not None:
                yield Proposal(country_of(home), f"{way} national", basis, span, told)
            return
        place = self._namesake(place) if place.others else place
        if self._is_unlikely(place):
            return
        told = (*told, f"t kind {place.kind}")
        if place.kind != "CITY":
            yield Proposal(place.ref_area, way, basis, span, told)
            return
        is_named = place.ref_area in self._named
        if is_named:
            yield Proposal(place.ref_area, way, basis, span, (*told, "t part of town"))
        yield Proposal(country_of(place.ref_area), way, basis, span, (*told, f"t country of town {is_named}"))

    @staticmethod
    def _context(around: Whereabouts, draft: Draft, home: str | None) -> Features:
        """What holds for every option of a figure."""
        found = [*around.context, f"measure {draft.stat_type}"]
        if home is not None:
            found.append(f"home {level(home)}")
        previous = around.previous
        if previous is not None:
            signs = {
                "like previous": previous.quantity.unit == draft.quantity.unit,
                "subject of previous": previous.slices == draft.slices,
                "parent": draft.parent is previous,
            }
            found += [name for name, holds in signs.items() if holds]
        return tuple(sorted(found))

    def count_places(self, sentence: Sentence, where: str) -> None:
        """Count the areas that a sentence of the title, lead or body names."""
        weight = WEIGHTS[where]
        if CHAR["QUANTITY"] in sentence.types:
            self.atlas.enter()
        for found in _AREAS.finditer(sentence.types):
            index, char = found.start(), found[0]
            value = sentence.values[index]
            if char == CHAR["DATELINE"] and isinstance(value, Place):
                self._note_dateline(value)
            elif isinstance(value, Organization):
                self._count_home(value, where)
            elif char == CHAR["PLACE"] and is_place(sentence, index) and not self._is_uncounted(value):
                if value.kind != "CITY":
                    self._named.add(value.ref_area)
                area = self.area_of(value)
                self.atlas.note(area, f"{where} {value.kind}")
                added = 2 * weight if is_name(sentence, index) else weight
                if value.kind == "CITY" and area != value.ref_area:
                    self._towns[value.ref_area] += added
                    if where == "title":
                        self._town_titles.add(value.ref_area)
                self._areas[area] += added
                self._note_name(sentence, index, area, added)
                if where != "body":
                    self._told.add(area)
                if where == "title" and (value.kind != "CITY" or area == value.ref_area):
                    self._titled.add(area)

    def _note_dateline(self, place: Place) -> None:
        """Where a text was written counts for its country."""
        country = place.ref_area.split("-")[0]
        self.atlas.note(country, "dateline")
        self._datelines[country] += 2 * WEIGHTS["lead"]
        self._told.add(country)
        if place.kind == "NAME" and place.ref_area != country:
            self._named.add(place.ref_area)

    def _count_home(self, organization: Organization, where: str) -> None:
        """Count an organization's home; an international body speaks of the world."""
        if organization.ref_area is not None:
            self._areas[organization.ref_area] += 2
        if organization.ref_area is not None or organization.kind == "INSTITUTION":
            self.atlas.note(organization.ref_area or WORLD, f"{where} {organization.kind} organization")

    def _note_name(self, sentence: Sentence, index: int, area: str, added: int) -> None:
        """`Cementos del Cauca`: a place behind a word that is written as a name elsewhere completes a firm's name."""
        if index > 1 and sentence.types[index - 1] == CHAR["OF"]:
            pair = (key_of(sentence.words(index - 2, index - 2)), area)
            self._behind[pair] += added
            behind = key_of(sentence.words(index + 1, index + 1)) if index + 1 < len(sentence.types) else ""
            if sentence.types[index - 2] == CHAR["NAME"] or behind in self.pack.sets["LEGAL_FORM"]:
                self._names.add(pair)

    def area_of(self, value: Place) -> str:
        """The coded area of a place: a town's is the subdivision where the text has named that, else the country.

        NATIONAL where it is the country spoken of, whichever that is.
        """
        if value.kind == NATIONAL:
            return NATIONAL
        if value.others:
            value = self._namesake(value)
        if self._is_unlikely(value):
            return NATIONAL
        area = value.ref_area or UNKNOWN
        return area.split("-")[0] if value.kind == "CITY" and area not in self._named else area

    def _namesake(self, place: Place) -> Place:
        """The area of this name in the country that the report names most so far."""
        if not place.others:
            return place
        own = self._own_country()
        found = (other for other in (place, *place.others) if other.ref_area.split("-")[0] == own)
        return next(found, place)

    def _is_unlikely(self, place: Place) -> bool:
        """Whether a place is meant by its name only in reports of its own country, and this is of another."""
        return place.priority < 0 and place.ref_area.split("-")[0] != self._own_country()

    def _is_uncounted(self, place: Place) -> bool:
        return place.kind == NATIONAL or self._is_unlikely(self._namesake(place))

    def _own_country(self) -> str:
        """The country of the report where that is known, else the one named most so far; empty where none is."""
        countries = Counter[str]()
        for code, times in self._areas.items():
            countries[code.split("-")[0]] += times
        own = self.report.metadata.ref_area or (countries.most_common(1)[0][0] if countries else "")
        return own.split("-")[0]

    def note_area(self, localities: Localities, draft: Draft, index: int, focus: Focus, previous: Draft | None) -> None:
        """Keep what a draft's area is chosen from when the report has been read; note the place that a share is of."""
        sentence = localities.sentence
        subject = self._subject_tokens(sentence, draft)
        named = list(localities.named(index, subject))
        found = localities.whole(index, subject)
        if found is not None and self._is_whole(sentence, draft, found, previous):
            draft.base_area = self.area_of(sentence.values[found.index])
            start = sentence.starts[found.index]
            named = [place for place in named if place.span[0] != start]
        held = (("focus", focus.area), ("heading", focus.heading_area), ("title", focus.title_area))
        signs = {
            "has place": bool(localities.items),
            "has own": bool(named) and named[0].basis != "SENTENCE",
            "has previous": previous is not None,
            "has focus": focus.area is not None,
            "has heading": focus.heading_area is not None,
            "in title": not focus.has_title,
        }
        context = (
            *(name for name, holds in signs.items() if holds),
            f"places {min(len(localities.items), 3)}",
            f"figures {min(len(localities.quantities), 3)}",
        )
        draft.whereabouts = Whereabouts(
            tuple(named), previous, focus.statement if previous is None else None,
            tuple((way, area.value, area.basis, area.span) for way, area in held if area is not None), context,
        )  # fmt: skip

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
        has_own = previous is not None and previous.whereabouts is not None and bool(previous.whereabouts.named)
        return has_own or sentence.values[found.index].kind == NATIONAL

    def handed_on(self, localities: Localities) -> tuple[Held, str] | None:
        """The one area that leads a sentence, for those after it, with its name."""
        sentence, leading = localities.sentence, localities.leading()
        areas = {self.area_of(sentence.values[i]) for i in leading}
        if len(areas) != 1:
            return None
        span = (sentence.starts[leading[0]], sentence.ends[leading[0]])
        self._handed[span] = sentence.values[leading[0]]
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
