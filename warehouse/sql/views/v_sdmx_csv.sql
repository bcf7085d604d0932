-- The facts in the shape of SDMX-CSV 2.0: copy it to a CSV file as it is. One claim per fact; rows without a valid SDMX period are left out; OBS_VALUE is the full value (UNIT_MULT 0); a target leaves as a forecast.
-- column STRUCTURE: Kind of the structure
-- column STRUCTURE_ID: Agency, id and version of the structure
-- column ACTION: I: the rows are to be added or replaced
-- column FREQ: Frequency
-- column INDICATOR: Indicator
-- column REF_AREA: Area
-- column TIME_PERIOD: Period
-- column UNIT_MEASURE: Unit
-- column STAT_TYPE: What the number says of its subject
-- column BASE_PER: Period that a change compares with; _Z where not applicable
-- column BASE_REF_AREA: Area of the whole that a share is of; _Z where not applicable
-- column MEASUREMENT_DENOMINATOR: Of what a share, ratio or amount per head is; _Z where not applicable
-- column COMP_BREAKDOWN: Which part or who; _T for the total
-- column OBS_VALUE: The value in plain digits
-- column UNIT_MULT: Power of ten of OBS_VALUE: always 0
-- column DECIMALS: Decimals as printed
-- column OBS_STATUS: A actual, F forecast, E estimate, P provisional
-- column CONF_STATUS: F: free for publication
-- column COMPARATOR: Bound on the value; empty where it is equal
-- column IS_APPROXIMATE: The words call it approximate
-- column DATA_SOURCE: Whose figure it is
-- column COMMENT_OBS: The words as they stand in the report
SELECT
  'dataflow' AS "STRUCTURE",
  'FACTLINE:OBSERVATIONS(1.0)' AS "STRUCTURE_ID",
  'I' AS "ACTION",
  x.freq AS "FREQ",
  x.indicator AS "INDICATOR",
  x.ref_area AS "REF_AREA",
  x.time_period AS "TIME_PERIOD",
  x.unit_measure AS "UNIT_MEASURE",
  x.stat_type AS "STAT_TYPE",
  x.base_per AS "BASE_PER",
  x.base_ref_area AS "BASE_REF_AREA",
  x.measurement_denominator AS "MEASUREMENT_DENOMINATOR",
  x.breakdown AS "COMP_BREAKDOWN",
  rtrim(rtrim(CAST(x.value_exact AS VARCHAR), '0'), '.') AS "OBS_VALUE",
  0 AS "UNIT_MULT",
  x.decimals AS "DECIMALS",
  CASE WHEN x.obs_status = 'T' THEN 'F' ELSE x.obs_status END AS "OBS_STATUS",
  'F' AS "CONF_STATUS",
  x.comparator AS "COMPARATOR",
  x.is_approximate AS "IS_APPROXIMATE",
  coalesce(x.data_source, x.publisher) AS "DATA_SOURCE",
  x.quote AS "COMMENT_OBS"
FROM (
  SELECT p.*, f.decimals,
    row_number() OVER (
      PARTITION BY p.freq, p.indicator, p.ref_area, p.time_period, p.unit_measure, p.stat_type, p.base_per,
        p.base_ref_area, p.measurement_denominator, p.breakdown
      ORDER BY p.source_tier, p.confidence DESC, p.observation_id) AS key_rank
  FROM v_preferred AS p
  JOIN fact_observation AS f ON f.observation_id = p.observation_id
  WHERE p.period_start IS NOT NULL
) AS x
WHERE x.key_rank = 1
