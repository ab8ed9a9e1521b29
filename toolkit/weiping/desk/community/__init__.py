"""What the office's page on the community shows: activities with all that belongs to them, matters, micro-grids, help.

Reads only; the verbs are in `activities`, `meetings`, `matters`, `leaders` and `aid`.
"""
