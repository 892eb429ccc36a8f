"""Turkish: its rules in the order they are tried."""

from app.text.spoken.rules import Rules
from app.text.spoken.turkish.foreign import capitals
from app.text.spoken.turkish.names import NAMES
from app.text.spoken.turkish.numbers import UNITS
from app.text.spoken.turkish.quantities import QUANTITIES, SYMBOLS
from app.text.spoken.turkish.suffixes import CLOSED, joined, lower

RULES = Rules(
    (*NAMES, *QUANTITIES),
    symbols=SYMBOLS,
    digits=UNITS,
    lower=lower,
    suffixed=joined,
    capitals=capitals,
    closed=CLOSED,
    language="tr",
)
