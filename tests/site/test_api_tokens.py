"""Tokens: made once, kept as a digest, revoked for good; who asks with one sees what they see when signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.base.models import ApiToken
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
MINE = "/api/v1/proposals/"


@pytest.fixture
def editor(db):
    return make_user("editor")


def make_token(user, **more):
    """(row, header) of a new token."""
    row, token = ApiToken.objects.create(user=user, name="a program", **more)
    return row, {"Authorization": f"Bearer {token}"}


def asked(client, header, address=MINE):
    return client.get(address, headers=header)


class TestWhoGetsIn:
    def test_a_token_stands_for_its_owner(self, client, editor):
        assert asked(client, make_token(editor)[1]).status_code == 200

    @pytest.mark.parametrize("header", ["Bearer", "Bearer casr_0", "Bearer a b", "Bearer caf\xe9"])
    def test_what_is_no_token_is_401_for_reading_too(self, client, header):
        answer = client.get("/api/v1/incidents/", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer["Content-Type"] == "application/problem+json"

    def test_a_revoked_one_is_told_so(self, client, editor):
        row, header = make_token(editor)
        row.revoke()
        answer = asked(client, header)
        assert (answer.status_code, answer.json()["detail"]) == (401, "This token was revoked.")

    def test_an_expired_one_is_told_so_and_kept(self, client, editor):
        row, header = make_token(editor, expiry=timedelta(days=1))
        assert asked(client, header).status_code == 200
        ApiToken.objects.update(expiry=timezone.now())
        answer = asked(client, header)
        assert answer.status_code == 401
        assert "expired" in answer.json()["detail"]
        assert ApiToken.objects.filter(pk=row.pk).exists()

    def test_a_closed_account_gets_in_nowhere(self, client, editor):
        _row, header = make_token(editor)
        editor.is_active = False
        editor.save()
        assert asked(client, header).status_code == 401

    def test_an_account_without_the_desk_reads_as_the_public_and_writes_nothing(self, client):
        draft = make_record("incident")
        header = make_token(make_user("editor", is_staff=False))[1]
        assert asked(client, header, f"/api/v1/incidents/{draft.record_id}/").status_code == 404
        assert asked(client, header, f"/api/v1/incidents/{draft.record_id}/document/").status_code == 403
        assert asked(client, header).status_code == 403

    def test_nobody_is_told_to_send_a_token(self, client):
        answer = client.get(MINE)
        assert answer.status_code == 401
        assert "Bearer" in answer.json()["detail"]
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_a_password_in_the_header_opens_nothing(self, client, editor):
        assert client.get(MINE, headers={"Authorization": "Basic ZWRpdG9yOng="}).status_code == 401


class TestWhatIsKept:
    def test_the_digest_only(self, client, editor):
        row, header = make_token(editor)
        token = header["Authorization"].removeprefix("Bearer ")
        stored = ApiToken.objects.filter(pk=row.pk).values().get()
        assert token not in map(str, stored.values())
        assert token.startswith(stored["token_key"])
        assert len(token) - len(stored["token_key"]) > 50
        assert asked(client, {"Authorization": f"Bearer {stored['digest']}"}).status_code == 401

    def test_when_it_was_used_is_noted_once_an_hour(self, client, editor):
        row, header = make_token(editor)
        asked(client, header)
        row.refresh_from_db()
        first = row.last_used
        assert first is not None
        with CaptureQueriesContext(connection) as queries:
            asked(client, header)
        assert not [query for query in queries if query["sql"].startswith("UPDATE")]
        ApiToken.objects.update(last_used=first - timedelta(hours=1))
        asked(client, header)
        row.refresh_from_db()
        assert row.last_used >= first


class TestReading:
    def test_no_header_costs_no_query_and_a_token_one(self, client, editor):
        record = make_record("incident", publish=True)
        address = f"/api/v1/incidents/{record.record_id}/"
        header = make_token(editor)[1]
        asked(client, header, address)
        with CaptureQueriesContext(connection) as plain:
            assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as signed:
            assert asked(client, header, address).status_code == 200
        assert not [query for query in plain if "apitoken" in query["sql"]]
        assert len(signed) == len(plain) + 1

    def test_answers_vary_by_who_asks(self, client):
        for address in ("/api/v1/incidents/", "/api/v1/countries/", MINE):
            assert "Authorization" in client.get(address)["Vary"], address

    def test_drafts_are_listed_only_for_who_may_see_them_and_asks(self, client, editor):
        make_record("incident", publish=True, title_en="Published")
        make_record("incident", title_en="Draft")
        header = make_token(editor)[1]

        def titles(query, who):
            rows = client.get(f"/api/v1/incidents/?count=true{query}", headers=who).json()
            assert rows["count"] == len(rows["results"])
            return {row["title_en"] for row in rows["results"]}

        assert titles("", {}) == titles("", header) == {"Published"}
        assert titles("&status=draft", header) == {"Draft"}
        assert titles("&status=draft&status=published", header) == {"Draft", "Published"}
        assert client.get("/api/v1/incidents/?status=draft").status_code == 400


class TestDesk:
    ADD = "admin:portal_apitoken_add"

    @pytest.mark.parametrize("role", ["contributor", "editor", "reviewer", "publisher", "data steward"])
    def test_everybody_with_a_role_makes_their_own_and_sees_it_once(self, role, as_role, client):
        as_role(role)
        page = client.post(reverse(self.ADD), {"name": "my laptop", "days": "90"})
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        token = page.context_data["token"]
        assert page.content.decode().count(token) == 2
        row = ApiToken.objects.get()
        assert (row.user, row.name, row.last_used) == (client.user, "my laptop", None)
        assert timedelta(days=89) < row.expiry - timezone.now() < timedelta(days=91)
        for address in (
            reverse("admin:portal_apitoken_changelist"),
            reverse("admin:portal_apitoken_change", args=[row.pk]),
            reverse("admin:index"),
        ):
            answer = client.get(address)
            assert answer.status_code == 200
            assert token not in answer.content.decode()
            assert row.digest not in answer.content.decode()
        client.logout()
        assert asked(client, {"Authorization": f"Bearer {token}"}).status_code == 200

    def test_without_a_role_there_is_none(self, as_role):
        assert as_role("").get(reverse(self.ADD)).status_code == 403

    def test_one_without_an_end(self, as_role):
        as_role("editor").post(reverse(self.ADD), {"name": "server", "days": ""})
        assert ApiToken.objects.get().expiry is None

    def test_one_revokes_ones_own_and_sees_no_other(self, as_role, editor):
        other = make_token(make_user("publisher"))[0]
        client = as_role("editor")
        own = make_token(client.user)[0]
        page = client.get(reverse("admin:portal_apitoken_changelist"))
        assert [row.pk for row in page.context_data["cl"].queryset] == [own.pk]
        assert client.get(reverse("admin:portal_apitoken_change", args=[other.pk])).status_code == 302
        client.post(reverse("admin:portal_apitoken_change", args=[other.pk]), {"_save": "1"})
        client.post(reverse("admin:portal_apitoken_change", args=[own.pk]), {"_save": "1"})
        own.refresh_from_db()
        other.refresh_from_db()
        assert own.revoked_at is not None
        assert other.revoked_at is None

    def test_who_keeps_accounts_sees_and_revokes_all(self, as_role, editor):
        rows = [make_token(editor)[0], make_token(make_user("publisher"))[0]]
        client = as_role("data steward")
        address = reverse("admin:portal_apitoken_changelist")
        data = {"action": "revoke_tokens", "_selected_action": [row.pk for row in rows]}
        answer = client.post(address, data, follow=True)
        assert "2 tokens are revoked." in answer.content.decode()
        assert not ApiToken.objects.filter(revoked_at=None).exists()

    def test_the_list_costs_as_much_for_thirty_as_for_three(self, as_role, editor):
        client = as_role("data steward")

        def cost(number):
            for _ in range(number):
                make_token(editor)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse("admin:portal_apitoken_changelist")).status_code == 200
            return len(queries)

        cost(1)
        assert cost(2) == cost(27)
