"""Official outlines of units: read from a map file, checked, cleaned, simplified and put into the data file."""
