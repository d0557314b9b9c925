{# What rows of employees' acts, of a column `act`, come to. #}

{% macro count_of(act) -%}
count(case when act = '{{ act }}' then 1 end)
{%- endmacro %}

{% macro amount_of(act) -%}
{{ money("sum(case when act = '" ~ act ~ "' then amount else 0 end)") }}
{%- endmacro %}
