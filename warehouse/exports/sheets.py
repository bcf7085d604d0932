"""The tables that people read in a spreadsheet: facts, sources, conflicts and a dictionary, in English or French.

Which columns they have, what these are called, and the queries that fill them. How cells are written belongs to
`workbook` and `french_csv`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from warehouse.ddl import literal
from warehouse.exports.choice import Manner
from warehouse.exports.source import Part, Source


class Kind(StrEnum):
    """How a cell is written."""

    TEXT = "text"
    NUMBER = "number"
    EXACT = "exact"  # the same number as text with every digit
    FITTING = "fitting"  # a number, or text where a spreadsheet cannot keep all its digits
    FLOAT = "float"  # a floating-point number, which is not exact anyway
    RATIO = "ratio"
    DATE = "date"
    FLAG = "flag"
    LINK = "link"  # our own page of the fact


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its SQL (its name, where the sheet is a query's), how cells are written, its header, what it is."""

    sql: str
    kind: Kind
    header: str
    width: int
    description: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for people; `sql` gives its rows, one value per field, in their order."""

    name: str
    fields: tuple[Field, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class _Label:
    """A column of `v_observation` or another view as people see it: SQL (`{x}` is the language), headers, width."""

    sql: str
    kind: Kind
    en: str
    fr: str
    width: int = 14
    about: str = ""


_FACTS = (
    _Label("o.indicator_name{of}", Kind.TEXT, "Indicator", "Indicateur", 34, "indicator_name"),
    _Label("CASE WHEN o.breakdown <> '_T' THEN coalesce(o.breakdown_name{of}, o.breakdown) END", Kind.TEXT,
           "Part or who", "Partie ou qui", 16, "breakdown_name"),
    _Label("o.area_name{of}", Kind.TEXT, "Area", "Zone", 18, "area_name"),
    _Label("o.period_label{of}", Kind.TEXT, "Period", "Période", 16, "period_label"),
    _Label("o.measure{of}", Kind.TEXT, "Measure", "Mesure", 16, "measure"),
    _Label("o.qualifier{of}", Kind.TEXT, "Qualifier", "Précision", 12, "qualifier"),
    _Label("f.value", Kind.NUMBER, "Value", "Valeur", 20, "value"),
    _Label("o.unit_name{of}", Kind.TEXT, "Unit", "Unité", 18, "unit_name"),
    _Label("f.value", Kind.EXACT, "Exact value", "Valeur exacte", 22, "value_exact"),
    _Label("f.min_value", Kind.NUMBER, "Lower bound", "Borne inférieure", 16, "min_value"),
    _Label("f.max_value", Kind.NUMBER, "Upper bound", "Borne supérieure", 16, "max_value"),
    _Label("o.status_name{of}", Kind.TEXT, "Status", "Statut", 12, "status_name"),
    _Label("o.base_period_label{of}", Kind.TEXT, "Compared with", "Par rapport à", 16, "base_period_label"),
    _Label("o.value_as_written", Kind.TEXT, "As written", "Tel qu'écrit", 24, "value_as_written"),
    _Label("o.quote", Kind.TEXT, "Quote", "Citation", 60, "quote"),
    _Label("o.source_name", Kind.TEXT, "Whose figure", "Source du chiffre", 20, "source_name"),
    _Label("o.publisher", Kind.TEXT, "Publisher", "Éditeur", 20, "publisher"),
    _Label("o.title", Kind.TEXT, "Report", "Rapport", 34, "title"),
    _Label("o.date_issued", Kind.DATE, "Issued", "Paru le", 12, "date_issued"),
    _Label("o.confidence", Kind.RATIO, "Confidence", "Confiance", 11, "confidence"),
    _Label("coalesce(s.name_{x}, o.review_status)", Kind.TEXT, "Review", "Relecture", 13, "review_status"),
    _Label("o.period_start", Kind.DATE, "From", "Du", 12, "period_start"),
    _Label("o.period_end", Kind.DATE, "To", "Au", 12, "period_end"),
    _Label("o.report_file", Kind.TEXT, "File", "Fichier", 30, "report_file"),
    _Label("o.source_tier", Kind.NUMBER, "Source tier", "Rang de la source", 11, "source_tier"),
    _Label("o.n_mentions", Kind.NUMBER, "Mentions", "Mentions", 10, "n_mentions"),
    _Label("o.indicator", Kind.TEXT, "Indicator code", "Code indicateur", 26, "indicator"),
    _Label("o.ref_area", Kind.TEXT, "Area code", "Code zone", 10, "ref_area"),
    _Label("o.time_period", Kind.TEXT, "Period code", "Code période", 14, "time_period"),
    _Label("o.unit_measure", Kind.TEXT, "Unit code", "Code unité", 12, "unit_measure"),
    _Label("o.stat_type", Kind.TEXT, "Measure code", "Code mesure", 14, "stat_type"),
    _Label("o.observation_id", Kind.TEXT, "Fact id", "Identifiant", 34, "observation_id"),
    _Label("{explorer} || '/observation/' || o.observation_id", Kind.LINK, "In the explorer", "Dans l'explorateur", 20),
)  # fmt: skip
_SOURCES = (
    _Label("r.title", Kind.TEXT, "Report", "Rapport", 40, "title"),
    _Label("r.publisher", Kind.TEXT, "Publisher", "Éditeur", 24, "publisher"),
    _Label("r.date_issued", Kind.DATE, "Issued", "Paru le", 12, "date_issued"),
    _Label("r.language", Kind.TEXT, "Language", "Langue", 10, "language"),
    _Label("r.source_tier", Kind.NUMBER, "Source tier", "Rang de la source", 11, "source_tier"),
    _Label("r.data_source", Kind.TEXT, "Whose figures", "Source des chiffres", 24, "data_source"),
    _Label("r.source_uri", Kind.TEXT, "Address", "Adresse", 40, "source_uri"),
    _Label("coalesce(n.n_facts, 0)", Kind.NUMBER, "Facts here", "Faits ici", 10),
    _Label("r.status", Kind.TEXT, "Status", "Statut", 12, "status"),
    _Label("r.status_reason", Kind.TEXT, "Why", "Pourquoi", 24, "status_reason"),
    _Label("r.report_file", Kind.TEXT, "File", "Fichier", 34, "report_file"),
    _Label("r.content_sha256", Kind.TEXT, "SHA-256", "SHA-256", 20, "content_sha256"),
    _Label("r.report_id", Kind.TEXT, "Report id", "Identifiant", 34, "report_id"),
)
_CONFLICTS = (
    _Label("c.indicator_name{of}", Kind.TEXT, "Indicator", "Indicateur", 34, "indicator_name"),
    _Label("o.area_name{of}", Kind.TEXT, "Area", "Zone", 18, "area_name"),
    _Label("o.period_label{of}", Kind.TEXT, "Period", "Période", 16, "period_label"),
    _Label("o.measure{of}", Kind.TEXT, "Measure", "Mesure", 16, "measure"),
    _Label("c.value_as_written", Kind.TEXT, "One says", "L'un dit", 24, "value_as_written"),
    _Label("c.source_name", Kind.TEXT, "Who", "Qui", 24, "source_name"),
    _Label("c.vintage_date", Kind.DATE, "When", "Quand", 12, "vintage_date"),
    _Label("c.other_value_as_written", Kind.TEXT, "The other says", "L'autre dit", 24, "other_value_as_written"),
    _Label("c.other_source_name", Kind.TEXT, "Who (other)", "Qui (autre)", 24, "other_source_name"),
    _Label("c.other_vintage_date", Kind.DATE, "When (other)", "Quand (autre)", 12, "other_vintage_date"),
    _Label("c.ratio", Kind.RATIO, "Ratio", "Rapport", 10, "ratio"),
    _Label("c.looks_like_scale_error", Kind.FLAG, "Scale error?", "Erreur d'échelle ?", 12, "looks_like_scale_error"),
    _Label("c.is_within_report", Kind.FLAG, "Same report", "Même rapport", 12, "is_within_report"),
    _Label("c.is_revision", Kind.FLAG, "Revision", "Révision", 12, "is_revision"),
    _Label("c.observation_id", Kind.TEXT, "Fact id", "Identifiant", 34, "observation_id"),
    _Label("c.other_observation_id", Kind.TEXT, "Fact id (other)", "Identifiant (autre)", 34, "other_observation_id"),
)
_NAMES = {
    "en": {"facts": "facts", "sources": "sources", "conflicts": "conflicts", "dictionary": "dictionary"},
    "fr": {"facts": "faits", "sources": "sources", "conflicts": "conflits", "dictionary": "dictionnaire"},
}
_DICTIONARY = {
    "en": ("Sheet or table", "Column", "Type", "Description"),
    "fr": ("Feuille ou table", "Colonne", "Type", "Description (en anglais)"),
}


def sheets(source: Source, manner: Manner) -> list[Sheet]:
    """Facts, sources, conflicts and dictionary as far as they were chosen, or the rows of the chosen query."""
    if source.choice.query is not None:
        (part,) = source.parts()
        return [_of_query(part, manner)]
    names = _NAMES[manner.language]
    found = [
        Sheet(names["facts"], *_query(_FACTS, source, manner, "v_observation", _facts_from(source))),
        Sheet(names["sources"], *_query(_SOURCES, source, manner, "dim_report", _sources_from(source))),
        Sheet(names["conflicts"], *_query(_CONFLICTS, source, manner, "v_conflict", _conflicts_from(source))),
    ]
    return [*found, _dictionary(found, source, manner)]


def _facts_from(source: Source) -> str:
    return f"""FROM v_observation AS o
