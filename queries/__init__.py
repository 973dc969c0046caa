"""What is asked of the data file: one .sql file a question, the module that runs them, and the statistics beside."""
