-- Writes one view as a table of the file of views.
CREATE TABLE /* box */.main./* name */ AS /* view */;
