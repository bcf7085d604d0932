-- What each source said of a fact, and from when until when it said so (as in real-time databases): one row per fact, source and publication date. Where vintage_no is 2 or more, the source has revised the figure.
-- column realtime_start: From this day on the source said so: the report's publication date
-- column realtime_end: The last day before the source published another figure for the fact; empty for its latest word
-- column is_latest: The source's latest word
-- column vintage_no: Number among the source's figures for the fact, from 1
-- column previous_value: The source's figure before this one, in unit_measure
-- column revision: How much this figure differs from the one before, in unit_measure; 0 where it was only confirmed
-- column value: The value in unit_measure, as a floating-point number
-- column value_exact: The value in unit_measure, exact
SELECT
  v.obs_key, v.source_name, v.vintage_date AS realtime_start,
  lead(v.vintage_date) OVER w - 1 AS realtime_end,
  lead(v.vintage_date) OVER w IS NULL AS is_latest,
  row_number() OVER w AS vintage_no,
  v.indicator, v.indicator_name, v.indicator_name_fr, v.ref_area, v.area_name, v.area_name_fr, v.time_period,
  v.period_label, v.period_label_fr, v.unit_measure, v.unit_name, v.unit_name_fr, v.stat_type, v.measure, v.measure_fr,
  v.base_per, v.breakdown, v.breakdown_name, v.value, v.value_exact, v.comparator, v.qualifier, v.is_approximate,
  lag(v.base_value) OVER w / v.factor AS previous_value,
  v.value - lag(v.base_value) OVER w / v.factor AS revision,
  v.value_as_written, v.obs_status, v.status_name, v.report_id, v.report_file, v.source_link, v.explorer_path,
  v.observation_id
FROM (
  SELECT o.*, CAST(coalesce(u.factor_to_base, 1) AS DOUBLE PRECISION) AS factor,
    row_number() OVER (
      PARTITION BY o.indicator, o.obs_key, o.source_name, o.vintage_date
      ORDER BY o.source_tier, o.confidence DESC, o.observation_id) AS day_rank
  FROM v_observation AS o
  LEFT JOIN dim_unit AS u ON u.unit_measure = o.unit_measure
  WHERE o.vintage_date IS NOT NULL
) AS v
WHERE v.day_rank = 1
WINDOW w AS (PARTITION BY v.indicator, v.obs_key, v.source_name ORDER BY v.vintage_date)
