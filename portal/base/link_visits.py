"""One visit to an address on the web, as a stranger's address deserves: only http and https, never to a private
network, each redirect checked like the first address, short patience, little read.
"""

from __future__ import annotations

import errno
import http.client
import ipaddress
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from portal.base.models import LinkNote

TIMEOUT = 10.0  # seconds to connect, and for each answer
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
MOST_READ = 64 * 1024  # bytes of an answer that is read at all
SAFE = "/:?#[]@!$&'()*+,;=%~-._"
# Where asking a second time in another way would be answered no better.
WITHOUT_SERVER = {
    LinkNote.NO_SUCH_HOST,
    LinkNote.NOT_RESOLVED,
    LinkNote.NOT_REACHED,
    LinkNote.NO_ANSWER,
    LinkNote.REFUSED,
    LinkNote.UNSAFE,
}
NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EHOSTDOWN}


class NotVisited(Exception):
    """An address that is not visited at all; its argument is the LinkNote that says why."""


@dataclass(frozen=True)
class Answer:
    """What a visit found: the last server's status, or a LinkNote where there was none."""

    status: int | None = None
    note: str = ""
    body: bytes = b""

    @property
    def good(self) -> bool:
        return self.status is not None and self.status < 400


def visit(url: str, *, body: bool = False) -> Answer:
    """HEAD, and GET where the server will not answer that. With `body`, GET alone, and what was read."""
    try:
        if not body:
            answer = _follow("HEAD", url)
            if answer.good or answer.note in WITHOUT_SERVER:
                return answer
        return _follow("GET", url, body=body)
    except NotVisited as refusal:
        return Answer(note=refusal.args[0])


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises NotVisited where one of them is no public one, OSError where it has none."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not is_public(address):
            raise NotVisited(LinkNote.PRIVATE)
    return list(dict.fromkeys(found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever it is wrapped in."""
    ip: Any = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return bool(ip.is_global and not ip.is_multicast)


def user_agent() -> str:
    """The portal's name and address, so that whoever is visited knows by whom."""
    name = "".join(part for part in settings.SITE_NAME_EN.title() if part.isascii() and part.isalnum())
    return f"{name or 'Portal'}-link-check/1.0 (+{settings.SITE_URL}/)"


def _follow(method: str, url: str, *, body: bool = False) -> Answer:
    for _step in range(MOST_REDIRECTS + 1):
        answer, onward = _ask(method, url, body=body)
        if onward is None:
            return answer
        url = onward
    return Answer(note=LinkNote.REDIRECTS)


def _ask(method: str, url: str, *, body: bool) -> tuple[Answer, str | None]:
    """One request to one address, and where it sends us on to."""
    try:
        connection, path = _connect(url)
    except socket.gaierror as error:
        gone = error.errno == socket.EAI_NONAME
        return Answer(note=LinkNote.NO_SUCH_HOST if gone else LinkNote.NOT_RESOLVED), None
    except OSError as error:
        return _failure(error), None
    try:
        connection.request(method, path, headers={"User-Agent": user_agent(), "Accept": "*/*"})
        response = connection.getresponse()
        onward = response.getheader("Location") if response.status in REDIRECTS else None
        read = response.read(MOST_READ) if body and onward is None else b""
        return Answer(status=response.status, body=read), onward and urljoin(url, onward)
    except (OSError, http.client.HTTPException) as error:
        return _failure(error), None
    finally:
        connection.close()


def _connect(url: str) -> tuple[http.client.HTTPConnection, str]:
    """A connection to the very address that was checked: the name is not looked up a second time."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise NotVisited(LinkNote.NO_WEB_ADDRESS) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotVisited(LinkNote.NO_WEB_ADDRESS)
    if parts.username is not None:
        raise NotVisited(LinkNote.NO_WEB_ADDRESS)
    try:
        host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    except UnicodeError:
        raise NotVisited(LinkNote.NO_WEB_ADDRESS) from None
    port = port or (443 if parts.scheme == "https" else 80)
    addresses = public_addresses(host, port)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port, timeout=TIMEOUT)
    connection.sock = _open(addresses, port)
    if parts.scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
    path = quote(parts.path or "/", safe=SAFE)
    return connection, f"{path}?{quote(parts.query, safe=SAFE)}" if parts.query else path


def _open(addresses: list[str], port: int) -> socket.socket:
    """The first of a host's addresses that takes us."""
    last: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=TIMEOUT)
        except OSError as error:
            last = error
    raise last or OSError("no address")


def _failure(error: Exception) -> Answer:
    if isinstance(error, TimeoutError):
        return Answer(note=LinkNote.NO_ANSWER)
    if isinstance(error, ssl.SSLError):
        return Answer(note=LinkNote.UNSAFE)
    if isinstance(error, ConnectionRefusedError):
        return Answer(note=LinkNote.REFUSED)
    if isinstance(error, OSError) and error.errno in NO_NETWORK:
        return Answer(note=LinkNote.NOT_REACHED)
    return Answer(note=LinkNote.BROKEN)


def as_json(answer: Answer) -> Any:
    """What an answer says as JSON; None where it is none."""
    try:
        return json.loads(answer.body)
    except ValueError:
        return None
