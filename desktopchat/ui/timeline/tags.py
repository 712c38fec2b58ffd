"""How each kind of words in the timeline looks: the tags of its text."""

import tkinter as tk

from desktopchat.ui.look.theme import Theme

BLOCK_EDGE = 12  # pixels at 100 % left of the letters of code, and right of them
_CITE, _ITEM = 12, 22  # pixels at 100 % left of what goes on in another line


def configure_tags(text: tk.Text, theme: Theme) -> None:
    """Take the theme's colours and sizes. Of two tags the later one here wins."""
    px, font, palette, configure = theme.px, theme.font, theme.palette, text.tag_configure
    gap, air = px(14), px(2)
    configure(
        "day", font=font("small_bold"), foreground=palette.dim, spacing1=px(20), spacing3=px(2)
    )
    configure(
        "new", font=font("small_bold"), foreground=palette.danger, spacing1=gap, spacing3=px(2)
    )
    configure("head", font=font("body"), spacing1=gap, spacing3=air)
    configure("body", font=font("body"), spacing1=px(3), spacing2=px(3), spacing3=px(3))
    configure("action", font=font("italic"), spacing1=px(10), spacing3=px(2))
    configure("note", font=font("small"), foreground=palette.dim, spacing1=px(6), spacing3=px(3))
    configure("folded", elide=True)
    configure("unfold", foreground=palette.accent)
    configure("status", font=font("small"), foreground=palette.danger, spacing3=px(4))
    configure("ask", foreground=palette.text)
    configure(
        "quote",
        font=font("small"),
        foreground=palette.dim,
        wrap="none",
        spacing1=px(4),
        spacing3=px(1),
    )
    configure("quoted", font=font("small_bold"))
    configure(
        "reacts",
        font=font("small"),
        foreground=palette.dim,
        spacing1=px(5),
        spacing2=px(4),
        spacing3=px(5),
    )
    configure("sign", background=palette.hover)
    configure("picture", spacing1=px(4), spacing3=px(4))
    configure("tile", spacing1=air, spacing3=air)
    configure("voice", spacing1=air, spacing3=px(4))
    configure("transfer", spacing1=air, spacing3=air)
    configure("plate", background=palette.hover)
    configure("found", background=palette.mention)
    configure("name", font=font("bold"))
    for index, hue in enumerate(palette.hues):
        configure(f"hue{index}", foreground=hue)
    for tag in ("time", "mark", "late", "about"):
        configure(tag, font=font("small"), foreground=palette.dim)
    configure("warn", font=font("small_bold"), foreground=palette.danger)
    configure("gone", font=font("italic"), foreground=palette.dim)
    configure("dim", foreground=palette.dim)
    configure("failed", foreground=palette.danger)
    configure("who", foreground=palette.accent, font=font("bold"))
    configure("strong", font=font("bold"))
    configure("slanted", font=font("italic"))
    configure("under", underline=True)
    configure("struck", overstrike=True)
    configure("hidden", font=font("small"), foreground=palette.dim, background=palette.hover)
    configure("looked", background=palette.hover)
    configure("cite", foreground=palette.dim, lmargin2=px(_CITE))
    configure("item", lmargin1=px(8), lmargin2=px(_ITEM))
    configure("code", font=font("mono"), background=palette.code)
    configure(
        "block",
        font=font("mono"),
        background=palette.code,
        lmargin1=px(BLOCK_EDGE),
        lmargin2=px(BLOCK_EDGE),
        rmargin=px(BLOCK_EDGE),
        lmargincolor=palette.code,
        rmargincolor=palette.code,
        spacing1=px(1),
        spacing3=px(1),
    )
    configure("excerpt_top", spacing1=px(5))
    configure("excerpt_end", spacing3=px(5))
    configure("mention", font=font("bold"), foreground=palette.text, background=palette.mention)
    configure("jumbo", spacing1=px(4), spacing3=px(4))
    for tag in ("link", "retry", "discard"):
        configure(tag, foreground=palette.accent, underline=True)
    configure("discard", foreground=palette.danger)
    configure("goes_on", spacing3=0)
    configure("went_on", spacing1=air)
    configure("cite_went_on", lmargin1=px(_CITE))
    configure("item_went_on", lmargin1=px(_ITEM))
    configure("right", justify="right")
