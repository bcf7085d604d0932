-- Pairs of claims on one fact that cannot both be true: their intervals do not meet. A printed number stands for all that rounds to it, an approximate one for 10 % either way, a bound for its side. A forecast or target against an actual figure is no conflict; nor is anything unknown, be it what a quarter's or a month's change is against; an indicator on no list takes part within its report only, and there neither with shares nor with two figures of one paragraph, whose short label mostly leaves out a part. A later figure of the same source is a vintage (v_vintage), and stands here only where it looks like a scale error.
-- column is_within_report: Both claims are of one report
-- column is_revision: The same source at different dates: rather a revision than a contradiction
-- column is_superseded: One of the two sources has published another figure since: look at its latest word instead
-- column value: The first claim's value, in unit_measure
-- column other_value: The other claim's value, in the same unit
-- column ratio: The larger of the two by the smaller
-- column looks_like_scale_error: The ratio is near 10, 100, 1,000 …: a scale word was perhaps misread
-- column source_name: Whose figure the first claim is
-- column other_source_name: Whose figure the other claim is
-- column other_observation_id: The other claim
-- column quote: The first claim's words with what stands around them
-- column other_value_as_written: The other claim's words
-- column other_quote: These with what stands around them
-- column explorer_path: Where the explorer shows the first claim's words
-- column other_explorer_path: Where the explorer shows the other claim's words
-- column other_report_file: The other claim's report
-- column other_vintage_date: Publication date of the other claim's report
WITH claim AS NOT MATERIALIZED (
  SELECT o.*, r.report_file, coalesce(o.data_source, r.publisher, r.report_file) AS source_name,
    CASE WHEN o.obs_status IN ('A', 'E', 'P') THEN 'A' ELSE o.obs_status END AS status_class,
    CAST(o.value AS DOUBLE PRECISION) AS number, CAST(coalesce(u.factor_to_base, 1) AS DOUBLE PRECISION) AS factor,
    CASE
      WHEN o.comparator IN ('>', '>=') THEN CAST(coalesce(o.min_value, o.value) AS DOUBLE PRECISION)
      WHEN o.comparator IN ('<', '<=') THEN NULL
      WHEN o.min_value < o.max_value THEN CAST(o.min_value AS DOUBLE PRECISION)
      ELSE CAST(o.value AS DOUBLE PRECISION) - greatest(0.5 * power(CAST(10 AS DOUBLE PRECISION), o.unit_mult - o.decimals),
        CASE WHEN o.is_approximate THEN 0.1 * abs(CAST(o.value AS DOUBLE PRECISION)) ELSE 0 END) END AS lower_bound,
    CASE
      WHEN o.comparator IN ('<', '<=') THEN CAST(coalesce(o.max_value, o.value) AS DOUBLE PRECISION)
      WHEN o.comparator IN ('>', '>=') THEN NULL
      WHEN o.min_value < o.max_value THEN CAST(o.max_value AS DOUBLE PRECISION)
      ELSE CAST(o.value AS DOUBLE PRECISION) + greatest(0.5 * power(CAST(10 AS DOUBLE PRECISION), o.unit_mult - o.decimals),
        CASE WHEN o.is_approximate THEN 0.1 * abs(CAST(o.value AS DOUBLE PRECISION)) ELSE 0 END) END AS upper_bound
  FROM fact_observation AS o
  JOIN (
    SELECT indicator, obs_key FROM fact_observation GROUP BY indicator, obs_key HAVING count(*) > 1
  ) AS many ON many.indicator = o.indicator AND many.obs_key = o.obs_key
  JOIN dim_report AS r ON r.report_id = o.report_id
  LEFT JOIN dim_unit AS u ON u.unit_measure = o.unit_measure
  LEFT JOIN dim_period AS p ON p.time_period = o.time_period
  WHERE o.indicator <> '_U' AND o.ref_area <> '_U' AND o.time_period <> '_U'
    AND NOT (o.stat_type IN ('GROWTH_RATE', 'DIFFERENCE') AND o.base_per = '_Z' AND coalesce(p.freq, '') IN ('Q', 'M'))
), newest AS NOT MATERIALIZED (
  SELECT indicator, obs_key, source_name, max(vintage_date) AS vintage_date
  FROM claim GROUP BY indicator, obs_key, source_name HAVING count(*) > 1
), pair AS (
  SELECT a.indicator, a.observation_id, b.observation_id AS other_observation_id, a.source_name,
    b.source_name AS other_source_name, b.report_file AS other_report_file, b.vintage_date AS other_vintage_date,
    a.number, b.number * b.factor / a.factor AS other_number,
    a.report_id = b.report_id AS is_within_report,
    a.source_name = b.source_name AND a.vintage_date <> b.vintage_date AS is_revision,
    coalesce(a.vintage_date < n.vintage_date OR b.vintage_date < k.vintage_date, false) AS is_superseded,
    CASE WHEN a.number * b.number > 0
      THEN greatest(abs(a.number * a.factor), abs(b.number * b.factor))
        / least(abs(a.number * a.factor), abs(b.number * b.factor)) END AS ratio
  FROM claim AS a
  JOIN claim AS b ON b.indicator = a.indicator AND b.obs_key = a.obs_key AND b.status_class = a.status_class
    AND b.observation_id > a.observation_id
  JOIN dim_indicator AS d ON d.indicator = a.indicator
  LEFT JOIN newest AS n ON n.indicator = a.indicator AND n.obs_key = a.obs_key AND n.source_name = a.source_name
  LEFT JOIN newest AS k ON k.indicator = b.indicator AND k.obs_key = b.obs_key AND k.source_name = b.source_name
  WHERE (d.is_curated OR a.report_id = b.report_id) AND (
    a.upper_bound * a.factor < b.lower_bound * b.factor OR b.upper_bound * b.factor < a.lower_bound * a.factor)
), scaled AS (
  SELECT pair.*,
    coalesce(round(log10(ratio)) >= 1 AND abs(log10(ratio) - round(log10(ratio))) < 0.02, false) AS looks_like_scale_error
  FROM pair
)
SELECT
  o.obs_key, o.indicator, o.indicator_name, o.indicator_name_fr, o.ref_area, o.area_name,
  o.area_name_fr, o.time_period, o.period_label, o.period_label_fr, o.stat_type, o.measure, o.measure_fr,
  o.unit_measure, o.unit_name, o.unit_name_fr, o.breakdown, o.breakdown_name,
  pair.number AS value, pair.other_number AS other_value, o.value_as_written,
  m.value_as_written AS other_value_as_written, pair.source_name, pair.other_source_name, o.report_file,
  pair.other_report_file, o.vintage_date, pair.other_vintage_date, pair.ratio,
  pair.looks_like_scale_error,
  pair.is_within_report, coalesce(pair.is_revision, false) AS is_revision, pair.is_superseded, o.quote,
  m.quote AS other_quote, o.explorer_path, m.explorer_path AS other_explorer_path, pair.observation_id,
  pair.other_observation_id
FROM scaled AS pair
JOIN v_observation AS o ON o.observation_id = pair.observation_id AND o.indicator = pair.indicator
JOIN v_observation AS m ON m.observation_id = pair.other_observation_id AND m.indicator = pair.indicator
JOIN fact_mention AS x ON x.mention_id = o.first_mention_id
JOIN fact_mention AS y ON y.mention_id = m.first_mention_id
WHERE pair.looks_like_scale_error
  OR (NOT coalesce(pair.is_revision, false)
    AND (o.is_curated OR (o.stat_type <> 'SHARE' AND x.paragraph_id <> y.paragraph_id)))
