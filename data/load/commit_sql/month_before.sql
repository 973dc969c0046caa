-- The city's months as they were before this load: what the report compares with.
CREATE OR REPLACE TEMP TABLE month_before AS
FROM rollup_satisfaction WHERE grain = 'month' AND factor_code = '*'
