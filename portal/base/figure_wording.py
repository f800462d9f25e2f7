"""Figures in words, for either language in one request: functions of `lang`, not the active translation."""

from __future__ import annotations

from portal.base.codes import Quantifier
from portal.base.figure_quantifiers import Worded, derived_quantifier, format_number, stated
from portal.base.figure_totals import Total
from portal.base.language import is_chinese

__all__ = ["format_number", "format_total", "format_value", "gloss"]

_GLOSSES = {
    Quantifier.APPROXIMATELY: ("approximate, as stated", "原文为约数"),
    Quantifier.MORE_THAN: ("a minimum, as stated", "原文给出下限"),
    Quantifier.NEARLY: ("nearly, as stated; recorded as a maximum", "原文为接近之数，按上限记"),
    Quantifier.LESS_THAN: ("a maximum, as stated", "原文给出上限"),
    Quantifier.RANGE: ("a range, as stated", "原文给出区间"),
    Quantifier.UNSPECIFIED: ("quoted; no number stated", "引文；原文未给数字"),
}
_QUOTED_GLOSSES = {
    Quantifier.MORE_THAN: "原文为‘{wording}’，按下限记",
    Quantifier.NEARLY: "原文为‘{wording}’，按上限记",
    Quantifier.LESS_THAN: "原文为‘{wording}’，按上限记",
}


def format_value(
    quantifier: str,
    low: Worded | None,
    best: Worded | None,
    high: Worded | None,
    lang: str,
    wording: str = "",
) -> str:
    """A figure as readers see it (136,000+; under 500; 8–21; “several”).

    `wording` is the source's words, quoted where it states no number. A blank quantifier, as for a record's
    derived deaths, is worked out from the numbers. Nothing stated is "No figure recorded", never 0.
    """
    chinese = is_chinese(lang)
    numbers = stated(low, best, high)
    if not numbers:
        if quantifier == Quantifier.UNSPECIFIED:
            if wording:
                return f"“{wording}”"
            return "未载明数字" if chinese else "number not stated"
        return "未见数字" if chinese else "No figure recorded"
    match quantifier or derived_quantifier(low, best, high):
        case Quantifier.MORE_THAN:
            return f"{format_number(numbers[0])}+"
        case Quantifier.LESS_THAN:
            return f"{'不足' if chinese else 'under'} {format_number(numbers[-1])}"
        case Quantifier.NEARLY:
            return f"{'近' if chinese else 'nearly'} {format_number(numbers[-1])}"
        case Quantifier.APPROXIMATELY:
            number = numbers[0] if best is None else best
            about = f"{'约' if chinese else 'about'} {format_number(number)}"
            return about + _bracketed(low, number, high, chinese)
        case Quantifier.RANGE:
            if best is None:
                return _span(numbers[0], numbers[-1], chinese)
            return format_number(best) + _bracketed(low, best, high, chinese)
    number = numbers[0] if best is None else best
    if number == 0:
        return "0（载明）" if chinese else "0, stated"
    return format_number(number)


def _span(low: Worded, high: Worded, chinese: bool) -> str:
    return f"{format_number(low)}{'—' if chinese else '–'}{format_number(high)}"


def _bracketed(low: Worded | None, best: Worded, high: Worded | None, chinese: bool) -> str:
    """The range behind a best number, where there is a whole one: " (8–21)"."""
    if low is None or high is None or low == best == high:
        return ""
    span = _span(low, high, chinese)
    return f"（{span}）" if chinese else f" ({span})"


def format_total(total: Total | None, lang: str) -> str:
    """A total as readers see it; where none is offered, what was surely counted: "at least 36"."""
    chinese = is_chinese(lang)
    if total is None:
        return format_value("", None, None, None, lang)
    if total.offered:
        # A low that leaves a part out says nothing beside a best that has them all.
        low = None if total.minimum and total.best is not None else total.low
        return format_value("", low, total.best, total.high, lang)
    if total.low is not None:
        return f"{'至少' if chinese else 'at least'} {format_number(total.low)}"
    return "不作合计" if chinese else "no total offered"


def gloss(quantifier: str, lang: str, wording: str = "") -> str:
    """The small line that says how the source put the number; blank where the number needs none.

    In Chinese the word itself is quoted where `wording` gives it (原文为‘逾’，按下限记), and never supposed.
    """
    if quantifier not in _GLOSSES:
        return ""
    english, chinese = _GLOSSES[Quantifier(quantifier)]
    if not is_chinese(lang):
        return english
    if wording and quantifier in _QUOTED_GLOSSES:
        return _QUOTED_GLOSSES[Quantifier(quantifier)].format(wording=wording)
    return chinese
