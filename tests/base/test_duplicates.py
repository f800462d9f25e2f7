"""Possible duplicates: what is taken for one, what is not, and how editors judge the pairs."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.base.documents import to_documents
from portal.base.duplicate_pairs import dismiss, find_pairs, look_again
from portal.base.duplicates import candidates
from portal.base.kinds import model_of
from portal.base.models import DuplicatePair
from portal.base.publishing import Why, save_documents, withdraw
from tests.factories import CountryFactory, PlaceFactory, SourceFactory, make_record, make_user

pytestmark = pytest.mark.django_db
GOLOVNOI = (39.95, 70.55)


@pytest.fixture(autouse=True)
def source_of_many(db):
    """The source that records of the tests cite is one that many cite."""
    for name in ("Rescue", "Convoy", "Mine clearing"):
        make_record("training_event", title_en=name)


def at(north, east=70.55, code="KGZ", prec=1, **more):
    """Part of a document: a country, and an exact place in it."""
    country = CountryFactory(code=code)
    place = PlaceFactory(latitude=north, longitude=east, country=country)
    return {
        "countries": [{"country": code, "role": "location"}],
        "places": [{"place": place.pk, "where_prec": prec, "role": "location"}],
        **more,
    }


def found(record):
    model = type(record)
    return candidates(model, to_documents(model, [record.pk])[record.pk])


def codes(candidate):
    return [code for code, _params in candidate.reasons]


@pytest.fixture(params=[True, False], ids=["published", "draft"])
def clash(request):
    return make_record(
        "incident",
        publish=request.param,
        title_en="Border clash near Golovnoi water intake",
        title_zh="戈洛夫诺伊取水口附近边境冲突",
        date="2021-04-28",
        **at(39.95),
    )


class TestNearInTimeAndPlace:
    def near(self, **more):
        """Another record, of these days and places, with what is compared with it."""
        more = {"date": "2021-04-30", "title_en": next(self.titles)} | more
        return found(make_record("incident", **more))

    @pytest.fixture(autouse=True)
    def different_titles(self):
        self.titles = iter(["Shooting", "Landslide", "Arrests"])

    def test_three_days_and_25_km(self, clash):
        [one] = self.near(**at(40.05))
        assert (one.key, codes(one)) == (clash.key, ["near"])
        assert one.words == ["2 days and 11 km apart"]

    def test_not_a_fourth_day(self, clash):
        assert not self.near(date="2021-05-02", **at(40.05))
        assert self.near(date="2021-05-01", **at(39.85))

    def test_not_beyond_25_km(self, clash):
        assert not self.near(**at(40.19))
        assert self.near(**at(39.73))

    def test_not_in_another_country(self, clash):
        assert not self.near(**at(40.05, code="TJK"))

    def test_not_where_only_the_province_is_known(self, clash):
        assert not self.near(**at(40.05, prec=4))

    def test_not_where_only_the_year_is_known(self, clash):
        assert not self.near(date="2021", **at(40.05))

    def test_one_that_was_still_going_on(self, clash):
        assert self.near(date="2021-04-23/2021-04-27", **at(40.05))


class TestAlikeTitles:
    @pytest.mark.parametrize(
        ("title", "alike"),
        [
            ({"title_en": "Clash near Golovnoi water intake"}, True),
            ({"title_en": "BORDER CLASH, Golovnoi water intake!"}, True),
            ({"title_en": "", "title_zh": "戈洛夫诺伊取水口边境冲突"}, True),
            ({"title_en": "", "title_zh": "戈洛夫諾伊取水口附近邊境衝突"}, True),
            ({"title_en": "Border clash near Khojai A'lo"}, False),
            ({"title_en": "Water intake"}, False),
            ({"title_en": "", "title_zh": "边境冲突"}, False),
        ],
    )
    def test_by_their_words(self, clash, title, alike):
        result = found(make_record("incident", **({"date": "2021-05"} | title)))
        assert [one.key for one in result] == ([clash.key] if alike else [])
        assert all(codes(one) == ["title"] for one in result)

    def test_dates_and_numbers_speak_against_it(self, clash):
        same = {"title_en": "Border clash near Golovnoi water intake"}
        model = type(clash)
        for day, alike in {"": True, "2021-05-20": True, "2021": True, "2022-04-28": False}.items():
            assert bool(candidates(model, {**same, "date": day})) is alike, day
        third = make_record("meeting", title_en="Third meeting of ministers, 2021", date="2021")
        fourth = make_record("meeting", title_en="Third meeting of ministers, 2022", date="")
        assert third.key not in [one.key for one in found(fourth)]

    def test_only_of_the_same_kind(self, clash):
        assert not found(make_record("meeting", title_en=clash.title_en, date="2021-04-28"))


class TestSharedSource:
    def cites(self, source, **more):
        return make_record("incident", citations=[{"ref": "c1", "source": source.pk}], **more)

    def test_one_that_hardly_anything_else_cites(self):
        report = SourceFactory(url="https://news.example/a?utm_source=x")
        same_page = SourceFactory(url="https://NEWS.example/a")
        first = self.cites(report, title_en="One", publish=True)
        [one] = found(self.cites(same_page, title_en="Two"))
        assert (one.key, codes(one)) == (first.key, ["source"])
        assert report.pk in one.words[0]
        assert not found(self.cites(same_page, title_en="Three", date="2022-10-20"))

    def test_one_that_many_cite_says_nothing(self):
        make_record("incident", title_en="One")
        assert not found(make_record("incident", title_en="Another"))

    def test_more_reasons_count_for_more(self, clash):
        report = SourceFactory(url="https://news.example/b")
        document = to_documents(type(clash), [clash.pk])[clash.pk]
        document["citations"].append({"ref": "c9", "source": report.pk})
        save_documents(type(clash), [document], why=Why())
        again = {"title_en": clash.title_en, "date": "2021-04-28", **at(39.95)}
        [one] = found(self.cites(report, **again))
        assert set(codes(one)) == {"near", "title", "source"}
        assert one.score == 99


def test_a_document_that_is_not_stored_yet_is_compared_as_far_as_it_goes(clash):
    model = type(clash)
    whole = {"title_en": clash.title_en, "date": "2021-04-28"}
    assert [one.key for one in candidates(model, whole)] == [clash.key]
    assert candidates(model, {}) == []
    rough = {"title_en": clash.title_en, "date": "in spring", "countries": [{}], "citations": [{"ref": "c1"}]}
    assert [one.key for one in candidates(model, rough)] == [clash.key]


def test_linked_withdrawn_and_merged_records_are_no_candidates(clash):
    if clash.status != "published":
        pytest.skip("only what is published is withdrawn")
    document = {"title_en": clash.title_en, "date": "2021-04-28"}
    part = make_record(
        "incident", **document, links=[{"ref": "l1", "type": "part_of", "to": clash.record_id}]
    )
    assert not found(part)
    assert part.key not in [one.key for one in found(clash)]
    withdraw([clash.key], why=Why(), notice_en="Gone.")
    assert clash.key not in [one.key for one in candidates(type(clash), document)]


def test_a_candidate_costs_the_same_however_many_records_there_are():
    model = model_of("incident")
    document = {
        "title_en": "Border clash near Golovnoi",
        "date": "2021-04-28",
        "citations": [{"ref": "c1", "source": SourceFactory(id="SRC-5000").pk}],
        **at(39.95),
    }

    def cost():
        with CaptureQueriesContext(connection) as captured:
            candidates(model, document)
        return len(captured)

    make_record("incident", publish=True, **document)
    few = cost()
    for number in range(8):
        make_record("incident", publish=bool(number % 2), **document)
    assert cost() == few
    assert few <= 12


class TestPairs:
    def two(self):
        one = make_record("incident", publish=True, title_en="Attack on Ishkobod post")
        return one, make_record("incident", title_en="Attack on Ishkobod border post")

    def test_they_are_found_once_and_only_what_changed_is_compared(self, capsys):
        one, other = self.two()
        assert (found_now := find_pairs()).pairs == 1
        assert found_now.compared == 5
        assert find_pairs().compared == 0
        pair = DuplicatePair.objects.get()
        assert {pair.first, pair.second} == {one.key, other.key}
        make_record("incident", title_en="Something else")
        call_command("find_duplicates")
        assert "1 records compared, 0 new" in capsys.readouterr().out
        assert find_pairs(anew=True).compared == 6
        assert DuplicatePair.objects.count() == 1

    def test_a_pair_that_grew_apart_goes_and_a_dismissed_one_stays_dismissed(self):
        one, other = self.two()
        find_pairs()
        dismiss(list(DuplicatePair.objects.all()), by=make_user("editor"))
        document = to_documents(type(other), [other.pk])[other.pk]
        save_documents(type(other), [{**document, "title_en": "Attack on the Ishkobod post"}], why=Why())
        find_pairs()
        assert not DuplicatePair.objects.open()
        look_again(list(DuplicatePair.objects.all()), by=make_user("editor"))
        assert DuplicatePair.objects.open().count() == 1
        save_documents(type(other), [{**document, "title_en": "Prison riot"}], why=Why())
        find_pairs()
        assert not DuplicatePair.objects.exists()

    def test_a_withdrawn_record_is_no_longer_one_of_a_pair(self):
        one, _other = self.two()
        find_pairs()
        withdraw([one.key], why=Why(), notice_en="Gone.")
        assert not DuplicatePair.objects.open()

    def test_one_click_dismisses_and_is_logged(self, as_role):
        self.two()
        find_pairs()
        pair = DuplicatePair.objects.get()
        client = as_role("editor")
        listed = reverse("admin:portal_duplicatepair_changelist") + "?work=duplicates"
        page = client.get(listed).content.decode()
        assert "titles alike (75%)" in page
        address = reverse("admin:portal_duplicatepair_dismiss", args=[pair.pk])
        assert f'formaction="{address}"' in page
        assert client.get(address).status_code == 403
        back = client.post(address, headers={"Referer": f"http://testserver{listed}"})
        assert back.url == listed
        pair.refresh_from_db()
        assert pair.dismissed_by == client.user
        assert LogEntry.objects.get().object_id == str(pair.pk)
        assert client.get(listed).context_data["cl"].result_count == 0

    def test_who_does_not_edit_others_records_does_not_judge(self, as_role):
        self.two()
        find_pairs()
        pair = DuplicatePair.objects.get()
        client = as_role("contributor")
        address = reverse("admin:portal_duplicatepair_dismiss", args=[pair.pk])
        assert client.post(address).status_code == 403
        assert address not in client.get(reverse("admin:portal_duplicatepair_changelist")).content.decode()
        with pytest.raises(PermissionDenied):
            dismiss([pair], by=client.user)
