# ruff: noqa: SIM905 - word lists read better as text
"""Words that requests are made of, whatever the table's columns are called.

Knows words only.
"""

#: alone they never stand for a column that has them as a part
PLAIN = frozenset(
    """
about above according across add after against all along alphabetical amount and any apply around array asc ascending
assign attach average averages avg axis back bar bars based before being below best between biggest bin blank blanks
both bottom box boxplot break bring bucket buckets build by calculate call called cap categorise cell cells center
change changed changes chart charts check clean clip code codes coefficient colour column columns combine compare
compute contain containing contains convert copy correlate correlation correlations count counted counts create cross
cumulative current curve cut data dataframe dataset date dates day days deal define delete derive descending describe
deviation difference display distinct distribution divide divided does down draw drop duplicate duplicates each
earliest empty entries entry equal equals even every exact except exclude extract false fetch fewest fields figure
fill filter final find first flag flags fold format found frame freq frequency frequent from function gets give going
grade graph greater group grouped groups growth have having head heatmap help high higher highest histogram hour
hourly hours index instead into item items join joined just keep kept kind label labels largest last latest least
leave length less letter letters level levels like limit line lines list longest look looks lower lowercase lowest
made make many map mark matching maximum mean measure median melt merge method middle million minimum minus minute
missing month monthly months more most moving much multiply name named names need next none normalise normalize null
nulls number numbers observations once only order ordered other over overall pairs part parts per percent percentage
percentages percentile pick pie pivot place please plot plotted point points position prefix present previous print
product pull quantile quarter quarterly quarters random range rank ranked ranking rate ratio read real record records
relation remove rename replace report rescale result results return reverse right rolling round rounded row rows
running same sample scale scatter score select send separate series share shares shift shortest show side since single
size sizes skip small smallest sort sorted split spread stack stacked standard start starting starts state stats step
store stored string strings strip subtract such suffix summarise summarize summary table tables take tell text than
that their them then these they thing this those thousand time times title together total totals transform treat trend
trim true turn type types under unique unit until upper uppercase use used uses using value values variable variance
versus visualise visualize want week weekday weekly weeks what when where whether which whole whose with within
without word words work would write year yearly years zero zeros
""".split()
)

#: alone they stand for no column even where one is called so: the request reads on as it is
NEVER = frozenset(
    """
a i count counts total totals mean average avg max min sum median std number row rows record records entry entries
observations column columns table data value values order sort filter group groups rank plot show list per by as date
day days month months year years week weeks hour hours quarter in on at is of the and or not for to where top first
last new all any each every high low
""".split()
)

#: all that a request says beside a function and what it is applied to, where it is no more than a call
GLUE = frozenset(
    """
a all an and apply by call can compute each every evaluate for from get give i in is it me of on over please result
return run show take the this through to use using value values want what with you
""".split()
)
