-- One row per observation, flat, with names for people: start here. A fact that several reports state is in it several times; v_preferred has each once, and v_level, v_growth, v_share and v_timeseries may be summed or averaged by indicator. Names are English; those in French end in _fr, and the dimension tables hold Chinese, Spanish and German ones.
-- column indicator_name: Name of the indicator in English, else in another language, else the report's own words
-- column indicator_name_fr: Name of the indicator in French, else as indicator_name
-- column additivity: ADDITIVE, SEMI_ADDITIVE (not over time) or NON_ADDITIVE: whether values may be summed
-- column area_name: Name of the area in English
-- column area_name_fr: Name of the area in French
-- column area_level: WORLD, GROUP, COUNTRY or SUBDIVISION
-- column period_label: The period in words, in English
-- column period_label_fr: The period in words, in French
-- column period_start: First day of the period
-- column period_end: Last day of the period, included: the date for charts
-- column period_year: Year of the period's last day
-- column measure: What the number says of its subject, in words: level, growth rate, difference, share, rate
-- column measure_fr: The same in French
-- column base_period_label: The period that a change compares with, in words
-- column base_area_name: Area of the whole that a share is of, in English
-- column breakdown_name: Which part or who, in English
-- column unit_name: Name of the unit in English
-- column unit_name_fr: Name of the unit in French
-- column unit_symbol: Symbol of the unit
-- column value: The value for charts, as a floating-point number
-- column value_exact: The value, exact
-- column qualifier: How the words bound the value: more than, at least, less than, at most, between, about; empty where it is said to be just that
-- column qualifier_fr: The same in French
-- column value_as_written: The words of number and unit where the report makes the claim first: its weaker wording where it has two
-- column quote: These words with what stands around them
-- column status_name: actual, forecast, target, estimate or provisional
-- column is_curated: The indicator is on the curated list
-- column language: Language of the report (BCP 47)
-- column source_link: Link to the words in the published report, where its address is known
SELECT
  o.observation_id,
  o.obs_key,
  o.indicator,
  coalesce(i.name_en, i.name_fr, i.name_es, i.name_de, i.name_zh, o.indicator_text, o.indicator) AS indicator_name,
  coalesce(i.name_fr, i.name_en, i.name_es, i.name_de, i.name_zh, o.indicator_text, o.indicator) AS indicator_name_fr,
  o.indicator_text,
  i.topic,
  i.is_curated,
  CASE WHEN o.stat_type = 'LEVEL' THEN i.additivity ELSE 'NON_ADDITIVE' END AS additivity,
  o.ref_area,
  coalesce(a.name_en, o.ref_area) AS area_name,
  coalesce(a.name_fr, o.ref_area) AS area_name_fr,
  a.level AS area_level,
  a.iso_alpha3,
  o.time_period,
  coalesce(p.label_en, o.time_period) AS period_label,
  coalesce(p.label_fr, o.time_period) AS period_label_fr,
  p.freq,
  p.start_date AS period_start,
  p.end_date AS period_end,
  p.year AS period_year,
  o.stat_type,
  CASE o.stat_type
    WHEN 'LEVEL' THEN 'level' WHEN 'GROWTH_RATE' THEN 'growth rate' WHEN 'DIFFERENCE' THEN 'difference'
    WHEN 'SHARE' THEN 'share' ELSE 'rate' END AS measure,
  CASE o.stat_type
    WHEN 'LEVEL' THEN 'niveau' WHEN 'GROWTH_RATE' THEN 'taux de croissance' WHEN 'DIFFERENCE' THEN 'variation'
    WHEN 'SHARE' THEN 'part' ELSE 'taux' END AS measure_fr,
  o.base_per,
  CASE WHEN b.start_date IS NOT NULL THEN b.label_en END AS base_period_label,
  o.base_ref_area,
  CASE WHEN left(o.base_ref_area, 1) <> '_' THEN w.name_en END AS base_area_name,
  o.measurement_denominator,
  o.breakdown,
  k.name_en AS breakdown_name,
  o.unit_measure,
  u.unit_type,
  coalesce(u.name_en, o.unit_measure) AS unit_name,
  coalesce(u.name_fr, o.unit_measure) AS unit_name_fr,
  u.symbol AS unit_symbol,
  CAST(o.value AS DOUBLE PRECISION) AS value,
  o.value AS value_exact,
  CAST(o.min_value AS DOUBLE PRECISION) AS min_value,
  CAST(o.max_value AS DOUBLE PRECISION) AS max_value,
  o.comparator,
  o.is_approximate,
  CASE
    WHEN o.comparator = '>' THEN 'more than' WHEN o.comparator = '>=' THEN 'at least'
    WHEN o.comparator = '<' THEN 'less than' WHEN o.comparator = '<=' THEN 'at most'
    WHEN o.min_value < o.max_value THEN 'between' WHEN o.is_approximate THEN 'about' END AS qualifier,
  CASE
    WHEN o.comparator = '>' THEN 'plus de' WHEN o.comparator = '>=' THEN 'au moins'
    WHEN o.comparator = '<' THEN 'moins de' WHEN o.comparator = '<=' THEN 'au plus'
    WHEN o.min_value < o.max_value THEN 'entre' WHEN o.is_approximate THEN 'environ' END AS qualifier_fr,
  m.exact AS value_as_written,
  replace('…' || coalesce(m.prefix, '') || m.exact || coalesce(m.suffix, '') || '…', chr(10), ' ') AS quote,
  o.obs_status,
  CASE o.obs_status
    WHEN 'A' THEN 'actual' WHEN 'F' THEN 'forecast' WHEN 'T' THEN 'target' WHEN 'E' THEN 'estimate'
    ELSE 'provisional' END AS status_name,
  o.data_source,
  o.source_tier,
  o.vintage_date,
  o.report_id,
  r.report_file,
  r.title,
  r.publisher,
  r.language,
  r.date_issued,
  r.source_uri || CASE WHEN r.source_uri LIKE '%#%' THEN ':~:text=' ELSE '#:~:text=' END
    || replace(replace(replace(replace(replace(replace(replace(m.exact, '%', '%25'), ' ', '%20'), chr(10), '%20'),
       '-', '%2D'), ',', '%2C'), '&', '%26'), '"', '%22') AS source_link,
  o.n_mentions,
  o.confidence,
  o.review_status,
  o.time_period_basis,
  o.ref_area_basis,
  o.indicator_basis,
  o.first_mention_id,
  o.run_id,
  o.loaded_at
FROM fact_observation AS o
JOIN dim_report AS r ON r.report_id = o.report_id
LEFT JOIN fact_mention AS m ON m.mention_id = o.first_mention_id
LEFT JOIN dim_indicator AS i ON i.indicator = o.indicator
LEFT JOIN dim_geography AS a ON a.ref_area = o.ref_area
LEFT JOIN dim_geography AS w ON w.ref_area = o.base_ref_area
LEFT JOIN dim_period AS p ON p.time_period = o.time_period
LEFT JOIN dim_period AS b ON b.time_period = o.base_per
LEFT JOIN dim_unit AS u ON u.unit_measure = o.unit_measure
LEFT JOIN dim_breakdown AS k ON k.breakdown = o.breakdown
