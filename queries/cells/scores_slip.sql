-- Slips with how many of their answers have each score: k_1 … k_7 (scales of up to 7 points), n of them all.
SELECT
    month,
    w,
    bit_count(valid)::INTEGER AS n,
    bit_count(one & ~two & ~four)::INTEGER AS k_1,
    bit_count(two & ~one & ~four)::INTEGER AS k_2,
    bit_count(one & two & ~four)::INTEGER AS k_3,
    bit_count(four & ~one & ~two)::INTEGER AS k_4,
    bit_count(one & four & ~two)::INTEGER AS k_5,
    bit_count(two & four & ~one)::INTEGER AS k_6,
    bit_count(one & two & four)::INTEGER AS k_7
FROM (
    SELECT
        month,
        w,
        valid_mask & mask AS valid,
        score_1_mask & mask AS one,
        score_2_mask & mask AS two,
        score_4_mask & mask AS four
    FROM rollup_slip, rollup_factor_mask
    WHERE valid_mask & mask <> 0 /* filters */
)
