-- Figures that were really published, each with its source.
SELECT * FROM published WHERE true /* filters */
