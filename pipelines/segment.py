"""Stored text to paragraphs that tile it: where lines join, what is a heading, list or table, what stands above.

Belongs here: everything that the layout of a text says (lines, blank lines, indents, marks, numbering). Does not
belong here: sentences, words of any language, and how a file became text (`pipelines.readers`).

A paragraph starts where its first line starts, indent included; line ends, blank lines and form feeds after it are
its own, white space before the first line belongs to the first paragraph. So paragraphs tile the text and the text
can be put together again from them. Form feeds number the pages; without any, `page` is None.

Every step is linear in the length of the text, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from schemas.packed import Packed
from schemas.records import Paragraph, stable_id

MAX_CHARS = 4000
MAX_HEADING = 120
MAX_TITLE = 200
MAX_HAN_HEADING = 40
MAX_LEAD_IN = 60
MAX_HEADING_RUN = 3

_LINE = re.compile(r"[^\n\f\v\x85\u2028\u2029]+")
_LINE_END = re.compile(r"[\n\f\v\x85\u2028\u2029]")
_SPACE = re.compile(r"\s+")
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]")
_CLOSERS = " \t\"'»”’」』）)]*_"
_STOPS = ".!?。！？…"
_NOT_AT_END = ".!。！…;；,，、:：("

_HASH = re.compile(r"(#{1,6})[ \t]+\S")
_UNDERLINE = re.compile(r"([=\-~^])\1{2,}")
_BULLET = re.compile(r"[•●○■□▪▫◦‣⁃►▶➢➤➡→✓✔·※◆◇]\s*(?=\S)|[-*+–—]\s+(?=\S)")
_HAN_DIGITS = "一二三四五六七八九十"
_COUNTED = "年月日号號时時分秒季个個家人名所次位项項千百万萬亿億元成倍度"
_ENUM = re.compile(
    rf"(?P<arabic>\d{{1,3}}(?:\.(?=\s)|\)|[、．]))|(?P<letter>[A-Za-z](?:\)|\.(?=\s)))|(?P<roman>[ivxIVX]{{1,6}}[.)](?=\s))"
    rf"|(?P<bracket>[（(]\d{{1,3}}[）)])|(?P<letter_bracket>\([a-zA-Z]{{1,4}}\))|(?P<han>[{_HAN_DIGITS}]{{1,3}}[、．.])"
    rf"|(?P<han_bracket>[（(][{_HAN_DIGITS}]{{1,3}}[）)])|(?P<circle>[①-⑳])"
)
_SECTION = re.compile(
    rf"(?P<arabic>\d{{1,2}}(?:\.\d{{1,2}}){{0,5}})\.?(?:\s+(?=[^\W\d_])|(?=[\u3400-\u9fff])(?![{_COUNTED}]))"
    rf"|(?P<roman>[IVXLC]{{1,6}}\s*[-–—]\s+)|第(?P<part>[{_HAN_DIGITS}\d]{{1,3}})(?P<part_of>[章篇部节節])"
)
_TABLE_RULE = re.compile(r"[\s:+|-]*\|[\s:+|-]*")
_CELL_GAP = re.compile(r"\S(?:\t+ *| {3,})(?=\S)")
_CELL_NUMBER = re.compile(r"(?:\t| {3})[-+−–<>≈~(]?[€$£¥]?\d")
_PAGE_NUMBER = re.compile(
    r"\W*(?:[^\W\d_]{1,6}\.?\s*)?\d{1,3}(?:\s*(?:/|[^\W\d_]{1,5})\s*\d{1,4})?\W*|第\s*\d+\s*[页頁].{0,12}"
)
_FRAMED_NUMBER = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]")
_INNER_STOP = re.compile(r"[^\W_]{4}[%)»”\"]?[.!?…][\"'»”’)\]]*\s+[^\W_a-z]|[。！？](?=.)")
_LABELLED_VALUE = re.compile(r"[:：]\s*[-+−–~≈<>]?\s*(?:[€$£¥]\s?)?\d")
_ADDRESS = re.compile(r"://|@|\bwww\.")
_ENDS_IN_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)\1[:：]?")
_SPACED_OUT = re.compile(r"(?<!\S)\S(?: \S){3,}(?!\S)")
_SPACED_WORD = re.compile(r"\d+|\D+")
_CUT = re.compile(r"(?<=\w\w[\w%)»”])[.!?…][\"'»”’)\]]*\s+|[。！？][\"'”』」）]*")

_TITLE_LEVEL = (0, 0)
_FLAT_LEVEL = (80, 0)
_LEAD_IN_LEVEL = (90, 0)
Level = tuple[int, int]


class _Line(NamedTuple):
    """One line that is not blank: offsets without the white space at its ends, and what its start says of it."""

    start: int
    end: int
    indent: int
    is_after_gap: bool
    page: int | None
    mark: str  # hash, underline, bullet, enum, table or text
    style: str


@dataclass(slots=True)
class _Unit:
    """Lines that make one paragraph, and what is known of it so far."""

    first: _Line
    last: _Line
    label: str | None
    kind: str = "text"
    level: Level | None = None


def paragraphs(report_id: str, text: str) -> Packed[Paragraph]:
    """The paragraphs of a stored text, in order and tiling it; an empty text has none.

    Offsets are code points; numbers count from 1; `paragraph_id` hashes report and number. At most `MAX_CHARS`
    characters each: what is longer is cut behind a sentence, else at white space, else anywhere.
    """
    if not text:
        return Packed()
    units = _units(text, tuple(_lines(text)))
    _find_headings(text, units)
    return Packed(_emit(report_id, text, units))


def _lines(text: str) -> Iterator[_Line]:
    page = 1 if "\f" in text else None
    line_end, has_gap = 0, True
    for match in _LINE.finditer(text):
        raw = match.group()
        stripped = raw.strip()
        between = text[line_end : match.start()]
        line_end = match.end()
        if page is not None:
            page += between.count("\f")
        has_gap = has_gap or len(between) > 1
        if not stripped:
            has_gap = True
            continue
        indent = len(raw) - len(raw.lstrip())
        start = match.start() + indent
        mark, style = _mark(stripped)
        yield _Line(start, start + len(stripped), indent, has_gap, page, mark, style)
        has_gap = False


def _mark(line: str) -> tuple[str, str]:
    """What the first characters of a line say: (mark, numbering style)."""
    first = line[0]
    if "|" in line and _is_piped(line):
        return "table", ""
    if not first.isalnum():
        if first == "#" and _HASH.match(line):
            return "hash", ""
        if first in "=-~^" and _UNDERLINE.fullmatch(line):
            return "underline", ""
        if _BULLET.match(line):
            return ("text", "") if _FRAMED_NUMBER.fullmatch(line) else ("bullet", "bullet")
    enum = _ENUM.match(line)
    if enum:
        return "enum", enum.lastgroup or ""
    return ("table", "") if _is_columned(line) else ("text", "")


def _is_piped(line: str) -> bool:
    return line.count("|") >= 2 or ("-" in line and _TABLE_RULE.fullmatch(line[:500]) is not None)


def _is_columned(line: str) -> bool:
    """Cells set apart by tabs or wide gaps, with a number in one that is not the first."""
    if "\t" not in line and "   " not in line:
        return False
    head = line[:500]
    return len(_CELL_GAP.findall(head)) >= 2 and _CELL_NUMBER.search(head) is not None


def _units(text: str, lines: Sequence[_Line]) -> list[_Unit]:
    joins = _wrapped_joins(text, lines)
    units: list[_Unit] = []
    for at, line in enumerate(lines):
        previous = lines[at - 1] if at else None
        if previous and units and (joins[at] or _continues_item(units[-1], line)):
            units[-1].last = line
        elif previous and line.mark == "underline" and _is_underlined(text, units[-1], line):
            units[-1].last = line
            units[-1].label = text[previous.start : previous.end]
            units[-1].level = (1 if text[line.start] == "=" else 2, 0)
        else:
            units.append(_Unit(line, line, None))
    return units


def _continues_item(unit: _Unit, line: _Line) -> bool:
    """An indented line right under a list item belongs to the item."""
    is_item = unit.first.mark in ("bullet", "enum")
    return is_item and not line.is_after_gap and line.mark == "text" and line.indent >= unit.first.indent + 2


def _is_underlined(text: str, unit: _Unit, line: _Line) -> bool:
    """A row of = or - right under one short line makes it a heading (Markdown, reStructuredText)."""
    above = unit.first
    is_one_line = unit.last is above and above.mark in ("text", "enum") and not line.is_after_gap
    return is_one_line and above.end - above.start <= MAX_HEADING and text[above.end - 1] not in _NOT_AT_END


class _Break(NamedTuple):
    """The end of a line with a text line right under it, and whether a fixed width may have made it."""

    at: int
    is_full: bool
    is_open: bool
    is_lower: bool


def _wrapped_joins(text: str, lines: Sequence[_Line]) -> list[bool]:
    """For each line, whether it continues the one before as hard-wrapped text does."""
    joins = [False] * len(lines)
    blocks = [_breaks(text, lines, first, end) for first, end in _blocks(lines)]
    is_wrapped = _is_wrapped([item for block in blocks for item in block])
    for block in blocks:
        if not is_wrapped and not (len(block) >= 3 and _is_wrapped(block)):
            continue
        for item in block:
            is_indented = lines[item.at].indent >= lines[item.at - 1].indent + 2 and not item.is_open
            joins[item.at] = (item.is_full and not is_indented) or (item.is_open and item.is_lower)
    return joins


def _blocks(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Runs of lines without a gap whose lines after the first are plain text: (first, end)."""
    first = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and not lines[at].is_after_gap and lines[at].mark == "text" and _may_wrap(lines[at - 1]):
            continue
        if at - first > 1:
            yield first, at
        first = at


