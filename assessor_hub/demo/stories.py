"""Who stands where in the demonstration: one story an institution, over all five jurisdictions and every status."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from stdnum.cn import uscc

from assessor_hub.institutions.models import InstitutionKind
from assessor_hub.rules.values import Level, UnitKind

PASSWORD = "demo-2026-green"  # noqa: S105 - printed at every start of a demonstration

Ending = Literal["draft", "submitted", "returned", "refused", "recorded", "withdrawn"]


@dataclass(frozen=True)
class Filed:
    """A batch of projects: how many, of which level and kind, and how far they came."""

    count: int
    level: Level
    kind: UnitKind
    reach: Literal["submitted", "returned", "refused", "registered", "reported", "accepted", "not_accepted", "withdrawn"]


@dataclass(frozen=True)
class Story:
    """One institution: who it is, where it applied, how that ended, what it filed, what befell it.

    ``head`` names a person; the same name in two stories is the same person.
    """

    key: str
    uscc: str
    name: str
    kind: InstitutionKind
    registered: str
    jurisdiction: str
    head: str
    ending: Ending
    titled: int = 10
    senior: int = 5
    unrelated_senior: int = 0
    uncovered: int = 0
    branch: str | None = None
    filed: tuple[Filed, ...] = field(default=())
    ban: Literal["", "fraud", "poor_quality"] = ""
    summary: Literal["", "filed", "draft"] = ""
    tied_to: int | None = None  # the place of the filing to whose unit it declares a tie
    shares: str = ""  # the story on whose roster stands a person whom this one claims too
    phone: str = ""  # one that another story has too; empty: its own


def _code(stem: str) -> str:
    return stem + uscc.calc_check_digit(stem)


_E, _P, _A = InstitutionKind.ENTERPRISE, InstitutionKind.PUBLIC_INSTITUTION, InstitutionKind.ASSOCIATION
_NAT, _PRO = Level.NATIONAL, Level.PROVINCIAL
_F, _K, _S = UnitKind.FACTORY, UnitKind.PARK, UnitKind.SUPPLY_CHAIN

STORIES = (
    Story(
        "jilin-a", "91220101MA0TE5T16T", "吉林衡绿低碳评价技术有限公司", _E, "220100", "220000", "沈知秋", "recorded",
        titled=12, senior=6, summary="filed", tied_to=7,
        filed=(
            Filed(4, _NAT, _F, "accepted"), Filed(2, _NAT, _K, "reported"), Filed(2, _NAT, _S, "registered"),
            Filed(3, _PRO, _F, "accepted"), Filed(1, _PRO, _K, "not_accepted"), Filed(1, _PRO, _F, "withdrawn"),
        ),
    ),
    Story(
        "jilin-b", "91220201MA0TE5T24T", "松江绿能咨询（吉林）有限公司", _E, "220200", "220000", "沈知秋", "recorded",
        summary="draft", phone="0432-60000002",
        filed=(Filed(5, _NAT, _F, "registered"), Filed(2, _NAT, _S, "submitted"), Filed(1, _PRO, _F, "returned")),
    ),
    Story(
        "zhejiang-a", "91330101MA0TE5T32B", "浙江清源绿色制造研究院有限公司", _E, "330100", "330000", "顾望舒", "recorded",
        titled=14, senior=8, summary="filed",
        filed=(Filed(8, _PRO, _F, "registered"), Filed(2, _PRO, _K, "accepted"), Filed(2, _PRO, _S, "registered"),
               Filed(3, _NAT, _F, "reported")),
    ),
    Story(
        "shandong-a", "91370101MA0TE5T40N", "山东岱岳绿色评价有限公司", _E, "370100", "370000", "孟怀瑾", "recorded",
        titled=10, senior=5, filed=(Filed(2, _PRO, _F, "registered"), Filed(1, _NAT, _F, "refused")),
    ),
    Story(
        "beijing-a", "91110108MA0TE5T59J", "北京中绿恒信认证评价有限公司", _E, "110100", "220000", "白景行", "submitted",
        titled=11, senior=6, phone="（0432）6000 0002", shares="jilin-a",
    ),
    Story(
        "jilin-c", "12220000MB0TE5T601", "吉林省工业节能技术服务中心", _P, "220100", "220000", "秦书瑶", "returned",
        titled=10, senior=4, unrelated_senior=1,
    ),
    Story(
        "jilin-d", "51220000MJ0TE5T788", "吉林省绿色制造促进会", _A, "220100", "220000", "骆云帆", "refused",
        titled=9, senior=6,
    ),
    Story(
        "fujian-a", _code("91350100MA0TE5T86"), "福建闽江绿色发展咨询有限公司", _E, "350100", "350000", "许砚清", "recorded",
        filed=(Filed(2, _NAT, _F, "registered"), Filed(2, _PRO, _F, "submitted")),
    ),
    Story(
        "heyuan-a", _code("91441600MA0TE5T94"), "河源万绿湖低碳服务有限公司", _E, "441600", "441600", "温以宁", "recorded",
        filed=(Filed(2, _PRO, _F, "registered"),),
    ),
    Story(
        "shandong-b", _code("91370200MA0TE5TA2"), "青岛海岱绿色认证有限公司", _E, "370200", "370000", "孔令仪", "recorded",
        titled=9, senior=5, filed=(Filed(1, _PRO, _F, "registered"),), ban="poor_quality",
    ),
    Story(
        "jilin-e", _code("91220100MA0TE5TB0"), "长春北辰环境评估有限公司", _E, "220100", "220000", "郎静姝", "recorded",
        filed=(Filed(2, _PRO, _F, "accepted"), Filed(1, _NAT, _F, "reported")), ban="fraud",
    ),
    Story(
        "zhejiang-b", _code("91330200MA0TE5TC9"), "宁波甬绿评价服务有限公司", _E, "330200", "330000", "姚知许", "submitted",
        titled=9, senior=5,
    ),
    Story(
        "shandong-c", _code("91310115MA0TE5TD7"), "上海申绿技术咨询有限公司", _E, "310100", "370000", "陆行舟", "submitted",
        titled=9, senior=4, uncovered=1, branch="370100",
    ),
    Story(
        "jilin-f", _code("91220300MA0TE5TE5"), "四平绿原节能科技有限公司", _E, "220300", "220000", "辛半夏", "draft",
        titled=7, senior=3,
    ),
    Story(
        "fujian-b", _code("91350200MA0TE5TF3"), "厦门鹭绿能源评价有限公司", _E, "350200", "350000", "连海生", "withdrawn",
    ),
    Story(
        "jilin-g", _code("91220400MA0TE5TG1"), "辽源绿衡评价有限公司", _E, "220400", "220000", "闻人澜", "recorded",
        filed=(Filed(1, _PRO, _F, "registered"),),
    ),
    Story(
        "jilin-h", _code("91220500MA0TE5TH9"), "通化长白绿色咨询有限公司", _E, "220500", "220000", "慕容溪", "recorded",
        filed=(Filed(1, _PRO, _F, "registered"),),
    ),
)

STAFF = (
    # key, name, role, jurisdiction
    ("jl-reviewer", "吉林初审员 齐彦", "reviewer", "220000"),
    ("jl-approver", "吉林审批人 栾岳", "approver", "220000"),
    ("zj-approver", "浙江审批人 俞澄", "approver", "330000"),
    ("fj-approver", "福建审批人 翁霁", "approver", "350000"),
    ("sd-approver", "山东审批人 臧远", "approver", "370000"),
    ("sd-reviewer", "山东初审员 席桐", "reviewer", "370000"),
    ("jinan", "济南市工作人员 戚岚", "city_staff", "370100"),
    ("hy-approver", "河源审批人 赖川", "approver", "441600"),
    ("changchun", "长春市工作人员 单禾", "city_staff", "220100"),
    ("handler", "长春市举报办理员 计宁", "report_handler", "220100"),
    ("auditor", "审计员 盛蓝", "auditor", "000000"),
    ("administrator", "系统管理员 卓文", "administrator", "000000"),
)
UNITS = (
    "长岭精铸", "鸿泽汽车零部件", "北辰新材料", "瑞丰食品", "天禾化纤", "恒远轴承", "青禾农机", "云帆纺织", "海砺电子", "金穗玉米深加工",
    "远川轨道装备", "绿洲建材", "禾信制药", "曜石光伏", "澄江玻璃", "岳岭水泥", "南溪造纸", "星火工具", "安泰制冷", "新域化工",
)
