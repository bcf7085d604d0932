"""One pandera model per table: the only declaration of every column.

DDL, COMMENTs, `docs/tables.md` and the frame checks are derived from these models (`sql_columns`).
What a frame cannot say (keys across tables, exact lineage, orphans) is audit SQL in `warehouse/`.
Column names are SDMX concept ids in lower case where SDMX has the concept; text positions follow the
W3C Web Annotation model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas import columns as col

ID = r"^[0-9a-f]{32}$"
STAT_TYPES = ("LEVEL", "GROWTH_RATE", "DIFFERENCE", "SHARE", "RATE")
UNIT_TYPES = ("CURRENCY", "PERCENT", "PERCENTAGE_POINT", "COUNT", "FACTOR", "RATIO", "INDEX", "PHYSICAL")
OBS_STATUS = ("A", "F", "T", "E", "P")
COMPARATORS = ("<", "<=", ">", ">=")
BASES = ("PHRASE", "CLAUSE", "SENTENCE", "FOCUS", "PARAGRAPH", "HEADING", "REPORT", "DEFAULT")
ROLES = ("VALUE", "UNIT", "SUBJECT", "PERIOD", "AREA", "BASE", "STATUS", "SOURCE")
SDMX_PERIOD = r"^(_U|_T|_Z|\d{4}|\d{4}-[SQ]\d|\d{4}-\d{2}|\d{4}-\d{2}-\d{2}|\d{4}-\d{2}-\d{2}/P\d+[YMD])$"


class _Table(pa.DataFrameModel):
    class Config:
        strict = True
        ordered = True


class DimReport(_Table):
    """One row per report that was ever read from a source, with the hashes that decide what a run must re-read."""

    report_id: str = col.text("Hash of the source's name and the path within it", key=True, pattern=ID)
    source: str = col.text("Name of the source; `inbox` for the inbox folder")
    report_file: str = col.text("Path within the source, with / between folders")
    source_uri: str = col.text("Where the report was published (http or https)", nullable=True)
    title: str = col.text("Title of the report", nullable=True)
    publisher: str = col.text("Publisher of the report", nullable=True)
    language: str = col.text("Language of the text (BCP 47); NULL where it could not be told", nullable=True)
    date_issued: object = col.day("Day on which the report was published", nullable=True)
    date_issued_basis: str = col.text("How the date is known", isin=("METADATA", "TEXT", "INFERRED", "UNKNOWN"))
    data_source: str = col.text("Whose figures the report gives (SDMX DATA_SOURCE)", nullable=True)
    source_tier: pd.Int64Dtype = col.integer(
        "1 official statistics, 2 the company or institution itself, 3 press, 4 other", ge=1, le=4
    )
    ref_area: str = col.text("The report's scope: area of statements that name none", nullable=True)
    text: str = col.text("The stored text that every offset refers to: decoded, CRLF made LF, NFC", nullable=True)
    content_sha256: str = col.text("SHA-256 of the original bytes")
    sidecar_sha256: str = col.text("SHA-256 of the sidecar's bytes; empty where there is none")
    reader_fingerprint: str = col.text("Hash of the reader's code and settings")
    pack_fingerprint: str = col.text("Hash of the language pack")
    engine_fingerprint: str = col.text("Hash of the engine's code")
    codes_fingerprint: str = col.text("Hash of the code lists")
    status: str = col.text(
        "LOADED; COPY of another file with the same content; RETIRED (gone from its source); QUARANTINED",
        isin=("LOADED", "COPY", "RETIRED", "QUARANTINED"),
    )
    status_reason: str = col.text("Why the status is not LOADED", nullable=True)
    run_id: str = col.text("Run that wrote the row", ref="dim_run.run_id")
    loaded_at: pd.Timestamp = col.moment("When the row was written (UTC)")


class DimParagraph(_Table):
    """A paragraph of a report's stored text; paragraphs tile the text and hold at most 4,000 characters."""

    paragraph_id: str = col.text("Hash of report and number", key=True, pattern=ID)
    report_id: str = col.text("The report", ref="dim_report.report_id")
    paragraph_no: pd.Int64Dtype = col.integer("Number within the report, from 1", ge=1)
    kind: str = col.text("heading, text, list or table", isin=("heading", "text", "list", "table"))
    heading_path: str = col.text("The headings above it, outermost first, joined by ' › '", nullable=True)
    page: pd.Int64Dtype = col.integer("Page, where the format has pages", nullable=True, ge=1)
    start_char: pd.Int64Dtype = col.integer("First code point in the stored text, 0-based", ge=0)
    end_char: pd.Int64Dtype = col.integer("End in the stored text, excluded", ge=0)
    text: str = col.text("The slice of the stored text")


