"""What befell institutions after their recordal: a change that waits, a renewal, an exit, a resignation, a merger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assessor_hub.clock import beijing_day
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.endings import give_up
from assessor_hub.registration.leaving import let_go
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.particulars import change_particulars
from assessor_hub.registration.queries import live_recordals
from assessor_hub.staffing.services import roster

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator


def befall(narrator: Narrator) -> None:
    """Tell what happened after recordal, institution by institution."""
    for key, act in _ACTS.items():
        act(narrator, key)


def _institution(narrator: Narrator, key: str) -> Institution:
    owner = narrator.owner_of(key)
    return narrator.session.get_one(Institution, owner.institution_id)


def _recordal(narrator: Narrator, key: str, at: datetime) -> Recordal:
    return live_recordals(narrator.session, _institution(narrator, key).id, beijing_day(at))[0]


def _moves(narrator: Narrator, key: str) -> None:
    """A new address a fortnight ago, filed yesterday with the lease: it waits to be noted."""
    institution, at = _institution(narrator, key), narrator.ago(1)
    fields = {name: getattr(institution, name) for name in ("name", "kind", "registered_code", "phone")}
    filed = change_particulars(
        narrator.session, narrator.law, institution, fields | {"address": "长春市示范大街266号12层"},
        beijing_day(narrator.ago(14)), by=narrator.owner_of(key), now=at,
    )
    _prove(narrator, key, filed[0], "场所租赁合同.pdf", at)


def _renames_late(narrator: Narrator, key: str) -> None:
    """A new name, filed long after: it is late, and to be reviewed."""
    institution, at = _institution(narrator, key), narrator.ago(3)
    fields = {name: getattr(institution, name) for name in ("kind", "registered_code", "address", "phone")}
    filed = change_particulars(
        narrator.session, narrator.law, institution, fields | {"name": f"{institution.name}（更名后）"},
        beijing_day(narrator.ago(80)), by=narrator.owner_of(key), now=at,
    )
    _prove(narrator, key, filed[0], "变更后营业执照.pdf", at)


def _leaves(narrator: Narrator, key: str) -> None:
    """Someone resigned five days ago and the minimum is missed."""
    at = narrator.ago(5)
    institution = _institution(narrator, key)
    titled = roster(narrator.session, institution.id, beijing_day(at))[-2]
    let_go(narrator.session, narrator.law, titled.employment, beijing_day(at), by=narrator.owner_of(key), now=at)


def _exits(narrator: Narrator, key: str) -> None:
    at = narrator.ago(20)
    filed = give_up(
        narrator.session, narrator.law, _recordal(narrator, key, at), beijing_day(at), "本机构调整业务方向，不再从事绿色制造第三方评价。",
        by=narrator.owner_of(key), now=at,
    )
    _prove(narrator, key, filed, "退出备案申请.pdf", at)


def _renews(narrator: Narrator, key: str) -> None:
    narrator.renew(key, narrator.ago(30))


def _prove(narrator: Narrator, key: str, change: Change, name: str, at: datetime) -> None:
    store_documents(
        narrator.session, narrator.hub.vault, narrator.hub.store, [Upload(name, paper(f"{key} {change.kind.value}"))],
        owner_kind=OwnerKind.CHANGE, owner_id=change.id, kind=DocumentKind.EVIDENCE, by=narrator.owner_of(key),
        now=at + timedelta(minutes=1),
    )


_ACTS: dict[str, Callable[[Narrator, str], None]] = {
    "jilin-a": _moves,
    "heyuan-a": _renames_late,
    "jilin-g": _leaves,
    "jilin-h": _exits,
    "fujian-a": _renews,
}
