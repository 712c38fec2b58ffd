"""The tests. Shared by them: `waiting` (poll for a condition), `guard` (nothing goes wrong unseen,
nothing is left behind) and `display` (a screen of their own). `conftest` turns these to fixtures.
"""
