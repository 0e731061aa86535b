"""The new text of an HTML mail: what the mark-up says of quotes and signatures first, the text rules after it."""

import re
from collections.abc import Callable
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from intake_email.reading.html import to_text
from intake_email.reading.mail import Limits

from . import attribution, marks, plain, separators

_SIGNATURES: Final = ", ".join((
    *(".gmail_signature", ".gmail_signature_prefix", "[data-smartmail='gmail_signature']", ".x_gmail_signature"),
    *("#Signature", "#signature", "#x_Signature", "#x_signature"),
    *("[id$='ms-outlook-mobile-signature']", "[id$='AppleMailSignature']"),
    *(".moz-signature", ".protonmail_signature_block", "#composer_signature", "[id$='Zm-_Id_-Sgn']"),
    *("[data-marker='__SIG_PRE__']", "[data-marker='__SIG_POST__']"),
    *("[data-signatureblock]", ".front-signature", ".moz-txt-sig", ".missive_signature", ".zmail_signature"),
    "[name='messageSignatureSection']",
    *(".sh-signature", ".bloop_sign", "#signature_old", ".mobile_signature"),
    *("#ymail_android_signature", "#ymail_ios_signature"),
))  # fmt: skip

# Elements that hold an attribution or a quote and nothing of the sender's own.
_QUOTES: Final = ", ".join((
    *("blockquote", ".gmail_attr", ".x_gmail_attr", ".ecxgmail_quote", "div[name='quote']"),
    *(".moz-cite-prefix", ".yahoo_quoted", "[id^='yahoo_quoted']", "#OLK_SRC_BODY_SECTION", ".tutanota_quote"),
    *(".protonmail_quote", ".zmail_extra", ".nylas-quote", ".front-blockquote", "#isReplyContent"),
    "[name='messageReplySection']",
    *(".history-quote-wrapper", ".quotedReply", ".freshdesk_quote", "[name='quoted-content']"),
))  # fmt: skip

_FORWARDS: Final = ".moz-forward-container, .forwarded-message"

# Elements from which on everything is a quote or a forwarded mail.
_DIVIDERS: Final = ", ".join((
    *("[id$='divRplyFwdMsg']", "[id$='appendonsend']", "[id^='divRpF']", "[data-marker='__DIVIDER__']", "#zwchr"),
    "#stopSpelling",
    *(".OutlookMessageHeader", "[id$='mail-editor-reference-message-container']"),
))  # fmt: skip

# The rule above Outlook's header block: 2007 to 2010 blue, later grey; and Windows Mail's.
_RULED: Final = "div[style*='border-top']"
_RULE_STYLE: Final = re.compile(
    r"border-top:solid(?:#[0-9a-f]{6}|windowtext)1\.0pt;?(?:.*;)?padding:3\.0pt0|"
    r"border-top-color:rgb\(229,229,229\);border-top-width:1px;border-top-style:solid"
)
_INDENT_STYLE: Final = re.compile(r"border:(?:none|0)|margin:0(?:px)?0(?:px)?0(?:px)?40px")
_LINE_BREAK: Final = "\ufdd2"  # as the marks: a noncharacter that mail does not hold
_FORWARD_WITHIN: Final = 300
_NODES_ABOVE: Final = 6
_LONGEST_STYLE: Final = 400


def new_text_from_html(html: str, *, max_tags: int = Limits().html_tags) -> str:
    """What the sender of an HTML mail has newly written, as plain text; see `new_text` for what stays.

    With more than `max_tags` tags the mark-up is not looked at and the text rules alone decide.
    """
    source = _parseable(html)
    if source.count("<") > max_tags:
        return plain.new_text(to_text(source, max_tags=max_tags))
    tree = LexborHTMLParser(source)
    _remove_signatures(tree)
    _mark_quotes(tree)
    _mark_dividers(tree)
    new = plain.new_text(_on_own_lines(to_text(tree.html or "", max_tags=2 * max_tags)))
    # A mail that is all quote or all signature to the mark-up: the text rules have the last word.
    return new or plain.new_text(to_text(source, max_tags=max_tags))


