-- A slip's number seen before. In a book of one office numbers are its own; a file put together of many books, in which
-- numbers start again for every ward, shows itself by more than a tenth of the numbers coming back.
CREATE OR REPLACE TEMP TABLE good_slip AS
SELECT
    row_id, slip_number, place_code, received_on,
    (SELECT count(DISTINCT slip_number) >= 0.9 * count(slip_number) FROM typed_slip) AS is_one_book
FROM typed_slip
WHERE slip_number IS NOT NULL AND row_id NOT IN (SELECT row_id FROM bad_row WHERE role = 'slip');

INSERT INTO fault
SELECT 'slip', row_id, 'duplicate', 'slip_number', slip_number, NULL
FROM good_slip
QUALIFY row_number() OVER (PARTITION BY slip_number, CASE WHEN NOT is_one_book THEN place_code END ORDER BY row_id) > 1;

INSERT INTO fault
SELECT 'slip', row_id, 'duplicate', 'slip_number', slip_number, NULL
FROM good_slip
WHERE place_code || '/' || received_on::VARCHAR || '/' || slip_number IN (
    SELECT earlier.slip_id FROM slip AS earlier, run WHERE earlier.load_id IS DISTINCT FROM run.replaced
);
