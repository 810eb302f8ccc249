# ruff: noqa: SIM905 - word lists read better as text
"""Words that column names and frame names are made of, and the split that keeps some of them for the held-out set.

Knows words and their hash. Does not know how names are spelled from them (names.py).
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Literal

Split = Literal["train", "heldout"]

HELDOUT_SHARE = 12  # percent of the words

ENGLISH = """
price amount total cost region city country state store product item category brand customer client user order invoice
date day month year week hour quarter sales revenue profit margin units quantity count score grade mark exam student
class teacher school course age height weight salary income bonus tax rate speed distance duration time temperature
humidity pressure wind rain snow depth length width area volume power energy voltage current load demand supply stock
level balance credit debit payment loan interest risk status type kind group team player goal point match season league
rank rating review vote survey answer question gender race ethnicity education job role title department office branch
unit site zone block street house room bed bath garden car model make engine fuel mileage color size shape material
texture species genus family petal sepal leaf root stem flower fruit seed crop yield soil water ph nitrogen carbon
oxygen protein fat sugar calorie dose drug patient doctor visit ward hospital symptom disease test result sample batch
lab run trial error loss accuracy epoch step token latency throughput cpu memory disk network packet request response
session click view page bounce channel campaign lead deal stage owner agent ticket priority severity sensor device
signal noise frequency phase amplitude star planet mass radius orbit galaxy magnitude flight airline airport gate delay
seat fare route stop trip passenger driver vehicle plate parcel carrier warehouse shelf bin lot expiry
harvest acre farm tractor barn cattle milk egg wool fleece herd pasture feed grain wheat barley maize rice oat rye
bakery bread flour yeast oven recipe portion serving menu dish spice salt pepper butter cheese cream wine beer spirit
vintage cellar grape barrel bottle cork label tasting cuisine chef waiter table booking guest hotel resort suite
checkin checkout nights occupancy amenity pool spa lobby concierge tour guide museum exhibit ticketing visitor gallery
artist painting sculpture canvas frame auction bid lotnumber estimate hammer bidder dealer antique coin stamp album
track song genre tempo chord beat lyric band concert venue audience stadium crowd arena pitch coach referee foul card
penalty assist tackle save corner offside transfer contract agentfee wage squad injury fitness sprint lap circuit
pole podium tyre pit gear clutch brake throttle torque horsepower cylinder piston exhaust emission diesel petrol hybrid
battery charger range outlet plug socket cable fuse meter grid turbine solar panel windfarm dam reservoir inflow
outflow spill turbidity chlorine salinity algae nitrate phosphate sediment river lake basin catchment rainfall drought
flood storm cyclone gust visibility cloud dew frost sunshine uv ozone pollen dust smog particulate aerosol methane
forest timber log sawmill plywood canopy understory bark sapling wildfire burn ember ranger trail summit ridge valley
glacier crevasse moraine iceberg tide wave current swell buoy harbour vessel hull cargo container berth crane dock
tonnage draught captain crew voyage knot anchor lighthouse reef coral fish trawler catch quota net bait species
population density births deaths marriage migration census household tenant landlord rent lease mortgage deposit
equity valuation appraisal parcelid zoning permit facade floor ceiling roof insulation window door elevator basement
plumber wiring mason brick cement concrete steel rebar girder bridge tunnel pavement asphalt junction lane traffic
congestion signalid pedestrian cyclist scooter helmet crash casualty fatality claim premium policy insurer deductible
coverage adjuster fraud audit ledger journal entry voucher receipt refund discount coupon promo loyalty basket cart
checkout shipment courier tracking pickup dropoff depot fleet forklift pallet barcode sku supplier vendor buyer
purchase tender contractor milestone budget forecast variance deficit surplus subsidy grant donor charity pledge
volunteer shift roster overtime leave absence payroll pension employer employee manager director intern recruiter
applicant resume interview offer hire tenure turnover appraiser skill training certificate degree major faculty campus
lecture seminar thesis citation author editor publisher chapter edition isbn library loanid shelfmark reader subscriber
article headline section keyword clickbait share comment likes follower post hashtag influencer impression reach
conversion funnel cohort churn retention signup login password upload download bandwidth ping jitter router firewall
server cluster node pod thread queue cache query index schema column row record backup snapshot restore uptime outage
incident alert log commit merge release bug feature sprintpoint backlog story velocity reviewer pipeline build deploy
gene allele mutation variant protein enzyme antibody antigen titer plasmid primer amplicon sequence read contig genome
cell nucleus membrane tissue organ kidney liver lung heart pulse systolic diastolic cholesterol glucose insulin bmi
hemoglobin platelet leukocyte biopsy tumor stagegroup remission relapse survival mortality admission discharge triage
ambulance nurse surgeon anesthesia implant prosthesis therapy placebo arm endpoint followup adherence dosage tablet
capsule vial syringe vaccine booster immunity exposure contact quarantine outbreak strain host vector mosquito malaria
telescope spectrum redshift luminosity parallax declination comet asteroid crater rover payload booster thrust apogee
perigee inclination telemetry antenna beacon satellite quark photon electron neutron lattice crystal alloy hardness
ductility viscosity density porosity permeability solvent reagent catalyst molarity titration precipitate residue
yarn fabric thread loom stitch seam collar sleeve hem zipper button fashion garment outlet fitting mirror cosmetics
fragrance lotion shampoo soap toothpaste razor candle lamp sofa cushion carpet curtain pillow mattress drawer cabinet
toy puzzle doll kite board dice deck token chess opening opponent elo blunder tournament bracket seed referral tip
opinion ballot precinct candidate party mandate senate bill amendment clause statute verdict plaintiff defendant judge
jury bail parole inmate offence arrest patrol precincts weapon burglary theft vandalism witness evidence forensic
"""

FOREIGN = """
Größe Länge Straße Preis Menge Umsatz Kunde Stadt Datum Gewicht Höhe Anzahl Betrag Land Alter Geschäft Wärme Übung
ciudad precio cantidad fecha año país cliente venta nombre categoría edad tamaño región teléfono niño artículo
prix_unitaire ville quantité température durée âge catégorie pays chiffre_affaires élève mois année coût poids
cidade preço quantidade mês ano valor região país nome idade situação avaliação peso
città prezzo quantità età mese anno regione cliente città_origine
年齢 価格 都市 日付 数量 部門 売上 名前 城市 价格 数量 日期 年龄 销售额 地区 姓名
цена город дата количество возраст страна имя сумма
cena miasto ilość wiek data województwo ulica kraj
fiyat şehir tarih miktar yaş ülke
stad prijs hoeveelheid leeftijd datum land
pris antal ålder kön namn ort måned beløb størrelse
τιμή πόλη ηλικία
""".split()

PREFIXES = "avg max min total net gross mean n num raw adj est prev last first new old base unit daily monthly".split()
SUFFIXES = (
    "id name usd eur gbp kg g km m cm mm c f pct total 2020 2021 2023 x y z code avg per_day min max hrs days ms sec "
    "kwh mph kmh lbs no num flag index rate type group a b 1 2 3 v2 raw adj est level".split()
)
UNITS = ["EUR", "USD", "kg", "%", "km", "years", "m²", "°C", "hours", "days", "ms", "cm", "mg/L", "GB", "kWh", "£", "€"]

FRAMES = """
flights orders sales data t customers trips products stores employees students patients sensors weather ratings movies
transactions payments events logs users invoices visits readings measurements results scores games players matches
shipments books cars houses listings survey responses accounts tickets stocks prices jobs candidates samples trials
crimes fires accidents elections countries cities regions schools hotels bookings reviews items inventory returns
purchases sessions clicks campaigns leads loans claims policies births species penguins iris titanic diamonds tips
taxis bikes rides stations routes buses trains vessels ports storms quakes planets stars genes proteins cells drugs
recipes wines beers coffees restaurants menus songs albums artists concerts museums paintings parks trees birds fish
crops farms soils wells rivers lakes energy power meters homes rents taxes budgets grants projects tasks issues commits
""".split()


@cache
def words(split: Split) -> tuple[str, ...]:
    """English base words of one side of the split."""
    unique = dict.fromkeys(ENGLISH.split())
    return tuple(w for w in unique if is_heldout(w) == (split == "heldout"))


@cache
def foreign(split: Split) -> tuple[str, ...]:
    """Non-English names of one side of the split."""
    return tuple(w for w in dict.fromkeys(FOREIGN) if is_heldout(w) == (split == "heldout"))


@cache
def frames(split: Split) -> tuple[str, ...]:
    """Frame names of one side of the split."""
    return tuple(w for w in FRAMES if is_heldout(w) == (split == "heldout"))


def is_heldout(word: str) -> bool:
    """Whether a word is kept out of training; the same on every machine."""
    return zlib.crc32(word.lower().encode()) % 100 < HELDOUT_SHARE
