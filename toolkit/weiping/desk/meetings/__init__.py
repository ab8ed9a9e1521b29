"""Meetings 微平台: bench, pavilion and council. A meeting is an activity; this is what it has besides.

- `calling`: notice ahead, agenda, quorum; `voting`: motions
- `minuting`: minutes that those who were there approve or want amended; `following`: actions that carry over until closed
"""
