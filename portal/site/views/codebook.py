from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from portal.site.codebook import codebook


class CodebookView(TemplateView):
    """Every field and code, as the models have them."""

    template_name = "pages/codebook.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sections": codebook()}
