from django.contrib import admin
from django.urls import path, re_path

from portal.site.languages import localised, redirect_to_language

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", redirect_to_language),
    *localised(),
    re_path(r"^(?!en/|zh/|api/|admin/|static/)(?P<rest>.+)$", redirect_to_language),
]
