"""ISO-2022-JP with vendors' additions, which Python's codecs refuse, and its Korean and Chinese relatives."""

import re
from contextlib import suppress

ESCAPES = re.compile(rb"\x1b[$(]")
_ESCAPE = re.compile(rb"(\x1b\$[@AB]|\x1b\$\([@ABCD]|\x1b\([BJIH]|[\x0e\x0f])")
_NOT_EUC = re.compile(rb"[\x80-\xa0\xff]")
_ROWS_BEFORE_KATAKANA, _CELLS_BEFORE_DEL = 62, 63  # where Shift JIS leaves a gap


def decode(data: bytes) -> str:
    """The text, each run by the character set that its escape names; never fails."""
    shifted = "cp949" if b"\x1b$)C" in data else "gb18030"
    announced = data.replace(b"\x1b$)C", b"").replace(b"\x1b$)A", b"")
    out, mode = [], b""
    for piece in _ESCAPE.split(announced):
        if piece.startswith(b"\x1b") or piece in (b"\x0e", b"\x0f"):
            mode = piece
        elif piece:
            out.append(_run(piece, mode, shifted))
    return "".join(out)


def _run(run: bytes, mode: bytes, shifted: str) -> str:
    if mode == b"\x1b(I":  # half-width katakana
        return _raised(run).decode("cp932", "replace")
    if mode == b"\x1b$(D":  # JIS X 0212
        raised = _raised(run)
        pairs = (raised[at : at + 2] for at in range(0, len(raised), 2))
        return b"".join(b"\x8f" + pair for pair in pairs).decode("euc_jp", "replace")
    relative = {b"\x0e": shifted, b"\x1b$A": "gb18030", b"\x1b$(A": "gb18030", b"\x1b$(C": "cp949"}.get(mode)
    if relative:
        return _raised(run).decode(relative, "replace")
    if mode.startswith(b"\x1b$"):
        return _jis_x_0208(_raised(run))
    return _undeclared(run)


def _undeclared(run: bytes) -> str:
    """What stands outside of every escape: ASCII, or where a mailer declares one charset and sends another."""
    if not run.isascii() and not _NOT_EUC.search(run):
        with suppress(UnicodeDecodeError):
            return run.decode("euc_jp")
    return run.decode("cp932", "replace")


def _raised(run: bytes) -> bytes:
    """Seven-bit code points as their eight-bit encodings have them."""
    return bytes(value | 0x80 if value > ord(" ") else value for value in run)


def _jis_x_0208(raised: bytes) -> str:
    try:
        return raised.decode("euc_jp")
    except UnicodeDecodeError:
        # Rows 13 and 89-92 hold NEC's and IBM's characters, which only the Shift JIS codec of Windows knows.
        return re.sub(rb"(?s)[\xa1-\xfe]{2}", _to_shift_jis, raised).decode("cp932", "replace")


def _to_shift_jis(pair: re.Match[bytes]) -> bytes:
    row, cell = pair[0][0] - 0xA1, pair[0][1] - 0xA1
    lead = row // 2 + (0x81 if row < _ROWS_BEFORE_KATAKANA else 0xC1)
    trail = cell + 0x9F if row % 2 else cell + 0x40 + (cell >= _CELLS_BEFORE_DEL)
    return bytes((lead, trail))
