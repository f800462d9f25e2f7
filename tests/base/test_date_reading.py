"""Dates as editors have them (codebook 2)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.base.dates import DateError, parse, read

DASHES = "-‐‑‒–—―−－﹣～〜ー~"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        # As the codebook lists them
        ("2022-09-14", "2022-09-14"),
        ("14.09.2022", "2022-09-14"),
        ("14–17.09.2022", "2022-09-14/2022-09-17"),
        ("14 September 2022", "2022-09-14"),
        ("May 2022", "2022-05"),
        ("2022年9月14日—17日", "2022-09-14/2022-09-17"),
        ("2024年4—5月", "2024-04/2024-05"),
        ("2022年", "2022"),
        # English
        ("14-17 September 2022", "2022-09-14/2022-09-17"),
        ("14 to 17 September 2022", "2022-09-14/2022-09-17"),
        ("from 14 to 17 September 2022", "2022-09-14/2022-09-17"),
        ("between 14 and 17 September 2022", "2022-09-14/2022-09-17"),
        ("28 April–1 May 2021", "2021-04-28/2021-05-01"),
        ("28 Dec. 2021 – 3 Jan. 2022", "2021-12-28/2022-01-03"),
        ("April–May 2024", "2024-04/2024-05"),
        ("14th Sept 2022", "2022-09-14"),
        ("September 14, 2022", "2022-09-14"),
        ("Sept. 14–17, 2022", "2022-09-14/2022-09-17"),
        ("April 28–May 1, 2021", "2021-04-28/2021-05-01"),
        ("14-Sep-2022", "2022-09-14"),
        ("  14   SEPTEMBER  2022 ", "2022-09-14"),
        ("2018-2021", "2018/2021"),
        ("2020–May 2021", "2020/2021-05"),
        # Chinese
        ("2022年9月14日", "2022-09-14"),
        ("2022 年 9 月 14 日", "2022-09-14"),
        ("2022年9月14号", "2022-09-14"),
        ("2022年09月", "2022-09"),
        ("2022年9月14—17日", "2022-09-14/2022-09-17"),
        ("2021年8月18日至19日", "2021-08-18/2021-08-19"),
        ("2021年4月28日—5月1日", "2021-04-28/2021-05-01"),
        ("2024年4月—5月", "2024-04/2024-05"),
        ("1991-2000年", "1991/2000"),
        ("2018年到2021年", "2018/2021"),
        # Open ends
        ("2019年至今", "2019/.."),
        ("自2019年9月以来", "2019-09/.."),
        ("2019年起", "2019/.."),
        ("从2019年", "2019/.."),
        ("2019 to date", "2019/.."),
        ("2019–present", "2019/.."),
        ("since May 2019", "2019-05/.."),
        ("from 2019", "2019/.."),
        ("2019 onwards", "2019/.."),
        ("until 2019", "../2019"),
        ("截至2019年5月", "../2019-05"),
        ("至2019年为止", "../2019"),
        # About
        ("about 2020", "2020~"),
        ("c. 2020", "2020~"),
        ("circa May 2020", "2020-05~"),
        ("~2020", "2020~"),
        ("约2020年", "2020~"),
        ("大约2020年5月", "2020-05~"),
        ("2020年左右", "2020~"),
        ("about 2019 to date", "2019~/.."),
        ("2019~–2020", "2019~/2020"),
        # Digits and marks
        ("２０２２－０９－１４", "2022-09-14"),
        ("２０２２年９月１４日", "2022-09-14"),
        ("\ufeff2022-09-14\u200b", "2022-09-14"),
        ("2022-9-14", "2022-09-14"),
        ("2022/9/14", "2022-09-14"),
        ("2022.9.14", "2022-09-14"),
        ("2022–09–14", "2022-09-14"),
        ("2022.9.14-17", "2022-09-14/2022-09-17"),
        ("2022.9.28-10.2", "2022-09-28/2022-10-02"),
        ("2022.4-5", "2022-04/2022-05"),
        ("2022-9-14 – 2022-9-17", "2022-09-14/2022-09-17"),
        ("2022-9-14/2022-9-17", "2022-09-14/2022-09-17"),
        ("28.04–01.05.2021", "2021-04-28/2021-05-01"),
        ("14.09.2022–17.09.2022", "2022-09-14/2022-09-17"),
        ("09.2022", "2022-09"),
        ("9/2022", "2022-09"),
        ("9-2022", "2022-09"),
        ("2022/09", "2022-09"),
        ("2021-22", "2021/2022"),
        ("2010-12", "2010-12"),
        # Only one order makes a day
        ("14/09/2022", "2022-09-14"),
        ("09/14/2022", "2022-09-14"),
        ("04/04/2022", "2022-04-04"),
        ("14/09/2022–17/09/2022", "2022-09-14/2022-09-17"),
        ("03.04.2022", "2022-04-03"),
        # A range of one is that one
        ("2022-09-14/2022-09-14", "2022-09-14"),
        ("14–14 September 2022", "2022-09-14"),
        # Exported cells, and the words for no date
        ("2022-09-14 00:00:00", "2022-09-14"),
        ("2022-09-14T00:00", "2022-09-14"),
        ("", ""),
        (" \t", ""),
        ("Date not known", ""),
        ("日期不详", ""),
    ],
)
def test_the_forms_editors_have_are_read(written, canonical):
    assert read(written) == canonical


@pytest.mark.parametrize("dash", list(DASHES) + ["--", "——", " – "])
def test_every_kind_of_dash_makes_a_range(dash):
    assert read(f"14{dash}17 September 2022") == "2022-09-14/2022-09-17"
    assert read(f"2022年9月14日{dash}17日") == "2022-09-14/2022-09-17"


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        (None, ""),
        (date(2022, 9, 14), "2022-09-14"),
        (datetime(2022, 9, 14), "2022-09-14"),  # noqa: DTZ001 - what a spreadsheet cell holds
        (datetime(2022, 9, 14, tzinfo=UTC), "2022-09-14"),
        (2022, "2022"),
        (2022.0, "2022"),
    ],
)
def test_cells_of_a_spreadsheet_are_read(value, canonical):
    assert read(value) == canonical


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("03/04/2022", ("2022-04-03", "2022-03-04")),
        ("03-04-2022", ("2022-04-03", "2022-03-04")),
        ("3.4.22", ("2022-04-03", "2022-03-04", "2003-04-22")),
        ("4.4.22", ("2022-04-04", "2004-04-22")),
        ("14.09.22", ("2022-09-14", "2014-09-22")),
        ("2010–12", ("2010-12", "2010/2012")),
        ("2010/12", ("2010-12", "2010/2012")),
        ("since 03/04/2022", ("2022-04-03/..", "2022-03-04/..")),
        ("03/04/2022–05/04/2022", ("2022-04-03/2022-04-05", "2022-03-04/2022-05-04")),
    ],
)
def test_an_ambiguous_date_is_refused_with_its_readings_named(written, readings):
    with pytest.raises(DateError) as refused:
        read(written)
    assert refused.value.code == "ambiguous"
    assert refused.value.readings == readings
    assert written in str(refused.value)
    for reading in readings:
        assert reading in str(refused.value)


def test_readings_are_named_in_the_language_of_whoever_reads_the_refusal():
    with pytest.raises(DateError) as refused:
        read("03/04/2022")
    with translation.override("en"):
        assert "3 April 2022" in str(refused.value)
    with translation.override("zh-hans"):
        assert "2022年4月3日" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31.02.2022", "no_such_day"),
        ("2022-02-30", "no_such_day"),
        ("2022年13月", "no_such_day"),
        ("31/31/2022", "no_such_day"),
        ("17–14 September 2022", "reversed"),
        ("2022-09-17/2022-09-14", "reversed"),
        ("2022/2022~", "repeated"),
        ("0999", "year"),
        ("3022年", "year"),
        ("99.99.99", "two_digit_year"),
        ("2022-09-14 12:30", "time"),
        ("spring 2020", "not_understood"),
        ("before 2019", "not_understood"),
        ("14 September", "not_understood"),
        ("9月14日", "not_understood"),
        ("14 Sep 22", "not_understood"),
        ("2020年—5月", "not_understood"),
        ("2022年—17日", "not_understood"),
        ("2022年14—17日", "not_understood"),
        ("2022年9月14日—2022年17日", "not_understood"),
        ("14 September–October 2022", "not_understood"),
        ("September 2022–17", "not_understood"),
        ("14–17", "not_understood"),
        ("2022-09-14-17", "not_understood"),
        ("13/04/2022–04/13/2022", "no_such_day"),
        ("September–17 September", "not_understood"),
        ("14/17 September 2022", "not_understood"),
        ("14.09–17 September 2022", "not_understood"),
        ("2019-", "not_understood"),
        ("20220914", "not_understood"),
        ("since", "not_understood"),
        ("-", "not_understood"),
        ("unknown", "not_understood"),
    ],
)
def test_what_is_no_date_is_refused_with_the_value_named(written, code):
    with pytest.raises(DateError) as refused:
        read(written)
    assert refused.value.code == code
    assert written in str(refused.value)
    assert "Accepted:" in str(refused.value)


@pytest.mark.parametrize("value", [44818, 2022.09, float("nan"), float("inf"), True, 999, [2022]])
def test_a_number_that_is_no_year_is_refused(value):
    with pytest.raises(DateError) as refused:
        read(value)
    assert refused.value.code == "number"
    assert str(value) in str(refused.value)


def test_a_cell_with_a_time_of_day_is_refused():
    with pytest.raises(DateError) as refused:
        read(datetime(2022, 9, 14, 12, 30))  # noqa: DTZ001 - what a spreadsheet cell holds
    assert refused.value.code == "time"
    assert "2022-09-14 12:30" in str(refused.value)


def test_a_cell_with_a_year_out_of_range_is_refused():
    with pytest.raises(DateError) as refused:
        read(date(999, 1, 1))
    assert refused.value.code == "year"


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_day_and_month_written_with_slashes_are_read_only_where_one_order_is_possible(day):
    written = f"{day:%d/%m/}{day.year}"
    if day.day > 12 or day.day == day.month:
        assert read(written) == day.isoformat()
    else:
        with pytest.raises(DateError) as refused:
            read(written)
        assert day.isoformat() in refused.value.readings


@settings(deadline=None)
@given(
    st.text(alphabet="0123456789-–—/.~年月日至今 约aboutsinceMayJune,", max_size=24) | st.text(max_size=12)
)
def test_any_text_is_read_as_a_date_or_refused_as_one(text):
    try:
        canonical = read(text)
    except DateError as refused:
        canonical, message = "", str(refused)
    else:
        message = "read"
    assert message
    assert parse(canonical).text == canonical