class FactMention(_Table):
    """One figure at one place in a report, as its own words say it, before equal ones are made one observation."""

    mention_id: str = col.text("Hash of report, offsets and words", key=True, pattern=ID)
    report_id: str = col.text("The report", ref="dim_report.report_id")
    paragraph_id: str = col.text("The paragraph", ref="dim_paragraph.paragraph_id")
    start_char: pd.Int64Dtype = col.integer("First code point in the stored text, 0-based", ge=0)
    end_char: pd.Int64Dtype = col.integer("End in the stored text, excluded", ge=1)
    exact: str = col.text("The words at these offsets (W3C TextQuoteSelector)")
    prefix: str = col.text("Up to 32 characters before", nullable=True)
    suffix: str = col.text("Up to 32 characters after", nullable=True)
    indicator_text: str = col.text("What is measured, in the report's own words", nullable=True)
    subject_key: str = col.text("Language-tagged lemma key of the indicator's words", nullable=True)
    obs_value: object = col.decimal("The printed number, before its scale word: 2.4 of 2.4 million")
    unit_mult: pd.Int64Dtype = col.integer("Power of ten of the printed scale word: 6 of 2.4 million (SDMX UNIT_MULT)")
    decimals: pd.Int64Dtype = col.integer("Decimals as printed", ge=0)
    value: object = col.decimal("The value in unit_measure, signed: obs_value × 10^unit_mult; a range's middle")
    min_value: object = col.decimal("Lower bound in unit_measure, where the words give one", nullable=True)
    max_value: object = col.decimal("Upper bound in unit_measure, where the words give one", nullable=True)
    comparator: str = col.text(
        "How the signed value is bound; NULL where it is equal, or a range from min_value to max_value",
        nullable=True,
        isin=COMPARATORS,
    )
    is_approximate: bool = col.flag("The words call it approximate")
    unit_measure: str = col.text("Code of the unit of the value as printed", ref="dim_unit.unit_measure")
    measurement_denominator: str = col.text("Of what a share, ratio or amount per head is; _Z where not applicable")
    stat_type: str = col.text("What the number says of its subject", isin=STAT_TYPES)
    time_period: str = col.text(
        "SDMX period that the figure is about; _U unknown", ref="dim_period.time_period", pattern=SDMX_PERIOD
    )
    base_per: str = col.text(
        "SDMX period that a change compares with; _Z where not applicable",
        ref="dim_period.time_period",
        pattern=SDMX_PERIOD,
    )
    ref_area: str = col.text("Code of the area that the figure is about; _U unknown", ref="dim_geography.ref_area")
    base_ref_area: str = col.text(
        "Code of the area of the whole that a share is of; _Z where not applicable", ref="dim_geography.ref_area"
    )
    breakdown: str = col.text(
        "Code of the part or group that it is about (SEX:F); _T total", ref="dim_breakdown.breakdown"
    )
    obs_status: str = col.text("A actual, F forecast, T target, E estimate, P provisional", isin=OBS_STATUS)
    data_source: str = col.text("Whose figure the words say it is; NULL for the report's own", nullable=True)
    is_scale_ambiguous: bool = col.flag("The scale word has two readings and nothing settles it")
    is_separator_ambiguous: bool = col.flag("The digit separator has two readings and nothing settles it")
    is_currency_ambiguous: bool = col.flag("The currency word names several currencies and nothing settles it")
    is_increment: bool = col.flag("A factor that is added (增长3倍) rather than reached")
    area_name: str = col.text("The place as written", nullable=True)
    confidence: float = col.ratio("How likely the row is right in full, from 0 to 1")
    observation_id: str = col.text("The observation that it states", ref="fact_observation.observation_id")


