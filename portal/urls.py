from django.contrib import admin
from django.urls import include, path, re_path

from portal.site.languages import localised, redirect_to_language

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("portal.site.api")),
    path("", redirect_to_language),
    *localised(
        path("", include("portal.site.urls")),
        path("", include("events.urls")),
        path("", include("mechanisms.urls")),
    ),
    re_path(r"^(?!en/|zh/|api/|admin/|static/)(?P<rest>.+)$", redirect_to_language),
]

handler400 = "portal.site.views.errors.bad_request"
handler403 = "portal.site.views.errors.forbidden"
handler404 = "portal.site.views.errors.not_found"
handler500 = "portal.site.views.errors.server_error"
