"""Currencies: what each symbol and code is called."""

from app.text.tables import table

Names = tuple[str, str, str, str]
"""One, many, one hundredth, many hundredths; "" where nobody says them."""

_TABLES = table("english_currencies")


def _names(written: list[str] | str) -> Names:
    if isinstance(written, str):
        return _names(_TABLES["symbols"].get(written) or _TABLES["codes"][written])
    one, many, *hundredths = written
    cent, cents = hundredths or ("", "")
    return one, many, cent, cents


SYMBOLS = {symbol: _names(written) for symbol, written in _TABLES["symbols"].items()}
CODES = {code: _names(written) for code, written in _TABLES["codes"].items()}
PREFIXES: dict[str, str] = _TABLES["prefixes"]
FOREIGN = {written: CODES[code] for written, code in _TABLES["foreign"].items()}
NATIONS: dict[str, str] = _TABLES["nations"]