class FactMentionPart(_Table):
    """Which words gave which part of a mention, by which rule and from how far."""

    mention_id: str = col.text("The mention", key=True, ref="fact_mention.mention_id")
    role: str = col.text("The part", key=True, isin=ROLES)
    start_char: pd.Int64Dtype = col.integer(
        "First code point of the words; NULL where no words gave it", nullable=True, ge=0
    )
    end_char: pd.Int64Dtype = col.integer("End of the words, excluded", nullable=True, ge=0)
    exact: str = col.text("The words", nullable=True)
    basis: str = col.text("From how far the part was taken", isin=BASES)
    rule: str = col.text("Name of the rule that found it")
    score: float = col.ratio("The rule's own certainty")


class FactObservation(_Table):
    """One figure that one report claims: what, where, when, in which unit, and how much."""

    observation_id: str = col.text("Hash of obs_key, report and value", key=True, pattern=ID)
    obs_key: str = col.text("Hash of the key columns: the same fact in the world, whoever reports it", pattern=ID)
    report_id: str = col.text("The report that claims it", ref="dim_report.report_id")
    indicator: str = col.text("Code of what is measured; _U unknown", ref="dim_indicator.indicator")
    ref_area: str = col.text("Code of the area that the figure is about; _U unknown", ref="dim_geography.ref_area")
    time_period: str = col.text(
        "SDMX period that the figure is about; _U unknown", ref="dim_period.time_period", pattern=SDMX_PERIOD
    )
    unit_measure: str = col.text("Code of the unit of the value as printed", ref="dim_unit.unit_measure")
    stat_type: str = col.text("What the number says of its subject", isin=STAT_TYPES)
    base_per: str = col.text(
        "SDMX period that a change compares with; _Z where not applicable",
        ref="dim_period.time_period",
        pattern=SDMX_PERIOD,
    )
    base_ref_area: str = col.text(
        "Code of the area of the whole that a share is of; _Z where not applicable", ref="dim_geography.ref_area"
    )
    measurement_denominator: str = col.text("Of what a share, ratio or amount per head is; _Z where not applicable")
    breakdown: str = col.text(
        "Code of the part or group that it is about (SEX:F); _T total", ref="dim_breakdown.breakdown"
    )
    obs_value: object = col.decimal("The printed number, before its scale word: 2.4 of 2.4 million")
    unit_mult: pd.Int64Dtype = col.integer("Power of ten of the printed scale word: 6 of 2.4 million (SDMX UNIT_MULT)")
    decimals: pd.Int64Dtype = col.integer("Decimals as printed", ge=0)
    value: object = col.decimal("The value in unit_measure, signed: obs_value × 10^unit_mult; a range's middle")
    min_value: object = col.decimal("Lower bound in unit_measure, where the words give one", nullable=True)
    max_value: object = col.decimal("Upper bound in unit_measure, where the words give one", nullable=True)
    comparator: str = col.text(
        "How the signed value is bound; NULL where it is equal, or a range from min_value to max_value",
        nullable=True,
        isin=COMPARATORS,
    )
    is_approximate: bool = col.flag("The words call it approximate")
    obs_status: str = col.text("A actual, F forecast, T target, E estimate, P provisional", isin=OBS_STATUS)
    time_period_basis: str = col.text("From how far the period was taken", isin=BASES)
    ref_area_basis: str = col.text("From how far the area was taken", isin=BASES)
    indicator_basis: str = col.text("From how far the subject was taken", isin=BASES)
    indicator_text: str = col.text("What is measured, in the report's own words", nullable=True)
    data_source: str = col.text("Whose figure it is: as the words say, else the report's", nullable=True)
    source_tier: pd.Int64Dtype = col.integer("The report's tier, 1 to 4", ge=1, le=4)
    vintage_date: object = col.day("Publication date of the report", nullable=True)
    n_mentions: pd.Int64Dtype = col.integer("How many mentions state it", ge=1)
    first_mention_id: str = col.text(
        "The mention to quote: the first with the weakest wording", ref="fact_mention.mention_id"
    )
    confidence: float = col.ratio("How likely the row is right in full, from 0 to 1")
    review_status: str = col.text(
        "What a person said of it", isin=("UNREVIEWED", "TO_REVIEW", "CONFIRMED", "CORRECTED")
    )
    run_id: str = col.text("Run that wrote the row", ref="dim_run.run_id")
    loaded_at: pd.Timestamp = col.moment("When the row was written (UTC)")


