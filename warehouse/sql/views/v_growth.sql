-- Growth rates, one claim per fact, each with the level that it led to where the report states it, and the level that it set out from where any report states that. growth_percent makes percentages and factors comparable ("doubled" is 100). Growth rates do not add up, and their plain average is no growth rate of anything.
-- column growth_percent: The growth in percent: of a factor, (factor - 1) × 100
-- column stated_value: The growth as stated, in unit_measure
-- column level_observation_id: The level at the end of the period that the growth led to, as the same report states it
-- column level_value: That level, in level_unit_measure
-- column level_unit_measure: Unit of that level
-- column level_time_period: Period of that level
-- column level_as_written: The words of that level
-- column base_observation_id: The level of base_per, where a report states it
-- column base_value: That level, in base_unit_measure
-- column base_unit_measure: Unit of that level
-- column base_as_written: The words of that level
-- column base_source_name: Who says so
-- column implied_base_value: The level before the growth that level and growth lead to, in level_unit_measure, where the base period is stated: level / (1 + growth)
-- column implied_growth_percent: The growth that the two stated levels lead to, in percent: far from growth_percent one of the three is wrong
SELECT
  g.observation_id, g.obs_key, g.indicator, g.indicator_name, g.indicator_name_fr, g.indicator_text, g.topic,
  g.is_curated, g.ref_area, g.area_name, g.area_name_fr, g.area_level, g.iso_alpha3, g.time_period, g.period_label,
  g.period_label_fr, g.freq, g.period_start, g.period_end, g.period_year, g.base_per, g.base_period_label,
  g.base_period_label_fr, g.breakdown, g.breakdown_name, g.breakdown_name_fr, g.growth_percent,
  g.value AS stated_value, g.unit_measure, g.unit_type, g.comparator, g.qualifier, g.qualifier_fr, g.is_approximate,
  g.value_as_written, g.quote,
  l.observation_id AS level_observation_id,
  CAST(l.value AS DOUBLE PRECISION) AS level_value,
  l.unit_measure AS level_unit_measure,
  l.time_period AS level_time_period,
  lm.exact AS level_as_written,
  b.observation_id AS base_observation_id,
  b.value AS base_value,
  b.unit_measure AS base_unit_measure,
  b.value_as_written AS base_as_written,
  b.source_name AS base_source_name,
  CASE WHEN left(g.base_per, 1) <> '_' AND g.growth_percent > -100 
    THEN CAST(l.value AS DOUBLE PRECISION) / (1 + g.growth_percent / 100) END
    AS implied_base_value,
  CASE WHEN b.base_unit = coalesce(lu.base_unit, l.unit_measure) AND b.base_value > 0
    THEN 100 * (CAST(l.value AS DOUBLE PRECISION) * CAST(coalesce(lu.factor_to_base, 1) AS DOUBLE PRECISION)
      / b.base_value - 1) END
    AS implied_growth_percent,
  g.obs_status, g.status_name, g.status_name_fr, g.is_forecast, g.source_name, g.data_source, g.source_tier,
  g.vintage_date, g.report_id, g.report_file, g.title, g.publisher, g.source_link, g.explorer_path, g.confidence,
  g.review_status, g.n_claims, g.n_sources
FROM (
  SELECT p.*,
    CASE
      WHEN p.unit_type = 'PERCENT' THEN p.value
      WHEN p.unit_type = 'FACTOR' AND m.is_increment THEN p.value * 100
      WHEN p.unit_type = 'FACTOR' THEN (p.value - 1) * 100 END AS growth_percent
  FROM v_preferred AS p
  LEFT JOIN fact_mention AS m ON m.mention_id = p.first_mention_id
  WHERE p.stat_type = 'GROWTH_RATE' AND p.is_main_unit
) AS g
LEFT JOIN (
  SELECT x.observation_id, min(x.related_observation_id) AS related_observation_id
  FROM fact_relation AS x
  JOIN fact_observation AS f ON f.observation_id = x.observation_id
  JOIN fact_observation AS o ON o.observation_id = x.related_observation_id AND o.stat_type = 'LEVEL'
  JOIN dim_period AS p ON p.time_period = f.time_period
  JOIN dim_period AS q ON q.time_period = o.time_period
  WHERE x.predicate = 'GROWTH_OF' AND (p.end_date = q.end_date OR p.end_date IS NULL OR q.end_date IS NULL)
  GROUP BY x.observation_id
) AS led ON led.observation_id = g.observation_id
LEFT JOIN fact_observation AS l ON l.observation_id = led.related_observation_id
LEFT JOIN fact_mention AS lm ON lm.mention_id = l.first_mention_id
LEFT JOIN dim_unit AS lu ON lu.unit_measure = l.unit_measure
LEFT JOIN v_level AS b ON b.indicator = g.indicator AND b.ref_area = g.ref_area AND b.time_period = g.base_per
  AND b.breakdown = g.breakdown AND b.measurement_denominator = g.measurement_denominator
  AND b.base_ref_area = g.base_ref_area AND b.time_period <> '_Z'
  AND coalesce(b.own_report, '') = coalesce(g.own_report, '')
