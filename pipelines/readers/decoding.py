"""Bytes to stored text: binary files told apart, the encoding found, line ends and Unicode form made one.

A byte order mark decides; then UTF-8, then UTF-16 by its zero bytes, then the older encodings by what they would
make of the bytes. A file that is mostly valid UTF-8 with a few damaged bytes is read as UTF-8: each becomes U+FFFD
and a note says so, for a report is worth more than a few letters. No format is known here.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from charset_normalizer import from_bytes

from pipelines.readers.document import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b") + b"\x7f"
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_WESTERN = "àâäáãåæçèéêëìíîïñòóôöõøœùúûüýÿßÀÂÄÁÃÅÆÇÈÉÊËÍÎÏÑÓÔÖÕØŒÙÚÛÜ«»“”‘’‚„–—…•€£§°·²³½¼¾±×¿¡ªºµ®©™\xa0"
_WESTERN_BYTES = frozenset(_WESTERN.encode("cp1252")) | {0xA4}
_C1 = re.compile(rb"[\x80-\x9f]")
# The most frequent characters, in both scripts: about a third of any Chinese text, almost none of a misread one.
_FREQUENT_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社"
    "这為個國時來們對會發動過說產種後學經進電裡現實體機當點從業應開還這於億萬元增长長规規模比企亿万月公市总總提达達据據报報"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_OTHERS = [
    *("gb18030", "big5", "shift_jis", "euc_jp", "cp949", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254"),
    *("mac_roman", "cp437", "cp850", "iso8859_15", "cp1252"),
]
_SAMPLE = 65_536
_COMBINING = "".join(mark for mark in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(mark))
_MARKS = re.compile(f"[{_COMBINING}]{{60}}")
_REPLACEMENT = "\ufffd"


class Decoded(NamedTuple):
    """Stored text, the encoding that it was read as, and notes in plain words."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decoded(data: bytes) -> Decoded:
    """The stored text of a text file's bytes. Raises ReadError where they are empty or no text."""
    if not data.strip():
        raise ReadError("The file is empty; put the report's text in it or remove it.")
    _refuse_known_formats(data)
    text, encoding, notes = _unicode(data)
    text = _frozen(text)
    if not text.strip():
        raise ReadError("The file holds no text, only white space; put the report's text in it or remove it.")
    return Decoded(text, encoding, notes)


def _refuse_known_formats(data: bytes) -> None:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(f"The file looks like {name} under a text file's name; save the report as plain text.")
    if _HTML.match(data[:2000].removeprefix(codecs.BOM_UTF8)):
        raise ReadError("The file looks like a web page under a text file's name; save the page as plain text.")


def _unicode(data: bytes) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    if b"\0" in data:
        wide = _utf_16_order(data)
        if wide:
            return _lenient(data, wide)
    if len(data) - len(data.translate(None, _CONTROLS)) > len(data) // 200:
        raise ReadError("The file looks like a binary file, not like text; save the report as plain text.")
    try:
        return _without_controls(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _lenient(data, "utf-8") if _is_damaged_utf_8(data) else _lenient(data, _older_encoding(data))


def _utf_16_order(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly all zero bytes stand at even or at odd places."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 10 and even * 20 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 10 and odd * 20 < even else None


def _is_damaged_utf_8(data: bytes) -> bool:
    """Far more whole characters beyond ASCII than broken bytes: text in another encoding has it the other way."""
    text = data.decode("utf-8", "replace")
    n_bad = text.count(_REPLACEMENT) - data.count(_REPLACEMENT.encode())
    n_beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return n_beyond_ascii - text.count(_REPLACEMENT) >= 3 * n_bad


def _older_encoding(data: bytes) -> str:
    """The encoding that explains the bytes beyond ASCII: Western first, else what charset-normalizer finds."""
    first = _HIGH_RUN.search(data)
    begin = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    if first and first.start() - begin > _SAMPLE // 2:
        begin = first.start()
    sample = data[begin : begin + _SAMPLE]
    if begin + _SAMPLE < len(data):
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" "), _SAMPLE // 2)]
    if _is_western(sample):
        return "iso8859_15" if b"\xa4" in sample and not _C1.search(sample) else "cp1252"
    for encoding in ("gb18030", "big5"):
        if _is_chinese(sample.decode(encoding, "replace")):
            return encoding
    best = from_bytes(sample, cp_isolation=_OTHERS).best()
    if best is None:
        raise ReadError("The file's encoding cannot be told; save the report as plain text in UTF-8.")
    return best.encoding


def _is_western(sample: bytes) -> bool:
    """Bytes beyond ASCII stand alone or in pairs and are accented letters, quotation marks and the like."""
    runs = _HIGH_RUN.findall(sample)
    n_western = sum(byte in _WESTERN_BYTES for run in runs for byte in run)
    return n_western >= 0.95 * sum(map(len, runs)) and sum(len(run) <= 2 for run in runs) >= 0.9 * len(runs)


def _is_chinese(text: str) -> bool:
    han = _HAN.findall(text)
    n_frequent = sum(character in _FREQUENT_HAN for character in han)
    n_wrong = text.count(_REPLACEMENT) + len(_KANA.findall(text))
    return len(han) >= 2 and n_frequent >= 0.15 * len(han) and n_wrong <= 0.05 * len(han)


def _lenient(data: bytes, encoding: str) -> Decoded:
    """Decode, damaged bytes as U+FFFD with a note; raises ReadError where the damage is large."""
    text = data.decode(encoding, "replace")
    n_bad = text.count(_REPLACEMENT) - (data.count(_REPLACEMENT.encode()) if encoding == "utf-8" else 0)
    if n_bad > max(20, len(text) // 50):
        raise ReadError("The file's encoding cannot be told; save the report as plain text in UTF-8.")
    return _without_controls(text, encoding, n_bad)


def _without_controls(text: str, encoding: str, n_bad: int = 0) -> Decoded:
    """NUL, which no database column takes, becomes U+FFFD too; the notes say what was replaced and where."""
    n_nul = text.count("\0")
    text = text.replace("\0", _REPLACEMENT) if n_nul else text
    if not n_bad + n_nul:
        return Decoded(text, encoding, ())
    line = text.count("\n", 0, text.index(_REPLACEMENT)) + 1
    count = "1 damaged character" if n_bad + n_nul == 1 else f"{n_bad + n_nul} damaged characters"
    note = f"{count} became U+FFFD, the first in line {line}; check the file's encoding."
    return Decoded(text, encoding, (note,))


def _frozen(text: str) -> str:
    """The form in which every offset counts: no byte order mark, LF line ends, NFC.

    Composing takes quadratic time on long runs of combining marks, which no language has: they are refused.
    """
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    if _MARKS.search(text):
        raise ReadError("The file holds dozens of accents on one letter, so it is no text; check how it was made.")
    return unicodedata.normalize("NFC", text)
