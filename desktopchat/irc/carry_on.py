"""What is said in `tags.CARRY_ON`: whether somebody's computer keeps a copy of a host.

The host passes on `OWNERS` from nobody but its own window. Whoever agrees answers with the key of
their copy in words (`fingerprint.words`).
"""

ABLE = "able"
"""Of the owner: could you? Asked of programs, which answer `CAN` or `NEVER` by themselves."""
CAN = "can"
"""Behind it stands the key in words of the copy that is kept already, if one is."""
ASK = "ask"
"""Of the owner: may your computer carry this chat on? Asked of the person."""
NO = "no"
"""Not this time: they may be asked again."""
NEVER = "never"
"""Their person does not want to be asked."""
STOP = "stop"
"""Of who keeps a copy: no longer."""
DISMISS = "dismiss"
"""Of the owner: no longer. It takes a question back, too, and answers who agrees after that."""

OWNERS = frozenset((ABLE, ASK, DISMISS))
