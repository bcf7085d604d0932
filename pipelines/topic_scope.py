"""Area of a quantity where places stand before what they hold for.

The nearest place before a quantity is its own unless a comparing word governs it. What a sentence does not say comes
from the focus and the report, as in `scope.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipelines import languages
from pipelines.drafts import Draft, Named, Span, Whereabouts
from pipelines.focus import Focus
from pipelines.homeland import homeland
from pipelines.languages.base import Organization, Pack, Place
from pipelines.places import NATIONAL, NEAREST
from pipelines.quantities import Quantity
from pipelines.scope import WEIGHTS, Scope, held_slot
from pipelines.tokens import CHAR, NAME_OF, Sentence, chars, compiled
from pipelines.topic_clauses import BOUNDARY
from pipelines.topic_moments import Near
from pipelines.weighing import Chooser
from schemas import codelists
from schemas.records import Report, Slot

_PLACES = chars("PLACE ORG HOMELAND")
_WORD, _QUANTITY, _HOMELAND, _PLACE = (compiled(name) for name in ("WORD", "QUANTITY", "HOMELAND", "PLACE"))
_WIDE = frozenset(code for code, area in codelists.areas().items() if area.level in ("GROUP", "WORLD"))


def _is_away(sentence: Sentence, at: int) -> bool:
    """对日本、德国出口: a place that something goes to, or a further one of a list of them."""
    while at > 1 and sentence.types[at - 1] == CHAR["CONJ"] and sentence.types[at - 2] == CHAR["PLACE"]:
        at -= 2
    return at > 0 and bool(sentence.values[at - 1] == "AWAY")


def _named(sentence: Sentence, name: str) -> int:
    """How many words of a sentence begin with a name."""
    if not sentence.starts or sentence.text.find(name, sentence.starts[0], sentence.ends[-1]) < 0:
        return 0
    words = (found.start() for found in _WORD.finditer(sentence.types))
    return sum([sentence.text.startswith(name, sentence.starts[at], sentence.ends[at]) for at in words])


@lru_cache(maxsize=16)
def _parts(language: str, country: str) -> tuple[tuple[str, str], ...]:
    """The names of a country's subdivisions in a language, with their codes."""
    entries = (entry for every in languages.pack(language).terms.values() for entry in every)
    return tuple(
        (entry.surface, entry.value.ref_area)
        for entry in entries
        if isinstance(entry.value, Place)
        and entry.value.kind == "NAME"
        and entry.value.ref_area.startswith(f"{country}-")
    )


class TopicScope(Scope):
    """Scope of a report in a topic-first language."""

    home_slot, area_slot = "CHAIN_HOME", "CHAIN_AREA"

    def __init__(self, pack: Pack, report: Report, chooser: Chooser) -> None:
        super().__init__(pack, report, chooser)
        self._locals = 0
        self.homeland = homeland(pack.language, report.text)
        if self.homeland is not None:
            parts = _parts(pack.language, self.homeland)
            self._named |= {area for surface, area in parts if surface in report.text}

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

    def usual(self) -> str | None:
        """The country of the report's characters and words."""
        return self.homeland

    def count_places(self, sentence: Sentence, where: str) -> None:
        """Count the areas that a sentence of the title, lead or body names, the home country by its own words too."""
        counted, types = sentence, sentence.types
        for found in _PLACE.finditer(types):
            at = found.start()
            if self._is_venue(sentence, at) or _is_away(sentence, at):
                types = f"{types[:at]}{CHAR['NAME']}{types[at + 1 :]}"
        if types is not sentence.types:
            counted = replace(sentence, types=types)
        super().count_places(counted, where)
        if where != "title":
            self._told -= _WIDE
        own = codelists.areas().get(self.homeland or "")
        if self.homeland is not None and own is not None:
            name = own.names[self.pack.language]
            self._areas[self.homeland] += _named(sentence, name) * WEIGHTS[where]
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

    def note_whereabouts(
        self, sentence: Sentence, draft: Draft, near: Near, focus: Focus, earlier: Sequence[Draft]
    ) -> None:
        """Keep what a draft's area is chosen from when the report has been read, the rule's choice first."""
        self.place_area(sentence, draft, near, focus)
        slot = draft.slots.get("AREA")
        ruled: tuple[tuple[str, str, str, Span | None], ...] = ()
        if slot is not None and draft.area is not None:
            span = (slot.start, slot.end) if slot.start is not None and slot.end is not None else None
            ruled = ((f"ruled {slot.basis}", draft.area, slot.basis, span),)
        held = (("focus", focus.area), ("heading", focus.heading_area), ("title", focus.title_area))
        tokens = (found.start() for found in _PLACE.finditer(sentence.types))
        places = [at for at in tokens if isinstance(sentence.values[at], Place) and sentence.values[at].priority > 0]
        places.sort(key=lambda at: abs(sentence.starts[at] - draft.start))
        named = [
            Named(
                sentence.values[at],
                (sentence.starts[at], sentence.ends[at]),
                *self._way(sentence, at, near),
                self._beside(sentence, at, near),
            )
            for at in places[:NEAREST]
        ]
        context = (
            f"places {min(len(named), 3)}",
            f"rule {slot.basis if slot is not None else 'none'}",
            *(("compared",) if draft.is_comparison else ()),
            *(("in title",) if not focus.has_title else ()),
        )
        draft.whereabouts = Whereabouts(
            tuple(named), earlier[-1] if earlier else None, focus.statement if not earlier else None,
            (*ruled, *((way, area.value, area.basis, area.span) for way, area in held if area is not None)), context,
        )  # fmt: skip

    def _way(self, sentence: Sentence, at: int, near: Near) -> tuple[str, str]:
        """How a place comes to a figure, and from how far."""
        basis = "CLAUSE" if near.first <= at < near.index else "SENTENCE"
        if _is_away(sentence, at):
            return "elsewhere", basis
        if self._is_venue(sentence, at):
            return "venue", basis
        side = "before" if at < near.index else "behind"
        return f"{side} in {basis.lower()}", basis

    @staticmethod
    def _beside(sentence: Sentence, at: int, near: Near) -> tuple[str, ...]:
        """What stands beside a place and between it and the figure."""
        low, high = min(at, near.index), max(at, near.index)
        types = sentence.types
        return (
            f"t behind {NAME_OF[types[at - 1]] if at else 'START'}",
            f"t followed by {NAME_OF[types[at + 1]] if at + 1 < len(types) else 'END'}",
            f"t distance {min((high - low).bit_length(), 5)}",
            f"t figures between {min(types.count(CHAR['QUANTITY'], low + 1, high), 3)}",
            f"t places between {min(types.count(CHAR['PLACE'], low + 1, high), 3)}",
        )

    def place_area(self, sentence: Sentence, draft: Draft, near: Near, focus: Focus) -> None:
        """Fill the area of a draft: the nearest place before it, else what is in focus."""
        whole = self._whole(sentence, near) if draft.stat_type == "SHARE" else None
        first = sentence.types.find(CHAR["QUANTITY"])
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
