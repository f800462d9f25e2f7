"""EDTF intervals, overlap and wording (codebook 2)."""

from datetime import date

import edtf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.base import dates
from portal.base.dates import UNDATED_SORT_DATE, DateError, Interval, parse

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@st.composite
def single_dates(draw: st.DrawFn, approximate: bool = True) -> str:
    text = draw(DAYS).isoformat()[: draw(st.sampled_from([4, 7, 10]))]
    return text + (draw(st.sampled_from(["", "", "~"])) if approximate else "")


@st.composite
def ranges(draw: st.DrawFn, approximate: bool = True) -> str:
    ends = [draw(single_dates(approximate)) for _ in range(2)]
    start, end = sorted(ends, key=lambda text: text.rstrip("~"))
    text = f"{start}/{end}"
    try:
        parse(text)
    except DateError:
        assume(False)
    return text


def all_dates(approximate: bool = True) -> st.SearchStrategy[str]:
    one = single_dates(approximate)
    open_ended = st.one_of(one.map(lambda text: f"{text}/.."), one.map(lambda text: f"../{text}"))
    return st.one_of(one, ranges(approximate), open_ended)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "prec", "approximate"),
    [
        ("2022-09-14", "2022-09-14", "2022-09-14", 1, False),
        ("2022-09-14/2022-09-15", "2022-09-14", "2022-09-15", 2, False),
        ("2022-09-14/2022-09-19", "2022-09-14", "2022-09-19", 2, False),
        ("2022-09-14/2022-09-20", "2022-09-14", "2022-09-20", 3, False),
        ("2022-09-14/2022-09-21", "2022-09-14", "2022-09-21", 4, False),
        ("2022-09", "2022-09-01", "2022-09-30", 4, False),
        ("2024-02", "2024-02-01", "2024-02-29", 4, False),
        ("2024-04/2024-05", "2024-04-01", "2024-05-31", 5, False),
        ("2022", "2022-01-01", "2022-12-31", 5, False),
        ("2024", "2024-01-01", "2024-12-31", 5, False),
        ("2021-03-01/2022-02-28", "2021-03-01", "2022-02-28", 5, False),
        ("2021-03-01/2022-03-01", "2021-03-01", "2022-03-01", 6, False),
        ("2024-02-29/2025-02-28", "2024-02-29", "2025-02-28", 5, False),
        ("2024-02-29/2025-03-01", "2024-02-29", "2025-03-01", 6, False),
        ("2020/2023", "2020-01-01", "2023-12-31", 6, False),
        ("2020/2021-05", "2020-01-01", "2021-05-31", 6, False),
        ("2019/..", "2019-01-01", None, 6, False),
        ("../2019", None, "2019-12-31", 6, False),
        ("2020~", "2020-01-01", "2020-12-31", 5, True),
        ("2020-05~", "2020-05-01", "2020-05-31", 4, True),
        ("2020-05-06~", "2020-05-06", "2020-05-06", 2, True),
        ("2020~/2021", "2020-01-01", "2021-12-31", 6, True),
        ("2019-05~/..", "2019-05-01", None, 6, True),
        ("2022-09-30/2022-09", "2022-09-30", "2022-09-30", 2, False),
    ],
)
def test_a_date_becomes_the_days_it_may_mean(text, earliest, latest, prec, approximate):
    def day(value):
        return value and date.fromisoformat(value)

    assert parse(text) == Interval(text, day(earliest), day(latest), prec, approximate)


def test_a_blank_date_is_undated():
    assert parse("") == Interval("", None, None, None, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022-02-30", "no_such_day"),
        ("2022-13", "no_such_day"),
        ("2022-00", "no_such_day"),
        ("2022-01-00", "no_such_day"),
        ("2022-09-17/2022-09-14", "reversed"),
        ("2022/2021-05", "reversed"),
        ("2022/2022", "repeated"),
        ("2022~/2022", "repeated"),
        ("0999", "year"),
        ("3000-01-01", "year"),
        ("..", "invalid"),
        ("../..", "invalid"),
        ("2022-9-14", "invalid"),
        ("2022-09-14 ", "invalid"),
        ("2022-09-14\n", "invalid"),
        ("２０２２", "invalid"),
        ("2022?", "invalid"),
        ("202X", "invalid"),
        ("2022/", "invalid"),
        ("14.09.2022", "invalid"),
    ],
)
def test_what_is_not_canonical_is_refused_with_its_value_named(text, code):
    with pytest.raises(DateError) as refused:
        parse(text)
    assert refused.value.code == code
    assert text in str(refused.value)
    assert "Accepted:" in str(refused.value.message)


