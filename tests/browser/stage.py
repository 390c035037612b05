"""A stage: pages of different people in one language and size, the pages' words, and what the pages complained of."""

from __future__ import annotations

import gettext
import os
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

from assessor_hub.demo.stories import PASSWORD
from assessor_hub.translations_build import CATALOGUES
from assessor_hub.web.shared.language import COOKIE

DESKTOP = (1280, 900)
PHONE = (375, 812)
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PATIENCE = 30_000  # milliseconds for a page or an element, on a machine that does other work too
PICTURES = os.environ.get("HUB_TEST_PICTURES")  # a folder: every step of a walk leaves a picture there


class Words:
    """The pages' strings in a language, by their English msgids."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue: gettext.NullTranslations = (
            NullTranslations() if language == "en" else Translations.load(CATALOGUES, [language])
        )

    def __call__(self, msgid: str, **figures: Any) -> str:
        text = self._catalogue.gettext(msgid)
        return text % figures if figures else text

    def day(self, value: date) -> str:
        """A day as the pages write it."""
        return str(format_date(value, self("d MMMM yyyy"), locale=self.language))


class Stage:
    """Where one walk plays. Everybody has a browser of their own, as in life."""

    def __init__(
        self, browser: Browser, address: str, sign_ins: dict[str, Any], language: str, size: tuple[int, int], *,
        script: bool, timezone: str,
    ) -> None:
        self._browser, self.address, self._sign_ins = browser, address, sign_ins
        self.words, self.size, self.script, self.timezone = Words(language), size, script, timezone
        self._contexts: list[BrowserContext] = []
        self._troubles: list[str] = []
        self._looked = 0

    def page(self, person: str = "") -> Page:
        """A page of ``person`` of the demonstration (``jilin-a``, ``jl-approver``, …), or of a stranger."""
        if person and person not in self._sign_ins:
            context = self._context(None)
            sign_in(context.new_page(), f"{person}@demo.example", PASSWORD)
            self._sign_ins[person] = context.storage_state()
        return self._context(self._sign_ins.get(person)).new_page()

    def _context(self, state: Any) -> BrowserContext:
        context = self._browser.new_context(
            base_url=self.address, storage_state=state, java_script_enabled=self.script, timezone_id=self.timezone,
            locale=LOCALES[self.words.language], viewport={"width": self.size[0], "height": self.size[1]},
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": COOKIE, "value": self.words.language, "url": self.address}])
        context.on("console", self._hear)
        context.on("weberror", lambda error: self._troubles.append(f"{error.page and error.page.url}: {error.error}"))
        self._contexts.append(context)
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        """Keep errors; a page that answers 409 or 422 on purpose is logged by the browser too, and is none."""
        page = message.page.url if message.page else ""
        own_answer = "Failed to load resource" in message.text and "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not own_answer:
            self._troubles.append(f"{page}: {message.text}")

    def look(self, page: Page, name: str) -> None:
        """Leave a picture where HUB_TEST_PICTURES asks for one; a page never scrolls sideways."""
        assert overflow(page) <= 0, f"{page.url} is {overflow(page)} px too wide at {self.size[0]} px"
        if PICTURES:
            self._looked += 1
            file = f"{self.words.language}-{self.size[0]}-{self._looked:02}-{name}.png"
            page.screenshot(path=Path(PICTURES) / file, full_page=True)

    def close(self) -> list[str]:
        """Close every browser; what the pages complained of."""
        for context in self._contexts:
            context.close()
        return self._troubles


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in by the form."""
    page.goto("/account/sign-in")
    form = page.locator("main form")
    fill(form, email=email, password=password)
    assert press(form.locator("button")).status == 200
    assert not page.url.endswith("/account/sign-in"), f"{email} cannot sign in"


def press(target: Locator) -> Response:
    """Click a button or a link and wait for the page that it leads to; that page's answer."""
    with target.page.expect_navigation() as going:
        target.click()
    assert going.value is not None
    return going.value


def fill(form: Locator, **values: Any) -> None:
    """Fill fields by name: True and False for a tick, a list for several ticks, a payload for a file."""
    for name, value in values.items():
        field = form.locator(f'[name="{name}"]')
        if isinstance(value, bool):
            field.set_checked(value)
        elif isinstance(value, list):
            for one in value:
                form.locator(f'[name="{name}"][value="{one}"]').check()
        elif isinstance(value, dict):
            field.set_input_files(value)  # type: ignore[arg-type]  # a payload as playwright takes it
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
