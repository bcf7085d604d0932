"""The charts and the dashboard, in English and French: titles, forms, filters and layout.

Data only, in the shapes that Superset stores. Every text stands beside its translation. Metrics and calculated columns
are in `datasets.py`; nothing is sent from here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]
Rows = tuple[tuple[tuple[str, int, int], ...], ...]
LANGUAGES = ("en", "fr")
# Where a dashboard's filter on the period may narrow a chart.
_PERIOD = {
    "clause": "WHERE", "expressionType": "SIMPLE", "subject": "period_end", "operator": "TEMPORAL_RANGE",
    "comparator": "No filter",
}  # fmt: skip
_NUMBER = {"d3NumberFormat": ",.9~f", "horizontalAlign": "right", "showCellBars": False}
_RATIO = {"d3NumberFormat": ".2f", "showCellBars": True, "columnWidth": 90}
# A tab: its charts in rows, with widths in twelfths and heights in units of 8 pixels.
TABS: dict[str, Rows] = {
    "overview": (
        tuple((name, 2, 18) for name in ("facts", "reports", "indicators", "areas", "traced", "conflicts")),
        (("over_time", 8, 52), ("latest", 4, 52)),
        (("claim_table", 12, 50),),
    ),
    "facts": ((("by_area", 4, 42), ("by_source", 4, 42), ("by_confidence", 4, 42)), (("fact_table", 12, 80),)),
    "words": ((("word_table", 12, 90),),),
    "conflicts": ((("conflict_table", 12, 60),),),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `kind` is Superset's viz_type, `params` its form."""

    name: str
    title: str
    description: str
    dataset: str
    kind: str
    params: Body


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard's title, style, layout and settings."""

    title: str
    css: str
    positions: Body
    metadata: Body


class _Words:
    """Texts and columns in one language."""

    def __init__(self, language: str) -> None:
        self.is_french = language == "fr"

    def say(self, english: str, french: str) -> str:
        return french if self.is_french else english

    def column(self, name: str) -> str:
        """The column that holds names in the language."""
        return f"{name}_fr" if self.is_french else name


def charts(language: str) -> list[Chart]:
    """Every chart of the dashboard in a language."""
    words = _Words(language)
    return [*_numbers(words), *_pictures(words), *_tables(words)]


def _numbers(words: _Words) -> list[Chart]:
    say = words.say
    numbers = (
        ("facts", "v_observation", say("Facts", "Faits"), say("in all reports", "dans tous les rapports")),
        ("reports", "v_observation", say("Reports", "Rapports"), say("that state them", "qui les énoncent")),
        ("indicators", "v_observation", say("Indicators", "Indicateurs"), say("what is measured", "ce qui est mesuré")),
        ("areas", "v_observation", say("Areas", "Zones"), say("countries and regions", "pays et régions")),
        ("traced", "words", say("Traced", "Retrouvés"), say("found at their words", "retrouvés mot à mot")),
        ("conflicts", "conflicts", say("Conflicts", "Contradictions"), say("pairs of claims", "paires d’énoncés")),
    )
    return [
        Chart(name, title, about, dataset, "big_number_total", {
            "metric": name, "subtitle": about, "subtitle_font_size": 0.25, "header_font_size": 0.6,
            "y_axis_format": ".0%" if name == "traced" else ",d",
            "adhoc_filters": [_PERIOD],
        })
        for name, dataset, title, about in numbers
    ]  # fmt: skip