class FactRelation(_Table):
    """A link between two observations of one report: a growth or share and its level, an amount in two currencies."""

    observation_id: str = col.text(
        "The growth, share or restated amount", key=True, ref="fact_observation.observation_id"
    )
    predicate: str = col.text(
        "What it is of the other: GROWTH_OF, SHARE_OF, RESTATES", key=True, isin=("GROWTH_OF", "SHARE_OF", "RESTATES")
    )
    related_observation_id: str = col.text("The level that it is of", key=True, ref="fact_observation.observation_id")


class ObservationSuccessor(_Table):
    """Where a replaced report's fact stands at the same words: old links still lead somewhere."""

    old_id: str = col.text("Observation that is gone", key=True)
    new_id: str = col.text("Observation in its place", key=True)
    run_id: str = col.text("Run that replaced it", ref="dim_run.run_id")


class SkippedNumeral(_Table):
    """A number in a report that states no figure (a date, a page, a name …), with its reason."""

    skipped_id: str = col.text("Hash of report and offsets", key=True, pattern=ID)
    report_id: str = col.text("The report", ref="dim_report.report_id")
    paragraph_id: str = col.text("The paragraph", ref="dim_paragraph.paragraph_id")
    start_char: pd.Int64Dtype = col.integer("First code point in the stored text, 0-based", ge=0)
    end_char: pd.Int64Dtype = col.integer("End in the stored text, excluded", ge=1)
    exact: str = col.text("The words")
    reason: str = col.text(
        "Why it is no statement: date, ordinal, list number, name …; `unassigned` where no rule says"
    )
    rule: str = col.text("Name of the rule")


class DimIndicator(_Table):
    """What is measured: the curated list, and a code for each subject that is not on it."""

    indicator: str = col.text("Code; with a language and words (fr:licorne|part) where it is on no list", key=True)
    name_fr: str = col.text("Name in French", nullable=True)
    name_en: str = col.text("Name in English", nullable=True)
    name_zh: str = col.text("Name in Chinese", nullable=True)
    name_es: str = col.text("Name in Spanish", nullable=True)
    name_de: str = col.text("Name in German", nullable=True)
    definition: str = col.text("Definition, in English", nullable=True)
    parent: str = col.text("Code of the broader indicator that it is part of", nullable=True)
    topic: str = col.text("Field that it belongs to: LABOUR, ENERGY, COMPANY …", nullable=True)
    stock_flow: str = col.text(
        "STOCK at a moment, FLOW over a period, or RATIO", nullable=True, isin=("STOCK", "FLOW", "RATIO")
    )
    additivity: str = col.text(
        "Whether levels add up: ADDITIVE, SEMI_ADDITIVE (over areas, not over periods), NON_ADDITIVE",
        nullable=True,
        isin=("ADDITIVE", "SEMI_ADDITIVE", "NON_ADDITIVE"),
    )
    is_curated: bool = col.flag("On the curated list: one code in all languages and reports")


