"""What the UI says of each asset: what a row is, where to look, and a query that answers on the published warehouse.

Texts only; every query here is run by a test on the samples.
"""

from __future__ import annotations

from dataclasses import dataclass

from assets.markdown import explorer


@dataclass(frozen=True, slots=True)
class Description:
    """A page of words about an asset: what it is, what a row is, an example query if any, a page of the explorer."""

    summary: str
    row: str
    sql: str = ""
    page: str = ""

    def markdown(self) -> str:
        """The description as the UI shows it."""
        address = explorer(self.page) if self.page else explorer()
        example = f"```sql\n{self.sql.strip()}\n```\n\n" if self.sql else ""
        return f"{self.summary}\n\n**One row** {self.row}\n\n{example}[Open in the explorer]({address})"


ASSETS = {
    "reports": Description(
        "What is new, changed or gone in the inbox: texts with their metadata, and what cannot be read, with the "
        "reason. A report is read again when its bytes, its sidecar, the reader, its language pack, the engine or the "
        "code lists have changed; the others are left as they are.",
        "of `dim_report` is a report that was ever read: where it lies, who published it and when, in which language, "
        "and what became of it (`LOADED`, `COPY`, `RETIRED`, `QUARANTINED`).",
        """
SELECT report_file, title, publisher, language, date_issued, n_observations, mean_confidence
FROM v_quality ORDER BY loaded_at DESC, report_file
""",
        "quality",
    ),
    "paragraphs": Description(
        "The texts cut into paragraphs that tile them, so that every figure has a place that never moves.",
        "of `dim_paragraph` is a paragraph: its number, kind (heading, text, list, table), the headings above it, its "
        "page where the format has pages, and its offsets in the report's text.",
        """
SELECT report_file, paragraph_no, kind, heading_path, p.text
FROM dim_paragraph AS p JOIN dim_report AS r USING (report_id) ORDER BY report_file, paragraph_no LIMIT 20
""",
    ),
    "mentions": Description(
        "Every quantitative statement in the texts, with the words, the rule and the context that gave each of its "
        "parts. Numerals that are no statement (dates, numbers of lists …) are kept as well, each with its reason; a "
        "mention that is not valid goes to quarantine.",
        'of `fact_mention` is one statement at one place: *"plus de 2 400 entreprises"* at its offsets, read as '
        "more than 2,400. `v_lineage` shows it beside its paragraph and the fact that it states.",
        """
SELECT exact, value, comparator, unit_measure, time_period, ref_area, report_file, start_char, end_char
FROM v_lineage ORDER BY report_file, start_char LIMIT 20
""",
    ),
    "observations": Description(
        "The facts: what the mentions of a report state, once each, loaded with them in one audited transaction. A "
        "report that fails the audit is quarantined and the others are loaded; where nothing is new, nothing is "
        "written.",
        "of `fact_observation` is one claim: what is measured, where, when, how much, and who says so. Open "
        "`v_observation` instead, which has names for people.",
        """
SELECT indicator_name, value_as_written, measure, period_label, area_name, status_name, publisher, confidence
FROM v_observation ORDER BY confidence DESC, observation_id LIMIT 20
""",
    ),
    "published": Description(
        "**Start here.** A checked, read-only copy of the warehouse under the name `warehouse.duckdb`, which swaps in "
        "one step: whoever has the former file open keeps it. Below, *what is new* is the digest of the last "
        "generation, with a link from every figure to its words; *Plots* draws the numbers over the runs. Where "
        "nothing was written, nothing is published.",
        "of `v_observation` is a fact, with names for people. Beside it stand `v_level`, `v_growth`, `v_share`, "
        "`v_timeseries` (safe to aggregate), `v_preferred` (one claim per fact), `v_vintage`, `v_conflict`, "
        "`v_review` and `v_lineage`; every column has a comment.",
        """
SELECT indicator_name, period_label, area_name, value_as_written, unit_name, report_file
FROM v_preferred WHERE is_curated ORDER BY indicator_name, period_end DESC LIMIT 20
""",
    ),
    "exports": Description(
        "Files for other programs, made anew from each publication and each replaced whole: Parquet, CSV, XLSX, "
        "SDMX-CSV, a data package, an evidence page, JSON-LD. Set `FACTLINE_EXPORTS` to the formats that the daily job "
        "is to write (`parquet,xlsx`), or materialize it by hand with `formats` in the launchpad; `factline export "
        "--help` tells them apart.",
        "of the tables is a fact, by its names for people, with a link to its words.",
    ),
    "units": Description(
        "The units: currencies, percent, counts, physical units, with names in five languages. Currencies are never "
        "converted.",
        "of `dim_unit` is a unit.",
        "SELECT unit_measure, unit_type, symbol, name_en, name_fr FROM dim_unit ORDER BY unit_measure LIMIT 20",
    ),
    "geographies": Description(
        "The areas that a figure can be about: the world, groups of countries, countries, their subdivisions.",
        "of `dim_geography` is an area, by its ISO 3166 or M49 code; `_U` is unknown.",
        "SELECT ref_area, level, parent, name_en, name_fr FROM dim_geography ORDER BY ref_area LIMIT 20",
    ),
    "indicators": Description(
        "What is measured: the curated list with its names in five languages. Subjects that are on no list get a row "
        "of their own when a report states a figure of them (`is_curated` is false).",
        "of `dim_indicator` is an indicator.",
        """
SELECT indicator, indicator_name, is_curated, count(*) AS n_facts
FROM v_observation GROUP BY ALL ORDER BY is_curated DESC, n_facts DESC, indicator LIMIT 20
""",
    ),
    "breakdowns": Description(
        "Which part of a whole, or who: sexes, ages, sectors, organizations, products; `_T` is the total.",
        "of `dim_breakdown` is a part.",
        "SELECT breakdown, kind, name_en, name_fr FROM dim_breakdown ORDER BY kind, breakdown LIMIT 20",
    ),
    "codes": Description(
        "The small SDMX code lists (frequencies, statuses …), so that exports can name what they use.",
        "of `dim_code` is a code of a list.",
        "SELECT codelist, code, name_en, name_fr FROM dim_code ORDER BY codelist, code LIMIT 20",
    ),
}
