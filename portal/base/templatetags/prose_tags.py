"""Long text with its contents beside it, so that no heading is written twice."""

from __future__ import annotations

import re

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


class TextPageNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        prose = self.nodelist.render(context)
        headings = [(anchor, strip_tags(title)) for anchor, title in HEADING.findall(prose)]
        flat = context.flatten() | {"prose": mark_safe(prose), "headings": headings}
        return render_to_string("pages/_text_page.html", flat)


@register.tag("text_page")
def text_page(parser: Parser, token: Token) -> TextPageNode:
    """`{% text_page %}…{% endtext_page %}`: prose whose `<h2 id="…">` headings become "On this page"."""
    nodelist = parser.parse(("endtext_page",))
    parser.delete_first_token()
    return TextPageNode(nodelist)
