"""Stored text without spaces to sentences of typed tokens: the lexer of languages such as Chinese.

Longest match over the pack's lexicon from left to right; what lies between matches is content. Unit words count as
such only behind a numeral, number words only before one. The tokens are those of `lexer.py`, so that the same grammar
reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pipelines.homeland import homeland
from pipelines.languages.base import Entry, Pack
from pipelines.languages.inflection import VerbForm
from pipelines.lexer import MAX_SENTENCE, Lexed
from pipelines.lexicon import Lexicon, fold, surfaces
from pipelines.place_values import PlaceValues
from pipelines.tokens import CHAR, Cue, Sentence
from pipelines.unspaced_lines import FIRST_HAN, HAN, LAST_HAN, spans, squeezed

_SYMBOLS = {
    "，": "COMMA", ",": "COMMA", "、": "CONJ", "。": "STOP", "！": "STOP", "!": "STOP", "？": "STOP", "?": "STOP",
    "；": "SEMICOLON", ";": "SEMICOLON", "：": "COLON", ":": "COLON", "（": "OPEN", "(": "OPEN", "[": "OPEN",
    "〔": "OPEN", "【": "OPEN", "）": "CLOSE", ")": "CLOSE", "]": "CLOSE", "〕": "CLOSE", "】": "CLOSE", "“": "QUOTE",
    "”": "QUOTE", "「": "QUOTE", "」": "QUOTE", "『": "QUOTE", "』": "QUOTE", '"': "QUOTE", "‘": "QUOTE", "’": "QUOTE",
    "—": "DASH", "–": "DASH", "―": "DASH", "─": "DASH", "-": "DASH", "−": "DASH", "~": "TO", "～": "TO", "/": "SLASH",
    "+": "PLUS", "•": "BULLET", "●": "BULLET", "…": "COMMA", "|": "COMMA",
}  # fmt: skip
_AFTER = frozenset(
    """
    CURRENCY FUSED UNIT PERCENT POINT BASIS_POINT TIME_UNIT TENTH TIMES CLASSIFIER YEAR_MARK MONTH_MARK DAY_MARK AGE_CUE
    TIME_OF_DAY NUMBERED AGO FRACTION_MARK
    """.split()
)
_ONLY_AFTER = _AFTER - {"CURRENCY", "PERCENT", "NUMBERED"}
_EDGES = frozenset({"END", "BEGIN", "MID"})
_EDGED = frozenset(
    CHAR[name] for name in ("YEAR_MARK", "MONTH_MARK", "DAY_MARK", "DEICTIC", "QUARTER", "PLAN", "TIME_UNIT")
)
_OPENING = frozenset({"PREP", "FROM", "BY", "PRONOUN", "SOURCE_CUE", "PER"})
_FRAIL = _OPENING | {"ADVERB", "NEG", "MORE", "DEICTIC", "ZIP"}
_PLACED = frozenset("UNTIL APPROX FIRST LAST PLACE HOMELAND AREA_NOUN ORG DEICTIC PLAN QUARTER PRONOUN".split())
_PREDICATED = frozenset(
    """
    VERB ADVERB NEG ABOVE ABOVE_EQ BELOW BELOW_EQ APPROX SHARE_CUE MORE AUX MULTIPLE FRACTION TO BASE_CUE DEICTIC
    PLACE HOMELAND AREA_NOUN OR_MORE
    """.split()
)
_BOUNDING = frozenset({"ABOVE_EQ", "BELOW_EQ", "ADVERB"})
_NOMINAL = frozenset(CHAR[name] for name in ("WORD", "NAME", "ORG", "OF"))
_SPANNED = frozenset(CHAR[name] for name in ("LAST", "FIRST", "APPROX", "ABOVE"))
_NUMERAL_BEFORE = frozenset(CHAR[name] for name in ("PERCENT_OF", "FRACTION_MARK"))
_APPROXIMATE = frozenset(CHAR[name] for name in ("APPROX", "ABOVE", "ABOVE_EQ", "BELOW", "BELOW_EQ", "PER"))
_AUX, _TENTH, _PER = CHAR["AUX"], CHAR["TENTH"], CHAR["PER"]
_VERBAL = frozenset(
    CHAR[name] for name in ("VERB", "ADVERB", "PREP", "FROM", "ABOVE", "BELOW", "PERIOD", "MULTIPLE", "TO")
)
_COUNTED = frozenset(CHAR[name] for name in ("NUMERAL", "PERCENT", *_AFTER))
_COMMA, _CELLS = CHAR["COMMA"], re.compile(r"[\t\u3000]+(?=\S)| {2,}(?=\S)")
_HAN_CHAR = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ](?:[A-Za-zÀ-ÿ0-9]|[-&+.'_](?=[A-Za-zÀ-ÿ0-9]))*\+?")
_NAME_TAIL = re.compile(r"(?:[ -]?(?:\d+(?:\.\d+)*[A-Za-z+]*|[A-Z][A-Za-z0-9+]*)){1,6}")
_TITLE = re.compile(r"《[^》\n]{1,60}》")
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_PHONE = re.compile(r"\+?\d{2,4}(?:[- ]\d{2,4}){2,4}|\d{3,4}-\d{7,8}|\d{11,}(?![\d,.])")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\d+:\d+(?!\d)")
_VERSION = re.compile(r"\d+(?:\.\d+){2,}")
MAX_GAP = 3


_Adder = Callable[[str, int, int, "_Sheet"], int]


class _Sheet:
    """The tokens of the sentence at work."""

    __slots__ = ("cues", "ends", "is_inside", "starts", "types", "values")

    def __init__(self) -> None:
        self.types: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.values: list[Any] = []
        self.cues: list[Cue] = []
        self.is_inside = False

    def add(self, type_: str, start: int, end: int, value: Any = None) -> None:
        self.types.append(CHAR[type_])
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(value)


class Scanner:
    """The lexer of one pack of a language without spaces."""

    def __init__(self, pack: Pack) -> None:
        if pack.unspaced is None:
            raise ValueError(f"the pack of {pack.language!r} has no [unspaced] table")
        self.pack = pack
        self.settings = pack.unspaced
        self.numbers = PlaceValues(pack.unspaced)
        self._has_era = False
        folded = [item for key, found in pack.terms.items() for entry in found for item in surfaces(key, entry, pack)]
        verbs = [(fold(key, pack), Entry((), "VERB", verb, "any", key)) for key, verb in pack.verbs.items()]
        words = [(fold(word, pack), Entry((), "WORD", None, "any", word)) for word in pack.unspaced.compounds]
        self._after = Lexicon(item for item in folded if item[1].type in _AFTER and len(item[0]) > item[0].isascii())
        plain = (item for item in folded if item[1].type not in _ONLY_AFTER | _EDGES and not _is_after(item[1]))
        self._edges = Lexicon(item for item in folded if item[1].type in _EDGES)
        self._words = Lexicon((*verbs, *plain, *words))
        self._status = Lexicon((fold(key, pack), found[0]) for key, found in pack.status.items())
        numerals = "".join(self.settings.digits) + "".join(self.settings.ranks) + "".join(self.settings.scales)
        self._numeral_chars = frozenset(numerals)
        starts = "".join({*self._words.firsts, *self._status.firsts, *self.settings.vague, *numerals})
        starts += "".join(self._edges.firsts)
        self._candidate = re.compile(rf"[{re.escape(starts + self.settings.ordinal)}]|[^{HAN}]")
        self._list_number = re.compile(
            rf"\s*(?:[(\[][{re.escape(numerals)}\d]{{1,3}}[)\]]|[{re.escape(numerals)}]{{1,3}}[、.．]|\d{{1,2}}(?:[、．)]|\.(?!\d)|(?:\.\d{{1,2}}){{1,3}}\s?(?=[{HAN}])(?![{re.escape(numerals)}%])))"
        )
        listed = [*self._words.entries, *self._status.entries, *self._edges.entries]
        self._number_starts = self._numeral_chars | {*self.settings.vague, self.settings.ordinal}
        self._status_pairs = frozenset(surface[:2] for surface in self._status.entries)
        self._pairs = frozenset(surface[:2] for surface in listed if len(surface) > 1)
        alone = {surface for surface in listed if len(surface) == 1}
        self._alone = alone | self._number_starts
        self._ordinal = re.compile(rf"{self.settings.ordinal}\s?(?:\d+|[{re.escape(numerals)}]+)")

    def folded(self, text: str) -> str:
        """The text in the characters of the pack's lists, one for one."""
        return fold(text, self.pack)

    def sentences(self, text: str, start: int, end: int) -> list[Lexed]:
        """The sentences of `text[start:end]`, whose offsets are those of `text`."""
        raw = text[start:end]
        self._has_era = homeland(self.pack.language, text) in self.settings.eras
        places = squeezed(raw)
        work = fold(raw if places is None else "".join(raw[place] for place in places), self.pack)
        done: list[Lexed] = []
        for first, last in spans(work):
            sheet = _Sheet()
            number = self._list_number.match(work, first, last)
            if number is not None:
                sheet.add("SKIPPED", first, number.end(), "list number")
                sheet.add("BULLET", number.end() - 1, number.end())
            self._scan(work, number.end() if number else first, last, sheet)
            if sheet.types:
                done.append(_lexed(text, sheet, start, places))
        return done

    def _scan(self, work: str, first: int, last: int, sheet: _Sheet) -> None:
        position = content = first
        while position < last and len(sheet.types) < MAX_SENTENCE:
            found = self._candidate.search(work, position, last)
            if found is None:
                position = last
                break
            position = found.start()
            char = work[position]
            is_han = FIRST_HAN <= char <= LAST_HAN
            if is_han and work[position : position + 2] not in self._pairs and char not in self._alone:
                position += 1
                continue
            marked = len(sheet.types)
            sheet.is_inside = position > content
            reached = self._token(work, position, last, sheet)
            if reached is None:
                position += 1
                continue
            if position > content:
                self._content(sheet, marked, content, position)
            position = content = reached
        if position > content:
            self._content(sheet, len(sheet.types), content, min(position, last))

    def _content(self, sheet: _Sheet, at: int, start: int, end: int) -> None:
        """Insert the run of content before the tokens that ended it."""
        sheet.types.insert(at, CHAR["WORD"])
        sheet.starts.insert(at, start)
        sheet.ends.insert(at, end)
        sheet.values.insert(at, None)

    def _token(self, work: str, position: int, last: int, sheet: _Sheet) -> int | None:
        """Add the token at `position` and say where it ends; None where the character is content."""
        char = work[position]
        if char.isspace():
            return self._gap(work, position, sheet)
        if char.isascii() and char.isdigit():
            return self._digits(work, position, last, sheet)
        if char.isascii() and char.isalpha():
            return self._latin(work, position, last, sheet)
        reached = self._numeral_word(work, position, last, sheet) if char in self._number_starts else None
        word = self._words.at(work, position)
        if sheet.types and sheet.types[-1] in _EDGED and sheet.ends[-1] == position:
            word = self._edge(work, position, word)
        if word is not None and word[0].type in (_FRAIL if word[1] == position + 1 else _BOUNDING):
            word = word if self._stands(work, position, word, sheet) else None
        status = self._status.at(work, position) if work[position : position + 2] in self._status_pairs else None
        if reached is not None and (word is None or word[1] - position < 2 or word[1] <= reached[0]):
            return reached[1](work, position, reached[0], sheet)
        if status is not None and (word is None or status[1] >= word[1]):
            return self._cued(work, position, status, word, sheet)
        if word is not None:
            is_more = word[0].type == "OR_MORE"
            entry = self._before_number(word[0], position, word[1], work, sheet) if is_more else word[0]
            sheet.add(entry.type, position, word[1], entry.value)
            return word[1]
        return self._symbol(work, position, sheet)

    @staticmethod
    def _gap(work: str, position: int, sheet: _Sheet) -> int:
        """White space: between two words of a line it parts them as a comma does."""
        if sheet.types and sheet.types[-1] != _COMMA and _CELLS.match(work, position):
            sheet.add("COMMA", position, position + 1, work[position])
            return position + 1
        before, after = work[position - 1 : position], work[position + 1 : position + 2]
        if _HAN_CHAR.match(before) and (_HAN_CHAR.match(after) or after == '"') and (sheet.types or sheet.is_inside):
            sheet.add("COMMA", position, position + 1, work[position])
        return position + 1

    def _stands(self, work: str, start: int, word: tuple[Entry, int], sheet: _Sheet) -> bool:
        """Whether a word of one character stands for itself, not for a part of a longer word that no list has.

        An adverb stands before a verb, a bound or a number; a preposition or pronoun opens its clause or stands
        before a place or time.
        """
        entry, end = word
        if end >= len(work) or not work[end].isalnum():
            return entry.type not in _OPENING
        is_opening = not sheet.is_inside and (not sheet.types or sheet.types[-1] not in _NOMINAL)
        if (entry.type in _OPENING or end - start > 1) and is_opening:
            return True
        if work[end].isascii():
            return True
        following = self._words.at(work, end)
        if following is None:
            return self._status.at(work, end) is not None or (
                work[end] in self._numeral_chars and entry.type not in _OPENING
            )
        return following[0].type in (_PLACED if entry.type in _OPENING else _PREDICATED)

    def _before_number(self, entry: Entry, position: int, end: int, work: str, sheet: _Sheet) -> Entry:
        """多 that stands behind no number compares (比去年同期多了三分之一) where behind one it leaves its end open."""
        is_behind = bool(sheet.types) and sheet.ends[-1] == position
        if not is_behind or (sheet.types[-1] in _COUNTED and not work[end : end + 1].isdigit()):
            return entry
        return next((other for other in self.pack.terms.get(entry.surface, ()) if other.type == "MORE"), entry)

    def _edge(self, work: str, position: int, word: tuple[Entry, int] | None) -> tuple[Entry, int] | None:
        """The word for the end, beginning or course of a period right behind it, where no longer word stands there."""
        found = self._edges.at(work, position)
        return found if found is not None and (word is None or word[1] <= found[1]) else word

    def _cued(
        self, work: str, position: int, status: tuple[Entry, int], word: tuple[Entry, int] | None, sheet: _Sheet
    ) -> int:
        """A status word: a cue beside its token, which is an adverb where the lexicon has no entry of it."""
        entry, end = status
        negated = (
            sheet.ends and sheet.ends[-1] == position and work[position - 1 : position] in self.pack.sets["AS_CUE"]
        )
        if not negated:
            sheet.cues.append(Cue(position, end, entry.value))
        type_, value = (
            (word[0].type, word[0].value)
            if word is not None and word[1] == end
            else (
                "WORD" if entry.value == "T" else "ADVERB",
                None,
            )
        )
        sheet.add(type_, position, end, value)
        return end

    def _symbol(self, work: str, position: int, sheet: _Sheet) -> int | None:
        char = work[position]
        name = _SYMBOLS.get(char)
        if char == "《":
            title = _TITLE.match(work, position)
            if title is not None:
                sheet.add("NAME", position, title.end())
                return title.end()
        if name is None:
            if char.isalnum() and char not in _CIRCLED:
                return None
            name = "SYMBOL"
        sheet.add(name, position, position + 1, char)
        return position + 1

    def _latin(self, work: str, position: int, last: int, sheet: _Sheet) -> int:
        """Latin letters: an entry, a quarter such as Q3, else a name with the numbers that belong to it."""
        match = _LATIN.match(work, position, last)
        end = match.end() if match else position + 1
        word = work[position:end]
        letters, digits = word[:1], word[1:]
        if letters in self.pack.quarter_letters and digits.isdigit() and len(digits) == 1:
            months = self.pack.quarter_letters[letters]
            sheet.add("QUARTER", position, end, ("Q" if months == 3 else "S") + digits)
            return end
        found = self._words.at(work, position)
        if found is not None and found[1] >= end:
            sheet.add(found[0].type, position, found[1], found[0].value)
            return int(found[1])
        tail = _NAME_TAIL.match(work, end, last)
        if (
            tail is not None
            and any(char.isdigit() for char in tail[0])
            and not self._measures(work, tail.end(), tail[0])
        ):
            sheet.add("NAME", position, tail.end())
            return tail.end()
        sheet.add("NAME", position, end)
        return end

    def _measures(self, work: str, end: int, tail: str) -> bool:
        """Whether the number that a name's tail ends in has a unit of its own: GDP 135万亿元."""
        if not tail[-1:].isdigit():
            return False
        return end < len(work) and (work[end] in self.numbers.scale_chars or self._unit(work, end) is not None)

    def _unit(self, work: str, position: int) -> tuple[Entry, int] | None:
        """The unit word at `position`, over one space; Latin ones end where their letters do."""
        if position < len(work) and work[position] == " ":
            position += 1
        if position >= len(work):
            return None
        found = self._after.at(work, position)
        if found is None:
            return None
        entry, end = found
        if (
            work[end - 1].isascii()
            and work[end - 1].isalpha()
            and end < len(work)
            and work[end].isascii()
            and work[end].isalpha()
        ):
            return None
        return entry, end

    def _digits(self, work: str, position: int, last: int, sheet: _Sheet) -> int:
        for pattern, reason in ((_PHONE, "phone"), (_TIME, "time"), (_VERSION, "version")):
            match = pattern.match(work, position, last)
            if match is not None and (reason != "phone" or not self._is_dated(work, match.end())):
                sheet.add("SKIPPED", position, match.end(), reason)
                return match.end()
        match = self.numbers.numeral.match(work, position, last)
        end = self._trimmed(work, position, match.end()) if match else position + 1
        tail = _LATIN.match(work, end, last)
        if tail is not None and self._unit(work, end) is None and self._words.at(work, end) is None:
            name = _NAME_TAIL.match(work, tail.end(), last)
            stop = name.end() if name else tail.end()
            quarter = tail[0][:1] in self.pack.quarter_letters and tail[0][1:].isdigit()
            if not quarter:
                sheet.add("SKIPPED", position, stop, "name")
                return stop
        return self._number(work, position, end, sheet)

    def _is_dated(self, work: str, end: int) -> bool:
        found = self._unit(work, end)
        return found is not None and found[0].type in ("YEAR_MARK", "MONTH_MARK", "DAY_MARK")

    def _trimmed(self, work: str, position: int, end: int) -> int:
        """Where a numeral ends: scale characters that begin a unit belong to the unit (千瓦)."""
        at = end - 1
        cut = end
        while at > position and work[at] in self.numbers.scale_chars:
            found = self._after.at(work, at)
            if found is not None and found[1] - at > 1 and found[1] > end:
                cut = at
            at -= 1
        return cut

    def _number(self, work: str, position: int, end: int, sheet: _Sheet) -> int:
        """Add a numeral and the unit word behind it."""
        numeral = self.numbers.value(work[position:end])
        if numeral is None or (numeral.is_words and not numeral.value):
            sheet.add("SKIPPED", position, end, "unassigned")
            return end
        sheet.add("NUMERAL", position, end, numeral)
        return self._united(work, end, sheet, is_year=numeral.is_year)

    def _united(self, work: str, end: int, sheet: _Sheet, *, is_year: bool = False) -> int:
        found = self._unit(work, end)
        if is_year and found is not None and found[0].type in ("AGO", "TIME_UNIT"):
            mark = self._after.entries.get(work[end : end + 1])
            found = (mark, end + 1) if mark is not None and mark.type == "YEAR_MARK" else found
        if found is None or found[0].value == "noun":
            return end
        entry, reached = found
        begin = reached - len(entry.surface) if reached - end > len(entry.surface) else end
        if reached < len(work) - 1 and work[reached] == "/" and entry.type in ("CURRENCY", "UNIT"):
            per = self._after.at(work, reached + 1)
            reached = per[1] if per is not None else reached
        is_era = self._has_era and entry.type == "YEAR_MARK" and not entry.value
        sheet.add(entry.type, begin, reached, "ERA" if is_era else entry.value)
        return reached

    def _numeral_word(self, work: str, position: int, last: int, sheet: _Sheet) -> tuple[int, _Adder] | None:
        """Where a numeral in words, an ordinal or a vague number ends, and how to add it; None for another word."""
        char = work[position]
        if char == self.settings.ordinal:
            match = self._ordinal.match(work, position, last)
            return (match.end(), self._add_ordinal) if match else None
        if char not in self._numeral_chars and char not in self.settings.vague:
            return None
        vague = self.numbers.vague.match(work, position, last)
        if vague is not None and self._unit(work, vague.end()) is not None:
            return vague.end(), self._add_vague
        match = self.numbers.numeral.match(work, position, last) if char in self._numeral_chars else None
        if match is None:
            return None
        end = self._trimmed(work, position, match.end())
        return (end, self._number) if self._is_numeral(work, position, end, sheet) else None

    def _is_numeral(self, work: str, position: int, end: int, sheet: _Sheet) -> bool:
        """Whether number words count something: a unit stands behind, a fraction mark before, or they hold a scale."""
        before = sheet.types[-1] if sheet.types else ""
        is_glued = bool(sheet.ends) and sheet.ends[-1] == position
        if is_glued and before in _NUMERAL_BEFORE:
            return True
        text = work[position:end]
        if is_glued and before == _TENTH:
            return True
        has_digit = any(char in self.settings.digits or char.isdigit() for char in text)
        is_led = is_glued and before in _APPROXIMATE
        if not has_digit and self.settings.ranks.get(text[0]) != 1 and not is_led:
            return False
        unit = self._unit(work, end)
        if before == _PER and is_glued and unit is None:
            return not has_digit
        if unit is not None:
            is_span = bool(sheet.types) and sheet.types[-1] in _SPANNED
            return is_span or unit[0].type != "YEAR_MARK" or self.numbers.year(text) is not None
        if (has_digit or is_led) and any(char in self.settings.scales for char in text) and len(text) > 1:
            return True
        joint = self._words.at(work, end) if end < len(work) else None
        return (
            joint is not None
            and joint[0].type == "TO"
            and joint[1] < len(work)
            and work[joint[1]] in self._numeral_chars
        )

    def _add_vague(self, work: str, position: int, end: int, sheet: _Sheet) -> int:
        sheet.add("SKIPPED", position, end, "vague")
        found = self._unit(work, end)
        return found[1] if found is not None and found[0].type == "CLASSIFIER" else end

    def _add_ordinal(self, work: str, position: int, end: int, sheet: _Sheet) -> int:
        found = self._unit(work, end)
        if found is not None and found[0].type in ("CLASSIFIER", "NUMBERED", "TIME_UNIT") and found[0].value != "noun":
            end = found[1]
        sheet.add("ORDINAL", position, end)
        return end


