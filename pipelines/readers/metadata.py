"""The fields that a sidecar or front matter may give a report: checked one by one, so that a bad one loses no other.

Belongs here: names, forms and ranges of the fields. Not: TOML, YAML, or where the fields stood.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from schemas.codelists import areas
from schemas.records import ReportMetadata

MAX_CHARS = 1000
MAX_PROBLEMS = 20
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")
_TWO_LETTER = dict(
    pair.split("=")
    for pair in """
    fra=fr fre=fr eng=en zho=zh chi=zh spa=es deu=de ger=de ita=it por=pt cat=ca ron=ro rum=ro nld=nl dut=nl swe=sv
    dan=da nor=no fin=fi pol=pl ces=cs cze=cs hun=hu tur=tr ell=el gre=el rus=ru ukr=uk jpn=ja kor=ko ara=ar heb=he
    hin=hi tha=th vie=vi ind=id
    """.split()
)
"""ISO 639-2 codes of the languages that `language.py` tells apart, to those of two letters."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class MetadataReading:
    """The usable fields, and a sentence in plain words for each one that is not usable."""

    metadata: ReportMetadata
    problems: tuple[str, ...] = ()


class _FieldError(ValueError):
    """Why a value cannot be used; the field's name is added by whoever catches it."""


def read_fields(given: Mapping[str, Any], *, is_strict: bool) -> MetadataReading:
    """Check what was given by name: the fields of ReportMetadata, with `scope` for `ref_area`.

    A value may be text, a number or a date. An unknown name is a problem; where `is_strict` is false only if it
    looks like a known one, for front matter holds names that are other tools' (`layout`, `tags`).
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in given.items():
        field = _ALIASES.get(name, name)
        if field not in _CHECKS:
            problems.extend(_unknown(name, is_strict))
            continue
        try:
            checked = None if value is None or value == "" else _CHECKS[field](_single(value))
        except _FieldError as error:
            problems.append(f"{name} is left out: {error}.")
            continue
        if values.get(field) not in (None, checked):
            problems.append(f"{name} is left out: another line gives {field} as {_shown(values[field])}.")
        elif checked is not None:
            values[field] = checked
    if len(problems) > MAX_PROBLEMS:
        problems[MAX_PROBLEMS:] = [f"{len(problems) - MAX_PROBLEMS} more lines of the metadata are left out."]
    return MetadataReading(ReportMetadata(**values), tuple(problems))


def merged(preferred: ReportMetadata, other: ReportMetadata) -> ReportMetadata:
    """The preferred fields, and the other's where those are silent (a sidecar before front matter)."""
    gaps = [field.name for field in fields(preferred) if getattr(preferred, field.name) is None]
    return replace(preferred, **{name: getattr(other, name) for name in gaps})


def _unknown(name: str, is_strict: bool) -> list[str]:
    known = [*_CHECKS, "scope"]
    near = difflib.get_close_matches(name[:40].lower(), known, n=1, cutoff=0.7)
    if near:
        return [f"{_shown(name)} is not a field that Factline knows and is left out: did you mean {near[0]}?"]
    if not is_strict:
        return []
    return [f"{_shown(name)} is not a field that Factline knows and is left out: it knows {', '.join(sorted(known))}."]


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 80 else text[:77] + "...")


def _single(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise _FieldError("it has to be one text, number or date")
    return value


def _text(value: Any) -> str:
    text = _SPACE.sub(" ", str(value).replace("\0", "")).strip()
    if not text:
        raise _FieldError("it holds only white space")
    if len(text) > MAX_CHARS:
        raise _FieldError(f"it is longer than {MAX_CHARS:,} characters")
    return text


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        day = value
    else:
        text = str(value).strip()
        match = _ISO_DATE.match(text)
        try:
            day = date.fromisoformat(match.group() if match else text)
        except ValueError:
            raise _FieldError(f"{_shown(value)} is not a date; write it as 2024-12-31") from None
    if not 1800 <= day.year <= 2199:
        raise _FieldError(f"the year of {day.isoformat()} cannot be right")
    return day


def _uri(value: Any) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        has_login = parts.username is not None or parts.password is not None
        has_host = bool(parts.hostname)
    except ValueError:
        raise _FieldError(f"{_shown(text)} is not a web address") from None
    if parts.scheme.lower() not in ("http", "https") or not has_host or " " in text:
        raise _FieldError(f"{_shown(text)} is not a web address that begins with http:// or https://")
    if has_login:
        raise _FieldError("it holds a user name or password; give the address without them")
    return text


def _language(value: Any) -> str:
    text = _text(value)
    if not _LANGUAGE.fullmatch(text):
        raise _FieldError(f"{_shown(text)} is not a language code; write fr, en, zh, es, de or another such code")
    primary = re.split("[-_]", text)[0].lower()
    return _TWO_LETTER.get(primary, primary)


def _tier(value: Any) -> int:
    if str(value).strip() not in ("1", "2", "3", "4"):
        raise _FieldError(
            f"{_shown(value)} is not 1 (official statistics), 2 (the company or institution itself), "
            "3 (press) or 4 (other)"
        )
    return int(value)


def _area(value: Any) -> str:
    code = _text(value).upper()
    if code not in areas() or code.startswith("_"):
        raise _FieldError(f"{_shown(value)} is not an area code that Factline knows; write one such as FR, CN-BJ or EU")
    return code


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "publisher": _text,
    "date_issued": _date,
    "source_uri": _uri,
    "language": _language,
    "data_source": _text,
    "source_tier": _tier,
    "ref_area": _area,
}
_ALIASES: Mapping[str, str] = {"scope": "ref_area"}
