{# What the tables say in words, in the company's language. Only numbers and the names of the
   company's own goods go in: a text from a client never does. #}

{# A text literal in the company's language. #}
{% macro text(words) -%}
'{{ words.get(var("locale"), words["en"]) | replace("'", "''") }}'
{%- endmacro %}

{# A whole number with its noun: `forms` has one and other, in Russian and Ukrainian one, few, many. #}
{% macro counted(number, forms) -%}
{%- set whole_number = 'cast(round(' ~ number ~ ') as bigint)' -%}
{%- set noun = forms.get(var("locale"), forms["en"]) -%}
(cast({{ whole_number }} as varchar) || ' ' || case
{%- if noun | length == 2 %}
    when {{ whole_number }} = 1 then '{{ noun[0] }}'
    else '{{ noun[1] }}'
{%- else %}
    when {{ whole_number }} % 10 = 1 and {{ whole_number }} % 100 <> 11 then '{{ noun[0] }}'
    when
        {{ whole_number }} % 10 between 2 and 4
        and {{ whole_number }} % 100 not between 12 and 14
        then '{{ noun[1] }}'
    else '{{ noun[2] }}'
{%- endif %}
end)
{%- endmacro %}

{% macro days_in_words(number) -%}
{{ counted(number, {
    'en': ['day', 'days'],
    'ru': ['день', 'дня', 'дней'],
    'uk': ['день', 'дні', 'днів'],
}) }}
{%- endmacro %}

{% macro purchases_in_words(number) -%}
{{ counted(number, {
    'en': ['purchase', 'purchases'],
    'ru': ['покупка', 'покупки', 'покупок'],
    'uk': ['покупка', 'покупки', 'покупок'],
}) }}
{%- endmacro %}

{% macro products_in_words(number) -%}
{{ counted(number, {
    'en': ['product', 'products'],
    'ru': ['товар', 'товара', 'товаров'],
    'uk': ['товар', 'товари', 'товарів'],
}) }}
{%- endmacro %}

{% macro number_in_words(number) -%}
cast(cast(round({{ number }}) as bigint) as varchar)
{%- endmacro %}

{# `pattern` (a text per language) with {value} and {usual} filled in by SQL expressions. #}
{% macro filled(pattern, value, usual) -%}
replace(replace({{ text(pattern) }}, '{value}', {{ value }}), '{usual}', {{ usual }})
{%- endmacro %}

{# Texts of a group on one line, in the order of `place`. #}
{% macro listed(words, place, separator) -%}
string_agg({{ words }}, '{{ separator }}' order by {{ place }})
{%- endmacro %}

{# The text members of a JSON array, one row each; a select list expression. #}
{% macro each_text(json_array) -%}
unnest(from_json({{ json_array }}, '["VARCHAR"]'))
{%- endmacro %}
