-- Series for line charts: one row per series and period, one unit, measure and length of period per series. Drag period_end, series_name and value (or actual_value and forecast_value for two lines); to add series up, additive_value. Facts without a known indicator, area or period are left out; what is on no list, or some unnamed company's, is a series of its report only.
-- column series_key: Names the series for good: its key columns joined
-- column series_name: The series in words, in English
-- column series_name_fr: The series in words, in French
-- column is_total: The series is of the whole: no breakdown by sex, age, sector, company, …
-- column base_months: Months between the period and the one that a change compares with: 12 is a change over a year
-- column unit_measure: Code of the series' unit: the one that most of its figures have
-- column unit_name: Name of the series' unit in English
-- column unit_name_fr: Name of the series' unit in French
-- column value: The value in the series' unit
-- column actual_value: The value, where it is no forecast or target
-- column forecast_value: The value, where it is a forecast or target
-- column value_exact: The value, exact; empty where it was printed in another unit than the series'
-- column low_value: The least that the words allow, in the series' unit; empty where they give no lower bound ("less than 5")
-- column high_value: The most that the words allow, in the series' unit; empty where they give no upper bound ("more than 5")
-- column lowest_claim: The lowest value that any source claims for the period, in the series' unit
-- column highest_claim: The highest value that any source claims for it
-- column is_latest: The latest actual figure of its series
SELECT
  t.series_key,
  t.indicator_name || ', ' || t.area_name
    || CASE WHEN t.breakdown = '_T' THEN '' ELSE ', ' || coalesce(t.breakdown_name, t.breakdown) END
    || ' (' || t.measure || coalesce(' over ' || t.base_months || ' months', '')
    || coalesce(' of ' || t.base_area_name, '')
    || CASE WHEN t.measurement_denominator = '_Z' THEN '' ELSE ' per ' || lower(t.measurement_denominator) END
    || ', ' || coalesce(s.name_en, t.series_unit) || ', '
    || CASE t.freq WHEN 'A' THEN 'annual' WHEN 'S' THEN 'half-yearly' WHEN 'Q' THEN 'quarterly' WHEN 'M' THEN 'monthly'
      WHEN 'D' THEN 'daily' ELSE t.span END
    || ')' || CASE WHEN t.own_report IS NULL THEN '' ELSE ' in ' || t.report_file END AS series_name,
  t.indicator_name_fr || ', ' || t.area_name_fr
    || CASE WHEN t.breakdown = '_T' THEN '' ELSE ', ' || coalesce(t.breakdown_name_fr, t.breakdown) END
    || ' (' || t.measure_fr || coalesce(' sur ' || t.base_months || ' mois', '')
    || coalesce(' de : ' || t.base_area_name_fr, '')
    || CASE WHEN t.measurement_denominator = '_Z' THEN '' ELSE ' par ' || lower(t.measurement_denominator) END
    || ', ' || coalesce(s.name_fr, t.series_unit) || ', '
    || CASE t.freq WHEN 'A' THEN 'annuel' WHEN 'S' THEN 'semestriel' WHEN 'Q' THEN 'trimestriel' WHEN 'M' THEN 'mensuel'
      WHEN 'D' THEN 'quotidien' ELSE t.span END
    || ')' || CASE WHEN t.own_report IS NULL THEN '' ELSE ' dans ' || t.report_file END AS series_name_fr,
  t.indicator, t.indicator_name, t.indicator_name_fr, t.topic, t.is_curated, t.own_report,
  t.ref_area, t.area_name, t.area_name_fr, t.area_level, t.iso_alpha3,
  t.breakdown, t.breakdown_name, t.breakdown_name_fr, t.breakdown = '_T' AS is_total,
  t.stat_type, t.measure, t.measure_fr, t.series_unit AS unit_measure, t.unit_type,
  coalesce(s.name_en, t.series_unit) AS unit_name, coalesce(s.name_fr, t.series_unit) AS unit_name_fr,
  t.base_months, t.base_ref_area, t.base_area_name, t.measurement_denominator, t.freq, t.time_period,
  t.period_label, t.period_label_fr, t.period_start, t.period_end, t.period_year,
  t.value * t.factor AS value,
  CASE WHEN NOT t.is_forecast THEN t.value * t.factor END AS actual_value,
  CASE WHEN t.is_forecast THEN t.value * t.factor END AS forecast_value,
  CASE WHEN t.unit_measure = t.series_unit THEN t.value_exact END AS value_exact,
  t.min_value * t.factor AS min_value,
  t.max_value * t.factor AS max_value,
  CASE WHEN t.comparator IN ('<', '<=') THEN NULL WHEN t.min_value IS NOT NULL THEN t.min_value ELSE t.value END
    * t.factor AS low_value,
  CASE WHEN t.comparator IN ('>', '>=') THEN NULL WHEN t.max_value IS NOT NULL THEN t.max_value ELSE t.value END
    * t.factor AS high_value,
  t.lowest_claim * t.factor AS lowest_claim,
  t.highest_claim * t.factor AS highest_claim,
  t.is_approximate, t.qualifier, t.qualifier_fr, t.value_as_written, t.obs_status, t.status_name, t.status_name_fr,
  t.is_forecast,
  NOT t.is_forecast AND row_number() OVER (
    PARTITION BY t.indicator, t.series_key ORDER BY t.is_forecast, t.period_end DESC, t.time_period) = 1 AS is_latest,
  t.additivity, t.additive_value, t.base_unit, t.can_sum_over_areas, t.can_sum_over_periods, t.is_main_unit,
  t.n_claims, t.n_sources, t.source_name, t.data_source, t.source_tier, t.vintage_date, t.report_id, t.report_file,
  t.title, t.publisher, t.source_link, t.explorer_path, t.confidence, t.review_status, t.observation_id, t.obs_key
