"""The themes: colours that can be told apart by everybody who sees light and dark.

Every text has a contrast of at least 4.5 against what is behind it, in `high-contrast` of 7 (WCAG
2.2, 1.4.3 and 1.4.6); a test looks at what is drawn. No colour stands alone: beside it is a sign
or a word.
"""

from textual.theme import Theme


def _tints(asks: str, trouble: str, right: str, order: str, pull: str) -> dict[str, str]:
    """Return what lies behind words that should be seen from a step away."""
    return {
        "asks": asks,
        "trouble": trouble,
        "shelf-right": right,
        "shelf-order": order,
        "shelf-pull": pull,
    }


DARK = Theme(
    name="dark",
    primary="#5fafff",
    secondary="#87d7d7",
    accent="#ffb454",
    success="#5fd787",
    warning="#ffc66d",
    error="#ff8087",
    foreground="#e6e6e6",
    background="#121212",
    surface="#1c1c1c",
    panel="#26292e",
    variables={
        **_tints("#4a3c1e", "#5c1f25", "#143a22", "#4a3c1e", "#5c1f25"),
        "text-muted": "#a8a8a8",
        "text-disabled": "#8f8f8f",
        "block-cursor-background": "#2f5f8f",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#333940",
        "block-cursor-blurred-foreground": "#ffffff",
        "block-hover-background": "#2a2f36",
        "input-selection-background": "#2f5f8f",
        "scrollbar": "#5a6068",
    },
)

LIGHT = Theme(
    name="light",
    primary="#00508c",
    secondary="#005f5f",
    accent="#8a3b00",
    success="#0a5c28",
    warning="#6d4200",
    error="#a00018",
    foreground="#161616",
    background="#fbfbf8",
    surface="#f1f1ec",
    panel="#e2e4e8",
    dark=False,
    variables={
        **_tints("#ffe7ad", "#ffd3d3", "#d2f2da", "#ffe7ad", "#ffd3d3"),
        "text-muted": "#4c4c4c",
        "text-disabled": "#5c5c5c",
        "block-cursor-background": "#00508c",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#cdd6e0",
        "block-cursor-blurred-foreground": "#161616",
        "block-hover-background": "#dfe5ec",
        "input-cursor-background": "#161616",
        "input-cursor-foreground": "#ffffff",
        "input-selection-background": "#a9cdf0",
        "scrollbar": "#8a9099",
    },
)

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#00ffff",
    secondary="#00ffff",
    accent="#ffff00",
    success="#00ff00",
    warning="#ffff00",
    error="#ff9c9c",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    text_alpha=1.0,
    variables={
        **_tints("#000000", "#000000", "#000000", "#000000", "#000000"),
        "text-muted": "#ffffff",
        "text-disabled": "#d0d0d0",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#ffffff",
        "block-cursor-blurred-foreground": "#000000",
        "block-hover-background": "#333333",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#0000aa",
        "scrollbar": "#ffffff",
    },
)

NO_COLOUR = Theme(
    name="no-colour",
    **{
        name: getattr(HIGH_CONTRAST, name)
        for name in (
            "primary", "secondary", "accent", "success", "warning", "error", "foreground",
            "background", "surface", "panel", "boost", "text_alpha",
        )
    },
    variables={**HIGH_CONTRAST.variables, "block-cursor-text-style": "bold underline"},
)  # fmt: skip

THEMES = (DARK, LIGHT, HIGH_CONTRAST, NO_COLOUR)
