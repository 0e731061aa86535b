"""HTML as mail carries it: into readable text, and sanitised for display."""

import html as entities
import re

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

_SKIPPED = {
    "script", "style", "head", "title", "template", "noscript", "object", "svg", "iframe", "-comment", "-doctype",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "pre",
    "section", "table", "tr", "ul",
}  # fmt: skip
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}  # set off by an empty line
_WHITE = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_DROPPED = (
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<head>", "</head>"),
    ("<title", "</title>"),
    ("<!--", "-->"),
)
_BREAKS = re.compile(r"(?i)<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?table|hr)\b[^<>]*+>")
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*+>")
_BLANK_LINES = re.compile(r"\n{3,}")
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_-]{2,40})|<\?xml[^>]{0,80}encoding=[\"']([A-Za-z0-9_-]{2,40})",
    re.IGNORECASE,
)
_TAGS = nh3.ALLOWED_TAGS | {"font", "section"}
_SCHEMES = {"http", "https", "mailto", "tel", "cid", "sip"}


def charset_named(source: bytes) -> str | None:
    """The charset that a page names in its own head, for HTML that has none in its header."""
    found = _CHARSET.search(source[:4_000])
    return (found[1] or found[2]).decode("ascii") if found else None


def sanitise(source: str, *, max_tags: int) -> str | None:
    """HTML that is safe to show: no scripts, forms, styles, event handlers; None where it has too many tags."""
    if source.count("<") > max_tags:
        return None
    return nh3.clean(source, tags=_TAGS, url_schemes=_SCHEMES)


def to_text(source: str, *, max_tags: int) -> str:
    """What a reader sees: blocks on lines, table cells apart, the targets of links beside their words."""
    if source.count("<") > max_tags:
        return _stripped(source)
    root = LexborHTMLParser(source).root
    if root is None:
        return ""
    writer = _Writer()
    writer.walk(root)
    return writer.text()


def _stripped(source: str) -> str:
    for start, end in _DROPPED:
        source = _without(source, start, end)
    lines = _TAG.sub("", _BREAKS.sub("\n", source))
    return _BLANK_LINES.sub(
        "\n\n", "\n".join(line.strip() for line in entities.unescape(lines).splitlines())
    ).strip()


def _without(source: str, start: str, end: str) -> str:
    """Everything but what stands from each `start` to the `end` after it; one that never ends is left alone."""
    folded = source.lower() if source.isascii() else source
    kept, position = [], 0
    while (opened := folded.find(start, position)) >= 0 and (closed := folded.find(end, opened)) >= 0:
        kept.append(source[position:opened])
        position = closed + len(end)
    return "".join([*kept, source[position:]])


class _Writer:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._preformatted = 0

    def walk(self, root: LexborNode) -> None:
        """In document order without recursion: mail nests deeper than Python's stack."""
        node: LexborNode | None = root
        while node is not None:
            inner = self._enter(node)
            child = node.child if inner else None
            if child is not None:
                node = child
                continue
            while node is not None:
                if inner:
                    self._leave(node)
                if node.mem_id == root.mem_id:
                    return
                if node.next is not None:
                    node = node.next
                    break
                node, inner = node.parent, True

    def text(self) -> str:
        self._break()
        return _BLANK_LINES.sub("\n\n", "\n".join(self._lines)).strip()

    def _enter(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
            return False
        if tag in _SKIPPED or _is_hidden(node):
            return False
        if tag == "br":
            self._break(always=True)
        elif tag == "img":
            self._image(node)
        elif tag in ("td", "th") and any(piece.strip() for piece in self._line):
            self._line.append("\t")
        self._block(tag)
        if tag == "li":
            self._line.append("* ")
        elif tag == "hr":
            self._lines.append("---")
        elif tag == "pre":
            self._preformatted += 1
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "a":
            self._target(node)
        self._block(tag)
        self._preformatted -= tag == "pre"

    def _block(self, tag: str) -> None:
        if tag in _SPACED:
            self._break()
            if self._lines and self._lines[-1]:
                self._lines.append("")
        elif tag in _BLOCKS:
            self._break()

    def _write(self, text: str) -> None:
        if self._preformatted:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for other in others:
                self._break(always=True)
                self._line.append(other)
            return
        text = _WHITE.sub(" ", text)
        if text.startswith(" ") and (not self._line or self._line[-1].endswith((" ", "\t"))):
            text = text[1:]
        if text:
            self._line.append(text)

    def _break(self, *, always: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._preformatted else line.strip(" \t")
        if line or always:
            self._lines.append(line.replace("\xa0", " "))
        self._line.clear()

    def _image(self, node: LexborNode) -> None:
        words = (node.attributes.get("alt") or "").strip()
        if words:
            self._write(f"[{words}]")

    def _target(self, node: LexborNode) -> None:
        target = (node.attributes.get("href") or "").strip()
        if not target.startswith(("http://", "https://")):
            return
        shown = "".join(self._line[-3:])
        bare = target.removeprefix("https://").removeprefix("http://").rstrip("/")
        if bare not in shown and shown.strip():
            self._line.append(f" <{target}>")


def _is_hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style") if node.tag not in ("-text", "-document") else None
    return style is not None and _INVISIBLE.search(style) is not None
