-- Closes the data file.
USE /* box */;
DETACH source;
CHECKPOINT;
