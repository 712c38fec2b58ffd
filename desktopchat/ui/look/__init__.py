"""How everything looks: colours, fonts, sizes, shapes, icons, emoji and avatars.

Begin at `theme`, which everything else asks; it is made of `palette`, `fonts`, `scale`, `shapes`
and `styles`. Knows no page, no client and no chat. One helper thread (`appearance`) answers a
question and touches no widget.
"""
