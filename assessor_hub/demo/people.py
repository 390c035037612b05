"""Made-up people: well-formed identity numbers of a county code that no county has, names drawn with a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from stdnum.cn import ric

from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty
from assessor_hub.staffing.services import Claim

COUNTY = "220000"  # the province's own code stands in no real identity number
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
_GIVEN = (
    "明远", "思齐", "海涛", "雅静", "文博", "晓彤", "志强", "雨桐", "建国", "淑芬", "子涵", "俊杰", "丽华", "国栋", "欣怡",
    "伟东", "春梅", "鹏飞", "慧敏", "永康", "佳宁", "立新", "秀兰", "天宇", "婉清", "振华", "若曦", "德昌", "小雪", "正阳",
)
_ISSUERS = ("省人力资源和社会保障厅", "市人力资源和社会保障局", "省工程系列高级职称评审委员会")
_RELATED = (
    Specialty.ENERGY, Specialty.ENVIRONMENT, Specialty.LOW_CARBON, Specialty.LIFE_CYCLE, Specialty.ECOLOGICAL_ENVIRONMENT,
)


class People:
    """A supply of people, the same in every run."""

    def __init__(self) -> None:
        self._chance = random.Random(20261121)  # noqa: S311 - a repeatable cast, not a secret
        self._numbers = _numbers()

    def person(self, name: str | None = None) -> PersonName:
        """The next person."""
        made_up = self._chance.choice(_SURNAMES) + self._chance.choice(_GIVEN)
        return PersonName(name or made_up, IdKind.RESIDENT_ID, next(self._numbers))

    def staff(
        self, *, titled: int, senior: int, since: date, unrelated_senior: int = 0, juniors: int = 1, uncovered: int = 0,
        insured: date,
    ) -> list[Claim]:
        """A roster: ``senior`` related and ``unrelated_senior`` others within ``titled``, and some juniors.

        ``insured`` is a day of the month that the proofs of social insurance are of.
        """
        levels = [TitleLevel.DEPUTY_SENIOR] * senior + [TitleLevel.FULL_SENIOR] * unrelated_senior
        levels += [TitleLevel.MID] * (titled - len(levels)) + [TitleLevel.JUNIOR] * juniors
        claims = []
        for place, level in enumerate(levels):
            unrelated = senior <= place < senior + unrelated_senior
            covered = place >= uncovered
            claims.append(
                Claim(
                    person=self.person(), title_level=level,
                    specialty=Specialty.UNRELATED if unrelated else _RELATED[place % len(_RELATED)],
                    series=TitleSeries.ACCOUNTING if unrelated else TitleSeries.ENGINEERING,
                    issuer=self._chance.choice(_ISSUERS), issued_on=since - timedelta(days=200 + 90 * (place % 9)),
                    certificate=f"ZC{self._chance.randrange(10**8):08}", full_time=True, contract=True,
                    insured_month=f"{insured:%Y-%m}" if covered else None, first_day=since,
                )
            )
        return claims


def _numbers() -> Iterator[str]:
    """Identity numbers from 1980-01-01 on, the ones of the readings first."""
    yield from ("220000198001010014", "220000198001010022", "220000198001010030")
    born = date(1970, 1, 1)
    while True:
        for sequence in (41, 68):
            head = f"{COUNTY}{born:%Y%m%d}{sequence:03}"
            yield head + ric.calc_check_digit(head + "0")
        born += timedelta(days=23)
