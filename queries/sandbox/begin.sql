-- Opens the data file beside the file of views, for reading.
ATTACH '/* data */' AS source (READ_ONLY);
USE source;
