"""One's own machine, over plain http: `manage.py runserver`, and `make run` (which turns DEBUG off)."""

from .base import *
from .environment import env

DEBUG = env.bool("PORTAL_DEBUG", default=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
