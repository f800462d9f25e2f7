"""The script of the record's form in a real browser: preview, dates, rows duplicated and pasted, nothing lost."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import CountryFactory, MeasureFactory, make_record, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form(live_server, page):
    """The form of a draft with one figure, open as its editor."""
    for code in ("KGZ", "TJK"):
        CountryFactory(code=code)
    MeasureFactory(slug="killed")
    record = make_record(
        "incident",
        title_en="Border clash",
        figures=[
            {
                "ref": "f1",
                "measure": "killed",
                "counted_country": "KGZ",
                "best": 62,
                "attributed_to_country": "KGZ",
            }
        ],
    )
    client = Client()
    client.force_login(make_user("editor"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("admin:events_incident_change", args=[record.pk]))
    return page


def shown(page):
    return page.frame_locator("#preview-frame").locator("body")


def test_the_preview_follows_what_is_typed_in_either_language(form):
    expect(shown(form)).to_contain_text("62")
    for name in ("low", "best", "high"):
        form.fill(f"#id_figures-0-{name}", "63")
    expect(shown(form)).to_contain_text("63")
    form.click('[data-preview-language="zh"]')
    expect(shown(form)).to_contain_text("未见数字")
    form.fill("#id_figures-0-low", "99")
    expect(shown(form)).to_contain_text("1")


def test_an_ambiguous_date_offers_its_readings(form):
    form.fill("#id_date", "03/04/2022")
    form.locator("#id_date").blur()
    form.click('[data-date="2022-04-03"]')
    expect(form.locator("#id_date")).to_have_value("2022-04-03")
    expect(form.locator(".field-date .understood").first).to_contain_text("3 April 2022")


def test_a_row_is_duplicated_and_cells_are_pasted(form):
    form.click("#figures-0 [data-duplicate]")
    expect(form.locator("#id_figures-1-best")).to_have_value("62")
    assert form.input_value("#id_figures-1-counted_country") == "KGZ"
    assert form.input_value("#id_figures-1-ref") == ""
    paste = """(text) => {
        const data = new DataTransfer(); data.setData("text/plain", text);
        document.querySelector("#id_figures-1-quantifier").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
    }"""
    form.evaluate(paste, "exact\t38\t38\t38\tTJK\r\nApproximately\t\t20\t\tKGZ\r\n")
    values = [
        form.input_value(f"#id_figures-{row}-{name}") for row in (1, 2) for name in ("quantifier", "best")
    ]
    assert values == ["exact", "38", "approximately", "20"]
    assert form.input_value("#id_figures-2-counted_country") == "KGZ"


def test_what_was_typed_is_offered_after_the_page_was_lost(form):
    form.fill("#id_title_en", "Armed clash")
    form.click("#figures-0 [data-duplicate]")
    form.wait_for_timeout(1500)  # it is kept a moment after the last key
    form.once("dialog", lambda dialog: dialog.accept())
    form.reload()
    expect(form.locator("#unsaved")).to_be_visible()
    form.click("[data-restore]")
    expect(form.locator("#id_title_en")).to_have_value("Armed clash")
    expect(form.locator("#id_figures-1-best")).to_have_value("62")
    form.click("[name=_save]")
    expect(form.locator(".messagelist")).to_contain_text("was saved")
    assert not form.locator("#unsaved").is_visible()
    assert not form.evaluate("Object.keys(localStorage).some(key => key.startsWith('form:'))")
