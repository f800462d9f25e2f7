from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.base.digests import send_digests


class Command(BaseCommand):
    help = "Send everybody with an address their unread notices and what waits for them; none is sent twice."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = send_digests()
        self.stdout.write(f"{sent.mails} mails sent")
        if sent.failed:
            raise CommandError(
                "; ".join(f"no mail to {name}: {reason}" for name, reason in sent.failed)
                + "; the next run tries again"
            )
