"""A project that was filed in another province before the institution came here: it waits for Jilin's staff."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from stdnum.cn import uscc

from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.institutions.services import PersonName
from assessor_hub.projects.declared import Declaration, declare
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.values import Level, UnitKind

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator


def declare_one(narrator: Narrator, key: str) -> None:
    """Declare it yesterday, with its proof, under the head of then."""
    stem, at = "91110108MA7DEM001", narrator.ago(1)
    declaration = Declaration(
        jurisdiction="220000", level=Level.NATIONAL, unit_kind=UnitKind.FACTORY, unit_name="示范北京绿色制造有限公司",
        unit_uscc=stem + uscc.calc_check_digit(stem), unit_city="110100",
        filed_on=date(at.year - 1, 3, 12), filed_where="北京市经济和信息化局，京绿评〔示范〕7号",
        head=PersonName("周前任", IdKind.RESIDENT_ID, "220000198001010030"), opening=False,
        request_key="demo-declared-in-beijing-000000001",
    )
    owner = narrator.owner_of(key)
    row = declare(narrator.session, narrator.law, narrator.hub.vault, declaration, by=owner, now=at)
    store_documents(
        narrator.session, narrator.hub.vault, narrator.hub.store, [Upload("登记回执.pdf", paper("receipt"))],
        owner_kind=OwnerKind.DECLARED, owner_id=row.id, kind=DocumentKind.EVIDENCE, by=owner, now=at,
    )
