"""The page behind the link in a staff mail.

Opening it changes nothing, because mail scanners open links; its button does.
"""

from uuid import UUID

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader

from dial2 import signed_token
from dial2.database import Database
from dial2.errors import Transient
from notifier.acknowledging import Acknowledging
from notifier.adapters import pages, tickets
from notifier.page import Page
from notifier.staff_messages import ACKNOWLEDGE
from notifier.wording import Wording

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class LinkPage:
    def __init__(self, *, database: Database, acknowledging: Acknowledging, wording: Wording, secret: str) -> None:
        self._database = database
        self._acknowledging = acknowledging
        self._wording = wording
        self._secret = secret
        self._template = Environment(loader=PackageLoader("notifier"), autoescape=True).get_template("link.html")

    async def opened(self, token: str) -> HTMLResponse:
        return await self._show(token, confirmed=False)

    async def confirmed(self, token: str) -> HTMLResponse:
        return await self._show(token, confirmed=True)

    async def _show(self, token: str, *, confirmed: bool) -> HTMLResponse:
        parts = signed_token.verify(self._secret, ACKNOWLEDGE, token)
        if parts is None:
            return self._answer(404, None, say="link_invalid")
        page_id, person, attempt = parts
        try:
            async with self._database.work("notifier") as work:
                page = await pages.lock(work.connection, UUID(page_id))
                if page is None:
                    return self._answer(404, person, say="link_invalid")
                if confirmed:
                    await self._acknowledging.acknowledge(work, page, person, "link", UUID(attempt))
                    page = await pages.get(work.connection, page.id) or page
                ticket = await tickets.get(work.connection, page.ticket)
        except Transient:
            return self._answer(503, person, say="link_later")
        facts = self._wording.facts(ticket, page, person)
        return self._answer(200, person, say=_say(page, person), page=page, **facts)

    def _answer(
        self, status: int, person: str | None, *, say: str, page: Page | None = None, **facts: str
    ) -> HTMLResponse:
        phrases = self._wording.phrases(person)
        text: str = getattr(phrases, say)
        html = self._template.render(
            language=self._wording.language(person),
            text=self._wording.whose(text, page, person) if page else text,
            button=phrases.link_button if page and page.wanted else None,
            **facts,
        )
        return HTMLResponse(html, status, headers=_HEADERS)


def _say(page: Page, person: str) -> str:
    if page.wanted:
        return "link_ask"
    if page.state == "closed":
        return "link_closed"
    return "link_yours" if page.acknowledged_by == person else "link_already"
