-- Levels only (amounts, counts, quantities), one claim and one unit per fact. Sum additive_value, never value: it is empty where a sum would count something twice or mean nothing. Stocks (can_sum_over_periods false) add up over areas within one period only; amounts in different currencies never add up: group by indicator and base_unit.
SELECT p.*
FROM v_preferred AS p
WHERE p.stat_type = 'LEVEL' AND p.is_main_unit
