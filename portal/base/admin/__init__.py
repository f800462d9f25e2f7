"""The editors' side: Django's admin, every save through the verbs. Kinds are in each app's `admin`."""

from django.conf import settings
from django.contrib import admin
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.language import in_language

from . import duplicates, history, leads, nouns, record_keys, tokens, users

__all__ = ["duplicates", "history", "leads", "nouns", "record_keys", "tokens", "users"]


class _SiteName:
    """The site's name in the language of whoever reads it."""

    def __str__(self) -> str:
        return in_language(settings.SITE_NAME_EN, settings.SITE_NAME_ZH, get_language())


admin.site.site_header = admin.site.site_title = lazystr(_SiteName())
admin.site.index_title = _("Work queue")
admin.site.empty_value_display = "–"