def _pictures(words: _Words) -> list[Chart]:
    say = words.say
    bars: Body = {
        "metrics": ["facts"], "orientation": "horizontal", "row_limit": 15, "x_axis_sort": "facts",
        "x_axis_sort_asc": True, "show_value": True, "show_legend": False, "adhoc_filters": [_PERIOD],
        "y_axis_format": ",d", "order_desc": True, "truncateXAxis": False, "color_scheme": "supersetColors",
    }  # fmt: skip
    return [
        Chart("by_area", say("Facts by area", "Faits par zone"),
              say("How many facts each area has", "Combien de faits pour chaque zone"),
              "v_observation", "echarts_timeseries_bar", bars | {"x_axis": words.column("area_name")}),
        Chart("by_source", say("Facts by source", "Faits par source"),
              say("Whose figures they are", "De qui sont les chiffres"), "v_observation", "table",
              {"query_mode": "aggregate", "groupby": ["source_cell"], "metrics": ["facts", "mean_confidence"],
               "timeseries_limit_metric": "facts", "order_desc": True, "row_limit": 100, "adhoc_filters": [_PERIOD],
               "column_config": {
                   "source_cell": {"customColumnName": "Source"},
                   "facts": {"customColumnName": say("Facts", "Faits"), "columnWidth": 70},
                   "mean_confidence": _RATIO | {"customColumnName": say("Mean confidence", "Confiance moyenne")}}}),
        Chart("by_confidence", say("Facts by confidence", "Faits par indice de confiance"),
              say("How likely facts are right in full", "Probabilité que le fait soit juste en tout point"),
              "v_observation", "histogram_v2",
              {"column": "confidence", "bins": 10, "row_limit": 10000, "adhoc_filters": [_PERIOD], "groupby": [],
               "normalize": False, "cumulative": False, "show_legend": False, "show_value": True,
               "x_axis_title": say("confidence", "confiance"),
               "x_axis_format": ".2f", "y_axis_format": ",d", "color_scheme": "supersetColors"}),
        Chart("over_time", say("Over time, by source", "Dans le temps, par source"),
              say("One line per area and source; forecasts and targets are lines of their own",
                  "Une ligne par zone et source ; prévisions et objectifs à part"),
              "claims_over_time", "echarts_timeseries_line",
              {"x_axis": "period_end", "metrics": ["claimed_value"], "groupby": [words.column("line_name")],
               "row_limit": 10000, "adhoc_filters": [_PERIOD], "markerEnabled": True, "markerSize": 9,
               "show_value": True, "show_legend": True, "legendType": "scroll", "legendOrientation": "bottom",
               "rich_tooltip": True, "x_axis_time_format": "%Y-%m", "y_axis_format": ",.6~f",
               "tooltipTimeFormat": "%Y-%m-%d", "truncateYAxis": True, "y_axis_bounds": [None, None],
               "connectNulls": True, "color_scheme": "supersetColors"}),
        Chart("latest", say("Latest value by area", "Dernière valeur par zone"),
              say("Of the figure chosen in the filters", "Du chiffre choisi dans les filtres"),
              "v_timeseries", "echarts_timeseries_bar",
              bars | {"x_axis": words.column("area_name"), "metrics": ["newest_value"], "x_axis_sort": "newest_value",
                      "y_axis_format": ",.6~f"}),
    ]  # fmt: skip


def _tables(words: _Words) -> list[Chart]:
    say, column = words.say, words.column
    figure = say("As written", "Tel qu’écrit")
    indicator, area, period = say("Indicator", "Indicateur"), say("Area", "Zone"), say("Period", "Période")
    value, unit, measure = say("Value", "Valeur"), say("Unit", "Unité"), say("Measure", "Mesure")
    status, confidence = say("Status", "Statut"), say("Confidence", "Confiance")
    report, source = say("Report", "Rapport"), "Source"
    return [
        Chart("fact_table", say("Facts", "Faits"), say("A click on the words opens them in the report",
              "Un clic sur les mots les ouvre dans le rapport"), "v_observation", "table",
              _table({
                  column("indicator_cell"): indicator, "words_link": figure, column("measure"): measure,
                  "value": (value, _NUMBER), column("unit_name"): unit, column("area_name"): area,
                  column("period_label"): period, column("status_name"): status, "source_cell": source,
                  "report_link": report, "confidence": (confidence, _RATIO),
              }, ("confidence", False), ("observation_id", True), is_paged=True)),
        Chart("claim_table", say("What each source says", "Ce que dit chaque source"),
              say("The claims behind the lines", "Les énoncés derrière les lignes"), "claims_over_time", "table",
              _table({
                  "words_link": figure, column("area_name"): area, column("period_label"): period,
                  "value": (value, _NUMBER), "source_cell": source, "vintage_date": say("Published", "Publication"),
                  "report_cell": report, "confidence": (confidence, _RATIO),
              }, ("period_end", False), ("observation_id", True))),
        Chart("word_table", say("The words, where they stand", "Les mots, là où ils se trouvent"),
              say("Each figure marked in its paragraph", "Chaque chiffre marqué dans son paragraphe"),
              "words", "table", _table({
                  "paragraph_html": (say("Paragraph", "Paragraphe"), {"truncateLongCells": False}),
                  column("indicator_cell"): (indicator, {"columnWidth": 180}), "value": (value, _NUMBER),
                  column("area_name"): area, column("period_label"): period,
                  "place_link": say("Open in the report", "Ouvrir dans le rapport"),
              }, ("report_file", True), ("start_char", True), is_paged=True)),
        Chart("conflict_table", say("Claims that cannot both be true", "Énoncés incompatibles"),
              say("Two claims on the same fact whose intervals do not meet",
                  "Deux énoncés d’un même fait dont les intervalles ne se touchent pas"),
              "conflicts", "table", _table({
                  column("indicator_cell"): indicator, column("area_name"): area,
                  column("period_label"): period, "words_link": say("One claim", "Un énoncé"),
                  "one_source_cell": source, "other_words_link": say("The other", "L’autre"),
                  "other_source_cell": say("Its source", "Sa source"),
                  "ratio": (say("Ratio", "Rapport entre eux"), {"d3NumberFormat": ",.2f", "showCellBars": False}),
                  "looks_like_scale_error": say("Scale error?", "Erreur d’échelle ?"),
              }, ("ratio", False))),
    ]  # fmt: skip


