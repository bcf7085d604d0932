-- Names in five languages of every code in the warehouse, one row per code and language. Join it to any table or view: ON l.kind = 'INDICATOR' AND l.code = o.indicator AND l.language = 'zh'; as a filter in a BI tool, language switches a dashboard.
-- column kind: What the code is of: INDICATOR, AREA (ref_area, base_ref_area), PERIOD (time_period, base_per), UNIT (unit_measure), BREAKDOWN; STAT_TYPE, OBS_STATUS, FREQ, COMPARATOR, SOURCE_TIER, BASIS (…_basis), DENOMINATOR (measurement_denominator), UNIT_TYPE, REVIEW_STATUS, ADDITIVITY, AREA_LEVEL, TOPIC, STOCK_FLOW, BREAKDOWN_KIND, REPORT_STATUS, RELATION (predicate), ROLE
-- column code: The code as it stands in tables and views
-- column language: Language of the name: fr, en, zh, es, de
-- column name: The name in that language; where there is none the English one, else one in another language, else the code
-- column is_translated: The name is in that language: false for indicators that are on no list and known in one report's words only
SELECT n.kind, n.code, l.language,
  coalesce(CASE l.language WHEN 'fr' THEN n.name_fr WHEN 'en' THEN n.name_en WHEN 'zh' THEN n.name_zh
    WHEN 'es' THEN n.name_es ELSE n.name_de END, n.name_en, n.name_fr, n.name_es, n.name_de, n.name_zh, n.code) AS name,
  CASE l.language WHEN 'fr' THEN n.name_fr WHEN 'en' THEN n.name_en WHEN 'zh' THEN n.name_zh
    WHEN 'es' THEN n.name_es ELSE n.name_de END IS NOT NULL AS is_translated
FROM (
  SELECT 'INDICATOR' AS kind, indicator AS code, name_fr, name_en, name_zh, name_es, name_de FROM dim_indicator
  UNION ALL
  SELECT 'AREA', ref_area, name_fr, name_en, name_zh, name_es, name_de FROM dim_geography
  UNION ALL
  SELECT 'PERIOD', time_period, label_fr, label_en, label_zh, label_es, label_de FROM dim_period
  UNION ALL
  SELECT 'UNIT', unit_measure, name_fr, name_en, name_zh, name_es, name_de FROM dim_unit
  UNION ALL
  SELECT 'BREAKDOWN', breakdown, name_fr, name_en, name_zh, name_es, name_de FROM dim_breakdown
  UNION ALL
  SELECT substr(codelist, 4), code, name_fr, name_en, name_zh, name_es, name_de FROM dim_code
) AS n
CROSS JOIN (VALUES ('fr'), ('en'), ('zh'), ('es'), ('de')) AS l (language)
