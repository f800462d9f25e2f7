"""A country's page: its incidents a year, with the list that each bar opens."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db


def test_the_histogram_counts_the_country_s_incidents_and_links_to_their_list(starter, client):
    html = client.get("/en/countries/KGZ/").content.decode()
    section = html.split('id="incidents-heading"')[1].split("</section>")[0]
    links = re.findall(
        r'<a href="(/en/incidents/\?country=KGZ&amp;date_from=\d{4}[^"]*)" aria-label="([^"]+)"', section
    )
    assert len(links) >= 10
    address, name = next((a, n) for a, n in links if not n.endswith(": 0 records"))
    number = int(re.search(r": (\d+) record", name)[1])
    listed = client.get(address.replace("&amp;", "&")).content.decode()
    assert 0 < number <= int(re.search(r"<b>(\d+) incidents?</b>", listed)[1])


def test_a_country_without_incidents_says_so(starter, client):
    html = client.get("/en/countries/DEU/").content.decode()
    section = html.split('id="incidents-heading"')[1].split("</section>")[0]
    assert "histogram" in section or "No incident is recorded." in section