def _table(
    columns: Mapping[str, str | tuple[str, Body]], *order: tuple[str, bool], is_paged: bool = False
) -> Body:  # fmt: skip
    """The form of a table chart with these columns and headings; only pages of it are fetched where `is_paged`."""
    settings = {
        name: {"customColumnName": about[0], **about[1]} if isinstance(about, tuple) else {"customColumnName": about}
        for name, about in columns.items()
    }
    return {
        "query_mode": "raw", "all_columns": list(columns), "column_config": settings,
        "order_by_cols": [json.dumps(each) for each in order], "table_timestamp_format": "%Y-%m-%d",
        "adhoc_filters": [_PERIOD], "include_search": True, "allow_render_html": True,
        "row_limit": 10000 if is_paged else 1000, "server_pagination": is_paged, "server_page_length": 20,
        "page_length": 20,
    }  # fmt: skip


def dashboard(
    language: str, chart_ids: Mapping[str, tuple[int, str]], dataset_ids: Mapping[str, int], explorer: str
) -> Dashboard:
    """The dashboard of these charts (name to number and uuid), its filters on these datasets (name to number)."""
    words = _Words(language)
    title = words.say("Factline", "Factline (français)")
    return Dashboard(
        title, _CSS, _positions(words, title, chart_ids, explorer), _metadata(words, chart_ids, dataset_ids)
    )


def _positions(words: _Words, title: str, chart_ids: Mapping[str, tuple[int, str]], explorer: str) -> Body:
    say = words.say
    names = {
        "overview": say("Overview", "Vue d’ensemble"), "facts": say("Facts", "Faits"),
        "words": say("The words", "Les mots"), "conflicts": say("Conflicts", "Contradictions"),
    }  # fmt: skip
    notes = {
        "overview": say(
            "Choose a **figure** in the filters: values of one indicator, measure, unit and frequency can be compared. "
            f"Every value leads to the words that it came from: click on them, or open the [explorer]({explorer}/).",
            "Choisissez un **chiffre** dans les filtres : un indicateur, une mesure, une unité, une fréquence. "
            f"Toute valeur mène aux mots dont elle vient : cliquez dessus, ou ouvrez l’[explorateur]({explorer}/).",
        ),
        "facts": say(
            "One row per fact and report. A click on the words opens them where they stand.",
            "Une ligne par fait et rapport. Un clic sur les mots les ouvre là où ils se trouvent.",
        ),
        "words": say(
            "The report’s own paragraph, the figure’s words marked in it.",
            "Le paragraphe même du rapport, les mots du chiffre y sont marqués.",
        ),
        "conflicts": say(
            f"Side by side in the [explorer]({explorer}/conflicts). A forecast against an actual is no conflict.",
            f"Côte à côte dans l’[explorateur]({explorer}/conflicts). Prévision et constat ne se contredisent pas.",
        ),
    }
    made: Body = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["TABS-factline"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}},
        "TABS-factline": _part("TABS", "factline", [f"TAB-{tab}" for tab in TABS], ["ROOT_ID"], {}),
    }
    for tab, rows in TABS.items():
        above = ["ROOT_ID", "TABS-factline", f"TAB-{tab}"]
        row_names = [f"{tab}-{number}" for number in range(len(rows) + 1)]
        made[f"TAB-{tab}"] = _part("TAB", tab, [f"ROW-{name}" for name in row_names], above[:2], {"text": names[tab]})
        made[f"MARKDOWN-{tab}"] = _part(
            "MARKDOWN", tab, [], [*above, f"ROW-{row_names[0]}"], {"width": 12, "height": 6, "code": notes[tab]}
        )
        contents = [[f"MARKDOWN-{tab}"], *([f"CHART-{name}" for name, _, _ in row] for row in rows)]
        for name, children in zip(row_names, contents, strict=True):
            made[f"ROW-{name}"] = _part("ROW", name, children, above, {"background": "BACKGROUND_TRANSPARENT"})
        for name, row in zip(row_names[1:], rows, strict=True):
            for chart, width, height in row:
                number, identifier = chart_ids[chart]
                meta = {"chartId": number, "uuid": identifier, "width": width, "height": height}
                made[f"CHART-{chart}"] = _part("CHART", chart, [], [*above, f"ROW-{name}"], meta)
    return made


