-- Series for line charts: one value per series and period, one unit and one frequency per series. Facts without a known indicator, area or period are left out; what is on no list, or some unnamed company's, is a series of its report only.
-- column series_key: Names the series: its key columns joined; one unit and one frequency each
-- column series_name: The series in words
-- column base_months: Months between the period and the one that a change compares with: 12 is a change over a year
SELECT
  t.series_key,
  t.indicator_name || ', ' || t.area_name || CASE WHEN t.breakdown = '_T' THEN '' ELSE ', ' || coalesce(t.breakdown_name, t.breakdown) END
    || ' (' || t.measure || ', ' || t.unit_name || ')' AS series_name,
  t.indicator, t.indicator_name, t.indicator_name_fr, t.topic, t.is_curated, t.ref_area, t.area_name, t.area_name_fr,
  t.iso_alpha3, t.breakdown, t.breakdown_name, t.stat_type, t.measure, t.measure_fr, t.unit_measure, t.unit_type,
  t.unit_name, t.unit_name_fr, t.base_months, t.base_ref_area, t.measurement_denominator, t.freq, t.time_period,
  t.period_label, t.period_label_fr, t.period_start, t.period_end, t.period_year, t.value, t.value_exact, t.min_value,
  t.max_value, t.qualifier, t.qualifier_fr, t.value_as_written, t.obs_status, t.status_name, t.data_source,
  t.source_tier, t.vintage_date, t.report_file, t.title, t.publisher, t.source_link, t.confidence, t.additivity,
  t.observation_id, t.obs_key
FROM (
  SELECT keyed.*,
    row_number() OVER (
      PARTITION BY series_key, time_period
      ORDER BY source_tier, coalesce(vintage_date, DATE '0001-01-01') DESC, observation_id) AS series_rank
  FROM (
    SELECT gapped.*,
      indicator || '|' || ref_area || '|' || breakdown || '|' || stat_type || '|' || unit_measure || '|' || freq || '|'
        || measurement_denominator || '|' || base_ref_area || '|' || coalesce(CAST(base_months AS VARCHAR), '')
        || CASE WHEN is_curated AND NOT (coalesce(topic, '') = 'COMPANY' AND breakdown = '_T') THEN ''
          ELSE '|' || report_id END AS series_key
    FROM (
      SELECT p.*, CAST(round((p.period_end - b.end_date) / 30.44) AS INTEGER) AS base_months
      FROM v_preferred AS p
      LEFT JOIN dim_period AS b ON b.time_period = p.base_per
      WHERE p.is_main_unit AND p.period_end IS NOT NULL AND p.indicator <> '_U' AND p.ref_area <> '_U'
    ) AS gapped
  ) AS keyed
) AS t
WHERE t.series_rank = 1
