-- One claim per fact (obs_key): a reviewed one before others, then the lower source tier, an actual figure before a forecast, the newest vintage. Columns as in v_observation, and n_claims and is_main_unit.
-- column n_claims: How many claims there are for the fact, in all reports
-- column is_main_unit: True in one row per fact: where a fact is given in several units (yuan and dollars), the unit that most facts of the indicator have
SELECT o.*, c.n_claims, c.unit_rank = 1 AS is_main_unit
FROM v_observation AS o
JOIN (
  SELECT observation_id, n_claims,
    row_number() OVER (
      PARTITION BY indicator, ref_area, time_period, stat_type, base_per, base_ref_area, measurement_denominator,
        breakdown, own_report
      ORDER BY n_unit DESC, unit_measure, observation_id) AS unit_rank
  FROM (
    SELECT ranked.*, count(*) OVER (PARTITION BY indicator, stat_type, unit_measure) AS n_unit
    FROM (
      SELECT f.*,
        CASE WHEN d.is_curated AND f.indicator <> '_U' AND f.ref_area <> '_U' AND f.time_period <> '_U'
            AND NOT (coalesce(d.topic, '') = 'COMPANY' AND f.breakdown = '_T')
          THEN '' ELSE f.report_id END AS own_report,
        count(*) OVER (PARTITION BY f.obs_key) AS n_claims,
        row_number() OVER (
          PARTITION BY f.obs_key
          ORDER BY CASE WHEN f.review_status IN ('CONFIRMED', 'CORRECTED') THEN 0 ELSE 1 END, f.source_tier,
            CASE WHEN f.obs_status IN ('A', 'P', 'E') THEN 0 ELSE 1 END,
            coalesce(f.vintage_date, DATE '0001-01-01') DESC, f.confidence DESC, f.observation_id) AS claim_rank
      FROM fact_observation AS f
      JOIN dim_indicator AS d ON d.indicator = f.indicator
    ) AS ranked
    WHERE ranked.claim_rank = 1
  ) AS counted
) AS c ON c.observation_id = o.observation_id
