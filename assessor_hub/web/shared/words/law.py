"""How a citation, a value and a strength read on a page."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _

from assessor_hub.places import place_name
from assessor_hub.rules.law import Stated
from assessor_hub.rules.pack import Strength, Text
from assessor_hub.web.shared.context import law
from assessor_hub.web.shared.language import chosen_language

_PART = re.compile(r"^(\d+)(?:\((\d+)\)|-(\d+))?$")


def both(text: Text | None) -> str:
    """A pack's text in the language of the page."""
    if text is None:
        return ""
    return text.zh if chosen_language() == "zh" else text.en


def place(code: str) -> str:
    """The name of a jurisdiction: its pack's, else the one of the table of places."""
    packs = law().packs
    return both(packs[code].head.name) if code in packs else place_name(code)


def document(code: str) -> str:
    """The title of a jurisdiction's text with its number."""
    held = law().packs[code].document
    title = _("%(title)s", title=both(held.title))
    return f"{title}（{held.number}）" if held.number and chosen_language() == "zh" else (
        f"{title} ({held.number})" if held.number else title
    )


def article(reference: str) -> str:
    """"20(3)" as 第20条第3项, "22-3" as 第22条第3款; in English art. 20 item 3, art. 22 para. 3."""
    return _(", ").join(_article(part.strip()) for part in reference.split(","))


def _article(reference: str) -> str:
    match = _PART.match(reference)
    if match is None:
        return reference
    number, item, paragraph = match.groups()
    if item:
        return _("art. %(number)s item %(item)s", number=number, item=item)
    if paragraph:
        return _("art. %(number)s para. %(paragraph)s", number=number, paragraph=paragraph)
    return _("art. %(number)s", number=number)


def citation(stated: Stated[Any]) -> str:
    """Where a value stands, said so that another province's article is never cited as this one's law."""
    if stated.strength is Strength.SILENT:
        return _("%(place)s: the text is silent", place=place(stated.asked))
    if stated.strength is Strength.REFERENCE:
        return _("reference setting of the office, not law")
    if stated.article and not stated.inherited:
        return _("%(place)s, %(article)s", place=place(stated.code), article=article(stated.article))
    through = article(stated.through) if stated.through else ""
    if stated.strength is Strength.RESTATED:
        return _(
            "MIIT's requirement, taken over by %(place)s %(through)s, as restated in %(texts)s",
            place=place(stated.asked), through=through, texts=_cited(stated.restated_in),
        )
    if stated.confirmed:
        return _("MIIT's requirement, confirmed by an administrator; %(place)s %(through)s",
                 place=place(stated.asked), through=through)
    return _(
        "assumed from MIIT's annex through %(place)s %(through)s (known to us from %(text)s)",
        place=place(stated.asked), through=through, text=_cited((stated.known_from or "",)),
    )


def _cited(references: tuple[str, ...]) -> str:
    """"JL 22-2" as Jilin, art. 22 para. 2."""
    codes = {pack.head.short: code for code, pack in law().packs.items()}
    words = []
    for reference in references:
        short, _space, rest = reference.partition(" ")
        where = place(codes.get(short, short))
        words.append(_("%(place)s, %(article)s", place=where, article=article(rest)) if rest else where)
    return _(", ").join(words)
