"""What a quantifier says of low, best and high (codebook 5)."""

from decimal import Decimal

import pytest

from portal.base import figures


@pytest.mark.parametrize(
    ("quantifier", "given_numbers", "filled"),
    [
        ("exact", (None, 62, None), (62, 62, 62)),
        ("exact", (62, None, 62), (62, 62, 62)),
        ("exact", (62, None, 63), (62, None, 63)),
        ("approximately", (470, None, None), (None, 470, None)),
        ("approximately", (450, 470, 500), (450, 470, 500)),
        ("more_than", (None, 136000, None), (136000, None, None)),
        ("nearly", (None, 500, None), (None, None, 500)),
        ("less_than", (500, None, None), (None, None, 500)),
        ("less_than", (None, None, 500), (None, None, 500)),
        ("range", (8, None, 21), (8, None, 21)),
        ("range", (8, None, None), (8, None, None)),
        ("unspecified", (None, None, None), (None, None, None)),
        ("unspecified", (None, 5, None), (None, 5, None)),
        ("exact", (None, 0, None), (0, 0, 0)),
    ],
)
def test_a_lone_number_goes_where_the_quantifier_puts_it(quantifier, given_numbers, filled):
    assert figures.apply_quantifier(quantifier, *given_numbers) == filled


@pytest.mark.parametrize(
    ("quantifier", "numbers"),
    [
        ("exact", (0, 0, 0)),
        ("approximately", (None, 470, None)),
        ("approximately", (450, 470, 500)),
        ("more_than", (100, None, None)),
        ("nearly", (None, None, 500)),
        ("less_than", (None, None, 500)),
        ("range", (8, None, 21)),
        ("range", (8, 8, 21)),
        ("unspecified", (None, None, None)),
    ],
)
def test_a_figure_in_its_quantifiers_form_stays_as_it_is_and_has_no_problems(quantifier, numbers):
    assert figures.apply_quantifier(quantifier, *numbers) == numbers
    assert figures.figure_problems(quantifier, *numbers) == []


@pytest.mark.parametrize(
    ("quantifier", "numbers", "fields", "words"),
    [
        ("exact", (None, None, None), ["low", "best", "high"], "is blank"),
        ("exact", (62, 62, 63), ["low", "best", "high"], "63"),
        ("exact", (-1, -1, -1), ["low", "best", "high"], "-1"),
        ("exact", (Decimal("NaN"), None, None), ["low"], "NaN"),
        ("exact", ("many", None, None), ["low"], "many"),
        ("approximately", (450, None, 500), ["best"], "is blank"),
        ("range", (21, None, 8), ["high"], "High is 8, below Low (21)"),
        ("range", (9, 8, 21), ["best"], "Best is 8, below Low (9)"),
        ("range", (8, 22, 21), ["high"], "High is 21, below Best (22)"),
        ("range", (8, None, None), ["high"], "High is blank"),
        ("range", (None, None, 8), ["low"], "Low is blank"),
        ("range", (8, None, 8), ["low", "high"], "use “exact”"),
        ("more_than", (100, None, 1200), ["high"], "High is 1,200"),
        ("more_than", (0, None, None), ["low"], "above 0"),
        ("more_than", (None, None, None), ["low"], "Low is blank"),
        ("less_than", (None, None, 0), ["high"], "above 0"),
        ("nearly", (450, None, 500), ["low", "high"], "Low is 450"),
        ("unspecified", (None, 5, None), ["best"], "Best is 5"),
        ("several", (None, 5, None), ["quantifier"], "several"),
    ],
)
def test_what_is_wrong_with_a_figure_is_said_by_field_value_and_what_is_accepted(
    quantifier, numbers, fields, words
):
    problems = figures.figure_problems(quantifier, *numbers)
    if quantifier == "nearly":
        assert "low" in [field for field, _ in problems]
    else:
        assert list(dict.fromkeys(field for field, _ in problems)) == fields
    assert any(words in str(message) for _, message in problems)
    assert all("Accepted:" in str(message) for _, message in problems)
