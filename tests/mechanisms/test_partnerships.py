"""What a partnership refuses, in words, before the database has to."""

from __future__ import annotations

import pytest

from mechanisms.models import Partnership
from portal.base.models import Place
from portal.base.publishing import Why, save_documents
from portal.base.saving import RecordErrors
from portal.base.shared_nouns import save_nouns
from tests.factories import CountryFactory

pytestmark = pytest.mark.django_db


def partnership(number, partner):
    return {"record_id": f"PAR-{number}", "title_en": "China and a state", "date": "2013", "partner": partner}


@pytest.fixture(autouse=True)
def countries():
    for code in ("CHN", "KAZ", "UZB"):
        CountryFactory(code=code)


def test_china_is_no_partner_of_itself():
    with pytest.raises(RecordErrors) as refused:
        save_documents(Partnership, [partnership("AAA", "CHN")], why=Why())
    assert "CHN" in refused.value.by_index[0]["partner"][0]


def test_a_state_has_one_partnership():
    save_documents(Partnership, [partnership("AAA", "KAZ")], why=Why())
    with pytest.raises(RecordErrors) as refused:
        save_documents(Partnership, [partnership("BBB", "KAZ")], why=Why())
    assert refused.value.by_index[0]["partner"] == [
        "KAZ belongs to PAR-AAA already; only one record may have it."
    ]


def test_one_list_cannot_name_a_state_twice():
    with pytest.raises(RecordErrors) as refused:
        save_documents(Partnership, [partnership("AAA", "KAZ"), partnership("BBB", "KAZ")], why=Why())
    assert set(refused.value.by_index) == {1}
    assert set(refused.value.by_index[1]) == {"partner"}


def test_one_list_cannot_hold_a_record_twice():
    with pytest.raises(RecordErrors) as refused:
        save_documents(Partnership, [partnership("AAA", "KAZ"), partnership("AAA", "UZB")], why=Why())
    assert "record_id" in refused.value.by_index[1]


@pytest.mark.parametrize(("column", "value"), [("latitude", 95), ("longitude", -181)])
def test_coordinates_off_the_globe_are_refused(column, value):
    row = {"id": "PLC-0001", "name_en": "Nowhere", "latitude": 1, "longitude": 1} | {column: value}
    with pytest.raises(RecordErrors) as refused:
        save_nouns(Place, [row], why=Why())
    assert set(refused.value.by_index[0]) == {column}