class DimGeography(_Table):
    """Areas: the world, groups of countries, countries and their subdivisions."""

    ref_area: str = col.text(
        "ISO 3166-1 alpha-2, ISO 3166-2, EU, EA, WLD or M49; _U unknown, _Z not applicable", key=True
    )
    level: str = col.text("Level of the area", isin=("WORLD", "GROUP", "COUNTRY", "SUBDIVISION", "NONE"))
    parent: str = col.text("Code of the area that it is part of", nullable=True)
    iso_alpha3: str = col.text("ISO 3166-1 alpha-3, for maps", nullable=True)
    name_fr: str = col.text("Name in French")
    name_en: str = col.text("Name in English")
    name_zh: str = col.text("Name in Chinese")
    name_es: str = col.text("Name in Spanish")
    name_de: str = col.text("Name in German")


class DimPeriod(_Table):
    """Periods, generated from their SDMX string."""

    time_period: str = col.text("SDMX period: 2024, 2024-Q3, 2024-01-01/P9M; _U unknown", key=True, pattern=SDMX_PERIOD)
    freq: str = col.text("Length: A year, S half-year, Q quarter, M month, D day; _Z another span or none")
    start_date: object = col.day("First day", nullable=True)
    end_date: object = col.day("Last day, included", nullable=True)
    year: pd.Int64Dtype = col.integer("Year of the last day", nullable=True)
    label_fr: str = col.text("Label in French")
    label_en: str = col.text("Label in English")
    label_zh: str = col.text("Label in Chinese")
    label_es: str = col.text("Label in Spanish")
    label_de: str = col.text("Label in German")


class DimUnit(_Table):
    """Units of values; money is never converted, so currencies have no factor."""

    unit_measure: str = col.text("Code: ISO 4217, or the canonical symbol", key=True)
    unit_type: str = col.text("Kind of unit", isin=UNIT_TYPES)
    symbol: str = col.text("Symbol for people")
    name_fr: str = col.text("Name in French")
    name_en: str = col.text("Name in English")
    name_zh: str = col.text("Name in Chinese")
    name_es: str = col.text("Name in Spanish")
    name_de: str = col.text("Name in German")
    base_unit: str = col.text("Code of the unit that such quantities are compared in", nullable=True)
    factor_to_base: object = col.decimal(
        "A value times this is the value in base_unit, exactly; NULL for currencies", nullable=True
    )


class DimBreakdown(_Table):
    """Parts and groups that a figure can be about: sexes, ages, sectors, products, organizations; _T is the total."""

    breakdown: str = col.text("Code of the part or group: its kind, a colon, what it is", key=True)
    kind: str = col.text(
        "What kind of part it is", isin=("TOTAL", "ORG", "SEX", "AGE", "SECTOR", "PRODUCT", "PARTNER", "OTHER")
    )
    name_fr: str = col.text("Name in French", nullable=True)
    name_en: str = col.text("Name in English", nullable=True)
    name_zh: str = col.text("Name in Chinese", nullable=True)
    name_es: str = col.text("Name in Spanish", nullable=True)
    name_de: str = col.text("Name in German", nullable=True)


class DimCode(_Table):
    """Names of the codes that stand in columns of few values (SDMX code lists)."""

    codelist: str = col.text("The code list: CL_ and the column that uses it", key=True)
    code: str = col.text("The code as it stands in that column", key=True)
    name_fr: str = col.text("Name in French")
    name_en: str = col.text("Name in English")
    name_zh: str = col.text("Name in Chinese")
    name_es: str = col.text("Name in Spanish")
    name_de: str = col.text("Name in German")


class DimRun(_Table):
    """One row per run that wrote something: when, how much, and with which version of the engine."""

    run_id: str = col.text("The run, as Dagster names it", key=True)
    started_at: pd.Timestamp = col.moment("When the run began to write (UTC)")
    ended_at: pd.Timestamp = col.moment("When the load was done (UTC)")
    n_reports: pd.Int64Dtype = col.integer("Reports written", ge=0)
    n_mentions: pd.Int64Dtype = col.integer("Mentions written", ge=0)
    n_observations: pd.Int64Dtype = col.integer("Observations written", ge=0)
    engine_fingerprint: str = col.text("Hash of the engine's code")
    codes_fingerprint: str = col.text("Hash of the code lists")


