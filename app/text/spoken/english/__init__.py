"""English: its rules in the order they are tried."""

from app.text.spoken.english.acronyms import capitals
from app.text.spoken.english.contractions import contracted
from app.text.spoken.english.dates import DATES
from app.text.spoken.english.dimensions import DIMENSIONS
from app.text.spoken.english.electronic import ELECTRONIC
from app.text.spoken.english.finance import FINANCE
from app.text.spoken.english.identifiers import IDENTIFIERS
from app.text.spoken.english.letters import LETTERS
from app.text.spoken.english.measures import MEASURES, SCALED
from app.text.spoken.english.money import MONEY
from app.text.spoken.english.names import NAMES
from app.text.spoken.english.numbers import DIGITS
from app.text.spoken.english.places import PLACE_NUMBERS, PLACES
from app.text.spoken.english.products import PRODUCTS
from app.text.spoken.english.quantities import COUNTS, QUANTITIES
from app.text.spoken.english.romans import ROMANS, WORLD_WARS
from app.text.spoken.english.symbols import SYMBOL_RULES, SYMBOLS
from app.text.spoken.english.times import TIMES
from app.text.spoken.english.years import PERIODS, YEARS
from app.text.spoken.rules import Rules

RULES = Rules(
    (
        *ELECTRONIC,
        *MONEY,
        *FINANCE,
        *IDENTIFIERS,
        *PLACE_NUMBERS,
        *SCALED,
        *COUNTS,
        *DATES,
        *PERIODS,
        *TIMES,
        *DIMENSIONS,
        *MEASURES,
        *SYMBOL_RULES,
        *YEARS,
        *PLACES,
        *NAMES,
        *LETTERS,
        WORLD_WARS,
        *ROMANS,
        *PRODUCTS,
        *QUANTITIES,
    ),
    symbols=SYMBOLS,
    digits=DIGITS,
    ending=r"['’]s\b",
    suffixed=contracted,
    capitals=capitals,
    language="en",
)
