# What the hub uses of gunicorn, which ships without types.
class ParseException(Exception): ...  # noqa: N818 - its own name