class Quarantine(_Table):
    """What could not be read or did not pass, with its reason in plain words."""

    quarantine_id: str = col.text("Hash of stage, place and check", key=True, pattern=ID)
    stage: str = col.text(
        "Where it failed", isin=("SOURCE", "READ", "METADATA", "EXTRACT", "RESOLVE", "VALIDATE", "AUDIT")
    )
    place: str = col.text("The file, or the file and the offsets")
    report_id: str = col.text("The report, where it has an id", nullable=True)
    row_json: str = col.text("The row that failed, as JSON", nullable=True)
    check_name: str = col.text("The check that failed")
    reason: str = col.text("What is wrong and what to do, in plain words")
    first_seen: pd.Timestamp = col.moment("When it was first seen (UTC)")
    last_seen: pd.Timestamp = col.moment("When it was last seen (UTC)")
    resolution: str = col.text("OPEN; RESOLVED once a later run read it", isin=("OPEN", "RESOLVED"))


TABLES: dict[str, type[pa.DataFrameModel]] = {
    "dim_run": DimRun,
    "dim_code": DimCode,
    "dim_unit": DimUnit,
    "dim_breakdown": DimBreakdown,
    "dim_geography": DimGeography,
    "dim_period": DimPeriod,
    "dim_indicator": DimIndicator,
    "dim_report": DimReport,
    "dim_paragraph": DimParagraph,
    "fact_observation": FactObservation,
    "fact_mention": FactMention,
    "fact_mention_part": FactMentionPart,
    "fact_relation": FactRelation,
    "observation_successor": ObservationSuccessor,
    "skipped_numeral": SkippedNumeral,
    "quarantine": Quarantine,
}


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """A column as DDL and documentation need it; `ref` is `table.column` or None."""

    name: str
    sql: str
    nullable: bool
    key: bool
    ref: str | None
    description: str
    allowed: tuple[str, ...]


@cache
def sql_columns(table: str) -> tuple[SqlColumn, ...]:
    """The columns of a table in order. Raises KeyError where there is no such table."""
    columns = TABLES[table].to_schema().columns
    return tuple(
        SqlColumn(
            name=name,
            sql=column.metadata["sql"],
            nullable=column.nullable,
            key=column.metadata["key"],
            ref=column.metadata["ref"],
            description=column.description,
            allowed=tuple(
                value for check in column.checks for value in (check.statistics or {}).get("allowed_values", ())
            ),
        )
        for name, column in columns.items()
    )


def primary_key(table: str) -> tuple[str, ...]:
    """Names of the key columns of a table, in order."""
    return tuple(column.name for column in sql_columns(table) if column.key)


_WHOLE = Decimal(1)
_EXACT = Context(prec=60)


def _scaled(value: Any) -> Any:
    """Decimals at an exponent of at most zero: DuckDB 1.5 stores Decimal('4.3E+12') as 43."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return value.quantize(_WHOLE, context=_EXACT) if isinstance(exponent, int) and exponent > 0 else value
    return None if pd.isna(value) else value


PANDAS_TYPES = {
    "VARCHAR": "str", "INTEGER": "Int64", "DOUBLE": "float64", "BOOLEAN": "bool", "TIMESTAMP": "datetime64[us]",
}  # fmt: skip


def frame(table: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows (one dict each, missing columns empty) as a frame with the table's columns, order and types.

    It does not validate: `TABLES[table].validate(frame, lazy=True)` does.
    """
    records = list(rows)
    return pd.DataFrame(
        {column.name: _series(column, [row.get(column.name) for row in records]) for column in sql_columns(table)}
    )


def retyped(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """A frame that was read from the table with the types that `frame` gives, column by column."""
    return pd.DataFrame({column.name: _series(column, rows[column.name].tolist()) for column in sql_columns(table)})


def _series(column: SqlColumn, values: list[Any]) -> pd.Series[Any]:
    if column.sql == col.DECIMAL:
        return pd.Series([_scaled(value) for value in values], dtype=object)
    kind: Any = PANDAS_TYPES.get(column.sql, "object")
    found: pd.Series[Any] = pd.Series(values, dtype=kind)
    return found
