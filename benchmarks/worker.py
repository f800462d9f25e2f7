"""Serves one database in this process and times requests to it; `run` speaks to it in lines of JSON.

Requests go through the WSGI application with all middleware, without a socket. Time is this process's own CPU time:
what else the machine does hardly moves it.
"""

from __future__ import annotations

import json
import sys
from itertools import cycle
from pathlib import Path
from time import process_time
from typing import Any

SLICE = 0.4  # CPU seconds; at least one request


def main() -> None:
    import django
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.stock"
    settings.TEMPLATES[0]["DIRS"] = [*settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
    django.setup()
    from benchmarks.cases import cases, sizes

    served = Served({case.name: case for case in cases()})
    _say({"sizes": sizes(), "cases": {case.name: case.title for case in served.cases.values()}})
    for line in sys.stdin:
        _say(served.answer(**json.loads(line)))


def _say(answer: Any) -> None:
    print(json.dumps(answer), flush=True)


class Served:
    def __init__(self, cases: dict[str, Any]) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.test import RequestFactory

        self.cases = cases
        self.application = get_wsgi_application()
        self.factory = RequestFactory(headers={"host": "127.0.0.1:8000", "accept": "text/html"})
        self.rounds: dict[tuple[str, str], Any] = {}

    def answer(self, do: str, case: str, side: str = "ours") -> Any:
        return self.compare(case) if do == "compare" else self.time(case, side)

    def time(self, case: str, side: str) -> dict[str, Any]:
        """Milliseconds of CPU a request over one slice."""
        if (case, side) not in self.rounds:
            self.rounds[case, side] = cycle(getattr(self.cases[case], side))
            self.get(next(self.rounds[case, side]))
        addresses = self.rounds[case, side]
        start = process_time()
        count = size = 0
        while not count or process_time() - start < SLICE:
            size = len(self.get(next(addresses)))
            count += 1
        return {"ms": (process_time() - start) * 1000 / count, "requests": count, "bytes": size}

    def compare(self, case: str) -> dict[str, Any]:
        """Do both sides list the same records in the same order?"""
        wanted = self.cases[case]
        for ours, stock in zip(wanted.ours, wanted.stock, strict=True):
            ids = [
                [row["record_id"] for row in json.loads(self.get(path))["results"]] for path in (ours, stock)
            ]
            if ids[0] != ids[1] or not ids[0]:
                return {"same": False, "address": ours}
        return {"same": True}

    def get(self, address: str) -> bytes:
        environ = self.factory.get(address).environ
        if "/api/" in address:
            environ["HTTP_ACCEPT"] = "application/json"
        status: list[str] = []
        response = self.application(environ, lambda code, _headers: status.append(code))
        body = b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise SystemExit(f"{address} answered {status[0]}: {body[:300]!r}")
        return body


if __name__ == "__main__":
    main()
