"""The frame around every page: the build it names, its style sheets' weight, the way back from display settings."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from portal.base.views import detail
from portal.base.views.build import build

pytestmark = pytest.mark.django_db
MOST_CSS = 12 * 1024  # bytes, gzipped one by one (ux 17)
PAGES = [
    "/en/",
    "/en/incidents/",
    "/en/incidents/INC-0002/",
    "/en/incidents/INC-0002/history/",
    "/en/training/",
    "/en/partnerships/",
    "/en/partnerships/PAR-KAZ/",
    "/en/mechanisms/",
    "/en/mechanisms/proposals/",
    "/en/countries/KGZ/",
    "/en/search/?q=border",
    "/en/sources/SRC-0001/",
    "/en/codebook/",
    "/en/about/",
]


def style_sheets(html: str) -> list[str]:
    return re.findall(r'<link rel="stylesheet" href="/static/(portal/css/[a-z]+)[^"]*\.css"', html)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_more_style_than_its_budget(starter, client, address):
    sheets = style_sheets(client.get(address).content.decode())
    assert len(sheets) >= 3
    weights = {
        sheet: len(gzip.compress(Path(finders.find(f"{sheet}.css")).read_bytes(), 9)) for sheet in sheets
    }
    assert sum(weights.values()) <= MOST_CSS, weights


def test_the_footer_names_the_build(starter, client):
    assert f"Build {build()}" in client.get("/en/").content.decode()


def test_a_new_build_is_not_answered_with_not_modified(starter, client, monkeypatch):
    address = "/en/incidents/INC-0002/"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    monkeypatch.setattr(detail, "build", lambda: "another1")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_a_fragment_brings_the_display_settings_the_new_way_back(starter, client):
    fragment = client.get("/en/incidents/?country=TJK", headers={"hx-request": "true"}).content.decode()
    for form in ("masthead", "menu"):
        assert re.search(
            rf'id="next-{form}" name="next" value="/en/incidents/\?country=TJK" hx-swap-oob="true">',
            fragment,
        )