def _parseable(html: str) -> str:
    """`html` without our own marks and without lone surrogates, which the parser cannot encode."""
    for mark in (marks.QUOTED, plain.REST_IS_QUOTED, _LINE_BREAK):
        html = html.replace(mark, "")
    return html.encode("utf-8", "replace").decode("utf-8")


def _on_own_lines(text: str) -> str:
    for mark in (marks.QUOTED, plain.REST_IS_QUOTED):
        text = text.replace(mark, f"\n{mark}\n")
    return text.replace(_LINE_BREAK, "\n")


def _remove_signatures(tree: LexborHTMLParser) -> None:
    for node in _outermost(tree, _SIGNATURES):
        # What a signature element holds of quotes is left to the rules for quotes.
        if node.css_first(f"{_QUOTES}, {_DIVIDERS}") is None:
            node.remove()


def _mark_quotes(tree: LexborHTMLParser) -> None:
    """Put a mark in each quote's place, up to the first forward: below it everything stays."""
    forwards = {node.mem_id for node in tree.css(_FORWARDS)}
    for node in _outermost(tree, f"{_QUOTES}, {_FORWARDS}", within=_is_own):
        if node.mem_id in forwards:
            return
        if _is_own(node):
            continue
        if _is_forward(node):
            return
        node.replace_with(marks.QUOTED)


def _mark_dividers(tree: LexborHTMLParser) -> None:
    ruled = [node for node in tree.css(_RULED) if _RULE_STYLE.search(_style(node))]
    for node in (*tree.css(_DIVIDERS), *ruled):
        node.insert_before(plain.REST_IS_QUOTED)
    for node in tree.css("hr"):
        node.replace_with(
            _LINE_BREAK
        )  # a rule is drawn between parts of a reply too: dashes would pass for a signature


def _outermost(
    tree: LexborHTMLParser, selector: str, *, within: Callable[[LexborNode], bool] | None = None
) -> list[LexborNode]:
    """The matching elements in document order that lie in no other, save in those that `within` lets one into."""
    inner: set[int] = set()
    outermost: list[LexborNode] = []
    for node in tree.css(selector):
        if node.mem_id in inner:
            continue
        outermost.append(node)
        if within is None or not within(node):
            inner.update(other.mem_id for other in node.css(selector))
    return outermost


def _is_own(node: LexborNode) -> bool:
    """Whether a blockquote is the sender's: of a web page, or bare of any citation and indented or introduced."""
    attributes = node.attributes
    if node.tag != "blockquote" or any(attributes.get(name) for name in ("type", "class", "id")):
        return False
    style = _style(node)
    if "border-left" in style:
        return False
    if cited := attributes.get("cite"):
        return cited.startswith(("http://", "https://")) and not _is_attribution(_line_above(node))
    return bool(_INDENT_STYLE.search(style)) or _is_introduction(_line_above(node))


def _is_introduction(line: str) -> bool:
    """Whether it is a sentence with a colon, and no attribution: «The panel shows:»."""
    return line.endswith(":") and not _is_attribution(line)


def _is_attribution(line: str) -> bool:
    return attribution.starts_at([line], 0, quote_follows=True) is not None


def _line_above(node: LexborNode) -> str:
    """The text right above, of as many lines as an attribution may have; empty below another quote."""
    above: LexborNode | None = node
    for _ in range(_NODES_ABOVE):
        above = (above.prev or above.parent) if above is not None else None
        if above is None or above.css_first("blockquote") is not None:
            return ""
        lines = [folded for line in above.text(separator="\n").split("\n") if (folded := " ".join(line.split()))]
        if lines:
            return " ".join(lines[-attribution.MAX_LINES :])
    return ""


def _is_forward(node: LexborNode) -> bool:
    beginning = node.text(separator="\n").lstrip()[:_FORWARD_WITHIN]
    return any(separators.is_forwarded_message(" ".join(line.split())) for line in beginning.split("\n"))


def _style(node: LexborNode) -> str:
    return "".join((node.attributes.get("style") or "")[:_LONGEST_STYLE].split()).lower()
