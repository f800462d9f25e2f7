from __future__ import annotations

from portal.base.forms.records import RecordForm


class PartnershipForm(RecordForm):
    """A partnership's id is its partner's: PAR-KAZ."""

    def new_record_id(self) -> str:
        return f"PAR-{self.instance.partner_id}"
