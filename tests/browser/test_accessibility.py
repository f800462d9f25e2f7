"""WCAG 2.2 AA by axe, on the page that shows every part; and no page wider than the screen it is read on."""

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def style_guide_shown(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/en/styleguide/", "/zh/styleguide/", "/en/", "/zh/partnerships/"])
def test_axe_finds_nothing(live_server, page, path, theme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
    page.goto(live_server.url + path)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_runs_off_the_screen(live_server, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/en/styleguide/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_menu_of_a_small_screen_opens_and_escape_closes_it(live_server, page):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}/en/styleguide/")
    page.locator(".menu > summary").click()
    link = page.locator(".menu__body a").first
    assert link.is_visible()
    link.focus()
    page.keyboard.press("Escape")
    assert not link.is_visible()


def test_a_theme_is_kept(live_server, page):
    page.goto(f"{live_server.url}/en/styleguide/")
    page.locator(".masthead > .display > summary").click()
    page.locator(".masthead > .display").get_by_label("Dark").check()
    page.locator(".masthead > .display").get_by_role("button").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_without_scripts_citations_and_panels_still_work(live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/en/styleguide/")
        page.get_by_text("BibTeX", exact=True).click()
        assert page.locator("#citation-bibtex").is_visible()
        assert not page.get_by_role("button", name="Copy").first.is_visible()
