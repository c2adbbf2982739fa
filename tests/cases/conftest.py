"""The world of the cast, for everything about cases."""

from tests.cast import insecure_argon2, make_world, world

__all__ = ["insecure_argon2", "make_world", "world"]
