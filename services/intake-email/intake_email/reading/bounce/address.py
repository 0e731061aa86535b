"""An address as notices write it: looser than RFC 5322, so that none is missed."""

import re

_CJK_STOP = r"\u3001\u3002\u300a-\u300d\uff08\uff09\uff0c\uff1a\uff1b"
_STOP = rf"\s<>()\[\]{{}}\"'`;:,|\\\u2018\u2019\u201c\u201d{_CJK_STOP}"
LOCAL = rf"(?<![^{_STOP}=])[^{_STOP}@]{{1,128}}+"  # with its domain never part of "user@gateway@client.example"
DOMAIN = rf"(?:[A-Za-z0-9\u0080-\uffff][^{_STOP}@]{{1,253}}+(?!@)|\[[\dA-Fa-f.:]{{2,45}}\])"
ADDRESS = re.compile(rf"{LOCAL}@{DOMAIN}")
