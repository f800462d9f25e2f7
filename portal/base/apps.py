from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "portal.base"
    label = "portal"
    verbose_name = _("Shared nouns and history")
    default_auto_field = "django.db.models.BigAutoField"
