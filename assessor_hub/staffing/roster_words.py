"""The words of a roster file: its columns, and what may stand in a cell, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty
from assessor_hub.spreadsheets.cells import plain


class Column(StrEnum):
    """The columns of a roster file, in their order; the first is of a province's file only."""

    USCC = "uscc"
    NAME = "name"
    ID_KIND = "id_kind"
    ID_NUMBER = "id_number"
    SERIES = "series"
    TITLE = "title"
    SPECIALTY = "specialty"
    ISSUER = "issuer"
    ISSUED_ON = "issued_on"
    CERTIFICATE = "certificate"
    FOREIGN = "foreign"
    FULL_TIME = "full_time"
    CONTRACT = "contract"
    INSURED_MONTH = "insured_month"
    FIRST_DAY = "first_day"


OWN: Final = tuple(column for column in Column if column is not Column.USCC)
PROVINCE: Final = tuple(Column)
HEADERS: Final[dict[Column, str]] = {
    Column.USCC: "统一社会信用代码",
    Column.NAME: "姓名",
    Column.ID_KIND: "证件类型",
    Column.ID_NUMBER: "证件号码",
    Column.SERIES: "职称系列",
    Column.TITLE: "职称级别",
    Column.SPECIALTY: "职称专业",
    Column.ISSUER: "发证机关",
    Column.ISSUED_ON: "发证日期",
    Column.CERTIFICATE: "职称证书编号",
    Column.FOREIGN: "是否境外职称",
    Column.FULL_TIME: "是否专职",
    Column.CONTRACT: "是否签订劳动合同",
    Column.INSURED_MONTH: "社保缴纳月份",
    Column.FIRST_DAY: "入职日期",
}
ENGLISH: Final[dict[Column, str]] = {
    Column.USCC: "Unified social credit code",
    Column.NAME: "Name",
    Column.ID_KIND: "ID type",
    Column.ID_NUMBER: "ID number",
    Column.SERIES: "Title series",
    Column.TITLE: "Title level",
    Column.SPECIALTY: "Specialty",
    Column.ISSUER: "Issuing body",
    Column.ISSUED_ON: "Date of issue",
    Column.CERTIFICATE: "Certificate number",
    Column.FOREIGN: "Awarded abroad",
    Column.FULL_TIME: "Full-time",
    Column.CONTRACT: "Labour contract",
    Column.INSURED_MONTH: "Insured month",
    Column.FIRST_DAY: "First day of work",
}
# The first word of each line is what the template offers; the others are what people write instead.
ID_KINDS: Final[dict[IdKind, tuple[str, ...]]] = {
    IdKind.RESIDENT_ID: ("居民身份证", "身份证", "二代身份证", "Resident identity card", "Identity card"),
    IdKind.PASSPORT: ("护照", "Passport"),
    IdKind.HK_MACAO_RESIDENCE: (
        "港澳居民居住证", "Residence permit for Hong Kong and Macao residents",
    ),
    IdKind.TAIWAN_RESIDENCE: ("台湾居民居住证", "Residence permit for Taiwan residents"),
}
SERIES: Final[dict[TitleSeries | None, tuple[str, ...]]] = {
    None: ("无", "无职称", "None", "No title"),
    TitleSeries.ENGINEERING: ("工程技术", "工程", "工程系列", "工程技术系列", "Engineering"),
    TitleSeries.RESEARCH: ("科学研究", "自然科学研究", "研究", "研究系列", "Research"),
    TitleSeries.UNIVERSITY_TEACHING: ("高等学校教师", "高校教师", "University teaching"),
    TitleSeries.LABORATORY: ("实验技术", "实验", "Laboratory technology"),
    TitleSeries.AGRICULTURE: ("农业技术", "农业", "Agricultural technology"),
    TitleSeries.ECONOMICS: ("经济", "经济系列", "Economics"),
    TitleSeries.ACCOUNTING: ("会计", "会计系列", "Accounting"),
    TitleSeries.STATISTICS: ("统计", "统计系列", "Statistics"),
    TitleSeries.OTHER: ("其他系列", "其他", "其它", "Another series", "Other"),
}
TITLES: Final[dict[TitleLevel, tuple[str, ...]]] = {
    TitleLevel.NONE: ("无职称", "无", "No title", "None"),
    TitleLevel.JUNIOR: ("初级", "助理工程师", "技术员", "Junior title", "Junior"),
    TitleLevel.MID: ("中级", "工程师", "Mid-level title", "Mid-level"),
    TitleLevel.DEPUTY_SENIOR: (
        "副高级", "副高", "高级", "高级工程师", "Deputy senior title", "Deputy senior", "Senior",
    ),
    TitleLevel.FULL_SENIOR: ("正高级", "正高", "正高级工程师", "Full senior title", "Full senior"),
}
SPECIALTIES: Final[dict[Specialty, tuple[str, ...]]] = {
    Specialty.ENERGY: ("能源", "Energy"),
    Specialty.ENVIRONMENT: ("环境", "Environment"),
    Specialty.ECOLOGY: ("生态", "Ecology"),
    Specialty.ECOLOGICAL_ENVIRONMENT: ("生态环境", "Ecological environment"),
    Specialty.LOW_CARBON: ("低碳", "Low carbon", "Low-carbon"),
    Specialty.LIFE_CYCLE: ("生命周期评价", "全生命周期评价", "LCA", "Life-cycle assessment"),
    Specialty.OTHER: ("其他", "其它", "Another specialty", "Other"),
    Specialty.UNRELATED: ("无关专业", "不相关", "会计", "财务", "Unrelated specialty", "Unrelated", "Accounting"),
}
YES_NO: Final[dict[bool, tuple[str, ...]]] = {
    True: ("是", "有", "Yes", "Y", "True", "1", "√"),
    False: ("否", "无", "No", "N", "False", "0", "×"),
}
CHOICES: Final[dict[Column, Mapping[Any, tuple[str, ...]]]] = {
    Column.ID_KIND: ID_KINDS,
    Column.SERIES: SERIES,
    Column.TITLE: TITLES,
    Column.SPECIALTY: SPECIALTIES,
    Column.FOREIGN: YES_NO,
    Column.FULL_TIME: YES_NO,
    Column.CONTRACT: YES_NO,
}
EXAMPLE_MARK: Final = "示例"  # a name that begins so marks the template's example row


COLUMN_OF: Final[dict[str, Column]] = {
    plain(word): column for words in (HEADERS, ENGLISH) for column, word in words.items()
}
