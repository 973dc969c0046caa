"""From a file as an office sends it to a new version of the data file: staged, recognised, interpreted, committed."""
