"""Who asks the API, and how often they may write: tokens, accounts, the limit of writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from portal.base.models import ApiToken, sees_drafts

USE_NOTED_EVERY = timedelta(hours=1)


class BearerAuthentication(TokenAuthentication):
    """`Authorization: Bearer …`. A request without that header costs no query here, one with it costs one."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, ApiToken]:
        digest = hash_token(token.decode("utf-8", "replace"))
        found = ApiToken.objects.filter(digest=digest).select_related("user", "user__desk").first()
        if found is None:
            raise AuthenticationFailed(_("This token is not known. It is shown once, when it is made."))
        if found.revoked_at is not None:
            raise AuthenticationFailed(_("This token was revoked."))
        if found.expired:
            raise AuthenticationFailed(_("This token has expired; make a new one."))
        if not found.user.is_active:
            raise AuthenticationFailed(_("The account of this token is closed."))
        _note_use(found)
        return found.user, found


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used is None or now - token.last_used >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used=now)


class BearerScheme(OpenApiAuthenticationExtension):
    """The header as OpenAPI names it."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that an editor makes in the editors’ desk. It has its owner’s rights.",
        }


class NeedsAccount(BasePermission):
    """Drafts are for those who see them in the editors' desk; what they may do there, the verbs say."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            raise NotAuthenticated(_("This needs a token: send it as “Authorization: Bearer …”."))
        self.message = _("This needs an account of the editors’ desk.")
        return sees_drafts(request.user)


class WriteThrottle(SimpleRateThrottle):
    """Writes of one token, or of one person who is signed in; reading is not counted."""

    scope = "write"

    def get_rate(self) -> str | None:
        return api_settings.DEFAULT_THROTTLE_RATES[self.scope]

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if request.method in SAFE_METHODS or not request.user.is_authenticated:
            return None
        by = f"token-{request.auth.pk}" if isinstance(request.auth, ApiToken) else f"user-{request.user.pk}"
        return self.cache_format % {"scope": self.scope, "ident": by}


class ByReader:
    """Views whose answer depends on who asks: what is kept of it holds for the same token only."""

    @property
    def default_response_headers(self) -> dict[str, str]:
        headers = super().default_response_headers  # type: ignore[misc]
        headers["Vary"] = ", ".join([*filter(None, [headers.get("Vary")]), "Authorization"])
        return headers
