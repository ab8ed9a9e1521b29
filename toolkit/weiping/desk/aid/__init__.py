"""Help from door to door: what households need, what people and partners offer, and who goes to whom.

- `asking`: needs and offers; `matching`: which offers fit a need, and the visit that is made of a match
"""
