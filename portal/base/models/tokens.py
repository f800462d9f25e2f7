"""What a program signs its requests to the API with, in place of a password."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken
from knox.settings import CONSTANTS


class ApiToken(AbstractAuthToken):
    """A person's token: it has the rights of its owner, as they are at each request, and no others.

    What is kept is its digest and its first characters, so that its owner knows it again. It is made by
    `ApiToken.objects.create(user=…, name=…, expiry=…)`, which returns (row, token): nobody sees the token later.
    A token is revoked, never deleted.
    """

    digest = models.CharField(max_length=CONSTANTS.DIGEST_LENGTH, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="auth_token_set",
        editable=False,
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("The program or machine that will use it."))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    expiry = models.DateTimeField(_("expires"), null=True, blank=True, editable=False)
    # To the hour: a write at each request would cost more than the request.
    last_used = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def expired(self) -> bool:
        return self.expiry is not None and self.expiry <= timezone.now()

    @property
    def usable(self) -> bool:
        return self.revoked_at is None and not self.expired

    def revoke(self) -> None:
        """From now on nobody gets in with it; a second time changes nothing."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
