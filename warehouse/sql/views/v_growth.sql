-- Growth rates, one claim per fact, each with the level that it led to where the report states it. growth_percent makes percentages and factors comparable ("doubled" is 100).
-- column growth_percent: The growth in percent: of a factor, (factor - 1) × 100
-- column stated_value: The growth as stated, in unit_measure
-- column level_observation_id: The level that the growth led to, as the same report states it
-- column level_value: That level
-- column level_unit_measure: Unit of that level
-- column level_time_period: Period of that level
-- column level_as_written: The words of that level
-- column implied_base_value: The level before the growth, only where the base period is stated: level / (1 + growth)
SELECT
  g.observation_id, g.obs_key, g.indicator, g.indicator_name, g.indicator_name_fr, g.indicator_text, g.topic,
  g.is_curated, g.ref_area, g.area_name, g.area_name_fr, g.iso_alpha3, g.time_period, g.period_label,
  g.period_label_fr, g.freq, g.period_start, g.period_end, g.period_year, g.base_per, g.base_period_label,
  g.breakdown, g.breakdown_name, g.growth_percent, g.value AS stated_value, g.unit_measure, g.unit_type,
  g.comparator, g.qualifier, g.qualifier_fr, g.is_approximate, g.value_as_written, g.quote,
  l.observation_id AS level_observation_id,
  l.value AS level_value,
  l.unit_measure AS level_unit_measure,
  l.time_period AS level_time_period,
  l.value_as_written AS level_as_written,
  CASE WHEN left(g.base_per, 1) <> '_' AND g.growth_percent > -100 THEN l.value / (1 + g.growth_percent / 100) END
    AS implied_base_value,
  g.obs_status, g.status_name, g.data_source, g.source_tier, g.vintage_date, g.report_id, g.report_file, g.title,
  g.publisher, g.source_link, g.confidence, g.review_status, g.n_claims
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
  SELECT observation_id, min(related_observation_id) AS related_observation_id
  FROM fact_relation WHERE predicate = 'GROWTH_OF' GROUP BY observation_id
) AS x ON x.observation_id = g.observation_id
LEFT JOIN v_observation AS l ON l.observation_id = x.related_observation_id AND l.stat_type = 'LEVEL'
