"""What shared nouns have in common: names in two languages, a code as primary key, a tree where they form one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.language import in_language


class NounQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> NounQuerySet:
        """Editors see every noun; readers those that a published record uses."""
        if user is not None and user.is_active and user.is_staff:
            return self
        return self.filter(self.model.published_use())


class Noun(models.Model):
    """A thing records refer to. Its primary key is the code that files, addresses and the API carry."""

    noun: ClassVar[str]
    prefix: ClassVar[str] = ""

    name_en = models.CharField(_("name (English)"), max_length=300, blank=True, default="")
    name_zh = models.CharField(_("name (Chinese)"), max_length=300, blank=True, default="")

    objects = NounQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh, get_language()) or str(self.pk)

    @classmethod
    def published_use(cls) -> models.Q:
        """Which rows readers may see: all, for code lists; nouns with records override it."""
        return models.Q(pk__isnull=False)

    def clean(self) -> None:
        super().clean()
        if not (self.name_en or self.name_zh):
            raise ValidationError({"name_en": _("A name in one language at least.")})


class TreeNoun(Noun):
    """A noun with a parent of its own kind; `path` lists the codes from the root, for "within" in one LIKE."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    path = models.CharField(max_length=300, editable=False, default="", db_index=True)

    class Meta:
        abstract = True

    def ancestors(self) -> list[Any]:
        """From the parent up to the root; raises ValidationError where the parents go in a circle."""
        found: list[Any] = []
        seen = {self.pk}
        node = self.parent
        while node is not None:
            if node.pk in seen:
                circle = _("%(value)s is below this one already: parents cannot go in a circle.")
                raise ValidationError({"parent": ValidationError(circle, params={"value": self.parent_id})})
            seen.add(node.pk)
            found.append(node)
            node = node.parent
        return found

    def clean(self) -> None:
        super().clean()
        self.ancestors()

    def save(self, *args: Any, **kwargs: Any) -> None:
        old = self.path
        self.path = "".join(f"{node.pk}/" for node in [*reversed(self.ancestors()), self])
        super().save(*args, **kwargs)
        if old and old != self.path:
            for child in self.children.all():
                child.save()
