"""The pages whose libraries write inline styles: Django's admin and the API's documentation page."""

from collections.abc import Callable

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest
from django.http.response import HttpResponseBase

API_DOCS_URL_NAME = "api-docs"


class InlineStyleMiddleware:
    """Let those pages, and no others, use inline styles; scripts stay as strict as everywhere.

    Stands directly below `csp.middleware.CSPMiddleware`, which reads what is noted on the response.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match and ("admin" in match.namespaces or match.url_name == API_DOCS_URL_NAME):
            return csp_update({"style-src": [UNSAFE_INLINE]})(lambda request: response)(request)
        return response
