-- The first rows of a statement that is one SELECT by itself: nothing gets out of the brackets, and a remark at its end
-- stops at the line.
FROM (
/* statement */
)
LIMIT /* rows */
