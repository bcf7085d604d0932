-- What each source said of a fact, and from when until when it said so (as in real-time databases): one row per fact, source and publication date.
-- column source_name: Whose figure it is: the data source, else the publisher, else the report
-- column realtime_start: From this day on the source said so: the report's publication date
-- column realtime_end: The last day before the source published another figure for the fact; NULL for its latest word
-- column is_latest: The source's latest word
-- column vintage_no: Number among the source's figures for the fact, from 1
-- column value: The value, as a floating-point number
-- column value_exact: The value, exact
SELECT
  v.obs_key, v.source_name, v.vintage_date AS realtime_start,
  lead(v.vintage_date) OVER (PARTITION BY v.obs_key, v.source_name ORDER BY v.vintage_date) - 1 AS realtime_end,
  lead(v.vintage_date) OVER (PARTITION BY v.obs_key, v.source_name ORDER BY v.vintage_date) IS NULL AS is_latest,
  row_number() OVER (PARTITION BY v.obs_key, v.source_name ORDER BY v.vintage_date) AS vintage_no,
  v.indicator, v.ref_area, v.time_period, v.unit_measure, v.stat_type, v.base_per, v.breakdown,
  CAST(v.value AS DOUBLE PRECISION) AS value, v.value AS value_exact, v.comparator, v.is_approximate, v.obs_status,
  v.report_id, v.report_file, v.observation_id
FROM (
  SELECT s.*,
    row_number() OVER (
      PARTITION BY s.obs_key, s.source_name, s.vintage_date
      ORDER BY s.source_tier, s.confidence DESC, s.observation_id) AS day_rank
  FROM (
    SELECT o.*, r.report_file, coalesce(o.data_source, r.publisher, r.report_file) AS source_name
    FROM fact_observation AS o
    JOIN dim_report AS r ON r.report_id = o.report_id
    WHERE o.vintage_date IS NOT NULL
  ) AS s
) AS v
WHERE v.day_rank = 1