def _part(kind: str, name: str, children: Sequence[str], parents: Sequence[str], meta: Body) -> Body:
    return {
        "type": kind, "id": f"{kind}-{name}", "children": list(children), "parents": list(parents), "meta": meta,
    }  # fmt: skip


def _metadata(words: _Words, chart_ids: Mapping[str, tuple[int, str]], dataset_ids: Mapping[str, int]) -> Body:
    say, column = words.say, words.column
    facts = dataset_ids["v_observation"]
    claims = dataset_ids["claims_over_time"]
    # A conflict has two sources, two reports and no confidence of its own.
    pairs = [chart_ids[name][0] for name in ("conflicts", "conflict_table")]
    return {
        "native_filter_configuration": [
            _filter("figure", say("Figure", "Chiffre"), claims, column("figure"), [], tab="overview", is_one=True),
            _filter("indicator", say("Indicator", "Indicateur"), facts, column("indicator_name"), []),
            _filter("area", say("Area", "Zone"), facts, column("area_name"), []),
            _filter("period", say("Period", "Période"), None, None, [], kind="filter_time"),
            _filter("source", "Source", facts, "source_name", pairs),
            _filter("report", say("Report", "Rapport"), facts, "report_file", pairs),
            _filter("confidence", say("Confidence", "Confiance"), facts, "confidence", pairs, kind="filter_range"),
        ],
        "color_scheme": "supersetColors",
        "cross_filters_enabled": True,
        "filter_bar_orientation": "VERTICAL",
        "refresh_frequency": 0,
        "timed_refresh_immune_slices": [],
        "expanded_slices": {},
    }


def _filter(
    name: str, title: str, dataset: int | None, column: str | None, excluded: Sequence[int], *,
    kind: str = "filter_select", tab: str | None = None, is_one: bool = False,
) -> Body:  # fmt: skip
    """A native filter; `is_one` lets one value be chosen, the one with most to compare at first."""
    controls: Body = {"enableEmptyFilter": is_one}
    if kind == "filter_select":
        controls |= {"multiSelect": not is_one, "defaultToFirstItem": is_one, "searchAllOptions": True}
        controls |= {"sortAscending": not is_one}
    return {
        "id": f"NATIVE_FILTER-{name}",
        "name": title,
        "filterType": kind,
        "type": "NATIVE_FILTER",
        "description": "",
        "targets": [{} if dataset is None else {"datasetId": dataset, "column": {"name": column}}],
        "scope": {"rootPath": [f"TAB-{tab}" if tab else "ROOT_ID"], "excluded": list(excluded)},
        "controlValues": controls,
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        **({"sortMetric": "reach", "requiredFirst": True} if is_one else {}),
    }


# On a phone: filters above the charts, which keep a readable width and move sideways under the finger.
_CSS = """\
@media (max-width: 767px) {
  div:has(> [data-test="dashboard-filters-panel"]) { display: block !important; }
  [data-test="dashboard-filters-panel"], [data-test="dashboard-filters-panel"] > div,
  [data-test="filter-bar"], [data-test="filter-bar"] > div.open, [data-test="filterbar-action-buttons"] {
    position: static !important; width: 100% !important; height: auto !important; min-height: 0 !important;
    max-height: none !important; border: 0 !important;
  }
  [data-test="filter-bar"] > div.open > div { height: auto !important; overflow: visible !important; }
  [data-test="filterbar-action-buttons"] { padding: 8px 0 !important; background: none !important; }
  [data-test="dashboard-header-wrapper"] { position: static !important; max-width: 100vw !important; }
  [data-test="edit-dashboard-button"], [data-test="metadata-bar"] { display: none !important; }
  [data-test="dashboard-content-wrapper"], .dashboard-content { overflow-x: auto; max-width: 100vw; }
  .grid-container { min-width: 860px; }
}
"""
