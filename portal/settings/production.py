"""A public server behind https. `SITE_URL` is asked for; docs/running.md has the rest."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import SITE_URL
from .environment import env

if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}; in production it is the site's public address, for example "
        "https://record.example. On your own machine use the settings portal.settings.dev."
    )

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # the portal may share its domain: whether all subdomains speak https is the owner's to say
    "security.W021",  # a place on the browsers' preload list can hardly be undone: the owner's to ask for
]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    # Only with a proxy in front that sets this header itself: anybody else could send it too.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
