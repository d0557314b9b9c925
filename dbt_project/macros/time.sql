{# Days and months. Every engine-specific way of handling time is here and nowhere else. #}

{# The company-local date of a UTC timestamp: the only way from a moment to a day. #}
{% macro local_date(moment) -%}
cast(timezone('{{ var("zone") }}', timezone('UTC', {{ moment }})) as date)
{%- endmacro %}

{# The last full local day that is known. #}
{% macro as_of_date() -%}
cast('{{ var("as_of") }}' as date)
{%- endmacro %}

{# The local midnight after as_of, in UTC: what happened at or after it is not known yet. #}
{% macro cutoff_at() -%}
timezone('UTC', timezone('{{ var("zone") }}', cast('{{ var("as_of") }}' as timestamp) + interval 1 day))
{%- endmacro %}

{# A moment that had come at the end of as_of; null while it is still to come. #}
{% macro if_come(moment) -%}
case when {{ moment }} < {{ cutoff_at() }} then {{ moment }} end
{%- endmacro %}

{# Whether something was there at the end of as_of, by the day on which it came to be; what tells
   no such day always was. #}
{% macro was_there(first_day) -%}
coalesce({{ first_day }} <= {{ as_of_date() }}, true)
{%- endmacro %}

{# The days and moments that a model's columns hold, each as `model.column`, apart by spaces; none
   while dbt is still reading the models. #}
{% macro moments_of(model) -%}
{%- if execute -%}
{%- for column in graph.nodes['model.clientele.' ~ model].columns.values() -%}
{%- if column.data_type in ('date', 'timestamp') %} {{ model }}.{{ column.name }}{% endif -%}
{%- endfor -%}
{%- endif -%}
{%- endmacro %}

{% macro month_start(day) -%}
cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}

{% macro month_end(day) -%}
last_day({{ day }})
{%- endmacro %}

{% macro year_start(day) -%}
cast(date_trunc('year', {{ day }}) as date)
{%- endmacro %}

{% macro iso_week(day) -%}
weekofyear({{ day }})
{%- endmacro %}

{# 1 is Monday, 7 is Sunday. #}
{% macro iso_weekday(day) -%}
isodow({{ day }})
{%- endmacro %}

{% macro add_days(day, days) -%}
cast({{ day }} + to_days(cast({{ days }} as integer)) as date)
{%- endmacro %}

{% macro add_months(day, months) -%}
cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro days_between(first_day, last_day) -%}
date_diff('day', {{ first_day }}, {{ last_day }})
{%- endmacro %}

{% macro months_between(first_month, last_month) -%}
date_diff('month', {{ first_month }}, {{ last_month }})
{%- endmacro %}

{# One value per day from the first to the last, both included; a select list expression. #}
{% macro each_day(first_day, last_day) -%}
cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date)
{%- endmacro %}

{# The moment that lies so many days of 24 hours after another. #}
{% macro days_after(moment, days) -%}
{{ moment }} + to_hours(24 * cast({{ days }} as integer))
{%- endmacro %}

{# The moment that lies so many seconds after another. #}
{% macro seconds_after(moment, seconds) -%}
{{ moment }} + to_seconds(cast({{ seconds }} as integer))
{%- endmacro %}

{# The moment that lies so many minutes after another. #}
{% macro minutes_after(moment, minutes) -%}
{{ moment }} + to_minutes(cast({{ minutes }} as integer))
{%- endmacro %}

{# Days from one moment to another, with fractions. #}
{% macro days_elapsed(first_moment, last_moment) -%}
date_diff('second', {{ first_moment }}, {{ last_moment }}) / 86400.0
{%- endmacro %}

{# The days over which the revenue of a client's last year came; three months at least, because a
   first order of this week is no rate per week. #}
{% macro earning_days(first_day, last_day) -%}
least(365, greatest(90, coalesce({{ days_between(first_day, last_day) }}, 0) + 1))
{%- endmacro %}

{# Whole minutes from one moment to another. #}
{% macro minutes_between(first_moment, last_moment) -%}
date_diff('second', {{ first_moment }}, {{ last_moment }}) // 60
{%- endmacro %}

{# Seconds as the nearest whole number of minutes. #}
{% macro minutes(seconds) -%}
cast(round({{ seconds }} / 60.0) as bigint)
{%- endmacro %}

{# The rows of the last `days` days up to a row's own, for a window in the order of days. #}
{% macro within_last_days(days) -%}
range between interval {{ days - 1 }} days preceding and current row
{%- endmacro %}

{# The rows of all days after a row's own, for a window in the order of days. #}
{% macro within_later_days() -%}
range between interval 1 day following and unbounded following
{%- endmacro %}

{# The newest day up to `known` that has the weekday of a later day. #}
{% macro same_weekday_before(day, known) -%}
{{ add_days(day, '-7 * ((' ~ days_between(known, day) ~ ' + 6) // 7)') }}
{%- endmacro %}

{# First day of the calendar half-year that a day lies in. #}
{% macro half_year_start(day) -%}
{{ add_months(year_start(day), 'case when month(' ~ day ~ ') > 6 then 6 else 0 end') }}
{%- endmacro %}
