-- Before the source of a level's outlines is entered: the one in whose place it stands goes.
DELETE FROM boundary_source WHERE form = 'official' AND level = $level AND valid_from = $valid_from
