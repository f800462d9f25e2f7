"""The table of rights put together with the roles, for `docs/rights.md`: who may do what at which status."""

from __future__ import annotations

from portal.base.codes import Kind, Status
from portal.base.kinds import model_of
from portal.base.rights import TABLE, Rule, Verb, Whose
from portal.base.roles import ROLES

WORDS = {
    Verb.CREATE: "begin a record",
    Verb.EDIT: "change it",
    Verb.PROPOSE: "propose a change, which waits for review",
    Verb.SUBMIT: "submit for review",
    Verb.RETURN: "return, or refuse a proposed change",
    Verb.PUBLISH: "publish",
    Verb.APPROVE: "approve a proposed change",
    Verb.WITHDRAW: "withdraw",
    Verb.REINSTATE: "publish again",
    Verb.MERGE: "merge into another",
}
CELLS = {Whose.ANY: "yes", Whose.OWN: "own", Whose.OTHERS: "others’"}
# Rights without a status.
OTHER = {
    "import files": "portal.import_record",
    "export from the admin": "portal.export_record",
    "read, note, accept and refuse leads": "portal.handle_lead",
}


def markdown() -> str:
    """The whole table, the same for every kind; raises ValueError should a role's rights differ by kind."""
    lines = [
        f"| | status | {' | '.join(ROLES)} |",
        f"|---|---|{'---|' * len(ROLES)}",
    ]
    for verb, by_status in TABLE.items():
        for status, rules in by_status.items():
            cells = [_cell(role, rules) for role in ROLES]
            lines.append(f"| {WORDS[verb]} | {Status(status).value} | {' | '.join(cells)} |")
    for words, permission in OTHER.items():
        cells = ["yes" if permission in names else "–" for names in ROLES.values()]
        lines.append(f"| {words} | | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(role: str, rules: tuple[Rule, ...]) -> str:
    by_kind = {_cell_of_kind(role, rules, kind) for kind in Kind.values}
    if len(by_kind) > 1:
        raise ValueError(f"{role} has other rights for some kinds: the table needs a column for them")
    return by_kind.pop()


def _cell_of_kind(role: str, rules: tuple[Rule, ...], kind: str) -> str:
    meta = model_of(kind)._meta
    names = ROLES[role]
    whose = [
        rule.whose
        for rule in rules
        if rule.permission in names or f"{meta.app_label}.{rule.permission}_{meta.model_name}" in names
    ]
    if not whose:
        return "–"
    return CELLS[Whose.ANY if Whose.ANY in whose else whose[0]]
