"""How the data file comes to be: schema, reference tables, the demo, the store and its commands."""
