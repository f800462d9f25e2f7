"""Checks of links: what is dead and what is not, where we never go, how polite we are, and no network at all."""

from __future__ import annotations

import json
import socket
from collections import Counter
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.base import link_checks, link_visits
from portal.base.link_checks import check_links, due
from portal.base.link_visits import Answer, NotVisited, is_public, public_addresses, user_agent, visit
from portal.base.models import LinkNote, NounRevision, Source
from portal.base.publishing import Why
from portal.base.shared_nouns import noun_written, save_nouns
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date


class Pages(BaseHTTPRequestHandler):
    """/200 answers 200, /404 is not there …; /no-head lets no HEAD in, /to-private leads into the host's network."""

    asked: Counter[str]

    def answer(self, method):
        self.server.asked[f"{method} {self.path}"] += 1
        self.server.agents.add(self.headers["User-Agent"])
        name = self.path.strip("/").partition("?")[0]
        if name == "no-head":
            self.send_response(405 if method == "HEAD" else 200)
        elif name == "to-private":
            self.send_response(302)
            self.send_header("Location", "http://10.1.2.3/secret")
        elif name == "to-file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
        elif name == "moved":
            self.send_response(301)
            self.send_header("Location", "/200")
        elif name == "circle":
            self.send_response(302)
            self.send_header("Location", "/circle")
        else:
            self.send_response(int(name))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self):
        self.answer("HEAD")

    def do_GET(self):
        self.answer("GET")

    def log_message(self, *args):
        """Not on the tests' output."""


