-- Levels only (amounts, counts, quantities), one claim and one unit per fact, so that a sum by indicator is not nonsense. Mind additivity: areas may contain one another, and stocks do not add up over time.
SELECT p.*
FROM v_preferred AS p
WHERE p.stat_type = 'LEVEL' AND p.is_main_unit
