"""What may be made public, as one folder: tables of complete quarters, their description, definitions, a summary.

`python -m queries.publish --out DIR`, or `python -m data publish`. Written whole or not at all, and only where no
hidden cell can be worked out of the folder's own tables.
"""
