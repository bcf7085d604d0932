-- Each fact once, with the claim that is preferred where several reports state it: a reviewed one before others, then the lower source tier, an actual figure before a forecast, the newest report. Columns as in v_observation, and what the other claims say.
-- column n_claims: How many claims there are for the fact, in all reports
-- column n_sources: How many sources make them
-- column lowest_claim: The lowest value that is claimed for the fact, in unit_measure: among forecasts and targets where the row is one, else among actual figures
-- column highest_claim: The highest value that is claimed for it, likewise
-- column is_main_unit: True in one row per fact: where a fact is given in several units (yuan and dollars), the unit that most facts of the indicator have
-- column own_report: The report, where the fact is of that report only: its indicator is on no list, its area or period is unknown, or it is some unnamed company's; empty where other reports may state the same fact
-- column additive_value: The value in base_unit where it may be summed over the areas of one indicator and period, and where can_sum_over_periods over periods too, without counting anything twice; empty for rates, forecasts, parts of a breakdown, groups of countries, and where a wider area or (of a flow) a longer period of the same year stands here already
-- column can_sum_over_areas: additive_value may be summed over areas
-- column can_sum_over_periods: additive_value may be summed over periods: false for stocks, of which a sum over time means nothing
SELECT o.*, c.n_claims, c.n_sources,
  CASE WHEN o.is_forecast THEN c.lowest_forecast ELSE c.lowest_actual END / c.factor AS lowest_claim,
  CASE WHEN o.is_forecast THEN c.highest_forecast ELSE c.highest_actual END / c.factor AS highest_claim,
  c.unit_rank = 1 AS is_main_unit,
  CASE WHEN c.is_summable AND c.sum_rank = 1 THEN o.base_value END AS additive_value,
  coalesce(c.is_summable AND c.sum_rank = 1, false) AS can_sum_over_areas,
  coalesce(c.is_summable AND c.sum_rank = 1 AND o.additivity = 'ADDITIVE', false) AS can_sum_over_periods,
  nullif(c.own_report, '') AS own_report
FROM v_observation AS o
JOIN (
  SELECT placed.*,
    rank() OVER (
      PARTITION BY indicator, base_unit, breakdown, country, is_summable, span
      ORDER BY area_depth, period_months DESC, freq, CASE WHEN freq = '_Z' THEN time_period ELSE '' END) AS sum_rank
  FROM (
    SELECT ranked.*,
      unit_rank = 1 AND is_additive AS is_summable,
      CASE WHEN additivity = 'ADDITIVE' THEN CAST(period_year AS VARCHAR) ELSE time_period END AS span
    FROM (
      SELECT counted.*,
        row_number() OVER (
          PARTITION BY indicator, ref_area, time_period, stat_type, base_per, base_ref_area, measurement_denominator,
            breakdown, own_report
          ORDER BY n_unit DESC, base_unit, observation_id) AS unit_rank
      FROM (
        SELECT claims.*, count(*) OVER (PARTITION BY indicator, stat_type, base_unit) AS n_unit
        FROM (
          SELECT f.observation_id, f.indicator, f.ref_area, f.time_period, f.stat_type, f.base_per, f.base_ref_area,
            f.measurement_denominator, f.breakdown, d.additivity, p.freq, p.year AS period_year,
            coalesce(u.base_unit, f.unit_measure) AS base_unit,
            CAST(coalesce(u.factor_to_base, 1) AS DOUBLE PRECISION) AS factor,
            round((p.end_date - p.start_date) / 30.44) AS period_months,
            CASE WHEN a.level = 'COUNTRY' THEN a.ref_area ELSE left(a.ref_area, 2) END AS country,
            CASE WHEN a.level = 'COUNTRY' THEN 0 WHEN a.parent = left(a.ref_area, 2) THEN 1 ELSE 2 END AS area_depth,
            f.stat_type = 'LEVEL' AND u.unit_type IN ('COUNT', 'CURRENCY', 'PHYSICAL')
              AND f.obs_status NOT IN ('F', 'T') AND f.measurement_denominator = '_Z'
              AND a.level IN ('COUNTRY', 'SUBDIVISION') AND p.year IS NOT NULL
              AND (d.additivity = 'SEMI_ADDITIVE'
                OR (d.additivity = 'ADDITIVE' AND extract(year FROM p.start_date) = p.year))
              AND CASE WHEN d.topic = 'COMPANY' THEN f.breakdown LIKE 'ORG:%' ELSE f.breakdown = '_T' END
              AS is_additive,
            CASE WHEN d.is_curated AND f.indicator <> '_U' AND f.ref_area <> '_U' AND f.time_period <> '_U'
                AND NOT (coalesce(d.topic, '') = 'COMPANY' AND f.breakdown = '_T')
              THEN '' ELSE f.report_id END AS own_report,
            g.n_claims, g.n_sources, g.lowest_actual, g.highest_actual, g.lowest_forecast, g.highest_forecast
          FROM (
            SELECT observation_id, indicator, obs_key,
              row_number() OVER (
                PARTITION BY indicator, obs_key
                ORDER BY CASE WHEN review_status IN ('CONFIRMED', 'CORRECTED') THEN 0 ELSE 1 END, source_tier,
                  CASE WHEN obs_status IN ('F', 'T') THEN 1 ELSE 0 END,
                  coalesce(vintage_date, DATE '0001-01-01') DESC, confidence DESC, observation_id) AS claim_rank
            FROM fact_observation
          ) AS best
          JOIN fact_observation AS f ON f.observation_id = best.observation_id AND f.indicator = best.indicator
          JOIN dim_indicator AS d ON d.indicator = f.indicator
          LEFT JOIN dim_geography AS a ON a.ref_area = f.ref_area
          LEFT JOIN dim_period AS p ON p.time_period = f.time_period
          LEFT JOIN dim_unit AS u ON u.unit_measure = f.unit_measure
          JOIN (
            SELECT indicator, obs_key, count(*) AS n_claims, count(DISTINCT source_name) AS n_sources,
              min(CASE WHEN NOT is_forecast THEN number END) AS lowest_actual,
              max(CASE WHEN NOT is_forecast THEN number END) AS highest_actual,
              min(CASE WHEN is_forecast THEN number END) AS lowest_forecast,
              max(CASE WHEN is_forecast THEN number END) AS highest_forecast
            FROM (
              SELECT e.indicator, e.obs_key, coalesce(e.data_source, r.publisher, r.report_file) AS source_name,
                e.obs_status IN ('F', 'T') AS is_forecast,
                CAST(e.value AS DOUBLE PRECISION) * CAST(coalesce(v.factor_to_base, 1) AS DOUBLE PRECISION) AS number
              FROM fact_observation AS e
              JOIN dim_report AS r ON r.report_id = e.report_id
              LEFT JOIN dim_unit AS v ON v.unit_measure = e.unit_measure
            ) AS said
            GROUP BY indicator, obs_key
          ) AS g ON g.indicator = f.indicator AND g.obs_key = f.obs_key
          WHERE best.claim_rank = 1
        ) AS claims
      ) AS counted
    ) AS ranked
  ) AS placed
) AS c ON c.observation_id = o.observation_id AND c.indicator = o.indicator
