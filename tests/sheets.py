"""Makes workbooks for tests that upload them."""

import io
from collections.abc import Sequence

from openpyxl import Workbook


def workbook(*rows: Sequence[object]) -> bytes:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
