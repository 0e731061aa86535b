"""New text apart from quotes, attributions and signatures."""

from .markup import new_text_from_html
from .plain import new_text

__all__ = ["new_text", "new_text_from_html"]
