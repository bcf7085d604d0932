-- What a person should look at, most important first by weight: uncertain facts, ambiguous readings, conflicts, and indicators on no list by the number of their facts.
-- column kind: LOW_CONFIDENCE (below 0.35: likelier wrong in some part than right), AMBIGUOUS, CONFLICT or UNCURATED_INDICATOR
-- column detail: Why it is here, in words
-- column weight: The higher, the sooner: doubt between 0 and 1 for a fact, else the number of facts or the ratio's size
-- column n_facts: How many facts it concerns
-- column indicator_name: Name of the indicator
-- column value_as_written: The words in question
SELECT 'LOW_CONFIDENCE' AS kind, o.observation_id, o.indicator, o.indicator_name, o.report_file, o.value_as_written,
  o.quote, 'confidence ' || CAST(round(CAST(o.confidence AS DECIMAL(9, 4)), 2) AS VARCHAR) AS detail,
  1 - o.confidence AS weight, CAST(1 AS BIGINT) AS n_facts
FROM v_observation AS o
WHERE o.review_status = 'TO_REVIEW' OR (o.review_status = 'UNREVIEWED' AND o.confidence < 0.35)
UNION ALL
SELECT 'AMBIGUOUS', o.observation_id, o.indicator, o.indicator_name, o.report_file, m.exact, o.quote,
  CASE WHEN m.is_scale_ambiguous THEN 'scale word; ' ELSE '' END
    || CASE WHEN m.is_separator_ambiguous THEN 'digit separator; ' ELSE '' END
    || CASE WHEN m.is_currency_ambiguous THEN 'currency; ' ELSE '' END || 'nothing in the report settles it',
  1 - m.confidence, CAST(1 AS BIGINT)
FROM fact_mention AS m
JOIN v_observation AS o ON o.observation_id = m.observation_id
WHERE (m.is_scale_ambiguous OR m.is_separator_ambiguous OR m.is_currency_ambiguous)
  AND o.review_status IN ('UNREVIEWED', 'TO_REVIEW')
UNION ALL
SELECT 'CONFLICT', c.observation_id, c.indicator, c.indicator_name, c.report_file, c.value_as_written,
  c.value_as_written || ' / ' || c.other_value_as_written,
  'against ' || c.other_report_file || CASE WHEN c.looks_like_scale_error THEN '; looks like a scale error' ELSE '' END,
  coalesce(c.ratio, 1), CAST(2 AS BIGINT)
FROM v_conflict AS c
WHERE NOT c.is_revision AND NOT c.is_superseded
UNION ALL
SELECT 'UNCURATED_INDICATOR', CAST(NULL AS VARCHAR), o.indicator, min(o.indicator_name), min(o.report_file),
  min(o.value_as_written), min(o.quote), 'on no list: ' || min(o.indicator_name), CAST(count(*) AS DOUBLE PRECISION),
  count(*)
FROM v_observation AS o
WHERE NOT o.is_curated
GROUP BY o.indicator
