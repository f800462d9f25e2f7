"""What a quantifier says of low, best and high (codebook 5). Import from `figures`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Quantifier

Number = Decimal | int
# A record's document holds a broken number as a float; it is worded, never calculated with.
Worded = Decimal | float
AnyNumber = TypeVar("AnyNumber", bound=Decimal | float)
Span = tuple[Number | None, Number | None, Number | None]
Problem = tuple[str, str | Promise]


def format_number(number: Worded) -> str:
    """Arabic digits with thousands separators, in both languages; no trailing zeros after the point."""
    text = f"{Decimal(str(number)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def stated(low: AnyNumber | None, best: AnyNumber | None, high: AnyNumber | None) -> list[AnyNumber]:
    """The numbers that are not blank, in the order low, best, high."""
    return [number for number in (low, best, high) if number is not None]


def apply_quantifier(quantifier: str, low: Number | None, best: Number | None, high: Number | None) -> Span:
    """Put a lone number N where the quantifier's rule wants it; several stay as the source gives them.

    exact: low = best = high = N; approximately: best; more_than: low; nearly, less_than: high; range,
    unspecified and anything unknown: unchanged. What does not fit is left for `figure_problems` to name,
    never dropped.
    """
    numbers: list[Number] = stated(low, best, high)
    if not numbers or any(number != numbers[0] for number in numbers):
        return low, best, high
    number = numbers[0]
    match quantifier:
        case Quantifier.EXACT:
            return number, number, number
        case Quantifier.APPROXIMATELY if len(numbers) == 1:
            return None, number, None
        case Quantifier.MORE_THAN if len(numbers) == 1:
            return number, None, None
        case Quantifier.NEARLY | Quantifier.LESS_THAN if len(numbers) == 1:
            return None, None, number
    return low, best, high


def derived_quantifier(low: Worded | None, best: Worded | None, high: Worded | None) -> str:
    """The quantifier that low, best and high of a total (or of a figure without one) amount to."""
    if low is not None and low == best == high:
        return Quantifier.EXACT
    if low is not None and high is not None:
        return Quantifier.RANGE
    if best is not None:
        return Quantifier.APPROXIMATELY
    if low is not None:
        return Quantifier.MORE_THAN
    return Quantifier.UNSPECIFIED if high is None else Quantifier.LESS_THAN


def figure_problems(
    quantifier: str, low: Number | None, best: Number | None, high: Number | None
) -> list[tuple[str, str | Promise]]:
    """(field, message) of all that is wrong with a figure's numbers; empty when nothing is.

    Messages are translatable and name the field, the value and what is accepted. Expects what
    `apply_quantifier` gave.
    """
    problems = list(_not_numbers(low, best, high))
    if problems:
        return problems
    if quantifier not in Quantifier.values:
        message = _("Quantifier is “{value}”. Accepted: {accepted}.")
        return [("quantifier", format_lazy(message, value=quantifier, accepted=", ".join(Quantifier.values)))]
    return [*_out_of_order(low, best, high), *_unlike_the_quantifier(quantifier, low, best, high)]


def _not_numbers(low: Number | None, best: Number | None, high: Number | None) -> Iterator[Problem]:
    for field, number in (("low", low), ("best", best), ("high", high)):
        if number is None:
            continue
        try:
            good = Decimal(number).is_finite() and number >= 0
        except (InvalidOperation, TypeError, ValueError):
            good = False
        if not good:
            message = _("{field} is {value}. Accepted: a number of 0 or more, or blank for “not stated”.")
            yield field, format_lazy(message, field=LABELS[field], value=str(number))


def _out_of_order(low: Number | None, best: Number | None, high: Number | None) -> Iterator[Problem]:
    if low is not None and best is not None and low > best:
        yield "best", _order_message("best", best, "low", low)
    ceiling_for, ceiling = ("best", best) if best is not None else ("low", low)
    if high is not None and ceiling is not None and ceiling > high:
        yield "high", _order_message("high", high, ceiling_for, ceiling)


def _order_message(field: str, value: Number, floor: str, floor_value: Number) -> Promise:
    message = _("{field} is {value}, below {floor} ({floor_value}). Accepted: low ≤ best ≤ high.")
    return format_lazy(
        message,
        field=LABELS[field],
        value=format_number(value),
        floor=LABELS[floor],
        floor_value=format_number(floor_value),
    )


LABELS = {"low": _("Low"), "best": _("Best"), "high": _("High")}
# What each quantifier needs and allows, in the words of a message. The rest is blank.
_NEEDS = {
    Quantifier.EXACT: {"low", "best", "high"},
    Quantifier.APPROXIMATELY: {"best"},
    Quantifier.MORE_THAN: {"low"},
    Quantifier.NEARLY: {"high"},
    Quantifier.LESS_THAN: {"high"},
    Quantifier.RANGE: {"low", "high"},
    Quantifier.UNSPECIFIED: set(),
}
_ALLOWS = _NEEDS | {
    Quantifier.APPROXIMATELY: {"low", "best", "high"},
    Quantifier.RANGE: {"low", "best", "high"},
}
_RULES = {
    Quantifier.EXACT: _("“exact” has one number: low, best and high are the same"),
    Quantifier.APPROXIMATELY: _(
        "“approximately” has its number as best; low and high only where the source gives them"
    ),
    Quantifier.MORE_THAN: _(
        "“more_than” has its number, above 0, as low and nothing else; with two numbers use “range”"
    ),
    Quantifier.NEARLY: _(
        "“nearly” has its number, above 0, as high and nothing else; with two numbers use “range”"
    ),
    Quantifier.LESS_THAN: _(
        "“less_than” has its number, above 0, as high and nothing else; with two numbers use “range”"
    ),
    Quantifier.RANGE: _(
        "“range” has two different numbers, low and high, and may have best; with one use “exact”"
    ),
    Quantifier.UNSPECIFIED: _("“unspecified” has no number; its words go into the wording"),
}


def _unlike_the_quantifier(
    quantifier: str, low: Number | None, best: Number | None, high: Number | None
) -> Iterator[Problem]:
    chosen = Quantifier(quantifier)
    for field, number in (("low", low), ("best", best), ("high", high)):
        if number is None and field in _NEEDS[chosen]:
            message = _("{field} is blank. Accepted: {rule}.")
            yield field, format_lazy(message, field=LABELS[field], rule=_RULES[chosen])
        elif number is not None and (field not in _ALLOWS[chosen] or _pointless(chosen, low, best, high)):
            message = _("{field} is {value}. Accepted: {rule}.")
            yield (
                field,
                format_lazy(message, field=LABELS[field], value=format_number(number), rule=_RULES[chosen]),
            )


def _pointless(quantifier: Quantifier, low: Number | None, best: Number | None, high: Number | None) -> bool:
    """Exact with two numbers, a range of one, or a bound at 0 ("under 0", "more than 0")."""
    numbers = stated(low, best, high)
    if quantifier == Quantifier.EXACT:
        return any(number != numbers[0] for number in numbers)
    if quantifier == Quantifier.RANGE:
        return low is not None and low == high
    return quantifier in (Quantifier.MORE_THAN, Quantifier.NEARLY, Quantifier.LESS_THAN) and 0 in numbers
