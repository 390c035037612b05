"""Names of organisations as people write them: the normal form of one, and how alike two are, with the reasons.

Two spellings of one name share their normal form. Everything looser – another legal form, a group, a branch, a place –
is a likeness with its reason and never an identity: a branch (分公司) is not its parent, and a human says so or not.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

_NO_LETTER = re.compile(r"[\W_]+")  # brackets of every kind, spaces, dots, quotes and the invisible marks of pasting
# Company Law art. 7: a limited company is a 有限责任公司 or 有限公司, a joint-stock company a 股份有限公司 or 股份公司
_LEGAL = (("有限责任公司", "有限公司"), ("股份有限公司", "股份公司"))
_BRANCHES = (
    re.compile(r"(.+?公司)(.*(?:分公司|办事处))"),
    re.compile(r"(.+?(?:集团|研究院|设计院|院|中心|协会|学会|促进会|所))(.*(?:分公司|分院|分中心|分会|分所|办事处))"),
)
_ENDS = re.compile(r"(集团)?(有限公司|股份公司|公司)?$")
_PLACE_WORDS = re.compile("[省市县区]|自治州|自治")
_PIECE = 2  # letters that follow one another, by which names are found
_SHORTEST_PART = 2 * _PIECE  # letters: below that, one name stands in another by chance
_RARE = 7  # pieces of a name by which those worth comparing are found
_COMPARED = 20  # names, at most, for each that is looked for


class Reason(StrEnum):
    """Why two names are alike, and in what they differ."""

    SPELLING = "spelling"  # width, brackets, spaces, 有限责任公司 for 有限公司: the same normal form
    LEGAL_FORM = "legal_form"
    GROUP = "group"
    BRANCH = "branch"
    PLACE = "place"  # 吉林省… for 吉林…
    ORDER = "order"
    PART = "part"
    LETTERS = "letters"


_COSTS = {Reason.LEGAL_FORM: 3, Reason.GROUP: 8, Reason.BRANCH: 12, Reason.PLACE: 3, Reason.ORDER: 5}


@dataclass(frozen=True)
class Name:
    """A name taken apart: its normal form, the core without what follows, its legal form, whether a group, its branch.

    ``branch`` is what stands behind the parent's name, such as 长春分公司; empty for who is no branch.
    """

    form: str
    core: str
    legal: str
    group: bool
    branch: str


@dataclass(frozen=True)
class Likeness:
    """How alike two names are, from 0 to 100 (their normal forms are equal), and why or where they differ."""

    score: int
    reasons: tuple[Reason, ...]


@functools.lru_cache(maxsize=100_000)
def form(written: str) -> str:
    """The normal form: half-width, without brackets, spaces and marks, and with one word for each legal form."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold())
    text = _NO_LETTER.sub("", text)
    for long, short in _LEGAL:
        text = text.replace(long, short)
    return text


@functools.lru_cache(maxsize=100_000)
def taken_apart(written: str) -> Name:
    """The parts of a name, by its normal form."""
    whole = form(written)
    own, branch = _parent(whole)
    ends = _ENDS.search(own)
    assert ends is not None  # the end of a text is always found
    core = own[: ends.start()]
    return Name(whole, core or own, ends[2] or "", bool(ends[1]), branch)


def _parent(whole: str) -> tuple[str, str]:
    for pattern in _BRANCHES:
        found = pattern.fullmatch(whole)
        if found is not None:
            return found[1], found[2]
    return whole, ""


def liken(one: str, other: str) -> Likeness:
    """How alike two names are; the same whichever comes first."""
    left, right = taken_apart(one), taken_apart(other)
    if left.form == right.form:
        return Likeness(100, (Reason.SPELLING,))
    ratio, reasons = _cores(*sorted((left.core, right.core)))
    reasons += [
        reason for reason, differ in (
            (Reason.LEGAL_FORM, left.legal != right.legal), (Reason.GROUP, left.group != right.group),
            (Reason.BRANCH, left.branch != right.branch),
        ) if differ
    ]
    score = round(100 * ratio) - sum(_COSTS.get(reason, 0) for reason in reasons)
    return Likeness(min(max(score, 0), 99), tuple(reasons))


def _cores(one: str, other: str) -> tuple[float, list[Reason]]:
    """How alike two cores are, from 0 to 1, and in what they differ."""
    if one == other:
        return 1.0, []
    if _PLACE_WORDS.sub("", one) == _PLACE_WORDS.sub("", other):
        return 1.0, [Reason.PLACE]
    if sorted(one) == sorted(other):
        return 1.0, [Reason.ORDER]
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST_PART and shorter in longer:
        return max(ratio, 0.8), [Reason.PART]
    return ratio, [Reason.LETTERS]


class Shelf(Generic[K]):
    """Names by key, among which those like a given one are found without comparing it with all of them."""

    def __init__(self, names: Iterable[tuple[K, str]]) -> None:
        self._names = list(names)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (_key, name) in enumerate(self._names):
            for piece in _pieces(name):
                self._places[piece].append(place)

    def closest(self, written: str, *, at_least: int, most: int) -> list[tuple[K, str, Likeness]]:
        """Up to ``most`` (key, name, likeness) with a score of ``at_least``, the likest first; each key once."""
        best: dict[K, tuple[K, str, Likeness]] = {}
        for place in self._worth_comparing(written):
            key, name = self._names[place]
            likeness = liken(written, name)
            if likeness.score >= at_least and (key not in best or best[key][2].score < likeness.score):
                best[key] = (key, name, likeness)
        return sorted(best.values(), key=lambda one: (-one[2].score, one[1]))[:most]

    def _worth_comparing(self, written: str) -> list[int]:
        """Those that share the rarest pieces, most of them first: 吉林 and 科技 stand in every second name."""
        known = [self._places[piece] for piece in _pieces(written) if piece in self._places]
        shared = Counter(place for places in sorted(known, key=len)[:_RARE] for place in places)
        return [place for place, _count in shared.most_common(_COMPARED)]


def _pieces(name: str) -> set[str]:
    """The letters of the core that follow one another; of a core of one letter, that."""
    core = taken_apart(name).core
    return {core[at : at + _PIECE] for at in range(max(len(core) - _PIECE + 1, 1))}
