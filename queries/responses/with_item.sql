-- The slips of rollup_slip that answer one item ($rest_item).
valid_mask & (SELECT any_value(mask) FROM rollup_item_mask WHERE item_code = $rest_item) <> 0