def holds(outer, inner):
    """Whether every day of `inner` is a day of `outer`."""
    starts_before = outer.earliest is None or (
        inner.earliest is not None and outer.earliest <= inner.earliest
    )
    ends_after = outer.latest is None or (inner.latest is not None and outer.latest >= inner.latest)
    return starts_before and ends_after


@settings(deadline=None, max_examples=500)
@given(all_dates(approximate=False), all_dates(approximate=False))
def test_an_interval_that_holds_another_is_never_more_precise(first, second):
    one, other = parse(first), parse(second)
    for outer, inner in ((one, other), (other, one)):
        if holds(outer, inner) and (outer.earliest, outer.latest) != (inner.earliest, inner.latest):
            assert outer.prec >= inner.prec


@settings(deadline=None)
@given(DAYS)
def test_a_date_cut_to_its_month_or_year_holds_the_day_and_is_no_more_precise(day):
    exact, month, year = (parse(day.isoformat()[:length]) for length in (10, 7, 4))
    for finer, coarser in ((exact, month), (month, year)):
        assert coarser.earliest <= finer.earliest <= finer.latest <= coarser.latest
        assert coarser.prec > finer.prec


@settings(deadline=None)
@given(ranges(approximate=False))
def test_a_range_holds_both_its_ends_and_is_no_more_precise_than_the_finer(text):
    start, end = (parse(end) for end in text.split("/"))
    whole = parse(text)
    assert (whole.earliest, whole.latest) == (start.earliest, end.latest)
    assert whole.prec >= min(start.prec, end.prec)


@settings(deadline=None)
@given(single_dates(approximate=False))
def test_an_approximate_date_keeps_the_bounds_and_gains_no_precision(text):
    exact, about = parse(text), parse(text + "~")
    assert (about.earliest, about.latest) == (exact.earliest, exact.latest)
    assert about.prec >= max(exact.prec, 2)


@settings(max_examples=15, deadline=None)
@given(all_dates())
def test_bounds_agree_with_the_edtf_package(text):
    def day(value, infinity):
        return None if value == infinity else date(*tuple(value)[:3])

    oracle = edtf.parse_edtf(text)
    interval = parse(text)
    assert day(oracle.lower_strict(), float("-inf")) == interval.earliest
    assert day(oracle.upper_strict(), float("inf")) == interval.latest


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-09-14", "2022-09-14", "2022-09-14"),
    ],
)
def test_a_filter_takes_a_day_a_month_or_a_year(text, first, last):
    assert dates.bounds(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "2022~", "2022/2023", "2022-13", "2022-02-30", "14.09.2022", "yesterday"]
)
def test_a_filter_refuses_all_else(text):
    with pytest.raises(DateError) as refused:
        dates.bounds(text)
    assert refused.value.code == "filter"
    assert "2022-09; 2022" in str(refused.value)


def test_a_filter_names_the_years_it_takes():
    with pytest.raises(DateError, match="1000–2999") as refused:
        dates.bounds("0022")
    assert refused.value.code == "year"


D = date.fromisoformat


@pytest.mark.parametrize(
    ("text", "start", "end", "possibly", "surely"),
    [
        ("2022-09-14", "2022-09-14", "2022-09-14", True, True),
        ("2022-09-14", "2022-09-15", None, False, False),
        ("2022-09-14", None, "2022-09-13", False, False),
        ("2022-09", "2022-09-14", "2022-09-17", True, False),
        ("2022-09", "2022-09-01", "2022-09-30", True, True),
        ("2022~", "2022-01-01", "2022-12-31", True, False),
        ("2019/..", "2030-01-01", None, True, False),
        ("2019/..", "2019-01-01", None, True, True),
        ("2019/..", None, "2018-12-31", False, False),
        ("2019/..", None, "2020-01-01", True, False),
        ("../2019", None, "2019-12-31", True, True),
        ("../2019", "2019-06-01", None, True, False),
        ("../2019", "2020-01-01", None, False, False),
        ("", "2022-01-01", None, False, False),
        ("", None, "2022-01-01", False, False),
        ("", None, None, True, False),
        ("2022", None, None, True, True),
    ],
)
def test_overlap_follows_the_codebook(text, start, end, possibly, surely):
    start, end = start and D(start), end and D(end)
    interval = parse(text)
    assert dates.possibly_within(interval, start, end) is possibly
    assert dates.surely_within(interval, "event", start, end) is surely


def test_the_day_of_an_announcement_is_never_surely_the_day_of_the_event():
    assert not dates.surely_within(parse("2022-09-14"), "announcement", D("2022-01-01"), D("2022-12-31"))


