{# The column of the employee days that counts as revenue for this company. #}
{% macro revenue_column() -%}
{% if var('revenue_event') == 'completion' -%}
completed_order_amount
{%- elif var('revenue_event') == 'payment' -%}
paid_amount
{%- else -%}
new_order_amount
{%- endif %}
{%- endmacro %}
