-- One row per observation (a figure that a report claims), flat, with names for people: start here to look figures up. A fact that several reports state stands here once for each, levels beside rates, forecasts beside actual figures: do not sum or average this view; v_preferred has each fact once, and v_level and v_timeseries have additive_value, which may be summed. Names are in English; those in French end in _fr; v_label has all five languages.
-- column observation_id: The observation: give it to the explorer (/observation/<id>), to `factline trace` or to v_lineage
-- column obs_key: The fact in the world: claims of several reports on the same fact have the same obs_key
-- column indicator: Code of what is measured; a code with a language and words ('fr:licorne|part') is on no curated list
-- column indicator_name: What is measured, in English; where there is no English name in another language, else the report's own words
-- column indicator_name_fr: What is measured, in French, else as indicator_name
-- column indicator_text: What is measured, in the words of this report
-- column topic: Field that the indicator belongs to; empty for those on no list
-- column is_curated: The indicator is on the curated list: one code in all languages and reports
-- column additivity: ADDITIVE (may be summed over areas and periods), SEMI_ADDITIVE (a stock: over areas, not over periods) or NON_ADDITIVE; empty where nobody has said so for the indicator
-- column ref_area: Code of the area: ISO 3166 (FR, CN-BJ), EU, EA, WLD or M49; _U unknown
-- column area_name: Name of the area in English
-- column area_name_fr: Name of the area in French
-- column area_level: WORLD, GROUP of countries, COUNTRY or SUBDIVISION: areas of one level do not contain one another, but for some subdivisions
-- column iso_alpha3: ISO 3166-1 alpha-3 code of a country, for maps
-- column time_period: SDMX code of the period that the figure is about (2024, 2024-Q3, 2024-01-01/P9M); _U unknown
-- column period_label: The period in words, in English
-- column period_label_fr: The period in words, in French
-- column freq: Length of the period: A year, S half-year, Q quarter, M month, D day, _Z another span or none
-- column period_start: First day of the period
-- column period_end: Last day of the period, included: the date for the axis of a chart
-- column period_year: Year of the period's last day
-- column stat_type: What the number says of its subject: LEVEL, GROWTH_RATE, DIFFERENCE (an absolute change), SHARE of a whole, RATE (a ratio that is itself the indicator)
-- column measure: stat_type in English: level, growth rate, difference, share, rate
-- column measure_fr: stat_type in French
-- column base_per: SDMX code of the period that a change compares with; _Z where not applicable
-- column base_period_label: The period that a change compares with, in words, in English
-- column base_period_label_fr: The period that a change compares with, in words, in French
-- column base_ref_area: Code of the area of the whole that a share is of; _Z where not applicable
-- column base_area_name: Area of the whole that a share is of, in English
-- column base_area_name_fr: Area of the whole that a share is of, in French
-- column measurement_denominator: Of what a share, ratio or amount per head is (PERSON, HOUSEHOLD, …); _Z where not applicable
-- column breakdown: Code of the part or group that the figure is about (SEX:F, ORG:SIEMENS); _T for the total
-- column breakdown_name: The part or group in English
-- column breakdown_name_fr: The part or group in French
-- column unit_measure: Code of the unit as printed: ISO 4217 for money (EUR), a symbol (GWh), COUNT, PERCENT, PERCENTAGE_POINT, FACTOR, …
-- column unit_type: CURRENCY, PERCENT, PERCENTAGE_POINT, COUNT, FACTOR, RATIO, INDEX or PHYSICAL
-- column unit_name: Name of the unit in English
-- column unit_name_fr: Name of the unit in French
-- column unit_symbol: Symbol of the unit
-- column value: The value in unit_measure, in full (2.4 million is 2400000; 12 % is 12), for charts: a floating-point number
-- column value_exact: The value in unit_measure, exact
-- column base_unit: The unit that figures of one kind can be compared in: GWh and MWh in MJ, tonnes in kg; money is never converted
-- column base_value: The value converted to base_unit
-- column min_value: Lower bound in unit_measure, where the words give one ("more than", "between")
-- column max_value: Upper bound in unit_measure, where the words give one ("at most", "between")
-- column comparator: How the value is bound: >, >=, <, <=; empty where it is equal, or a range from min_value to max_value
-- column is_approximate: The words call the value approximate
-- column qualifier: How the words bound the value: more than, at least, less than, at most, between, about; empty where it is said to be just that
-- column qualifier_fr: The same in French
-- column value_as_written: The words of number and unit in the report; where it says them twice, the weaker wording
-- column quote: These words with what stands around them
-- column obs_status: A actual, F forecast, T target, E estimate, P provisional
-- column status_name: obs_status in English
-- column status_name_fr: obs_status in French
-- column is_forecast: A forecast or a target: not yet a fact
-- column source_name: Who says so: whose figure it is as the report says, else the publisher, else the report
-- column data_source: Whose figure it is, as the words or the report's description say
-- column source_tier: How near the source is to the facts: 1 official statistics, 2 the company or institution itself, 3 press, 4 other
-- column vintage_date: Day on which the report was published
-- column report_id: The report: give it to the explorer (/report/<id>)
-- column report_file: The report's path in its source
-- column title: Title of the report
-- column publisher: Publisher of the report
-- column language: Language of the report (BCP 47)
-- column date_issued: Day on which the report was published
-- column source_link: Link to the words in the published report, where its address is known
-- column explorer_path: Where the explorer shows the words in the report's text: put its address before it
-- column n_mentions: How many times the report states the figure
-- column confidence: How likely the row is right in full, from 0 to 1
-- column review_status: What a person said of it: UNREVIEWED, TO_REVIEW, CONFIRMED, CORRECTED
-- column time_period_basis: From how far the period was taken: PHRASE, CLAUSE, SENTENCE (the figure's own), FOCUS (a sentence before), PARAGRAPH, HEADING, REPORT, DEFAULT
-- column ref_area_basis: From how far the area was taken, as time_period_basis
-- column indicator_basis: From how far the subject was taken, as time_period_basis
-- column first_mention_id: The mention whose words are quoted: key of v_lineage and fact_mention
-- column run_id: The run that loaded the row
-- column loaded_at: When the row was loaded (UTC)
SELECT
  o.observation_id,
  o.obs_key,
  o.indicator,
  coalesce(i.name_en, i.name_fr, i.name_es, i.name_de, i.name_zh, o.indicator_text, o.indicator) AS indicator_name,
  coalesce(i.name_fr, i.name_en, i.name_es, i.name_de, i.name_zh, o.indicator_text, o.indicator) AS indicator_name_fr,
  o.indicator_text,
  i.topic,
  i.is_curated,
  CASE WHEN o.stat_type = 'LEVEL' AND u.unit_type IN ('COUNT', 'CURRENCY', 'PHYSICAL') THEN i.additivity
    ELSE 'NON_ADDITIVE' END AS additivity,
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
  CASE WHEN b.start_date IS NOT NULL THEN b.label_fr END AS base_period_label_fr,
  o.base_ref_area,
  CASE WHEN left(o.base_ref_area, 1) <> '_' THEN w.name_en END AS base_area_name,
  CASE WHEN left(o.base_ref_area, 1) <> '_' THEN w.name_fr END AS base_area_name_fr,
  o.measurement_denominator,
  o.breakdown,
  k.name_en AS breakdown_name,
  k.name_fr AS breakdown_name_fr,
  o.unit_measure,
  u.unit_type,
  coalesce(u.name_en, o.unit_measure) AS unit_name,
  coalesce(u.name_fr, o.unit_measure) AS unit_name_fr,
  u.symbol AS unit_symbol,
  CAST(o.value AS DOUBLE PRECISION) AS value,
  o.value AS value_exact,
  coalesce(u.base_unit, o.unit_measure) AS base_unit,
  CAST(o.value AS DOUBLE PRECISION) * CAST(coalesce(u.factor_to_base, 1) AS DOUBLE PRECISION) AS base_value,
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
  CASE o.obs_status
    WHEN 'A' THEN 'réalisé' WHEN 'F' THEN 'prévision' WHEN 'T' THEN 'objectif' WHEN 'E' THEN 'estimation'
    ELSE 'provisoire' END AS status_name_fr,
  o.obs_status IN ('F', 'T') AS is_forecast,
  coalesce(o.data_source, r.publisher, r.report_file) AS source_name,
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
  '/report/' || o.report_id || '#char=' || m.start_char || ',' || m.end_char AS explorer_path,
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
