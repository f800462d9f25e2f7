"""The admin as a whole: what it registers, who gets in, what lists and forms cost whatever their size."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.base.admin.inlines import RowInline
from portal.base.admin.records import RecordAdmin
from portal.base.codes import Kind
from portal.base.kinds import record_models
from portal.base.models import Record, RecordKey
from portal.base.shape import shape_of
from tests.admin_pages import as_sent
from tests.factories import (
    CountryFactory,
    MeasureFactory,
    OrganisationFactory,
    SourceFactory,
    TopicFactory,
    make_record,
)

pytestmark = pytest.mark.django_db
# Written and read by the machine alone; rows of records are edited inside their record.
NO_PAGE_OF_THEIR_OWN = {
    "latertext",
    "version",
    "publictext",
    "changecounter",
    "idcounter",
    "reviewcomment",
    "desk",
    "notice",
    "noticepreference",
    "tally",
}
OURS = ("portal", "events", "mechanisms")


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rows_of_records():
    return {table.model for model in record_models().values() for table in shape_of(model).children}


def test_every_model_has_its_page():
    models = {m for label in OURS for m in apps.get_app_config(label).get_models()} - rows_of_records()
    missing = {m._meta.model_name for m in models if not admin.site.is_registered(m)} - NO_PAGE_OF_THEIR_OWN
    assert missing == {name for name in missing if "search" in name}


@pytest.mark.parametrize("kind", Kind.values)
def test_a_form_shows_every_column_of_the_record(kind, as_role):
    """A column that people fill in and that no form has would be lost to editors."""
    client = as_role("publisher")
    page = client.get(address(record_models()[kind], "add"))
    shape = shape_of(record_models()[kind])
    form = page.context_data["adminform"].form
    assert {column.name for column in shape.columns} <= set(form.fields)
    inlines = {
        inline.formset.prefix: inline.formset.empty_form
        for inline in page.context_data["inline_admin_formsets"]
    }
    assert set(inlines) == {table.name for table in shape.children}
    for table in shape.children:
        assert {column.name for column in table.columns} <= set(inlines[table.name].fields), table.name


@pytest.mark.parametrize("kind", Kind.values)
def test_no_form_assigns_a_status(kind, as_role):
    page = as_role("publisher").get(address(record_models()[kind], "add"))
    assert not {"status", "version", "key"} & set(page.context_data["adminform"].form.fields)


@pytest.mark.parametrize("kind", Kind.values)
def test_sections_stand_in_the_order_of_work(kind, as_role):
    page = as_role("publisher").get(address(record_models()[kind], "add"))
    names = [section["name"] for section in page.context_data["sections"]]
    order = ["identity", "where", "summary", "own", "figures", "range", "links", "sources", "note", "reason"]
    assert names == [name for name in order if name in names]


@pytest.mark.parametrize("role", ["", "reader"])
def test_staff_without_a_role_and_readers_see_nothing(role, as_role, client):
    client = as_role("")
    if role:
        client.user.is_staff = False
        client.user.save()
    assert client.get(address(RecordKey)).status_code in (302, 403)


def test_nothing_can_be_deleted(as_role):
    client = as_role("publisher")
    client.user.is_superuser = True
    client.user.save()
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label in OURS:
            request = type("Request", (), {"user": client.user})()
            assert model_admin.has_delete_permission(request) is False, model


def test_every_picker_finds_its_records(as_role):
    """A foreign key of a form points at something that can be searched by id and by both languages."""
    for model_admin in admin.site._registry.values():
        if isinstance(model_admin, RecordAdmin):
            assert {"key__record_id", "title_en", "title_zh"} <= set(model_admin.search_fields)
    for model in (*record_models().values(), *rows_of_records()):
        for field in model._meta.concrete_fields:
            target = field.related_model
            if target and (target is RecordKey or issubclass(target, Record) or hasattr(target, "noun")):
                assert admin.site.get_model_admin(target).search_fields, field


@pytest.mark.parametrize("term", ["INC-", "clash", "冲突"])
def test_a_link_is_found_by_id_and_by_both_titles(term, as_role):
    record = make_record("incident", title_en="Border clash", title_zh="边境冲突")
    query = {"app_label": "portal", "model_name": "link", "field_name": "to", "term": term}
    found = as_role("editor").get("/admin/autocomplete/", query).json()["results"]
    assert [row["id"] for row in found] == [str(record.pk)]


def test_a_parent_mechanism_is_found(as_role):
    record = make_record("mechanism", title_en="Council of ministers")
    query = {"app_label": "mechanisms", "model_name": "mechanism", "field_name": "parent", "term": "council"}
    found = as_role("editor").get("/admin/autocomplete/", query).json()["results"]
    assert [row["id"] for row in found] == [str(record.pk)]


def queries(client, path, **query):
    client.get(path, query)  # sessions and content types are looked up once
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path, query)
        response.render() if hasattr(response, "render") and not response.is_rendered else None
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("kind", Kind.values)
def test_a_list_costs_the_same_for_3_and_30(kind, as_role):
    client = as_role("publisher")
    path = address(record_models()[kind])
    for _number in range(3):
        make_record(kind)
    few = queries(client, path)
    for _number in range(27):
        make_record(kind)
    assert queries(client, path) == few
    assert queries(client, address(RecordKey)) < 20


@pytest.mark.parametrize(
    "name", ["country", "source", "organisation", "revision", "nounrevision", "change", "importbatch"]
)
def test_lists_of_nouns_and_of_the_past_open_at_constant_cost(name, as_role):
    client = as_role("publisher")
    path = reverse(f"admin:portal_{name}_changelist")
    for _number in range(3):
        make_record("incident", publish=True)
        OrganisationFactory(parent=None, country=CountryFactory())
        SourceFactory(publisher=OrganisationFactory())
    few = queries(client, path)
    for _number in range(12):
        make_record("incident", publish=True)
        OrganisationFactory(country=CountryFactory())
        SourceFactory(publisher=OrganisationFactory())
    assert queries(client, path) == few


def full(number):
    """Rows of every shared table."""
    measure, target = MeasureFactory().pk, make_record("document")
    sources = [SourceFactory().pk for _n in range(number)]
    return {
        "citations": [
            {"ref": f"c{n}", "source": source, "repeats": sources[0]} for n, source in enumerate(sources, 1)
        ],
        "countries": [{"country": CountryFactory().pk, "role": "location"} for _n in range(number)],
        "organisations": [
            {"organisation": OrganisationFactory().pk, "role": "side_a"} for _n in range(number)
        ],
        "topics": [TopicFactory().pk for _n in range(number)],
        "figures": [
            {
                "ref": f"f{n}",
                "measure": measure,
                "best": 5,
                "counted_country": CountryFactory().pk,
                "attributed_to_organisation": OrganisationFactory().pk,
                "citation": f"c{n}",
                **({"subset_of": "f1"} if n > 1 else {}),
            }
            for n in range(1, number + 1)
        ],
        "links": [
            {
                "type": "related",
                "to": (target if n == 0 else make_record("document")).record_id,
                "citation": "c1",
            }
            for n in range(number)
        ],
    }


def test_a_form_costs_the_same_for_2_rows_and_12(as_role):
    client = as_role("publisher")
    small, large = make_record("incident", **full(2)), make_record("incident", **full(12))
    cost = [queries(client, address(type(small), "change", record.pk)) for record in (small, large)]
    assert cost[0] == cost[1]
    assert cost[0] < 40


def test_a_key_leads_to_the_form_of_its_kind(as_role):
    record = make_record("mechanism")
    response = as_role("editor").get(address(RecordKey, "change", record.pk))
    assert response.url == address(type(record), "change", record.pk)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_form_leads_to_the_public_page_in_the_editors_language(language, as_role):
    record = make_record("incident", publish=True)
    page = as_role("editor").get(address(type(record), "change", record.pk), HTTP_ACCEPT_LANGUAGE=language)
    assert f'href="/{language[:2]}/incidents/{record.record_id}/"' in page.content.decode()


def test_pages_have_no_script_of_their_own(as_role):
    """`script-src 'self'`: a script written into a page would be dead."""
    client = as_role("publisher")
    record = make_record("incident")
    for path in ("/admin/", address(type(record)), address(type(record), "change", record.pk)):
        response = client.get(path)
        page = response.content.decode()
        assert not [
            tag
            for tag in page.split("<script")[1:]
            if "src=" not in tag.partition(">")[0] and "json" not in tag.partition(">")[0]
        ]
        assert "onclick=" not in page
        assert (
            "unsafe" not in response["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]
        )


def test_rows_follow_the_right_to_their_record(as_role):
    client = as_role("contributor")
    record = make_record("incident", author=client.user)
    page = client.get(address(type(record), "change", record.pk))
    assert all(inline.has_change_permission for inline in page.context_data["inline_admin_formsets"])
    assert as_sent(page)["citations-0-source"] == "SRC-5000"
    assert all(isinstance(inline.opts, RowInline) for inline in page.context_data["inline_admin_formsets"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="only SQLite takes its write lock for the whole file"
)
def test_a_save_takes_the_write_lock_before_it_reads(as_role):
    """One that reads first and writes later fails at once when another has written meanwhile."""
    client, record = as_role("editor"), make_record("meeting")
    path = address(type(record), "change", record.pk)
    data = as_sent(client.get(path), title_en="Changed")
    with CaptureQueriesContext(connection) as captured:
        client.post(path, data)
    begun = [query["sql"] for query in captured if query["sql"].startswith("BEGIN")]
    assert begun[0] == "BEGIN IMMEDIATE"
    assert not RecordKey.objects.filter(pk=record.pk).exclude(title_en="Changed").exists()
