"""What a mail's parts amount to for its reader: words in order, pages to show, files beside them."""

from dataclasses import dataclass, field

from intake_email.reading import calendar, html, notice
from intake_email.reading.mail import Attachment, Limits, Signature
from intake_email.reading.message import Part
from intake_email.reading.quotation import new_text, new_text_from_html

_STUB = 300  # characters: a plain form so short that speaks of HTML only says that the HTML should be read


@dataclass(slots=True)
class Section:
    source: str
    is_html: bool = False

    def text(self, limits: Limits) -> str:
        return html.to_text(self.source, max_tags=limits.html_tags) if self.is_html else self.source.strip("\r\n")


@dataclass(slots=True)
class Body:
    sections: list[Section] = field(default_factory=list)  # to be read, one after the other
    htmls: list[str] = field(default_factory=list)  # to be shown
    attachments: list[Attachment] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    messages: list[Part] = field(default_factory=list)  # nested messages, in order
    signed: Signature | None = None
    encrypted: Signature | None = None

    def is_blank(self) -> bool:
        return not any(section.source.strip() for section in self.sections)

    def add_html(self, source: str) -> None:
        self.sections.append(Section(source, is_html=True))
        self.htmls.append(source)

    def add_one_of(self, forms: "Body") -> None:
        """Take over the forms of one content: the plain one to read, unless it says nothing; the HTML to show."""
        plain = [section for section in forms.sections if not section.is_html and section.source.strip()]
        words = " ".join(section.source for section in plain)
        is_stub = len(words) < _STUB and "html" in words.lower()
        rich = [section for section in forms.sections if section.is_html]
        self.sections += rich if rich and (is_stub or not plain) else plain
        self.htmls += forms.htmls
        self.attachments += forms.attachments
        self.calendars += forms.calendars
        self.messages += forms.messages
        self.signed = forms.signed or self.signed
        self.encrypted = forms.encrypted or self.encrypted

    def text(self, limits: Limits) -> str:
        """The readable text, whole; an invitation's where there is no other, a notice where it is encrypted."""
        said: list[str] = []
        for section in self.sections:
            text = section.text(limits)
            is_twin = section.is_html and said and _plain(text) in _plain(said[-1])
            if text.strip() and not is_twin:
                said.append(text)
        if not said and self.calendars:
            said.append(calendar.to_text(self.calendars[0]))
        if not said and self.encrypted:
            said.append(notice.encrypted(self.encrypted))
        return "\n\n".join(said).strip("\n")

    def reply(self, text: str, limits: Limits) -> str:
        """The new words of `text`, which markup tells from the quoted ones where there is markup alone."""
        if self.sections and all(section.is_html for section in self.sections):
            news = (new_text_from_html(section.source, max_tags=limits.html_tags) for section in self.sections)
            return "\n\n".join(news).strip()
        return new_text(text)


def _plain(text: str) -> str:
    return " ".join(text.split())
