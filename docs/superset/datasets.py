"""What Superset's datasets hold beside the columns of a view: calculated columns, metrics, datasets of queries.

Data only, in the shapes that Superset's API takes. A sum, mean or latest value is empty where it would mix what cannot
be compared. Charts are in `dashboards.py`; nothing is sent from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]
NO_DATASET = {"v_label", "v_sdmx_csv"}
# Of these, the first that a view has is its default time column.
DATES = ("period_end", "realtime_start", "vintage_date", "date_issued", "loaded_at")

# What is measured, without where: the series' name less its area. Values of one figure can be compared.
_FIGURE = "indicator_name{0} || substr(series_name{0}, length(indicator_name{0}) + length(area_name{0}) + 3)"
_STATUS = "CASE o.obs_status WHEN 'F' THEN ' ({})' WHEN 'T' THEN ' ({})' ELSE '' END"
# Texts of reports that tables show, and the column each comes from.
_CELLS = {
    "indicator_cell": "indicator_name",
    "indicator_cell_fr": "indicator_name_fr",
    "source_cell": "source_name",
    "report_cell": "report_file",
    "one_source_cell": "one_source",
    "other_source_cell": "other_source_name",
}
# Datasets that are queries. Columns that the dashboard filters have one name in all of them.
VIRTUAL = {
    "claims_over_time": (
        "Every source's claims on the facts of v_timeseries, in the unit of the series: sources compared.",
        f"""SELECT o.observation_id, o.indicator, o.indicator_name, o.indicator_name_fr, o.ref_area, o.area_name,
  o.area_name_fr, o.time_period, o.period_end, o.period_label, o.period_label_fr,
  o.value * CAST(coalesce(a.factor_to_base, 1) AS DOUBLE) / CAST(coalesce(b.factor_to_base, 1) AS DOUBLE) AS value,
  o.value_as_written, t.unit_measure, t.unit_name, t.unit_name_fr, o.stat_type, o.obs_status, o.vintage_date,
  o.report_file, o.source_name, o.confidence, t.figure, t.figure_fr,
  o.area_name || ' · ' || o.source_name || {_STATUS.format("forecast", "target")} AS line_name,
  o.area_name_fr || ' · ' || o.source_name || {_STATUS.format("prévision", "objectif")} AS line_name_fr
FROM v_observation AS o
JOIN (
  SELECT obs_key, unit_measure, unit_name, unit_name_fr, {_FIGURE.format("")} AS figure,
    {_FIGURE.format("_fr")} AS figure_fr
  FROM v_timeseries
) AS t ON t.obs_key = o.obs_key
LEFT JOIN dim_unit AS a ON a.unit_measure = o.unit_measure
LEFT JOIN dim_unit AS b ON b.unit_measure = t.unit_measure""",
    ),
    "words": (
        "Mentions with the paragraph that they stand in, the words marked, and the fact that they state.",
        """SELECT l.mention_id, l.paragraph_html, l.paragraph_no, l.start_char, l.end_char, l.offsets_ok, l.exact,
  o.observation_id, o.indicator, o.indicator_name, o.indicator_name_fr, o.ref_area, o.area_name, o.area_name_fr,
  o.time_period, o.period_end, o.period_label, o.period_label_fr, o.measure, o.measure_fr, o.value,
  o.value_as_written, o.report_id, o.report_file, o.title, o.source_name, l.confidence
FROM v_lineage AS l
JOIN v_observation AS o ON o.observation_id = l.observation_id""",
    ),
    "conflicts": (
        "The pairs of claims of v_conflict, with names in French and the date of the period.",
        """SELECT c.observation_id, c.other_observation_id, c.indicator, c.indicator_name, c.indicator_name_fr,
  c.ref_area, o.area_name, o.area_name_fr, o.period_end, o.period_label, o.period_label_fr, c.measure, o.measure_fr,
  c.value, c.other_value, c.value_as_written, c.other_value_as_written, c.source_name AS one_source,
  c.other_source_name, c.report_file AS one_report, c.other_report_file, c.ratio, c.looks_like_scale_error,
  c.is_revision
FROM v_conflict AS c
JOIN v_observation AS o ON o.observation_id = c.observation_id""",
    ),
}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset's default time column, calculated columns and metrics."""

    date: str | None
    columns: list[Body]
    metrics: list[Body]


def dataset(name: str, stored: Mapping[str, str], explorer: str) -> Dataset:
    """What a dataset with these stored columns (name to type) gets beside them; links lead to `explorer`."""
    has = set(stored)
    columns = [
        {"column_name": column, "expression": expression, "description": about, "type": "VARCHAR"}
        for column, needs, expression, about in _calculated(explorer)
        if needs <= has and column not in has
    ]
    metrics = [
        {"metric_name": metric, "verbose_name": title, "expression": expression, "description": about, "d3format": form}
        for metric, title, expression, about, form, needs, only in METRICS
        if needs <= has and name in (only or (name,))
    ]
    return Dataset(next((date for date in DATES if date in has), None), columns, metrics)