FROM (
  SELECT unified.*,
    CAST(coalesce(own.factor_to_base, 1) AS DOUBLE PRECISION)
      / CAST(coalesce(theirs.factor_to_base, 1) AS DOUBLE PRECISION) AS factor
  FROM (
    SELECT ranked.*,
      first_value(unit_measure) OVER (
        PARTITION BY indicator, series_key ORDER BY n_in_unit DESC, unit_measure) AS series_unit
    FROM (
      SELECT keyed.*,
        count(*) OVER (PARTITION BY indicator, series_key, unit_measure) AS n_in_unit,
        row_number() OVER (
          PARTITION BY indicator, series_key, time_period
          ORDER BY source_tier, coalesce(vintage_date, DATE '0001-01-01') DESC, observation_id) AS series_rank
      FROM (
        SELECT gapped.*,
          indicator || '|' || ref_area || '|' || breakdown || '|' || stat_type || '|' || base_unit || '|' || span || '|'
            || measurement_denominator || '|' || base_ref_area || '|' || coalesce(CAST(base_months AS VARCHAR), '')
            || coalesce('|' || own_report, '') AS series_key
        FROM (
          SELECT p.*,
            CAST(round((p.period_end - b.end_date) / 30.44) AS INTEGER) AS base_months,
            CASE WHEN p.freq = '_Z' THEN substr(p.time_period, 12) ELSE p.freq END AS span
          FROM v_preferred AS p
          LEFT JOIN dim_period AS b ON b.time_period = p.base_per
          WHERE p.period_end IS NOT NULL AND p.indicator <> '_U' AND p.ref_area <> '_U'
        ) AS gapped
      ) AS keyed
    ) AS ranked
    WHERE ranked.series_rank = 1
  ) AS unified
  LEFT JOIN dim_unit AS own ON own.unit_measure = unified.unit_measure
  LEFT JOIN dim_unit AS theirs ON theirs.unit_measure = unified.series_unit
) AS t
LEFT JOIN dim_unit AS s ON s.unit_measure = t.series_unit
