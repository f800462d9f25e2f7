"""Every public page: it answers in both languages, is whole HTML of one language, and shows no draft."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.urls import resolve, reverse
from django.utils.translation import override

from events.models import Incident
from portal.base.models import Citation, Organisation, RecordKey, Source
from portal.base.publishing import Why, save_documents

ADDRESS_LANGUAGES = {"en": "en", "zh": "zh-hans"}
HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}
HAN = re.compile(r"[\u4e00-\u9fff]")
PAGES = [
    "home",
    "incident-list",
    "training_event-list",
    "partnership-list",
    "mechanism-list",
    "meeting-list",
    "document-list",
    "proposal-list",
    "country-list",
    "organisation-list",
    "source-list",
    "search",
    "changes",
    "corrections",
    "codebook",
    "about",
    "method",
    "map-notes",
    "accessibility",
    "data",
    "data-api",
]
OF_ONE = [("country-detail", "KGZ"), ("country-detail", "CHN"), ("source-detail", "SRC-0001")]
SIGNS_OF_A_BROKEN_TEMPLATE = ["{{", "{%", "%(", ">None<", ">[]<"]
SECRET = "Unpublished draft of an incident"


class Page(HTMLParser):
    """What the tests ask of a page: its language, headings, alternates, visible text, ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang = ""
        self.headings: list[str] = []
        self.alternates: dict[str, str] = {}
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.inline: list[str] = []
        self._heading = 0
        self._depth_of_h1 = False
        self.h1 = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "html":
            self.lang = attributes.get("lang", "")
        if tag == "link" and attributes.get("rel") == "alternate" and "hreflang" in attributes:
            self.alternates[attributes["hreflang"]] = attributes["href"]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
            self._depth_of_h1 = tag == "h1"
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and attributes.get("href", "").startswith("#"):
            self.anchors.append(attributes["href"][1:])
        if "style" in attributes or tag == "style" or (tag == "script" and "src" not in attributes):
            self.inline.append(tag)
        self.inline += [name for name in attributes if name.startswith("on")]

    def handle_endtag(self, tag):
        if tag == "h1":
            self._depth_of_h1 = False

    def handle_data(self, data):
        if self._depth_of_h1:
            self.h1 += data


def addresses(language: str) -> list[str]:
    with override(ADDRESS_LANGUAGES[language]):
        organisation = Organisation.objects.visible_to(None).order_by("pk").first()
        return [
            *(reverse(name) for name in PAGES),
            *(reverse(name, args=[pk]) for name, pk in OF_ONE),
            reverse("organisation-detail", args=[organisation.pk]),
        ]


@pytest.fixture(scope="module")
def record(starter, django_db_blocker):
    """The starter record, and one draft that no page may show."""
    with django_db_blocker.unblock():
        published = Incident.objects.published().first()
        draft = {
            "title_en": SECRET,
            "title_zh": SECRET,
            "date": "2026-01-05",
            "event_type": published.event_type_id,
            "countries": [{"country": "KGZ", "role": "location"}],
            "citations": [{"ref": "c1", "source": Source.objects.first().pk}],
        }
        save_documents(Incident, [draft], why=Why())
        yield starter


@pytest.fixture
def pages(record, client):
    """{address: html} of every page in both languages."""
    return {
        address: client.get(address).content.decode()
        for language in ("en", "zh")
        for address in addresses(language)
    }


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_answers(record, client, language):
    answers = {address: client.get(address).status_code for address in addresses(language)}
    assert answers == dict.fromkeys(answers, 200)
    assert len(answers) > 20


def test_every_page_has_one_h1_and_headings_without_gaps(pages):
    for address, html in pages.items():
        levels = [int(tag[1]) for tag in Page(html).headings]
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), (
            address,
            levels,
        )


def test_every_page_names_its_language_and_its_other_half(pages):
    for address, html in pages.items():
        page = Page(html)
        language = address.split("/")[1]
        assert page.lang == HTML_LANGUAGES[language], address
        rest = address.removeprefix(f"/{language}")
        assert page.alternates["en"].endswith(f"/en{rest}")
        assert page.alternates["zh-Hans"].endswith(f"/zh{rest}")


def test_every_chinese_page_has_a_chinese_heading(pages):
    english = [
        address
        for address, html in pages.items()
        if address.startswith("/zh/") and not HAN.search(Page(html).h1)
    ]
    assert english == []


def test_no_page_shows_the_workings_of_its_template(pages):
    for address, html in pages.items():
        visible = re.sub(r"<pre.*?</pre>|<code.*?</code>", "", html, flags=re.DOTALL)
        assert [sign for sign in SIGNS_OF_A_BROKEN_TEMPLATE if sign in visible] == [], address


def test_no_page_has_inline_script_or_style(pages):
    assert {address: page.inline for address, html in pages.items() if (page := Page(html)).inline} == {}


def test_ids_stand_once_and_links_within_a_page_lead_somewhere(pages):
    for address, html in pages.items():
        page = Page(html)
        assert sorted({name for name in page.ids if page.ids.count(name) > 1}) == [], address
        assert sorted({name for name in page.anchors if name and name not in page.ids}) == [], address


def test_no_page_shows_a_draft(pages):
    assert RecordKey.objects.filter(title_en=SECRET).exists()
    assert [address for address, html in pages.items() if SECRET in html] == []


def test_links_to_pages_of_this_site_lead_to_pages(pages, client):
    targets = {
        match.partition("#")[0]
        for address, html in pages.items()
        if address.startswith("/en/")
        for match in re.findall(r'<a [^>]*?href="(/en/[^"?]*)', html)
    }
    files = {address for address in targets if not address.endswith("/")}
    with override("en"):
        assert {resolve(address).url_name.partition("-")[2] for address in files} == {"download", "feed"}
    broken = [address for address in sorted(targets - files) if client.get(address).status_code != 200]
    assert broken == []
    assert len(targets) > 100


def test_a_noun_that_only_a_draft_uses_has_no_page(record, client):
    Source.objects.create(id="SRC-9001", title_en="Only a draft cites it")
    draft = RecordKey.objects.get(title_en=SECRET)
    Citation.objects.create(key=draft, ref="c9", source_id="SRC-9001")
    assert client.get("/en/sources/SRC-9001/").status_code == 404
    assert "SRC-9001" not in client.get("/en/sources/").content.decode()


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/en/incident/inc-0001/", "INC-0001"),
        ("/zh/nothing/here/", ""),
        ("/en/countries/ZZZ/", ""),
        ("/en/organisations/ORG-9999/", ""),
    ],
)
def test_a_missing_page_offers_a_search_for_its_words(record, client, address, found):
    answer = client.get(address)
    html = answer.content.decode()
    assert answer.status_code == 404
    assert Page(html).lang == HTML_LANGUAGES[address.split("/")[1]]
    assert 'id="error-search"' in html
    if found:
        assert f"/{address.split('/')[1]}/incidents/{found}/" in html


def test_the_search_of_a_missing_page_is_filled_from_its_address(record, client):
    assert 'value="border clash batken"' in client.get("/en/border-clash/batken/").content.decode()
