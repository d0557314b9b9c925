{# Shares of deals: how sure they are, and when they may still grow. #}

{# One end ('-' or '+') of Wilson's 95 % interval of a share, in percent; null for nothing of nothing.
   E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; 1.96 is the normal quantile to ten places. #}
{% macro wilson_pct(part, whole, sign) -%}
{%- set z2 = 1.9599639845 ** 2 -%}
cast(100.0 * (
    {{ part }} + {{ z2 / 2 }} {{ sign }} {{ z2 ** 0.5 }} * sqrt(
        cast({{ part }} as double) * ({{ whole }} - {{ part }}) / nullif({{ whole }}, 0) + {{ z2 / 4 }}
    )
) / ({{ whole }} + {{ z2 }}) as decimal(18, 2))
{%- endmacro %}

{# Under thirty a percentage says more than is known. #}
{% macro is_too_few(number) -%}
{{ number }} < 30
{%- endmacro %}

{# Whether some deal that entered in the month may still convert within its window. #}
{% macro is_immature(month, conversion_days) -%}
{{ add_days(month_end(month), conversion_days) }} > {{ as_of_date() }}
{%- endmacro %}

{# What a funnel report says of a cohort: how many came to the stage, of all and of the one before. #}
{% macro funnel_rates(relation) -%}
{{ relation }}.conversion_days,
{{ relation }}.cohort_count,
{{ relation }}.reached_count,
{{ relation }}.previous_reached_count,
{{ pct(relation ~ '.reached_count', relation ~ '.previous_reached_count') }} as conversion_pct,
{{ wilson_pct(relation ~ '.reached_count', relation ~ '.previous_reached_count', '-') }}
    as conversion_low_pct,
{{ wilson_pct(relation ~ '.reached_count', relation ~ '.previous_reached_count', '+') }}
    as conversion_high_pct,
{{ pct(relation ~ '.reached_count', relation ~ '.cohort_count') }} as total_conversion_pct,
coalesce({{ is_too_few(relation ~ '.previous_reached_count') }}, false) as is_too_few
{%- endmacro %}

{# The value on the latest day. #}
{% macro at_last(value, day) -%}
arg_max({{ value }}, {{ day }})
{%- endmacro %}

{# Number and value of the deals per kind of act, as <kind>_count and <kind>_amount. #}
{% macro count_acts(kinds) -%}
{%- for kind in kinds -%}
count(case when deal_act = '{{ kind }}' then 1 end) as {{ kind }}_count,
sum(case when deal_act = '{{ kind }}' then coalesce(amount, 0) else 0 end) as {{ kind }}_amount
{%- if not loop.last %},
{% endif -%}
{%- endfor -%}
{%- endmacro %}

{# Whether a label of a stage, which has valid_from and valid_to, was in use on a day. #}
{% macro is_in_use(labels, day) -%}
({{ labels }}.valid_from is null or {{ labels }}.valid_from <= {{ day }})
and ({{ labels }}.valid_to is null or {{ labels }}.valid_to > {{ day }})
{%- endmacro %}
