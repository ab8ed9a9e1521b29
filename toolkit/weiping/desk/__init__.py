"""The verbs. Every write in the system is one function here: it checks the role, the phase and the invariants, writes, journals.

Each function takes the `Desk` (store, plugins, clock) first and, where it acts for somebody, the `Actor` second.
"""
