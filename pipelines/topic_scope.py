"""Area of a quantity where places stand before what they hold for.

The nearest place before a quantity is its own unless a comparing word governs it. What a sentence does not say comes
from the focus and the report, as in `scope.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.drafts import Draft
from pipelines.evidence import is_of_currency, likely_home
from pipelines.focus import Focus
from pipelines.homeland import homeland
from pipelines.languages.base import Organization, Pack, Place
from pipelines.places import NATIONAL
from pipelines.quantities import Quantity
from pipelines.scope import WEIGHTS, Scope, held_slot
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled
from pipelines.topic_clauses import BOUNDARY
from pipelines.topic_moments import Near
from pipelines.weighing import Chooser
from schemas import codelists
from schemas.records import Report, Slot

_PLACES = chars("PLACE ORG HOMELAND")
_WORD, _QUANTITY, _HOMELAND = compiled("WORD"), compiled("QUANTITY"), compiled("HOMELAND")
_WIDE = frozenset(code for code, area in codelists.areas().items() if area.level in ("GROUP", "WORLD"))


def _is_away(sentence: Sentence, at: int) -> bool:
    """对日本、德国出口: a place that something goes to, or a further one of a list of them."""
    while at > 1 and sentence.types[at - 1] == CHAR["CONJ"] and sentence.types[at - 2] == CHAR["PLACE"]:
        at -= 2
    return at > 0 and bool(sentence.values[at - 1] == "AWAY")


class TopicScope(Scope):
    """Scope of a report in a topic-first language."""

    def __init__(self, pack: Pack, report: Report) -> None:
        super().__init__(pack, report, Chooser({}))
        self._locals = 0
        self.homeland = homeland(pack.language, report.text)
        for entries in pack.terms.values():
            for entry in entries:
                place = entry.value
                is_part = isinstance(place, Place) and place.kind == "NAME" and self.homeland is not None
                if is_part and place.ref_area.startswith(f"{self.homeland}-") and entry.surface in report.text:
                    self._named.add(place.ref_area)

    def home(self) -> str | None:
        """The area that the report is about where a statement names none."""
        if self.report.metadata.ref_area is None and not self._areas:
            return self.homeland
        home = super().home()
        parts = {code: n for code, n in self._areas.items() if code.startswith(f"{home}-")}
        if home is None or not parts or home != self.homeland or self._locals <= self._areas[home] // 2:
            return home
        found = max(parts, key=lambda code: (code in self._told, parts[code]))
        return found if found in self._told or 2 * parts[found] > sum(parts.values()) else home

    def fill_areas(self, drafts: Sequence[Draft]) -> str | None:
        """Areas that no words gave, from the report, whose own area is returned."""
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
        return home

    def _told_in_passing(self, drafts: Sequence[Draft], home: str | None) -> str | None:
        """A country that only the body names, unless the amounts are in another's money: then whose money it is."""
        if home is None or is_of_currency(drafts, home):
            return home
        own = self.pack.home_area
        usual = own if own is not None and is_of_currency(drafts, own) else home
        return likely_home(drafts, self.pack) or usual

    def count_places(self, sentence: Sentence, where: str) -> None:
        """Count the areas that a sentence of the title, lead or body names, the home country by its own words too."""
        counted = sentence
        if CHAR["PLACE"] in sentence.types:
            types = "".join(
                CHAR["NAME"]
                if char == CHAR["PLACE"] and (self._is_venue(sentence, at) or _is_away(sentence, at))
                else char
                for at, char in enumerate(sentence.types)
            )
            counted = replace(sentence, types=types)
        super().count_places(counted, where)
        if where != "title":
            self._told -= _WIDE
        own = codelists.areas().get(self.homeland or "")
        if self.homeland is not None and own is not None:
            name = own.names[self.pack.language]
            words = (found.start() for found in _WORD.finditer(sentence.types))
            named = sum([sentence.text.startswith(name, sentence.starts[at], sentence.ends[at]) for at in words])
            self._areas[self.homeland] += named * WEIGHTS[where]
        for found in _HOMELAND.finditer(sentence.types) if self.homeland is not None else ():
            home = str(sentence.values[found.start()] or self.homeland)
            self._areas[home] += 1
            if where == "title":
                self._titled.add(home)
        self._locals += sentence.types.count(CHAR["AREA_NOUN"])
        for found in _QUANTITY.finditer(sentence.types) if self.homeland is not None else ():
            value: Quantity = sentence.values[found.start()]
            if self.homeland is not None and value.kind == "MONEY" and value.is_currency_ambiguous:
                self._areas[self.homeland] += 1

    def _is_venue(self, sentence: Sentence, at: int) -> bool:
        """在北京发布, 在深圳举行: where something was made known or held, not where its figures hold."""
        if not at or NAME_OF[sentence.types[at - 1]] != "PREP":
            return False
        if NAME_OF.get(sentence.types[at + 1 : at + 2] or "", "") == "SOURCE_CUE":
            return True
        behind = sentence.text[sentence.ends[at] : sentence.ends[at] + 2]
        return behind in self.pack.sets["HELD"]

    def _area_at(self, sentence: Sentence, index: int, draft: Draft) -> str | None:
        value = sentence.values[index]
        if NAME_OF[sentence.types[index]] == "HOMELAND":
            return str(value) if value and value != self.homeland else NATIONAL
        if isinstance(value, Organization):
            is_topic = any(first <= sentence.starts[index] < last for first, last in draft.slices)
            return value.ref_area if value.kind == "COMPANY" and is_topic else None
        return self.area_of(value) if isinstance(value, Place) and value.priority > 0 else None

    def place_area(self, sentence: Sentence, draft: Draft, near: Near, focus: Focus) -> None:
        """Fill the area of a draft: the nearest place before it, else what is in focus."""
        whole = self._whole(sentence, near) if draft.stat_type == "SHARE" else None
        first = next((i for i, char in enumerate(sentence.types) if char == CHAR["QUANTITY"]), near.index)
        is_parted = False
        for at in range(near.index - 1, -1, -1):
            is_parted |= sentence.types[at] == CHAR["SEMICOLON"]
            if sentence.types[at] == CHAR["AREA_NOUN"] and (not is_parted or at < first):
                return
            is_far = is_parted and at > first
            if sentence.types[at] not in _PLACES or at == whole or is_far or self._is_beside(sentence, at, draft):
                continue
            area = self._area_at(sentence, at, draft)
            if area is None:
                continue
            start, end = sentence.starts[at], sentence.ends[at]
            draft.area = area
            draft.area_name = None if isinstance(sentence.values[at], Organization) else sentence.text[start:end]
            basis = "CLAUSE" if at >= near.first else "SENTENCE"
            draft.slots["AREA"] = Slot("AREA", area, start, end, basis, "place")
            break
        else:
            if focus.area is not None:
                draft.area, draft.area_name = focus.area.value, focus.area_name
                draft.slots["AREA"] = held_slot(focus.area, "AREA", "place in focus")
        if whole is not None:
            draft.base_area = self._area_at(sentence, whole, draft)

    def _is_beside(self, sentence: Sentence, at: int, draft: Draft) -> bool:
        """Whether a place is only compared with, or says whose figure it is."""
        if at and NAME_OF[sentence.types[at - 1]] == "BASE_CUE" and not draft.is_comparison:
            return True
        if self._is_venue(sentence, at):
            return True
        if _is_away(sentence, at):
            return True
        first = at
        while first and sentence.types[first - 1] not in BOUNDARY:
            first -= 1
        opening = NAME_OF[sentence.types[first]]
        if opening == "SOURCE_CUE" and CHAR["PERIOD"] not in sentence.types[first:at]:
            return True
        last = at
        while last + 1 < len(sentence.types) and sentence.types[last + 1] not in BOUNDARY:
            last += 1
        is_compared = CHAR["COMPARED"] in sentence.types[at : last + 1] and opening in ("CONJ", "PREP")
        return is_compared and CHAR["QUANTITY"] not in sentence.types[first : last + 1]

    @staticmethod
    def _whole(sentence: Sentence, near: Near) -> int | None:
        """占全国的一半, 为全国的65%: the place that the whole is of."""
        for at in range(near.index - 1, near.first, -1):
            if sentence.types[at] in _PLACES and NAME_OF[sentence.types[at - 1]] in ("SHARE_CUE", "VERB"):
                return at
        return None