JOIN fact_observation AS f ON f.observation_id = o.observation_id
LEFT JOIN dim_code AS s ON s.codelist = 'CL_REVIEW_STATUS' AND s.code = o.review_status
WHERE {source.chosen("o")}
ORDER BY 1, 3, o.period_end, o.report_file, o.observation_id"""


def _sources_from(source: Source) -> str:
    return f"""FROM dim_report AS r
LEFT JOIN (
  SELECT o.report_id, count(*) AS n_facts FROM fact_observation AS o WHERE {source.chosen("o")} GROUP BY o.report_id
) AS n ON n.report_id = r.report_id
WHERE {source.chosen("r", "report_id")}
ORDER BY r.report_file, r.report_id"""


def _conflicts_from(source: Source) -> str:
    return f"""FROM v_conflict AS c
JOIN v_observation AS o ON o.observation_id = c.observation_id
WHERE {source.chosen("c")} OR c.other_observation_id IN (
  SELECT o.observation_id FROM fact_observation AS o WHERE {source.chosen("o")})
ORDER BY c.is_revision, c.ratio DESC, c.observation_id, c.other_observation_id"""


def _query(
    labels: Sequence[_Label], source: Source, manner: Manner, view: str, rest: str
) -> tuple[tuple[Field, ...], str]:
    described = source.described("v_observation") | source.described(view)
    is_french = manner.language == "fr"
    own = {"en": "The fact's page in the explorer, where it runs", "fr": "La page du fait dans l'explorateur"}
    fields = tuple(
        Field(
            sql=label.sql.format(
                x=manner.language, of="_fr" if is_french else "", explorer=literal(manner.explorer.rstrip("/"))
            ),
            kind=label.kind,
            header=label.fr if is_french else label.en,
            width=label.width,
            description=described.get(label.about, own[manner.language] if label.kind == Kind.LINK else ""),
        )
        for label in labels
    )
    return fields, f"SELECT {', '.join(field.sql for field in fields)}\n{rest}"


def _of_query(part: Part, manner: Manner) -> Sheet:
    kinds = {"DATE": Kind.DATE, "BOOLEAN": Kind.FLAG, "DOUBLE": Kind.FLOAT, "FLOAT": Kind.FLOAT}
    fields = []
    for column in part.columns:
        is_exact = re.fullmatch(r"DECIMAL\(.*\)|INTEGER|U?\w*INT", column.sql) is not None
        kind = Kind.FITTING if is_exact else kinds.get(column.sql, Kind.TEXT)
        fields.append(Field(column.name, kind, column.name, 18, column.description))
    return Sheet({"en": "query", "fr": "requête"}[manner.language], tuple(fields), part.sql)


def _dictionary(found: Sequence[Sheet], source: Source, manner: Manner) -> Sheet:
    """Every column of the sheets, then every column of every table and view with its comment."""
    headers = _DICTIONARY[manner.language]
    own = []
    for sheet in found:
        for at, each in enumerate(sheet.fields):
            texts = (sheet.name, each.header, each.kind, each.description)
            own.append(f"({', '.join(map(literal, texts))}, 0, {at})")
    sql = f"""SELECT place, name, kind, description FROM (
  SELECT * FROM (VALUES {", ".join(own)}) AS sheet (place, name, kind, description, part, number)
  UNION ALL
  SELECT table_name, column_name, data_type, comment, 1, column_index FROM duckdb_columns()
  WHERE comment IS NOT NULL AND database_name = current_database() AND table_name <> 'warehouse_state'
) ORDER BY part, place, number"""
    fields = tuple(
        Field(header, Kind.TEXT, header, width, "") for header, width in zip(headers, (22, 28, 16, 110), strict=True)
    )
    return Sheet(_NAMES[manner.language]["dictionary"], fields, sql)
