"""Who acts, as a value that services and queries take: a person with grants, the system, or the public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from assessor_hub.accounts.models import OF_INSTITUTION, Role, User
from assessor_hub.rules.pack import ROOT

STAFF = frozenset({Role.COUNTY_STAFF, Role.CITY_STAFF, Role.REVIEWER, Role.APPROVER, Role.AUDITOR})
READERS = STAFF  # who may look into their jurisdiction's institutions and filings


@dataclass(frozen=True)
class Actor:
    """A person (or the system, without ``user_id``) and what they may do where.

    ``scopes`` are (role, GB/T 2260 code); ``institution_id`` is the one that an owner or member works for.
    """

    user_id: int | None
    name: str
    scopes: frozenset[tuple[Role, str]] = frozenset()
    institution_id: int | None = None
    institution_role: Role | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that the person has anywhere."""
        own = {self.institution_role} if self.institution_role else set()
        return frozenset({role for role, _ in self.scopes} | own)

    def codes(self, roles: Iterable[Role]) -> frozenset[str]:
        """The jurisdictions in which the person has one of the roles."""
        wanted = frozenset(roles)
        return frozenset(code for role, code in self.scopes if role in wanted)

    def may(self, roles: Iterable[Role], code: str) -> bool:
        """Whether the person has one of the roles over ``code``, there or in a jurisdiction above it."""
        return any(covers(own, code) for own in self.codes(roles))

    def acting_as(self, roles: Iterable[Role]) -> Actor:
        """The person in these roles of a department alone: what one may read by another role, one can't act on."""
        wanted = frozenset(roles)
        scopes = frozenset((role, code) for role, code in self.scopes if role in wanted)
        return replace(self, scopes=scopes, institution_id=None, institution_role=None)

    def reach(self, column: Any, roles: Iterable[Role]) -> ColumnElement[bool]:
        """The same as SQL, for a column of codes. Nobody's reach is false, never everything."""
        parts = [_under(column, code) for code in sorted(self.codes(roles))]
        return or_(*parts) if parts else false()


def covers(own: str, code: str) -> bool:
    """Whether jurisdiction ``own`` is ``code`` or lies above it in the GB/T 2260 tree."""
    return code.startswith(prefix(own))


def prefix(code: str) -> str:
    """The digits that everything under ``code`` shares: none for the country, 2 a province, 4 a city, 6 a county."""
    if code == ROOT:
        return ""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def _under(column: Any, code: str) -> ColumnElement[bool]:
    shared = prefix(code)
    if not shared:
        return true()
    upper = str(int(shared) + 1).rjust(len(shared), "0")
    return and_(column >= shared, column < upper)  # a range can use the index


SYSTEM = Actor(None, "system")
PUBLIC = Actor(None, "public")


def actor_of(user: User) -> Actor:
    """The actor of a user row, from its live grants."""
    return actor_with(user.id, user.name, [grant for grant in user.grants if grant.revoked_at is None])


def actor_with(user_id: int, name: str, live: Sequence[Any]) -> Actor:
    """The actor that live grants, or rows with their columns, make of a person."""
    seat = next((grant for grant in live if grant.role in OF_INSTITUTION), None)
    return Actor(
        user_id=user_id,
        name=name,
        scopes=frozenset((grant.role, grant.jurisdiction) for grant in live if grant.jurisdiction),
        institution_id=seat.institution_id if seat else None,
        institution_role=seat.role if seat else None,
    )
