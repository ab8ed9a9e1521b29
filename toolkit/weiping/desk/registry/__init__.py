"""The register as it changes: people move in and out, and what leaves the house is written down.

- `importing`: a list of households and residents, looked at first; `adding`: a grid or a compound that there was not
- `moving`: moves with their history; `people`: finding them
- `exporting`: lists for use outside, with the fields that were asked for and why
"""
