"""The register as it changes: people move in and out, and what leaves the house is written down.

- `moving`: moves with their history; `exporting`: lists for use outside, with the fields that were asked for and why
"""
