from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "portal.base"
    label = "portal"
    verbose_name = _("Shared nouns and history")
    default_auto_field = "django.db.models.BigAutoField"


class EditorsAdminConfig(AdminConfig):
    """Django's admin, with the editors' site as the one that everything registers with."""

    default_site = "portal.base.admin_site.EditorsSite"
