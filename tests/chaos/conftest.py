from tests.acceptance.conftest import house

__all__ = ["house"]
