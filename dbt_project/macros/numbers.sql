{# Money, shares and order statistics: one type and one rounding for each. #}

{% macro money(amount) -%}
cast({{ amount }} as decimal(18, 2))
{%- endmacro %}

{% macro units(quantity) -%}
cast({{ quantity }} as decimal(18, 3))
{%- endmacro %}

{# A sum or count of rows as a whole number. #}
{% macro whole(number) -%}
cast({{ number }} as bigint)
{%- endmacro %}

{# A percentage; null, never 0 or infinity, when there is nothing to divide by. #}
{% macro pct(part, whole) -%}
cast(100.0 * {{ part }} / nullif({{ whole }}, 0) as decimal(18, 2))
{%- endmacro %}

{# A sum divided by a count, to the cent. #}
{% macro average(total, number) -%}
cast(1.0 * {{ total }} / nullif({{ number }}, 0) as decimal(18, 2))
{%- endmacro %}

{% macro median(value) -%}
median({{ value }})
{%- endmacro %}

{% macro percentile(value, share) -%}
quantile_cont({{ value }}, {{ share }})
{%- endmacro %}

{# 1 to 5 by rank: fifths of the rows, and equal values share the lower score. #}
{% macro fifth(value) -%}
cast(floor(5.0 * (rank() over (order by {{ value }}) - 1) / count(*) over ()) as integer) + 1
{%- endmacro %}

{# The value on the earliest day; days that are null do not count. #}
{% macro at_first(value, day) -%}
arg_min({{ value }}, {{ day }})
{%- endmacro %}

{# A number from 0 to below 1 that a key has in every query of a run: a fair draw without chance. #}
{% macro stable_draw(key) -%}
cast(hash({{ key }}) % 1000000 as integer) / 1000000
{%- endmacro %}

{# The value that a row of daily sales has for the measure a forecast speaks of. #}
{% macro measured(measure, days) -%}
case {{ measure }}
    when 'net_revenue' then {{ days }}.net_revenue
    when 'order_count' then {{ days }}.order_count
    when 'average_check' then {{ days }}.net_revenue / nullif({{ days }}.order_count, 0)
end
{%- endmacro %}

{# The place of a value within its group from the lowest, 1; equal values share the mean place. #}
{% macro mean_rank(value, group) -%}
(
    rank() over (partition by {{ group }} order by {{ value }})
    + (count(*) over (partition by {{ group }}, {{ value }}) - 1) / 2.0
)
{%- endmacro %}

{# Area under the ROC curve by the sum of the positives' ranks (Mann and Whitney 1947); null when
   there is but one class. #}
{% macro auc(rank_sum, positives, total) -%}
(
    ({{ rank_sum }} - {{ positives }} * ({{ positives }} + 1) / 2.0)
    / nullif({{ positives }} * ({{ total }} - {{ positives }}), 0)
)
{%- endmacro %}
