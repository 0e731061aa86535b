"""An address as notices write it: looser than RFC 5322, so that none is missed."""

import re

_STOP = r"\s<>()\[\]{}\"';:,|\\"
LOCAL = rf"[^{_STOP}@]{{1,128}}+"
DOMAIN = rf"(?:[A-Za-z0-9\u0080-\uffff][^{_STOP}@]{{1,253}}|\[[\dA-Fa-f.:]{{2,45}}\])"
ADDRESS = re.compile(rf"{LOCAL}@{DOMAIN}")
