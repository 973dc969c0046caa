-- Slips by month and the dimensions that a result names: what two results leave between them is told from these.
SELECT month, /* columns */, sum(slips_n)::BIGINT AS slips_n
FROM cell
GROUP BY ALL
