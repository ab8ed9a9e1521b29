"""Matters 事项: what is to be settled, step by step, on the way that its kind lays down.

- `reporting`: a matter begins; `stepping`: it goes on, ends, and may be opened again; `standing`: where it stands
- `photographed`: the photos that a step needs; they are put there by `album`
"""