def _calculated(explorer: str) -> Iterable[tuple[str, set[str], str, str]]:
    """Name, columns needed, expression and description of each calculated column."""
    fact = f"'{explorer}/observation/' || {{}}observation_id"
    place = f"'{explorer}/report/' || report_id || '#char=' || start_char || ',' || end_char"
    report = f"'{explorer}/report/' || report_id"
    for column, suffix in (("figure", ""), ("figure_fr", "_fr")):
        needs = {f"{name}{suffix}" for name in ("indicator_name", "area_name", "series_name")}
        yield column, needs, _FIGURE.format(suffix), "What is measured, without where: comparable values"
    for column, text in _CELLS.items():
        yield column, {text}, _cell(text), f"{text}, as mere text whatever stands in it"
    yield (
        "words_link", {"observation_id", "value_as_written"}, _link(fact.format(""), "value_as_written"),
        "The words of the figure, leading to the fact in the explorer",
    )  # fmt: skip
    yield (
        "other_words_link", {"other_observation_id", "other_value_as_written"},
        _link(fact.format("other_"), "other_value_as_written"), "The other claim's words, leading to it",
    )  # fmt: skip
    yield (
        "place_link", {"report_id", "start_char", "end_char", "report_file"}, _link(place, "report_file"),
        "The report in the explorer, at these words",
    )  # fmt: skip
    yield "report_link", {"report_id", "report_file"}, _link(report, "report_file"), "The report in the explorer"


def _link(address: str, text: str) -> str:
    """An expression that gives a link as HTML; its text comes from reports and stays mere text."""
    return f"""'<a href="' || {address} || '" target="_blank">' || {_escaped(text)} || '</a>'"""


def _cell(text: str) -> str:
    """An expression that a table shows as the text itself: a cell with anything like a tag would be taken as HTML."""
    return f"CASE WHEN {text} LIKE '%<%' THEN '<p>' || {_escaped(text)} || '</p>' ELSE {text} END"


def _escaped(text: str) -> str:
    return f"replace(replace(replace({text}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"


def _if_one(columns: str, expression: str) -> str:
    """The expression where each of these columns has one value, else NULL."""
    alone = " AND ".join(f"count(DISTINCT {column}) = 1" for column in columns.split())
    return f"CASE WHEN {alone} THEN {expression} END"


_ALIKE = "indicator unit_measure stat_type breakdown measurement_denominator"
_SUMMED = "FILTER (WHERE additive_value IS NOT NULL)"
_TOTAL = (
    f"CASE WHEN count(DISTINCT indicator || '|' || base_unit) {_SUMMED} = 1 AND"
    f" (bool_and(can_sum_over_periods) {_SUMMED} OR count(DISTINCT time_period) {_SUMMED} = 1)"
    " THEN sum(additive_value) END"
)
# Name, title, expression, description, format, columns needed, and the only datasets that have it.
METRICS: tuple[tuple[str, str, str, str, str, set[str], tuple[str, ...]], ...] = (
    (
        "facts", "Facts", "COUNT(DISTINCT observation_id)", "How many facts", ",d", {"observation_id"}, (),
    ),
    (
        "reports", "Reports", "COUNT(DISTINCT report_file)", "How many reports", ",d", {"report_file"}, (),
    ),
    (
        "indicators", "Indicators", "COUNT(DISTINCT CASE WHEN indicator <> '_U' THEN indicator END)",
        "How many known indicators", ",d", {"indicator"}, (),
    ),
    (
        "areas", "Areas", "COUNT(DISTINCT CASE WHEN ref_area <> '_U' THEN ref_area END)", "How many known areas",
        ",d", {"ref_area"}, (),
    ),
    (
        "mean_confidence", "Mean confidence", "AVG(confidence)", "How likely a row is right, on average", ".2f",
        {"confidence"}, (),
    ),
    (
        "traced", "Traced to their words", "AVG(CASE WHEN offsets_ok THEN 1.0 ELSE 0.0 END)",
        "Share of the mentions whose words stand at their offsets", ".1%", {"offsets_ok"}, (),
    ),
    (
        "conflicts", "Conflicts", "COUNT(*)", "How many pairs of claims cannot both be true", ",d",
        {"other_observation_id"}, (),
    ),
    (
        "total", "Total", _TOTAL,
        "Sum over areas, and of flows over periods, counting nothing twice. Empty where a sum would be nonsense:"
        " several indicators or units, several periods of a stock.", ",.2~f",
        {"additive_value", "base_unit", "can_sum_over_periods", "time_period"}, (),
    ),
    (
        "mean_value", "Mean", _if_one(_ALIKE, "avg(value)"),
        "Unweighted mean of values of one indicator, unit and measure; empty where they are mixed", ",.2~f",
        {"value", *_ALIKE.split()}, (),
    ),
    (
        "latest_value", "Latest value", _if_one(f"{_ALIKE} ref_area freq", "arg_max(value, period_end)"),
        "Value of the latest period, of one indicator, unit and area; empty where they are mixed", ",.6~f",
        {"value", "period_end", "freq", "ref_area", *_ALIKE.split()}, (),
    ),
    (
        "claimed_value", "Value", _if_one(
            "figure ref_area source_name", "arg_max(value, coalesce(vintage_date, DATE '0001-01-01'))"
        ),
        "What a source says, its newest word where it said several; empty where figures or areas are mixed",
        ",.6~f", {"value", "vintage_date", "figure", "source_name"}, ("claims_over_time",),
    ),
    (
        "newest_value", "Latest value", _if_one("series_key", "arg_max(actual_value, period_end)"),
        "Value of the latest period that is no forecast or target; empty where series are mixed", ",.6~f",
        {"actual_value", "series_key", "period_end"}, (),
    ),
    (
        "reach", "Reach", "10 * COUNT(DISTINCT time_period) + COUNT(DISTINCT source_name) + COUNT(DISTINCT ref_area)",
        "How much there is to compare: periods above all, then sources and areas", ",d",
        {"figure", "time_period", "source_name"}, ("claims_over_time",),
    ),
    (
        "median_growth", "Median growth", "median(growth_percent)", "Median growth in percent; rates have no sum",
        ",.1~f", {"growth_percent"}, (),
    ),
    (
        "median_share", "Median share", "median(share_percent)", "Median share in percent; shares of different wholes"
        " have no sum", ",.1~f", {"share_percent"}, (),
    ),
)  # fmt: skip
