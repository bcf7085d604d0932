"""Values that the engine passes on and nobody changes; standard library only.

Every record that becomes a row has the column names of its table (`schemas.tables`), so that nothing is
renamed on the way. No behaviour lives here beyond identifiers, and no pandas: the engine must start fast. Those of
which a report has thousands are not frozen by Python, which would triple the time to make one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schemas.packed import Packed, as_values

UNKNOWN = "_U"
TOTAL = "_T"
NOT_APPLICABLE = "_Z"


def stable_id(*parts: object) -> str:
    """A 32-digit hexadecimal SHA-256 prefix of the parts: the same on every machine and in every run."""
    joined = "\x1f".join(["" if part is None else str(part) for part in parts])
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ReportMetadata:
    """What a sidecar or front matter says of a report; None where it is silent.

    `ref_area` is the report's scope: the area of statements that name none.
    """

    title: str | None = None
    publisher: str | None = None
    date_issued: date | None = None
    source_uri: str | None = None
    language: str | None = None
    data_source: str | None = None
    source_tier: int | None = None
    ref_area: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the engine reads it: its stored text and what is known of it.

    `text` is frozen: decoded, CRLF made LF, NFC; every offset refers to it.
    `date_issued_basis` is METADATA, TEXT, INFERRED or UNKNOWN.
    """

    report_id: str
    report_file: str
    text: str
    language: str
    metadata: ReportMetadata = ReportMetadata()
    date_issued: date | None = None
    date_issued_basis: str = "UNKNOWN"


@as_values
@dataclass(frozen=True, slots=True)
class Paragraph:
    """A slice of the stored text. Paragraphs tile it: each begins where the one before ended.

    `start_char`/`end_char` are code points, 0-based, end excluded (W3C TextPositionSelector);
    `kind` is heading, text, list or table; `heading_path` the headings above it, outermost first.
    """

    paragraph_id: str
    report_id: str
    paragraph_no: int
    kind: str
    heading_path: tuple[str, ...]
    page: int | None
    start_char: int
    end_char: int
    text: str


@as_values
@dataclass(slots=True, unsafe_hash=True)
class Slot:
    """One part of a statement and where it came from.

    `start`/`end` are offsets in the stored text, None where no words gave it (a default);
    `basis` is PHRASE, CLAUSE, SENTENCE, FOCUS, PARAGRAPH, HEADING, REPORT or DEFAULT.
    """

    role: str
    value: str
    start: int | None
    end: int | None
    basis: str
    rule: str
    score: float = 1.0


@as_values
@dataclass(slots=True, unsafe_hash=True)
class Mention:
    """One quantitative statement at one place: a row of `fact_mention`, with its own reading."""

    mention_id: str
    report_id: str
    paragraph_id: str
    start_char: int
    end_char: int
    exact: str
    prefix: str
    suffix: str
    indicator_text: str
    subject_key: str
    obs_value: Decimal
    unit_mult: int
    decimals: int
    value: Decimal
    min_value: Decimal | None
    max_value: Decimal | None
    comparator: str | None
    is_approximate: bool
    unit_measure: str
    measurement_denominator: str
    stat_type: str
    time_period: str
    base_per: str
    ref_area: str
    base_ref_area: str
    breakdown: str
    obs_status: str
    data_source: str | None
    is_scale_ambiguous: bool
    is_separator_ambiguous: bool
    is_currency_ambiguous: bool
    is_increment: bool
    area_name: str | None
    confidence: float
    observation_id: str | None
    slots: tuple[Slot, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class MentionPart:
    """Which words gave which part of a mention: a row of `fact_mention_part`."""

    mention_id: str
    role: str
    start_char: int | None
    end_char: int | None
    exact: str | None
    basis: str
    rule: str
    score: float


@as_values
@dataclass(slots=True, unsafe_hash=True)
class SkippedNumeral:
    """A numeral that is no statement, with the rule that says why: a row of `skipped_numeral`."""

    skipped_id: str
    report_id: str
    paragraph_id: str
    start_char: int
    end_char: int
    exact: str
    reason: str
    rule: str


@as_values
@dataclass(frozen=True, slots=True)
class Observation:
    """One claim: key × report × stated value, a row of `fact_observation` less the load's own columns."""

    observation_id: str
    obs_key: str
    report_id: str
    indicator: str
    ref_area: str
    time_period: str
    unit_measure: str
    stat_type: str
    base_per: str
    base_ref_area: str
    measurement_denominator: str
    breakdown: str
    obs_value: Decimal
    unit_mult: int
    decimals: int
    value: Decimal
    min_value: Decimal | None
    max_value: Decimal | None
    comparator: str | None
    is_approximate: bool
    obs_status: str
    time_period_basis: str
    ref_area_basis: str
    indicator_basis: str
    indicator_text: str
    data_source: str | None
    source_tier: int
    vintage_date: date | None
    n_mentions: int
    first_mention_id: str
    confidence: float
    review_status: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A link between two observations of one report: a row of `fact_relation`."""

    observation_id: str
    predicate: str
    related_observation_id: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator that the code list does not hold: a row of `dim_indicator` with `is_curated` false."""

    indicator: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the engine found in one report, packed, as a long one has more than the memory should hold."""

    mentions: Packed[Mention]
    skipped: Packed[SkippedNumeral]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What consolidation made of one report's mentions: each mention now names its observation."""

    mentions: Packed[Mention]
    observations: Packed[Observation]
    relations: tuple[Relation, ...]
    indicators: tuple[Indicator, ...]
