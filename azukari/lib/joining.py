"""What stands between two texts of a page or a letter: in Japanese no space, and a colon as wide as its characters."""


def gap(lang: str) -> str:
    """What stands between two sentences."""
    return "" if lang == "ja" else " "


def colon(lang: str) -> str:
    """What stands between a name and what is said of it."""
    return "：" if lang == "ja" else ": "


def comma(lang: str) -> str:
    """What stands between the names of a list."""
    return "、" if lang == "ja" else ", "


def before_hour(lang: str) -> str:
    """What stands between a day and an hour of it."""
    return " " if lang == "ja" else ", "


def through(lang: str) -> str:
    """What stands between the ends of a span of days, times or numbers."""
    return "〜" if lang == "ja" else "–"


def full_stop(lang: str) -> str:
    """What ends a sentence."""
    return "。" if lang == "ja" else "."
