-- One row per mention: what its own words say, before mentions are unified, with the paragraph and the report that they stand in and the observation that they state. Offsets are code points from 0 in the stored text, the end excluded.
-- column paragraph_text: The paragraph
-- column indicator: Indicator of the observation that the mention states
-- column value: The value, exact, signed; the middle of a closed range
-- column min_value: Lower bound where the words give one
-- column max_value: Upper bound where the words give one
-- column area_name: The place as written
-- column rule: The rule that found the number
-- column offsets_ok: The words stand at these offsets
-- column paragraph_html: The paragraph as HTML, the words marked
-- column source_link: Link to the words in the published report, where its address is known
-- column confidence: How likely the mention is right in full
SELECT
  r.report_file,
  m.report_id,
  r.language,
  p.paragraph_no,
  p.text AS paragraph_text,
  m.start_char,
  m.end_char,
  m.exact,
  o.indicator,
  m.indicator_text,
  m.value,
  m.min_value,
  m.max_value,
  m.unit_measure,
  u.unit_type,
  m.stat_type,
  m.comparator,
  m.is_approximate,
  m.time_period,
  m.base_per,
  m.ref_area,
  m.obs_status,
  m.observation_id,
  o.obs_key,
  m.confidence,
  m.mention_id,
  p.heading_path,
  m.area_name,
  x.rule,
  coalesce(substr(p.text, m.start_char - p.start_char + 1, m.end_char - m.start_char) = m.exact, false) AS offsets_ok,
  '<p>' || replace(replace(replace(substr(p.text, 1, m.start_char - p.start_char), '&', '&amp;'), '<', '&lt;'), '>', '&gt;')
    || '<mark>' || replace(replace(replace(m.exact, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') || '</mark>'
    || replace(replace(replace(substr(p.text, m.end_char - p.start_char + 1), '&', '&amp;'), '<', '&lt;'), '>', '&gt;')
    || '</p>' AS paragraph_html,
  r.source_uri || CASE WHEN r.source_uri LIKE '%#%' THEN ':~:text=' ELSE '#:~:text=' END
    || replace(replace(replace(replace(replace(replace(replace(m.exact, '%', '%25'), ' ', '%20'), chr(10), '%20'),
       '-', '%2D'), ',', '%2C'), '&', '%26'), '"', '%22') AS source_link,
  r.publisher,
  r.title,
  r.date_issued
FROM fact_mention AS m
JOIN dim_report AS r ON r.report_id = m.report_id
LEFT JOIN dim_paragraph AS p ON p.paragraph_id = m.paragraph_id
LEFT JOIN fact_observation AS o ON o.observation_id = m.observation_id
LEFT JOIN dim_unit AS u ON u.unit_measure = m.unit_measure
LEFT JOIN fact_mention_part AS x ON x.mention_id = m.mention_id AND x.role = 'VALUE'
