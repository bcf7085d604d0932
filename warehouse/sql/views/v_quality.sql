-- How well each report was read: one row per report, with counts, what stayed unknown, and open quarantine rows.
-- column n_characters: Length of the stored text in code points
-- column n_paragraphs: Paragraphs
-- column n_mentions: Mentions
-- column n_observations: Observations
-- column n_skipped: Numerals that are no statement
-- column n_unassigned: Numerals that no rule explains: perhaps missed statements
-- column n_unknown_indicator: Observations without a known indicator
-- column n_uncurated: Observations whose indicator is on no list
-- column n_unknown_area: Observations without a known area
-- column n_unknown_period: Observations without a known period
-- column n_ambiguous: Mentions with a scale word, separator or currency that nothing settles
-- column mean_confidence: Mean confidence of the observations
-- column n_quarantined: Open quarantine rows
SELECT
  r.report_id, r.source, r.report_file, r.title, r.publisher, r.language, r.date_issued, r.date_issued_basis, r.status,
  r.status_reason, CAST(coalesce(length(r.text), 0) AS BIGINT) AS n_characters,
  coalesce(p.n_paragraphs, 0) AS n_paragraphs,
  coalesce(m.n_mentions, 0) AS n_mentions,
  coalesce(o.n_observations, 0) AS n_observations,
  coalesce(s.n_skipped, 0) AS n_skipped,
  coalesce(s.n_unassigned, 0) AS n_unassigned,
  coalesce(o.n_unknown_indicator, 0) AS n_unknown_indicator,
  coalesce(o.n_uncurated, 0) AS n_uncurated,
  coalesce(o.n_unknown_area, 0) AS n_unknown_area,
  coalesce(o.n_unknown_period, 0) AS n_unknown_period,
  coalesce(m.n_ambiguous, 0) AS n_ambiguous,
  o.mean_confidence,
  coalesce(q.n_quarantined, 0) AS n_quarantined,
  r.run_id, r.loaded_at
FROM dim_report AS r
LEFT JOIN (
  SELECT report_id, count(*) AS n_paragraphs FROM dim_paragraph GROUP BY report_id
) AS p ON p.report_id = r.report_id
LEFT JOIN (
  SELECT report_id, count(*) AS n_mentions,
    count(CASE WHEN is_scale_ambiguous OR is_separator_ambiguous OR is_currency_ambiguous THEN 1 END) AS n_ambiguous
  FROM fact_mention GROUP BY report_id
) AS m ON m.report_id = r.report_id
LEFT JOIN (
  SELECT f.report_id, count(*) AS n_observations, avg(f.confidence) AS mean_confidence,
    count(CASE WHEN f.indicator = '_U' THEN 1 END) AS n_unknown_indicator,
    count(CASE WHEN NOT d.is_curated THEN 1 END) AS n_uncurated,
    count(CASE WHEN f.ref_area = '_U' THEN 1 END) AS n_unknown_area,
    count(CASE WHEN f.time_period = '_U' THEN 1 END) AS n_unknown_period
  FROM fact_observation AS f
  JOIN dim_indicator AS d ON d.indicator = f.indicator
  GROUP BY f.report_id
) AS o ON o.report_id = r.report_id
LEFT JOIN (
  SELECT report_id, count(*) AS n_skipped, count(CASE WHEN reason = 'unassigned' THEN 1 END) AS n_unassigned
  FROM skipped_numeral GROUP BY report_id
) AS s ON s.report_id = r.report_id
LEFT JOIN (
  SELECT report_id, count(*) AS n_quarantined FROM quarantine WHERE resolution = 'OPEN' GROUP BY report_id
) AS q ON q.report_id = r.report_id
