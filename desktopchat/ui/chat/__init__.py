"""The conversation's page: rooms at the left, words in the middle, people at the right.

Begin at `page`, which places the panels and begins the features. A feature (`navigation`,
`searching`, `sharing`, `profiles`, `doors`, …) is a file with a class that gets the page's
`Context` and says there what events it listens to and which keys are its own; its sheet listens
only while it is open. `events` says what each kind of event has drawn anew.
"""
