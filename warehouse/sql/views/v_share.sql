-- Shares of a whole, one claim per fact, each with the part's own figure where the report states it. Only the shares of parts that make up one whole add up (to 100): of one indicator, period and whole (base_area_name, measurement_denominator); others do not.
-- column share_percent: The share in percent; NULL where it is stated in another unit
-- column part_observation_id: The part's own figure, as the same report states it
-- column part_value: That figure, in part_unit_measure
-- column part_unit_measure: Unit of that figure
-- column implied_whole_value: The whole that part and share lead to, in part_unit_measure: part / share
SELECT
  s.observation_id, s.obs_key, s.indicator, s.indicator_name, s.indicator_name_fr, s.indicator_text, s.topic,
  s.is_curated, s.ref_area, s.area_name, s.area_name_fr, s.area_level, s.iso_alpha3, s.time_period, s.period_label,
  s.period_label_fr, s.freq, s.period_start, s.period_end, s.period_year, s.base_ref_area, s.base_area_name,
  s.base_area_name_fr, s.measurement_denominator, s.breakdown, s.breakdown_name, s.breakdown_name_fr,
  s.share_percent, s.value_exact, s.unit_measure,
  s.unit_type, s.comparator, s.qualifier, s.qualifier_fr, s.is_approximate, s.value_as_written, s.quote,
  w.observation_id AS part_observation_id,
  CAST(w.value AS DOUBLE PRECISION) AS part_value,
  w.unit_measure AS part_unit_measure,
  CASE WHEN s.share_percent > 0 THEN CAST(w.value AS DOUBLE PRECISION) / (s.share_percent / 100) END AS implied_whole_value,
  s.obs_status, s.status_name, s.status_name_fr, s.is_forecast, s.source_name, s.data_source, s.source_tier,
  s.vintage_date, s.report_id, s.report_file, s.title, s.publisher, s.source_link, s.explorer_path, s.confidence,
  s.review_status, s.n_claims, s.n_sources
FROM (
  SELECT p.*,
    CASE WHEN p.unit_type = 'PERCENT' THEN p.value WHEN p.unit_type = 'FACTOR' THEN p.value * 100 END AS share_percent
  FROM v_preferred AS p
  WHERE p.stat_type = 'SHARE' AND p.is_main_unit
) AS s
LEFT JOIN (
  SELECT observation_id, min(related_observation_id) AS related_observation_id
  FROM fact_relation WHERE predicate = 'SHARE_OF' GROUP BY observation_id
) AS x ON x.observation_id = s.observation_id
LEFT JOIN fact_observation AS w ON w.observation_id = x.related_observation_id AND w.stat_type = 'LEVEL'