@settings(deadline=None)
@given(all_dates(), st.none() | DAYS, st.none() | DAYS)
def test_what_surely_happened_then_possibly_did(text, start, end):
    assume(start is None or end is None or start <= end)
    interval = parse(text)
    if dates.surely_within(interval, "event", start, end):
        assert dates.possibly_within(interval, start, end)


def test_undated_records_sort_before_all_others():
    assert dates.sort_date(parse("")) == UNDATED_SORT_DATE
    assert dates.sort_date(parse("1000")) > UNDATED_SORT_DATE


def test_a_date_sorts_by_its_earliest_day_and_by_its_latest_where_the_start_is_open():
    assert dates.sort_date(parse("2022-09/2022-10")) == D("2022-09-01")
    assert dates.sort_date(parse("../2019")) == D("2019-12-31")


@pytest.mark.parametrize(
    ("text", "english", "short", "chinese"),
    [
        ("2022-09-14", "14 September 2022", "14 Sep 2022", "2022年9月14日"),
        ("2022-09-14/2022-09-17", "14–17 September 2022", "14–17 Sep 2022", "2022年9月14—17日"),
        ("2021-04-28/2021-05-01", "28 April–1 May 2021", "28 Apr–1 May 2021", "2021年4月28日—5月1日"),
        (
            "2021-12-28/2022-01-03",
            "28 December 2021–3 January 2022",
            "28 Dec 2021–3 Jan 2022",
            "2021年12月28日—2022年1月3日",
        ),
        ("2024-04", "April 2024", "Apr 2024", "2024年4月"),
        ("2024-04/2024-05", "April–May 2024", "Apr–May 2024", "2024年4—5月"),
        ("2021-12/2022-01", "December 2021–January 2022", "Dec 2021–Jan 2022", "2021年12月—2022年1月"),
        ("2022", "2022", "2022", "2022年"),
        ("2020/2023", "2020–2023", "2020–2023", "2020—2023年"),
        ("2020/2021-05", "2020–May 2021", "2020–May 2021", "2020年—2021年5月"),
        ("2019/..", "2019 to date", "2019 to date", "2019年至今"),
        ("../2019-05", "until May 2019", "until May 2019", "截至2019年5月"),
        ("2020~", "about 2020", "about 2020", "约2020年"),
        ("2020-05~/2020-06~", "about May–about June 2020", "about May–about Jun 2020", "约2020年5—约6月"),
        ("", "Date not known", "Date not known", "日期不详"),
    ],
)
def test_a_date_is_worded_in_both_languages(text, english, short, chinese):
    assert dates.format_date(text, "en") == english
    assert dates.format_date(text, "en", short=True) == short
    assert dates.format_date(text, "zh-hans") == dates.format_date(text, "zh", short=True) == chinese


def test_the_day_of_an_announcement_is_called_so():
    assert dates.format_date("2022-09-14", "en", kind="announcement") == "announced 14 September 2022"
    assert dates.format_date("2022-09-14", "zh-hans", kind="announcement") == "2022年9月14日公布"
    assert dates.format_date("", "en", kind="announcement") == "Date not known"


@settings(deadline=None)
@given(all_dates())
def test_a_date_in_words_reads_back_as_the_same_date(text):
    for lang, short in (("en", False), ("en", True), ("zh-hans", False), ("zh", True)):
        assert dates.read(dates.format_date(text, lang, short=short)) == text


@settings(deadline=None)
@given(all_dates())
def test_a_canonical_date_reads_as_itself(text):
    assert dates.read(text) == text


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2022-09-14", "exact to the day", "精确到日"),
        ("2022-09", "exact to the month", "精确到月"),
        ("2022", "exact to the year", "精确到年"),
        ("2020~", "approximate, to the year", "约略到年"),
        ("2022-09-14/2022-09-17", "a range of 4 days", "4天的区间"),
        ("2024-04/2024-05", "a range of 2 months", "2个月的区间"),
        ("2020/2023", "a range of 4 years", "4年的区间"),
        ("2020~/2023", "approximate, a range of 4 years", "约略，4年的区间"),
        ("2020/2021-05", "a range of 517 days", "517天的区间"),
        ("2022-09-30/2022-09", "a range of 1 day", "1天的区间"),
        ("2019/..", "no end stated", "未载明终止"),
        ("../2019", "no start stated", "未载明起始"),
        ("", "Date not known", "日期不详"),
    ],
)
def test_precision_is_described_in_both_languages(text, english, chinese):
    assert dates.describe_precision(parse(text), "en") == english
    assert dates.describe_precision(parse(text), "zh-hans") == chinese
