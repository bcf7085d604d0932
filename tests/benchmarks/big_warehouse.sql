-- What tests/benchmarks/big_warehouse.py runs: {n} is the number of observations, u(n, salt) a number in [0, 1).
-- Each `made_<table>` holds at least the columns of that table.
CREATE TEMP TABLE scaled AS
SELECT CAST(d.exponent AS INTEGER) AS exponent,
  CASE WHEN d.exponent >= 0 THEN CAST('1' || repeat('0', d.exponent) AS DECIMAL(22, 9))
    ELSE CAST('0.' || repeat('0', -d.exponent - 1) || '1' AS DECIMAL(22, 9)) END AS factor
FROM range(-3, 13) AS d(exponent);
-- Units that subjects have, by type: the first ones far more often.
CREATE TEMP TABLE unit AS
SELECT unit_measure, unit_type, CASE WHEN unit_type IN ('COUNT', 'INDEX', 'FACTOR') THEN '' ELSE symbol END AS symbol,
  row_number() OVER (PARTITION BY unit_type ORDER BY unit_measure NOT IN ('USD', 'EUR', 'CNY', 'GBP', 'JPY', 'TWh', 't',
    'GW', 'INDEX', 'PERCENTAGE_POINT', 'per_1000'), hash(unit_measure)) - 1 AS no