@pytest.fixture
def server(monkeypatch):
    """A server on this machine, which is let in as if it were a public one; nothing else is."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    running.asked, running.agents = Counter(), set()
    thread = Thread(target=running.serve_forever, daemon=True)
    thread.start()
    public = link_visits.is_public
    monkeypatch.setattr(link_visits, "is_public", lambda ip: ip == "127.0.0.1" or public(ip))
    monkeypatch.setattr(link_visits, "TIMEOUT", 2.0)
    running.url = f"http://127.0.0.1:{running.server_port}"
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def checked(*sources, **options):
    result = check_links(list(sources), sleep=lambda seconds: None, **options)
    for source in sources:
        source.refresh_from_db()
    return result


class TestVerdicts:
    @pytest.mark.parametrize(
        ("page", "status", "dead"),
        [
            ("200", 200, False),
            ("moved", 200, False),
            ("no-head", 200, False),
            ("404", 404, True),
            ("410", 410, True),
            ("403", 403, False),
            ("429", 429, False),
            ("503", 503, False),
        ],
    )
    def test_gone_is_dead_and_unwilling_is_not(self, server, page, status, dead):
        source = SourceFactory(url=f"{server.url}/{page}")
        checked(source)
        assert source.http_status == status
        assert source.dead_since == (TODAY() if dead else None)
        assert source.last_checked == TODAY()

    def test_a_dead_one_stays_dead_from_the_first_day_until_it_answers(self, server):
        first = date(2026, 1, 5)
        gone = SourceFactory(url=f"{server.url}/404", dead_since=first)
        unclear = SourceFactory(url=f"{server.url}/503", dead_since=first)
        back = SourceFactory(url=f"{server.url}/200", dead_since=first)
        checked(gone, unclear, back)
        assert (gone.dead_since, unclear.dead_since, back.dead_since) == (first, first, None)

    def test_a_circle_of_redirects_and_a_host_that_takes_nothing(self, server):
        circle = SourceFactory(url=f"{server.url}/circle")
        closed = SourceFactory(url="http://127.0.0.1:9/")
        checked(SourceFactory(url=f"{server.url}/200"), circle, closed)
        assert (circle.check_note, closed.check_note) == (LinkNote.REDIRECTS, LinkNote.REFUSED)

    def test_a_host_that_is_no_more_is_dead(self, server, monkeypatch):
        real = socket.getaddrinfo

        def resolve(host, *args, **kwargs):
            if host == "gone.example":
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return real(host, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        gone = SourceFactory(url="https://gone.example/page")
        checked(gone, SourceFactory(url=f"{server.url}/200"))
        assert (gone.dead_since, gone.check_note) == (TODAY(), LinkNote.NO_SUCH_HOST)

    def test_one_address_is_visited_once_for_all_its_sources(self, server):
        one = SourceFactory(url=f"{server.url}/404")
        other = SourceFactory(url=f"{server.url}/404#part")
        checked(one, other)
        assert server.asked == {"HEAD /404": 1, "GET /404": 1}
        assert one.dead_since == other.dead_since == TODAY()

    def test_we_say_who_we_are(self, server, settings):
        settings.SITE_URL = "https://record.example"
        visit(f"{server.url}/200")
        assert server.agents == {user_agent()}
        assert "https://record.example" in user_agent()


class TestWhereWeNeverGo:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        ],
    )  # fmt: skip
    def test_private_addresses(self, address):
        assert not is_public(address)

    @pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
    def test_public_addresses(self, address):
        assert is_public(address)

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/", "http://localhost:8000/admin/", "http://[::1]/", "http://169.254.169.254/latest",
            "http://2130706433/", "http://0x7f.1/",
        ],
    )  # fmt: skip
    def test_private_hosts_however_they_are_written(self, url):
        answer = visit(url)
        assert answer.status is None
        assert answer.note in (LinkNote.PRIVATE, LinkNote.NO_SUCH_HOST, LinkNote.NOT_RESOLVED)

    @pytest.mark.parametrize(
        "url", ["ftp://a.example/", "file:///etc/passwd", "http://me:secret@a.example/", "http://[", "x"]
    )
    def test_other_addresses(self, url):
        assert visit(url) == Answer(note=LinkNote.NO_WEB_ADDRESS)

    @pytest.mark.parametrize(
        ("page", "note"), [("to-private", LinkNote.PRIVATE), ("to-file", LinkNote.NO_WEB_ADDRESS)]
    )
    def test_a_redirect_is_looked_at_like_the_first_address(self, server, page, note):
        source = SourceFactory(url=f"{server.url}/{page}")
        checked(SourceFactory(url=f"{server.url}/200"), source)
        assert (source.http_status, source.check_note) == (None, note)
        assert source.dead_since is None

    def test_one_private_address_among_public_ones_is_enough(self, monkeypatch):
        both = [(2, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
        with pytest.raises(NotVisited):
            public_addresses("two.example", 80)

    def test_the_address_that_was_checked_is_the_one_we_connect_to(self, server, monkeypatch):
        """A name that leads elsewhere when it is looked up again gets nothing out of us."""
        looked_up = []
        real = socket.getaddrinfo

        def resolve(host, *args, **kwargs):
            looked_up.append(host)
            return real("127.0.0.1" if host == "name.example" else host, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert visit(f"http://name.example:{server.server_port}/200").good
        assert looked_up.count("name.example") == 1


class TestPace:
    def test_a_host_rests_between_two_visits(self, server, monkeypatch):
        rests = []
        for number in (200, 201, 202):
            SourceFactory(url=f"{server.url}/{number}")
        monkeypatch.setattr(link_checks, "PAUSE", 5.0)
        check_links(Source.objects.exclude(url=""), sleep=rests.append)
        assert len(rests) == 2
        assert all(4 < rest <= 5 for rest in rests)

    def test_the_longest_unchecked_come_first_and_the_lately_checked_not_at_all(self):
        def source(name, days):
            checked_on = days and TODAY() - timedelta(days=days)
            return SourceFactory(id=name, url=f"https://a.example/{name}", last_checked=checked_on)

        source("SRC-81", 10)
        never, old, older = source("SRC-82", None), source("SRC-83", 40), source("SRC-84", 50)
        SourceFactory(id="SRC-85")
        assert list(due(10, 30)) == [never, older, old]
        assert list(due(2, 30)) == [never, older]


class TestWithoutNetwork:
    def test_it_says_so_in_one_line_and_changes_nothing(self, no_network, capsys):
        sources = [SourceFactory(url=f"https://site{number}.example/") for number in range(3)]
        call_command("check_links")
        said = capsys.readouterr().out.strip()
        assert "no network" in said
        assert "\n" not in said
        for source in sources:
            source.refresh_from_db()
            assert (source.last_checked, source.check_note) == (None, "")

    def test_it_gives_up_after_a_few_hosts(self, no_network, monkeypatch):
        visits = []
        real = link_checks.visit
        monkeypatch.setattr(link_checks, "visit", lambda url: visits.append(url) or real(url))
        for number in range(20):
            SourceFactory(url=f"https://site{number}.example/")
        assert checked(*Source.objects.all()).offline
        assert len(visits) == link_checks.GIVE_UP

    def test_failures_before_the_first_answer_count_once_it_comes(self, server):
        closed, alive = SourceFactory(url="http://127.0.0.1:9/"), SourceFactory(url=f"{server.url}/200")
        result = checked(closed, alive)
        assert (result.good, result.unclear, result.offline) == (1, 1, False)
        assert closed.check_note == LinkNote.REFUSED


class TestArchive:
    @pytest.fixture
    def archive(self, monkeypatch):
        """What archive.org would say."""
        said = {"status": 200, "copy": "http://web.archive.org/web/20210502000000/https://a.example/"}
        asked = []

        def answer(url, *, body=False):
            if not url.startswith(link_checks.ARCHIVE):
                return Answer(status=200)
            asked.append(url)
            closest = {"available": True, "url": said["copy"], "timestamp": "20210502000000", "status": "200"}
            whole = {"archived_snapshots": {"closest": closest} if said["copy"] else {}}
            return Answer(status=said["status"], body=json.dumps(whole).encode())

        monkeypatch.setattr(link_checks, "visit", answer)
        said["asked"] = asked
        return said

    def test_a_copy_is_noted_with_a_revision_of_the_source(self, archive):
        source = SourceFactory(url="https://a.example/", published="2021-05-01")
        assert checked(source, archive=True).archived == 1
        assert source.archive_url == "https://web.archive.org/web/20210502000000/https://a.example/"
        assert source.archived_on == date(2021, 5, 2)
        assert (
            NounRevision.objects.filter(noun_id=source.pk, document__contains="web.archive.org").count() == 1
        )
        assert "timestamp=20210501" in archive["asked"][0]

    def test_it_is_not_asked_unless_wanted_nor_for_what_has_a_copy(self, archive):
        kept = SourceFactory(url="https://b.example/", archive_url="https://archive.example/1")
        checked(SourceFactory(url="https://a.example/"))
        checked(kept, archive=True)
        assert archive["asked"] == []

    @pytest.mark.parametrize("copy", ["", "https://evil.example/web/1"])
    def test_no_copy_and_no_other_archive(self, archive, copy):
        archive["copy"] = copy
        source = SourceFactory(url="https://a.example/")
        assert checked(source, archive=True).archived == 0
        assert source.archive_url == ""

    def test_a_silent_archive_is_asked_once(self, archive):
        archive["status"] = 503
        sources = [SourceFactory(url=f"https://a.example/{number}") for number in range(3)]
        assert checked(*sources, archive=True).archive_silent
        assert len(archive["asked"]) == 1


class TestTheSourcesOwnHistory:
    def test_a_check_makes_no_revision_and_a_reload_keeps_what_it_found(self, server):
        source = SourceFactory(url=f"{server.url}/404", title_en="Report")
        noun_written(source, why=Why())
        before = NounRevision.objects.count()
        checked(source)
        noun_written(source, why=Why())
        assert NounRevision.objects.count() == before
        row = {"id": source.pk, "title_en": "Report, corrected", "language": "en", "url": source.url}
        save_nouns(Source, [row], why=Why())
        source.refresh_from_db()
        assert (source.title_en, source.dead_since) == ("Report, corrected", TODAY())

    def test_another_address_is_another_verdict(self):
        source = SourceFactory(url="https://a.example/", dead_since=date(2026, 1, 5), http_status=404)
        source.url = "https://b.example/"
        source.save()
        assert (source.dead_since, source.http_status) == (None, None)
