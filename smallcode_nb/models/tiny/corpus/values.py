# ruff: noqa: SIM905 - word lists read better as text
"""Values for a table's cells: believable words, codes, numbers and dates.

Knows pools of values and how columns are filled. Does not know names or requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from smallcode_nb.models.tiny.corpus.names import syllables

POOLS: tuple[tuple[str, ...], ...] = tuple(
    tuple(v.strip() for v in line.split(","))
    for line in """
Paris, London, Berlin, Madrid, Rome, Oslo, Vienna, Lisbon, Dublin, Prague
New York, Los Angeles, Chicago, San Francisco, Boston, Seattle, Miami, Denver
Tokyo, Osaka, Seoul, Beijing, Mumbai, Delhi, Jakarta, Manila, Bangkok
France, Germany, Spain, Italy, Norway, Brazil, Japan, Canada, Mexico, India
US, UK, DE, FR, JP, BR, CA
north, south, east, west
North, South, East, West
low, medium, high
Low, Medium, High, Critical
small, medium, large, xl
S, M, L, XL, XXL
A, B, C, D, E
A+, A, B+, B, C, F
red, green, blue, black, white, yellow
active, inactive, pending, closed
Open, Closed, In progress, On hold
new, used, refurbished
yes, no
Y, N
male, female
M, F
Male, Female, Other
bronze, silver, gold, platinum
Basic, Standard, Premium
free, pro, enterprise
card, cash, transfer, paypal
email, phone, chat, web
organic, paid, social, referral, direct
Monday, Tuesday, Wednesday, Thursday, Friday
spring, summer, autumn, winter
apple, banana, cherry, grape, mango, pear
coffee, tea, juice, water, milk
laptop, phone, tablet, monitor, keyboard
Electronics, Clothing, Toys, Books, Garden, Sports
Engineering, Sales, Marketing, Finance, HR, Legal
manager, analyst, engineer, intern, director
Toyota, Ford, BMW, Honda, Tesla, Fiat
AA, Delta, United, Lufthansa, KLM
Adelie, Gentoo, Chinstrap
setosa, versicolor, virginica
cat, dog, rabbit, hamster
Asia, Europe, Africa, Oceania
rock, jazz, pop, classical, hip hop
comedy, drama, action, horror
math, physics, chemistry, history
control, treated
placebo, 10 mg, 20 mg
train, test, validation
pass, fail
OK, ERROR, WARN
first, second, third
economy, business, first class
petrol, diesel, electric, hybrid
rent, own, mortgage
single, married, divorced
sunny, cloudy, rain, snow
rear, front, side
München, Köln, Zürich, Genève
São Paulo, Bogotá, Córdoba
東京, 大阪, 京都
oui, non
Smith, Jones, Garcia, Chen, Müller
""".strip().splitlines()
)

FIRST = "Anna Ben Carla David Emma Felix Grace Hugo Iris Jack Kara Liam Mia Noah Olga Paul Quinn Rosa Sam Tina".split()
LAST = "Smith Jones Brown Garcia Chen Novak Silva Kim Meyer Rossi Dubois Khan Olsen Price Wood Stone".split()
ADJECTIVES = "blue small large classic wooden modern fast quiet heavy light smart cheap premium old fresh".split()
THINGS = "chair lamp table phone shirt bottle bag watch book mug kettle jacket helmet camera pen carpet".split()


def category_values(rng: Random) -> list[str]:
    """Three to seven distinct values that rows share."""
    kind = rng.random()
    if kind < 0.68:
        pool = list(rng.choice(POOLS))
    elif kind < 0.8:
        letter = rng.choice("ABCDEKPRSTX")
        pool = [f"{letter}{rng.choice(('', '-'))}{rng.randint(1, 99)}" for _ in range(6)]
    else:
        pool = [syllables(rng, rng.choice((1, 2))) for _ in range(6)]
        pool = [p.title() for p in pool] if rng.random() < 0.5 else pool
    pool = list(dict.fromkeys(pool))
    rng.shuffle(pool)
    return pool[: rng.randint(3, 6)]


def label_values(rng: Random, rows: int) -> list[str]:
    """Mostly distinct strings: names, products, codes, addresses, e-mails."""
    kind = rng.randrange(6)
    return [_label(rng, kind) for _ in range(rows)]


def number_values(rng: Random, rows: int, whole: bool) -> Sequence[float]:
    """Numbers of one scale; whole ones repeat often enough to be counted."""
    scale = rng.choice((5, 10, 50, 100, 100, 500, 1000, 1000, 5000, 20000, 100_000, 500_000, 2_000_000, 40_000_000))
    if whole:
        low = rng.choice((0, 0, 1, scale // 5))
        return [rng.randint(low, low + scale) for _ in range(rows)]
    digits = 2 if scale <= 100 else rng.choice((1, 2))
    if rng.random() < 0.12:
        return [round(rng.gauss(0, scale / 4), digits) for _ in range(rows)]
    if rng.random() < 0.15:
        return [round(rng.random(), 3) for _ in range(rows)]
    return [round(abs(rng.gauss(scale / 2, scale / 4)) + 0.1, digits) for _ in range(rows)]


def date_values(rng: Random, rows: int, with_time: bool) -> list[datetime]:
    """Dates over one to three years, sorted half of the time."""
    start = datetime(rng.randint(2012, 2023), rng.randint(1, 12), rng.randint(1, 28))
    span = rng.choice((400, 600, 800, 1000))
    days = [rng.randint(0, span) for _ in range(rows)]
    if rng.random() < 0.5:
        days.sort()
    minutes = [rng.randint(0, 1439) if with_time else 0 for _ in range(rows)]
    return [start + timedelta(days=d, minutes=m) for d, m in zip(days, minutes, strict=True)]


def _label(rng: Random, kind: int) -> str:
    match kind:
        case 0:
            return f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        case 1:
            return f"{rng.choice(ADJECTIVES)} {rng.choice(THINGS)}"
        case 2:
            return f"{rng.choice('ABCDEFXYZ')}{rng.choice('ABCKLM')}-{rng.randint(100, 9999)}"
        case 3:
            return f"{rng.randint(1, 200)} {syllables(rng, 2).title()} {rng.choice(('St', 'Ave', 'Road'))}"
        case 4:
            return f"{rng.choice(FIRST).lower()}.{rng.choice(LAST).lower()}@{rng.choice(('mail.com', 'corp.org'))}"
        case _:
            return syllables(rng, rng.choice((2, 3))).title()
