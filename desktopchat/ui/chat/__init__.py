"""The conversation's page: rooms at the left, words in the middle, people at the right.

Begin at `page`, which places the panels; `events` says what a client's events touch, and
`actions` turns presses into the session's verbs.
"""