FROM dim_unit;
CREATE TEMP TABLE span AS
SELECT time_period, base_per, (sum(weight) OVER (ORDER BY time_period) - weight) / sum(weight) OVER () AS lower FROM pool;
CREATE TEMP TABLE span_at AS
SELECT spot.i, span.time_period, span.base_per
FROM (SELECT i, i / 20000.0 AS at_share FROM range(20000) AS r(i)) AS spot ASOF JOIN span ON spot.at_share >= span.lower;
CREATE TEMP TABLE part_of AS
SELECT breakdown, row_number() OVER (ORDER BY kind = 'ORG', breakdown) - 1 AS no
FROM dim_breakdown WHERE breakdown <> '_T';
CREATE TEMP TABLE report AS
SELECT r.i AS no, left(sha256('report ' || r.i), 32) AS report_id,
  CASE WHEN u(r.i, 1) < 0.35 THEN 'en' WHEN u(r.i, 1) < 0.65 THEN 'fr' WHEN u(r.i, 1) < 0.8 THEN 'zh'
    WHEN u(r.i, 1) < 0.9 THEN 'es' ELSE 'de' END AS language,
  DATE '2015-01-01' + CAST(floor(4300 * sqrt(u(r.i, 2))) AS INTEGER) AS date_issued,
  CAST(floor(60 * u(r.i, 3) * u(r.i, 4)) AS INTEGER) AS publisher_no,
  'run-' || lpad(CAST(1 + r.i * 20 // greatest({n} // 50, 1) AS VARCHAR), 3, '0') AS run_id,
  TIMESTAMP '2026-01-01 06:00:00' + INTERVAL 1 DAY * (r.i * 20 // greatest({n} // 50, 1)) AS loaded_at
FROM range(greatest({n} // 50, 1)) AS r(i);
-- The claims: which fact (a key, drawn with a skew) a report states, and with which number.
CREATE TEMP TABLE drawn AS
SELECT c.i AS c, CAST(floor((SELECT count(*) FROM report) * u(c.i, 10)) AS BIGINT) AS report_no,
  CAST(floor(0.8 * {n} * power(u(c.i, 11), 1.4)) AS BIGINT) AS f
FROM range(CAST({n} * 1.1 AS BIGINT) + 100) AS c(i);
CREATE TEMP TABLE placed AS
SELECT d.*, r.report_id, r.language, r.date_issued, u(d.f, 23) < 0.6 AS is_curated,
  CAST(floor(CASE WHEN u(d.f, 23) < 0.6 THEN 497 * power(u(d.f, 24), 2) ELSE 560 * power(u(d.c, 24), 1.5) END) AS BIGINT)
    AS subject_no,
  CAST(floor((SELECT count(*) FROM area) * power(u(d.f, 25), 4)) AS BIGINT) AS area_no,
  CAST(floor(20000 * u(d.f, 26)) AS BIGINT) AS span_no
FROM drawn AS d JOIN report AS r ON r.no = d.report_no;
CREATE TEMP TABLE keyed AS
SELECT d.*, s.label AS subject, CASE WHEN u(d.f, 20) < 0.01 THEN '_U' ELSE s.indicator END AS indicator,
  CASE WHEN u(d.f, 21) < 0.02 THEN '_U' ELSE a.ref_area END AS ref_area, p.time_period, s.unit_type,
  CASE s.unit_type
    WHEN 'PERCENT' THEN CASE WHEN u(d.f, 22) < 0.7 THEN 'RATE' ELSE 'DIFFERENCE' END
    WHEN 'RATIO' THEN 'RATE'
    ELSE CASE WHEN u(d.f, 22) < 0.5 THEN 'LEVEL' WHEN u(d.f, 22) < 0.8 THEN 'GROWTH_RATE'
      WHEN u(d.f, 22) < 0.92 THEN 'SHARE' ELSE 'DIFFERENCE' END END AS stat_type, p.base_per
FROM placed AS d
JOIN subject AS s ON s.is_curated = d.is_curated AND s.language = d.language AND s.no = d.subject_no
JOIN area AS a ON a.no = d.area_no
JOIN span_at AS p ON p.i = d.span_no;
CREATE TEMP TABLE typed AS
SELECT k.*, t.n AS n_units,
  CAST(floor((SELECT count(*) FROM part_of) * power(u(k.f, 36), 4)) AS BIGINT) AS part_no,
  CAST(floor(t.n * CASE t.unit_type WHEN 'CURRENCY' THEN power(u(k.f, 37), 9) WHEN 'PHYSICAL' THEN power(u(k.f, 37), 4)
    ELSE u(k.f, 37) END) AS BIGINT) AS unit_no, t.unit_type AS printed_type
FROM keyed AS k
JOIN (SELECT unit_type, count(*) AS n FROM unit GROUP BY unit_type) AS t ON t.unit_type = CASE
    WHEN k.stat_type = 'GROWTH_RATE' THEN CASE WHEN u(k.f, 35) < 0.93 THEN 'PERCENT' ELSE 'FACTOR' END
    WHEN k.stat_type = 'SHARE' THEN 'PERCENT'
    WHEN k.stat_type = 'DIFFERENCE' AND k.unit_type = 'PERCENT' THEN 'PERCENTAGE_POINT'
    ELSE k.unit_type END;
CREATE TEMP TABLE complete AS
SELECT k.* REPLACE (CASE WHEN k.stat_type IN ('GROWTH_RATE', 'DIFFERENCE') AND u(k.f, 30) < 0.7 THEN k.base_per
    ELSE '_Z' END AS base_per),
  CASE WHEN k.stat_type = 'SHARE' THEN coalesce(g.parent, 'WLD') ELSE '_Z' END AS base_ref_area,
  CASE WHEN k.stat_type = 'RATE' AND k.unit_type = 'RATIO' THEN 'PERSON' ELSE '_Z' END AS measurement_denominator,
  CASE WHEN u(k.f, 31) < 0.85 THEN '_T' ELSE b.breakdown END AS breakdown, unit.unit_measure, unit.symbol,
  CAST(floor(3 * u(k.f, 32)) AS INTEGER) AS decimals,
  CASE WHEN k.printed_type IN ('CURRENCY', 'COUNT', 'PHYSICAL') THEN CAST(floor(4 * u(k.f, 33)) AS INTEGER) ELSE 0 END
    AS scale_no,
  CAST(floor(10 + 9990 * power(u(k.f, 34), 3)) AS INTEGER) AS base_digits
FROM typed AS k
JOIN dim_geography AS g ON g.ref_area = k.ref_area
JOIN part_of AS b ON b.no = k.part_no
JOIN unit ON unit.unit_type = k.printed_type AND unit.no = k.unit_no;
CREATE TEMP TABLE stated AS
SELECT c.*, left(sha256(concat_ws('|', indicator, ref_area, time_period, coalesce(d.base_unit, c.unit_measure), stat_type,
    base_per, base_ref_area, measurement_denominator, breakdown,
    CASE WHEN NOT is_curated OR '_U' IN (indicator, ref_area, time_period) THEN report_id END)), 32) AS obs_key,
  CAST(base_digits * CASE WHEN u(c, 40) < 0.9 THEN 1 ELSE 0.97 + 0.06 * u(c, 41) END AS INTEGER) AS digits,
  CASE WHEN scale_no > 0 AND u(c, 42) < 0.002 THEN scale_no - 1 ELSE scale_no END AS printed_scale,
  CASE WHEN stat_type IN ('GROWTH_RATE', 'DIFFERENCE') AND printed_type <> 'FACTOR' AND u(f, 43) < 0.3 THEN -1 ELSE 1 END
    AS sign,
  CASE WHEN u(c, 44) < 0.8 THEN NULL WHEN u(c, 44) < 0.99 THEN CAST(floor(5 * u(c, 45)) AS INTEGER) ELSE 9 END AS bound_no
FROM complete AS c JOIN dim_unit AS d USING (unit_measure);
CREATE TEMP TABLE claim AS
SELECT *, row_number() OVER (ORDER BY c) AS no,
  1 + CAST(u(c, 50) < 0.1 AS INTEGER) + CAST(u(c, 50) < 0.005 AS INTEGER) AS n_mentions
FROM stated QUALIFY row_number() OVER (PARTITION BY report_id, obs_key ORDER BY c) = 1 ORDER BY c LIMIT {n};
CREATE TEMP TABLE valued AS
SELECT c.*, left(sha256(c.obs_key || c.report_id), 32) AS observation_id, r.run_id, r.loaded_at, t.tier, t.publisher,
  printed_scale * 3 AS unit_mult, sign * digits * e.factor AS obs_value,
  sign * (digits + CASE WHEN bound_no = 9 THEN 5 ELSE 0 END) * x.factor AS value,
  CASE WHEN bound_no = 9 THEN least(sign * digits * x.factor, sign * (digits + 10) * x.factor)
    WHEN bound_no IN (0, 1) THEN sign * digits * x.factor END AS min_value,
  CASE WHEN bound_no = 9 THEN greatest(sign * digits * x.factor, sign * (digits + 10) * x.factor)
    WHEN bound_no IN (2, 3) THEN sign * digits * x.factor END AS max_value,
  CASE bound_no WHEN 0 THEN '>' WHEN 1 THEN '>=' WHEN 2 THEN '<' WHEN 3 THEN '<=' END AS comparator,
  coalesce(bound_no = 4, false) AS is_approximate,
  CASE WHEN left(time_period, 4) > '2026' THEN CASE WHEN u(c, 51) < 0.7 THEN 'F' ELSE 'T' END
    WHEN u(c, 51) < 0.9 THEN 'A' WHEN u(c, 51) < 0.95 THEN 'E' ELSE 'P' END AS obs_status,
  CASE WHEN u(c, 52) < 0.1 THEN 'Institute ' || CAST(floor(30 * u(c, 53)) AS INTEGER) END AS data_source,
  round(0.05 + 0.94 * sqrt(u(c, 54)), 3) AS confidence,
  CASE WHEN u(c, 55) < 0.85 THEN 'UNREVIEWED' WHEN u(c, 55) < 0.95 THEN 'TO_REVIEW' WHEN u(c, 55) < 0.99 THEN 'CONFIRMED'
    ELSE 'CORRECTED' END AS review_status
FROM claim AS c JOIN report AS r ON r.no = c.report_no JOIN publisher AS t ON t.no = r.publisher_no
JOIN scaled AS e ON e.exponent = -decimals JOIN scaled AS x ON x.exponent = printed_scale * 3 - decimals;
-- The words: one sentence per mention.
CREATE TEMP TABLE worded AS
SELECT v.c, v.report_id, v.observation_id, v.language, v.subject, m.i AS again,
  CASE WHEN v.time_period = '_U' OR u(v.c, 60) < 0.15 THEN '' ELSE CASE v.language WHEN 'en' THEN p.label_en
    WHEN 'fr' THEN p.label_fr WHEN 'zh' THEN p.label_zh WHEN 'es' THEN p.label_es ELSE p.label_de END END AS period_words,
  CASE WHEN v.ref_area = '_U' OR u(v.c, 61) < 0.2 THEN '' ELSE CASE v.language WHEN 'en' THEN g.name_en
    WHEN 'fr' THEN g.name_fr WHEN 'zh' THEN g.name_zh WHEN 'es' THEN g.name_es ELSE g.name_de END END AS area_words,
  verb.text || coalesce(bound.text, '') AS verb_words,
  replace(rtrim(CAST(abs(v.obs_value) AS VARCHAR)[:-(10 - v.decimals)], '.')
      || CASE WHEN v.bound_no = 9 THEN '-' || rtrim(CAST((v.digits + 10) * e.factor AS VARCHAR)[:-(10 - v.decimals)], '.')
        ELSE '' END, '.', form.point) AS number_words,
  scale.text || CASE WHEN v.symbol = '' THEN '' ELSE ' ' || v.symbol END AS unit_words,
  form.s0, form.s1, form.s2, form.s3, tail.text || form.s4 AS tail_words
FROM valued AS v CROSS JOIN range(3) AS m(i)
JOIN dim_period AS p ON p.time_period = v.time_period JOIN dim_geography AS g ON g.ref_area = v.ref_area
JOIN form ON form.language = v.language
JOIN scaled AS e ON e.exponent = -v.decimals
JOIN verb ON verb.language = v.language AND verb.no = CASE WHEN v.sign < 0 THEN 3 ELSE (v.c + m.i) % 3 END
JOIN scale ON scale.language = v.language AND scale.no = v.printed_scale
JOIN tail ON tail.language = v.language AND tail.no = CAST(floor(4 * u(v.c + m.i, 62)) AS INTEGER)
LEFT JOIN bound ON bound.language = v.language AND bound.no = v.bound_no
WHERE m.i < v.n_mentions;
CREATE TEMP TABLE sentence AS
SELECT w.* EXCLUDE (s0, s1, s2, s3),
  CASE WHEN period_words = '' THEN '' ELSE s0 END AS s0, CASE WHEN period_words = '' THEN '' ELSE s1 END AS s1,
  CASE WHEN area_words = '' THEN '' ELSE s2 END AS s2, CASE WHEN area_words = '' THEN ' ' ELSE s3 END AS s3,
  row_number() OVER (PARTITION BY report_id ORDER BY again, c) - 1 AS place
FROM worded AS w;
CREATE TEMP TABLE laid AS
SELECT s.*, s.place // 5 AS text_no,
  length(s0) AS at_period, length(concat(s0, period_words, s1)) AS at_subject,
  length(concat(s0, period_words, s1, subject, s2)) AS at_area,
  length(concat(s0, period_words, s1, subject, s2, area_words, s3, verb_words)) AS at_value,
  concat(s0, period_words, s1, subject, s2, area_words, s3, verb_words, number_words, unit_words, tail_words) AS words
FROM sentence AS s;
CREATE TEMP TABLE shifted AS
SELECT *, CAST(coalesce(sum(length(words)) OVER (PARTITION BY report_id, text_no ORDER BY place
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS INTEGER) AS in_paragraph
FROM laid;
DROP TABLE laid;
DROP TABLE sentence;
DROP TABLE worded;
CREATE TEMP TABLE paragraph AS
SELECT *, left(sha256(report_id || paragraph_no), 32) AS paragraph_id,
  CAST(sum(length(text)) OVER (PARTITION BY report_id ORDER BY paragraph_no) AS INTEGER) AS end_char,
  CASE WHEN paragraph_no = 1 THEN NULL ELSE 'Report ' || report_no
    || CASE WHEN kind = 'text' THEN ' › Section ' || (text_no // 4 + 1) ELSE '' END END AS heading_path
FROM (
  SELECT report_id, no AS report_no, 1 AS paragraph_no, 'heading' AS kind, 'Report ' || no || chr(10) || chr(10) AS text,
    NULL AS text_no
  FROM report
  UNION ALL
  SELECT DISTINCT s.report_id, r.no, 2 + text_no // 4 + text_no, 'heading',
    'Section ' || (text_no // 4 + 1) || chr(10) || chr(10), NULL
  FROM shifted AS s JOIN report AS r USING (report_id) WHERE text_no % 4 = 0
  UNION ALL
  SELECT s.report_id, any_value(r.no), 3 + text_no // 4 + text_no, 'text',
    string_agg(words, '' ORDER BY place) || chr(10) || chr(10), text_no
  FROM shifted AS s JOIN report AS r USING (report_id) GROUP BY s.report_id, text_no
) AS pieces;
CREATE TEMP TABLE mention AS
SELECT s.*, left(sha256(concat_ws('|', s.report_id, s.place)), 32) AS mention_id, p.paragraph_id,
  p.end_char - length(p.text) + s.in_paragraph AS at_sentence, number_words || unit_words AS exact,
  right(left(p.text, s.in_paragraph + s.at_value), 32) AS prefix,
  substr(p.text, s.in_paragraph + s.at_value + length(number_words || unit_words) + 1, 32) AS suffix
FROM shifted AS s JOIN paragraph AS p ON p.report_id = s.report_id AND p.text_no = s.text_no;
DROP TABLE shifted;
CREATE TEMP TABLE made_dim_run AS
SELECT r.run_id, r.loaded_at AS started_at, r.loaded_at + INTERVAL 9 MINUTE AS ended_at, count(*) AS n_reports,
  sum(o.n_mentions) AS n_mentions, sum(o.n_observations) AS n_observations, 'engine' AS engine_fingerprint,
  'codes' AS codes_fingerprint
FROM report AS r
JOIN (SELECT report_id, count(*) AS n_observations, sum(n_mentions) AS n_mentions FROM valued GROUP BY ALL) AS o
  USING (report_id)
GROUP BY r.run_id, r.loaded_at;
CREATE TEMP TABLE made_dim_report AS
SELECT r.report_id, 'inbox' AS source, concat(r.language, '/', year(r.date_issued), '/report_', r.no, '.txt') AS report_file,
  CASE WHEN r.no % 3 = 0 THEN 'https://reports.example/' || r.no END AS source_uri, 'Report ' || r.no AS title,
  p.publisher, r.language, r.date_issued, 'METADATA' AS date_issued_basis, NULL AS data_source, p.tier AS source_tier,
  NULL AS ref_area, t.text, sha256(t.text) AS content_sha256, '' AS sidecar_sha256, 'reader' AS reader_fingerprint,
  'pack' AS pack_fingerprint, 'engine' AS engine_fingerprint, 'codes' AS codes_fingerprint, 'LOADED' AS status,
  CAST(NULL AS VARCHAR) AS status_reason, r.run_id, r.loaded_at
FROM report AS r JOIN publisher AS p ON p.no = r.publisher_no
JOIN (SELECT report_id, string_agg(text, '' ORDER BY paragraph_no) AS text FROM paragraph GROUP BY report_id) AS t
  ON t.report_id = r.report_id;
INSERT INTO made_dim_report BY NAME
SELECT * REPLACE (left(sha256('copy ' || report_id), 32) AS report_id, 'copies/' || report_file AS report_file,
  NULL AS text, CASE WHEN u(hash(report_id), 70) < 0.5 THEN 'COPY' ELSE 'RETIRED' END AS status,
  'The same as, or gone since, ' || report_file AS status_reason)
FROM made_dim_report WHERE u(hash(report_id), 71) < 0.01;
CREATE TEMP VIEW made_dim_paragraph AS
SELECT *, end_char - length(text) AS start_char, NULL AS page FROM paragraph;
CREATE TEMP VIEW made_fact_observation AS
SELECT v.* EXCLUDE (n_mentions), v.n_mentions, tier AS source_tier, date_issued AS vintage_date,
  v.subject AS indicator_text, m.mention_id AS first_mention_id,
  CASE WHEN period_words = '' THEN 'REPORT' ELSE 'SENTENCE' END AS time_period_basis,
  CASE WHEN area_words = '' THEN 'REPORT' ELSE 'CLAUSE' END AS ref_area_basis, 'CLAUSE' AS indicator_basis
FROM valued AS v JOIN mention AS m ON m.c = v.c AND m.again = 0;
CREATE TEMP VIEW made_fact_mention AS
SELECT v.* EXCLUDE (subject, language), m.* EXCLUDE (c, report_id, observation_id),
  at_sentence + at_value AS start_char, at_sentence + at_value + length(exact) AS end_char, m.subject AS indicator_text,
  m.language || ':' || replace(lower(m.subject), ' ', '|') AS subject_key, nullif(area_words, '') AS area_name,
  u(v.c, 82) < 0.01 AS is_scale_ambiguous, u(v.c, 83) < 0.005 AS is_separator_ambiguous,
  u(v.c, 84) < 0.01 AS is_currency_ambiguous, false AS is_increment
FROM mention AS m JOIN valued AS v ON v.c = m.c;
CREATE TEMP VIEW made_fact_mention_part AS
SELECT report_id, mention_id, role, CASE WHEN words <> '' THEN at_sentence + offset_in END AS start_char,
  CASE WHEN words <> '' THEN at_sentence + offset_in + length(words) END AS end_char, nullif(words, '') AS exact,
  CASE WHEN words = '' THEN fallback ELSE basis END AS basis, rule, CAST(score AS DOUBLE) AS score
FROM (
  SELECT report_id, mention_id, at_sentence, unnest([
    {'role': 'VALUE', 'offset_in': at_value, 'words': exact, 'basis': 'PHRASE', 'fallback': '', 'rule': 'number and unit', 'score': 1},
    {'role': 'SUBJECT', 'offset_in': at_subject, 'words': subject, 'basis': 'CLAUSE', 'fallback': '', 'rule': 'subject of verb', 'score': 0.8},
    {'role': 'PERIOD', 'offset_in': at_period, 'words': period_words, 'basis': 'SENTENCE', 'fallback': 'REPORT', 'rule': 'date in the sentence', 'score': 0.9},
    {'role': 'AREA', 'offset_in': at_area, 'words': area_words, 'basis': 'CLAUSE', 'fallback': 'REPORT', 'rule': 'place in the clause', 'score': 0.9},
    {'role': 'STATUS', 'offset_in': 0, 'words': '', 'basis': '', 'fallback': 'DEFAULT', 'rule': 'no cue', 'score': 0.5}
  ], recursive := true)
  FROM mention
) AS parts;
CREATE TEMP VIEW made_fact_relation AS
SELECT observation_id, 'GROWTH_OF' AS predicate, related AS related_observation_id
FROM (
  SELECT observation_id, stat_type, lag(observation_id) OVER (PARTITION BY report_id ORDER BY c) AS related,
    lag(stat_type) OVER (PARTITION BY report_id ORDER BY c) AS related_type
  FROM valued
) AS pairs WHERE stat_type = 'GROWTH_RATE' AND related_type = 'LEVEL';
CREATE TEMP VIEW made_observation_successor AS
SELECT left(sha256('old ' || observation_id), 32) AS old_id, observation_id AS new_id, run_id
FROM valued WHERE u(c, 90) < 0.001;
CREATE TEMP VIEW made_skipped_numeral AS
SELECT left(sha256(concat_ws('|', report_id, start_char)), 32) AS skipped_id, *, start_char + length(exact) AS end_char
FROM (
  SELECT report_id, paragraph_id, at_sentence + at_period AS start_char, period_words AS exact, 'date' AS reason,
    'period' AS rule
  FROM mention WHERE period_words <> '' AND u(c + again, 80) < 0.6
  UNION ALL
  SELECT report_id, paragraph_id, end_char - length(trim(split_part(text, ' ', 2), chr(10))) - 2,
    trim(split_part(text, ' ', 2), chr(10)), CASE WHEN paragraph_no = 1 THEN 'unassigned' ELSE 'list number' END,
    'number after a numbered noun'
  FROM paragraph WHERE kind = 'heading'
) AS numerals;
CREATE TEMP VIEW made_quarantine AS
SELECT left(sha256('quarantine ' || q.i), 32) AS quarantine_id, CASE WHEN q.i % 3 = 0 THEN 'READ' ELSE 'EXTRACT' END AS stage,
  'inbox/unreadable_' || q.i || '.txt' AS place, NULL AS report_id, NULL AS row_json, 'readable' AS check_name,
  'The file is no text in a known encoding: convert it to UTF-8.' AS reason, TIMESTAMP '2026-01-02 06:00:00' AS first_seen,
  TIMESTAMP '2026-01-09 06:00:00' AS last_seen, CASE WHEN q.i % 4 = 0 THEN 'RESOLVED' ELSE 'OPEN' END AS resolution
FROM range(3 + {n} // 5000) AS q(i)