def _is_after(entry: Entry) -> bool:
    return entry.type == "NUMBERED" and entry.value != "before"


def _future(sheet: _Sheet, at: int) -> str:
    """The status behind a future word: a target where something will be done (将完成), a forecast where it will be."""
    verb = next((value for value in sheet.values[at + 1 : at + 5] if isinstance(value, VerbForm)), None)
    return "T" if verb is not None and not verb.senses & {"LEVEL", "UP", "DOWN"} else "F"


def _lexed(text: str, sheet: _Sheet, offset: int, places: list[int] | None) -> Lexed:
    for at, char in enumerate(sheet.types[:-1]):
        if char == _AUX and sheet.values[at] == "FUTURE" and sheet.types[at + 1] in _VERBAL:
            sheet.cues.append(Cue(sheet.starts[at], sheet.ends[at], _future(sheet, at)))
    if places is None:
        starts = [start + offset for start in sheet.starts]
        ends = [end + offset for end in sheet.ends]
        cues = [Cue(cue.start + offset, cue.end + offset, cue.status) for cue in sheet.cues]
    else:
        starts = [places[start] + offset for start in sheet.starts]
        ends = [places[end - 1] + 1 + offset for end in sheet.ends]
        cues = [Cue(places[cue.start] + offset, places[cue.end - 1] + 1 + offset, cue.status) for cue in sheet.cues]
    return Lexed(Sentence(text, "".join(sheet.types), starts, ends, sheet.values), cues)
