"""Text with soft line breaks (RFC 3676) as paragraphs."""


def unflowed(text: str, *, delete_space: bool) -> str:
    """Lines that end in a space go on in the next line of the same quotation depth; `-- ` always stands alone."""
    lines: list[str] = []
    flowing: int | None = None  # the quotation depth of a line that goes on
    for raw in text.split("\n"):
        content = raw.lstrip(">")
        depth = len(raw) - len(content)
        content = content.removeprefix(" ")
        if flowing == depth and content != "-- ":
            lines[-1] += content
        else:
            lines.append((">" * depth + " " if depth else "") + content)
        soft = content.endswith(" ") and content != "-- "
        if soft and delete_space:
            lines[-1] = lines[-1][:-1]
        flowing = depth if soft else None
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in lines)
