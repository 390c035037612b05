"""What goes in and out, as pydantic models: they check requests, and the description of the API is made from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from assessor_hub.accounts.models import Role
from assessor_hub.places import cities
from assessor_hub.projects.filing import Filing
from assessor_hub.rules.identifiers import BadIdentifier, check_uscc
from assessor_hub.rules.law import Standing
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.pack import Strength
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.web.shared.asked import YEARS


def _uscc(text: str) -> str:
    try:
        return check_uscc(text)
    except BadIdentifier as bad:
        raise PydanticCustomError("identifier", "not a unified social credit code", {"code": bad.code}) from bad


def _city(code: str) -> str:
    if code not in cities():
        raise PydanticCustomError("city", "not a city")
    return code


def _storable(text: str) -> str:
    if "\0" in text:
        raise PydanticCustomError("nul", "a NUL character")
    return text


def _line(longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Uscc = Annotated[str, AfterValidator(_uscc), Field(description="Unified social credit code (GB 32100), 18 characters")]
City = Annotated[str, AfterValidator(_city), Field(description="The unit's city, GB/T 2260", examples=["220100"])]
Code = Annotated[str, Field(description="GB/T 2260 code; 000000 is the whole country")]
Words = Annotated[str, _line(2000), AfterValidator(_storable)]


class Shape(BaseModel):
    """A closed object: a field that it does not know is an error, never dropped in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NewProject(Shape):
    """A project to file: one evaluation of one unit at one level in this Beijing year."""

    level: Level
    unit_kind: UnitKind
    unit_name: Annotated[str, _line(120), AfterValidator(_storable)]
    unit_uscc: Uscc
    unit_city: City
    work_from: Annotated[date, Field(description="The day on which the evaluation begins or began")]

    def filing(self, request_key: str) -> Filing:
        """What was sent, as the service takes it."""
        return Filing(**self.model_dump(), request_key=request_key)


class Withdrawal(Shape):
    """Taking a project back."""

    reason: Words


class Correction(Shape):
    """Handing a returned project in again."""

    note: Annotated[Words, Field(description="What was corrected")]


class ProjectQuery(Shape):
    """Which projects: of a year, and after the last one of the page before."""

    year: Annotated[int | None, Field(ge=YEARS.start, lt=YEARS.stop, description="The year that it counts in")] = None
    after: Annotated[str | None, Field(max_length=40, description="Number of the last project shown")] = None


class Charge(Shape):
    """The unit of a pool that a project took, and when and why it was given back."""

    level: Level
    jurisdiction: Code
    year: int
    released_at: datetime | None
    release_reason: str | None


class Project(Shape):
    """A filed project."""

    number: str
    revision: Annotated[int, Field(description="Its ETag: send it as If-Match with the next step")]
    status: ProjectState
    level: Level
    year: Annotated[int, Field(description="The Beijing year of the first submission, in which it counts")]
    unit_kind: UnitKind
    unit_name: str
    unit_uscc: str
    unit_city: str
    jurisdiction: Annotated[str, Field(description="Whose rules apply, GB/T 2260")]
    work_from: date
    submitted_at: datetime
    moved_at: Annotated[datetime, Field(description="When it last changed its status")]
    reason: Annotated[str, Field(description="The words noted with the last step; empty where there are none")]
    flags: Annotated[list[str], Field(description="What is noted for the department")]
    report_on: date | None
    report_sha256: str | None
    charge: Annotated[Charge | None, Field(description="None: the project uses no unit of any pool")]


class ProjectPage(Shape):
    """Projects, newest first; ``next`` leads to those that follow, None at the end."""

    projects: list[Project]
    next: str | None


class Basis(Shape):
    """The rule that a number rests on."""

    key: str
    jurisdiction: Code
    article: str | None
    strength: Strength
    reading: str | None


class Pool(Shape):
    """One pool: a yearly cap of the legal representative, over all institutions that the same person heads."""

    level: Level
    jurisdiction: Code
    nationwide: bool
    kinds: list[UnitKind]
    year: int
    first_day: Annotated[date, Field(description="Of the year's days, the first on which the limit holds")]
    last_day: Annotated[date, Field(description="The last one; a pool that has ended has none left")]
    used: int
    limit: int
    left: int
    basis: Annotated[str, Field(description="The citation, as the pages have it")]
    rule: Basis


class PoolsThere(Shape):
    """The pools of one jurisdiction in which the institution is recorded; none where its text states no cap."""

    jurisdiction: Code
    name: str
    standing: Standing
    pools: list[Pool]


class Pools(Shape):
    """The pools that the institution files into, in the Beijing year of today."""

    year: int
    jurisdictions: list[PoolsThere]


class OwnInstitution(Shape):
    """The institution that the token belongs to."""

    uscc: str
    name: str


class OwnToken(Shape):
    """The token itself."""

    name: str
    created_at: datetime
    expires_at: datetime


class Me(Shape):
    """Who calls: a token acts as the person who made it, within one institution."""

    person: str
    role: Role
    institution: OwnInstitution
    token: OwnToken


class FieldError(Shape):
    """What is wrong with one field; ``field`` is empty where it is the whole."""

    field: str
    message: str


class UseLine(Shape):
    """A filing that uses the pool; another institution's says only that it is one."""

    own: bool
    number: str | None = None
    unit_name: str | None = None
    submitted_on: date | None = None


class Condition(Shape):
    """A condition of assessors that is not met, with its figures in words."""

    name: str
    figures: str


class Problem(Shape):
    """RFC 9457. ``detail`` is a sentence for people, in the language asked for; ``code`` is for programs."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    basis: Annotated[str | None, Field(description="The article that a refusal rests on")] = None
    rule: Basis | None = None
    figures: Annotated[dict[str, str | int] | None, Field(description="The arithmetic of a refusal")] = None
    next: Annotated[str | None, Field(description="What can be done")] = None
    project: Annotated[str | None, Field(description="The number of the project that stands in the way")] = None
    filings: Annotated[list[UseLine] | None, Field(description="What uses the cap, oldest first")] = None
    condition: Condition | None = None
    standing: Annotated[Standing | None, Field(description="Of the text, where no rules bind")] = None
    refusal: Annotated[str | None, Field(description="The number under which the refusal is kept, to cite")] = None
    errors: list[FieldError] | None = None
