"""How texts are compared that people typed: without case, width or blanks."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

# Blanks of every width, NUL and the invisible marks that spreadsheets leave behind.
BLANKS = (
    " \t\r\n\v\f\x00\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_DROP_BLANKS = str.maketrans("", "", BLANKS)


def folded(text: str) -> str:
    """Return `text` for comparing: without case, width (全角/半角) and any blank."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_DROP_BLANKS)


# Of any number that is meant; floats and times of computing end far beyond.
_DIGITS = 30


def decimal_of(text: str) -> Decimal | None:
    """Return a decimal number of 30 digits at most before its point, or None; full-width digits
    and thousands' commas are read. 1e999999999 is ten letters, and a gigabyte as a whole number.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DROP_BLANKS).replace(",", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value.adjusted() < _DIGITS else None
