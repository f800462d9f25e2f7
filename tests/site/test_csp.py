"""The policy that browsers are told: strict everywhere, inline styles on the editors' and the API's own pages."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def policy(client, address):
    header = client.get(address)["Content-Security-Policy"]
    return {name: set(values) for name, *values in (part.split() for part in header.split(";"))}


STRICT = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "object-src": {"'none'"},
    "base-uri": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
}


@pytest.mark.parametrize("address", ["/en/", "/zh/incidents/", "/en/nowhere/", "/api/v1/incidents/"])
def test_public_pages_run_nothing_inline(client, address):
    assert policy(client, address) == STRICT


@pytest.mark.parametrize("name", ["admin:login", "admin:index", "api-docs"])
def test_admin_and_api_docs_may_use_inline_styles_and_nothing_else(client, name):
    assert policy(client, reverse(name)) == STRICT | {"style-src": {"'self'", "'unsafe-inline'"}}