def _may_wrap(line: _Line) -> bool:
    return line.mark in ("text", "bullet", "enum")


def _breaks(text: str, lines: Sequence[_Line], first: int, end: int) -> list[_Break]:
    """A line is full where the next line's first word would not have fitted behind it."""
    widths = sorted(line.indent + line.end - line.start for line in lines[first:end])
    width = widths[-1] if len(widths) < 10 else widths[len(widths) * 9 // 10]
    is_han = _HAN.search(text, lines[first].start, lines[first].start + 20) is not None
    is_plausible = (20 if is_han else 40) <= width <= 160
    found = []
    for at in range(first + 1, end):
        above, line = lines[at - 1], lines[at]
        word = 2 if is_han else _word_length(text, line)
        needed = above.indent + above.end - above.start + 1 + word
        is_full = is_plausible and needed > (0.94 if is_han else 0.88) * width
        is_open = text[above.end - 1] not in _STOPS + ":：" and text[above.end - 2] not in _STOPS
        is_lower = is_han or text[line.start].islower() or text[line.start].isdigit()
        found.append(_Break(at, is_full, is_open, is_lower))
    return found


def _word_length(text: str, line: _Line) -> int:
    space = text.find(" ", line.start, min(line.end, line.start + 40))
    return (space if space >= 0 else min(line.end, line.start + 40)) - line.start


def _is_wrapped(breaks: Sequence[_Break]) -> bool:
    """Lines of even width that mostly end within a sentence; some go on in lower case."""
    n = len(breaks)
    n_full = sum(item.is_full for item in breaks)
    n_open = sum(item.is_open for item in breaks)
    n_lower = sum(item.is_lower and item.is_open for item in breaks)
    return n > 0 and n_full >= 0.7 * n and n_open >= 0.5 * n and n_lower >= 0.15 * n


def _find_headings(text: str, units: Sequence[_Unit]) -> None:
    """Set kind and level of each unit; needs the neighbours, for a heading has something under it.

    Where a text marks its headings with #, its unmarked short lines are none.
    """
    is_marked = sum(unit.first.mark == "hash" for unit in units) > 1
    for at, unit in enumerate(units):
        mark = unit.first.mark
        if unit.level is not None:
            unit.kind = "heading"
        elif mark == "hash":
            _set_hash(text, unit)
        elif mark == "table":
            unit.kind = "table" if text[unit.first.start] == "|" or _is_beside_table(units, at) else "text"
        elif mark in ("bullet", "enum"):
            unit.kind = "list"
            if mark == "enum" and _is_enum_heading(text, units, at):
                unit.kind, unit.label = "heading", _plain(text, unit)
        elif _is_lead_in(text, units, at):
            unit.kind, unit.level, unit.label = "heading", _LEAD_IN_LEVEL, _plain(text, unit).rstrip(" :：")
        elif is_marked and text[unit.first.start] not in "*_":
            continue
        elif _is_heading_like(_plain(text, unit), MAX_TITLE if at == 0 else MAX_HEADING):
            unit.kind, unit.label = "heading", _plain(text, unit)
    _drop_runs(text, units)
    _set_levels(units)


def _is_beside_table(units: Sequence[_Unit], at: int) -> bool:
    return any(units[other].first.mark == "table" for other in (at - 1, at + 1) if 0 <= other < len(units))


def _set_hash(text: str, unit: _Unit) -> None:
    line = text[unit.first.start : unit.first.end]
    depth = len(line) - len(line.lstrip("#"))
    unit.kind, unit.level, unit.label = "heading", (depth, 0), _unspaced(line.strip("# \t"))


def _plain(text: str, unit: _Unit) -> str:
    """A short unit as one line without emphasis marks; empty where it is too long for a heading."""
    if unit.last.end - unit.first.start > MAX_TITLE + 20:
        return ""
    line = _SPACE.sub(" ", _unspaced(text[unit.first.start : unit.last.end]))
    emphasis = _EMPHASIS.fullmatch(line)
    return emphasis.group(2) if emphasis else line


def _unspaced(line: str) -> str:
    """Letter-spaced words put together: 'R A P P O R T 2 0 2 4' becomes 'RAPPORT 2024'."""
    if " " not in line[1:2]:
        return line
    words = re.split(r"\s{2,}", line)
    return " ".join(
        _SPACED_OUT.sub(lambda run: " ".join(_SPACED_WORD.findall(run.group().replace(" ", ""))), word)
        for word in words
    )


def _is_heading_like(line: str, limit: int) -> bool:
    if not line or not _LETTER.search(line) or line[0].islower() or line[0] in "-+−–—":
        return False
    bare = line.rstrip(_CLOSERS)
    if not bare or bare[-1] in _NOT_AT_END or (bare[-1] in "?？" and len(bare) > 80):
        return False
    n_han = len(_HAN.findall(line))
    if len(line) > (MAX_HAN_HEADING if 2 * n_han > len(line) else limit):
        return False
    return not _PAGE_NUMBER.fullmatch(line) and not _INNER_STOP.search(line) and not _is_detail(line)


def _is_detail(line: str) -> bool:
    """A line of a masthead rather than a heading: a label with its value, an address, a date."""
    return any(pattern.search(line) for pattern in (_LABELLED_VALUE, _ADDRESS, _ENDS_IN_DATE))


def _is_enum_heading(text: str, units: Sequence[_Unit], at: int) -> bool:
    """'2. Méthode' alone above a text is a heading, beside '3. …' it is a list item."""
    style = units[at].first.style
    beside = [units[other].first.style for other in (at - 1, at + 1) if 0 <= other < len(units)]
    if at + 1 == len(units) or style in beside or style == "circle":
        return False
    line = _plain(text, units[at])
    enum = _ENUM.match(line)
    return enum is not None and _is_heading_like(line[enum.end() :].strip(), MAX_HEADING)


def _is_lead_in(text: str, units: Sequence[_Unit], at: int) -> bool:
    """A few words with a colon right above a list or a table."""
    if at + 1 == len(units) or units[at + 1].first.mark not in ("bullet", "enum", "table"):
        return False
    line = _plain(text, units[at])
    if not line or len(line) > MAX_LEAD_IN or line.count(" ") > 6 or line[-1] not in ":：":
        return False
    return _is_heading_like(line.rstrip(" :：*_"), MAX_LEAD_IN)


def _drop_runs(text: str, units: Sequence[_Unit]) -> None:
    """Many short lines in a row are no headings (mastheads, contents, columns of figures), nor are those at the end.

    Of such a run the first one stays where it opens the text, and the last where something stands under it.
    """
    at = 0
    while at < len(units):
        end, has_detail = at, False
        while end < len(units) and (_is_flat(units[end]) or _is_detail_line(text, units[end])):
            has_detail = has_detail or units[end].kind == "text"
            end += 1
        is_last = end == len(units)
        if has_detail or end - at > MAX_HEADING_RUN or is_last:
            has_body = not is_last and (units[end - 1].first.is_after_gap or end - at <= MAX_HEADING_RUN)
            stays = (0 if at == 0 and not is_last else -1, end - 1 if has_body else -1)
            for other in range(at, end):
                if other not in stays:
                    units[other].kind = "text"
        at = max(end, at + 1)


def _is_detail_line(text: str, unit: _Unit) -> bool:
    if unit.kind != "text" or unit.first.mark != "text" or unit.last.end - unit.first.start > MAX_HEADING:
        return False
    return text[unit.last.end - 1] not in _NOT_AT_END and _is_detail(text[unit.first.start : unit.last.end])


def _is_flat(unit: _Unit) -> bool:
    return unit.kind == "heading" and unit.level is None and unit.first.mark == "text"


def _set_levels(units: Sequence[_Unit]) -> None:
    """Outer to inner: title, Markdown depth, numbering (styles in the order they appear, then depth), flat, lead-in."""
    styles: dict[str, int] = {}
    for at, unit in enumerate(units):
        if unit.kind != "heading" or unit.level is not None:
            continue
        style, depth = _numbering(unit)
        if style:
            unit.level = (10 + min(styles.setdefault(style, len(styles)), 60), depth)
        else:
            unit.level = _TITLE_LEVEL if at == 0 else _FLAT_LEVEL


def _numbering(unit: _Unit) -> tuple[str, int]:
    if unit.first.mark == "enum":
        return unit.first.style, 1
    section = _SECTION.match(unit.label or "")
    if not section:
        return "", 0
    if section["part_of"]:
        return "part", 2 if section["part_of"] in "节節" else 1
    return ("arabic", section["arabic"].count(".") + 1) if section["arabic"] else ("roman", 1)


def _emit(report_id: str, text: str, units: Sequence[_Unit]) -> Iterator[Paragraph]:
    path: list[tuple[Level, str]] = []
    above: tuple[str, ...] = ()
    number, begin = 0, 0
    if not units:
        units = [_Unit(_Line(0, 0, 0, True, None, "text", ""), _Line(0, 0, 0, True, None, "text", ""), None)]
    for at, unit in enumerate(units):
        end = len(text) if at + 1 == len(units) else _line_start(units[at + 1])
        if unit.kind == "heading" and unit.level is not None:
            while path and path[-1][0] >= unit.level:
                path.pop()
            above = tuple(label for _, label in path)
        elif unit.kind == "text" and path and path[-1][0] == _LEAD_IN_LEVEL:
            path.pop()
            above = tuple(label for _, label in path)
        kind = unit.kind
        for start, stop in _pieces(text, begin, end):
            number += 1
            identifier = stable_id(report_id, number)
            page = unit.first.page
            yield Paragraph(identifier, report_id, number, kind, above, page, start, stop, text[start:stop])
            kind = "text" if kind == "heading" else kind
        if unit.kind == "heading" and unit.level is not None:
            path.append((unit.level, (unit.label or "")[:MAX_TITLE]))
            above = tuple(label for _, label in path)
        begin = end


def _line_start(unit: _Unit) -> int:
    return unit.first.start - unit.first.indent


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_CHARS:
        cut = _cut(text, start, start + MAX_CHARS)
        yield start, cut
        start = cut
    yield start, end


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut a slice that is too long: behind the last sentence, else white space, else outside a number."""
    stops = [stop.end() for stop in _CUT.finditer(text, start + MAX_CHARS // 4, limit)]
    if stops:
        return stops[-1]
    for cut in range(limit, start + MAX_CHARS // 2, -1):
        if text[cut - 1].isspace():
            return cut
    for cut in range(limit, limit - 100, -1):
        if not (text[cut].isalnum() and text[cut - 1].isalnum()) or (_HAN.match(text[cut]) and not text[cut].isdigit()):
            return cut
    return limit
