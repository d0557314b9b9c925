{# Who is who: only what the sources say, never a guess. #}

{# The client that a row counts for, which is the survivor where the one it names was merged; needs
   a join of `client_merges` by the row's client_id. #}
{% macro surviving_client(relation) -%}
coalesce(client_merges.surviving_client_id, {{ relation }}.client_id)
{%- endmacro %}

{# The client of an event: the one it names, else the only one who has its identifier; needs
   `join_known_clients`. #}
{% macro known_client(relation) -%}
coalesce(
    client_merges.surviving_client_id,
    {{ relation }}.client_id,
    known_identifiers.client_id
)
{%- endmacro %}

{# The joins of `client_merges` and `known_identifiers` by what an event names; neither ever adds
   a row. #}
{% macro join_known_clients(relation) -%}
left join client_merges
    on {{ relation }}.client_id = client_merges.client_id
left join known_identifiers
    on
        {{ relation }}.client_id is null
        and {{ relation }}.identifier_kind = known_identifiers.identifier_kind
        and {{ identifier_key(relation ~ '.identifier_kind', relation ~ '.identifier_value') }}
        = known_identifiers.identifier_value
{%- endmacro %}

{# An identifier in the one spelling by which it is compared; null when it identifies nobody. #}
{% macro identifier_key(kind, value) -%}
nullif(case {{ kind }}
    when 'email' then lower(trim({{ value }}))
    when 'phone' then {{ phone_key(value) }}
    else trim({{ value }})
end, '')
{%- endmacro %}

{# The digits of a telephone number, with the code of its country; a number that names none is one
   of the company's own country. Under seven digits it is an extension, which many share. #}
{% macro phone_key(phone) -%}
{%- set national = {
    'BY': ['^8?0?([1-9][0-9]{8})$', '375'],
    'CA': ['^1?([2-9][0-9]{9})$', '1'],
    'DE': ['^0([1-9][0-9]{5,11})$', '49'],
    'FR': ['^0([1-9][0-9]{8})$', '33'],
    'GB': ['^0([1-9][0-9]{8,9})$', '44'],
    'KZ': ['^[78]?([67][0-9]{9})$', '7'],
    'PL': ['^([1-9][0-9]{8})$', '48'],
    'RU': ['^[78]?([3-9][0-9]{9})$', '7'],
    'UA': ['^8?0([1-9][0-9]{8})$', '380'],
    'US': ['^1?([2-9][0-9]{9})$', '1'],
}.get(var('country'), ['^$', '']) -%}
{%- set digits = "regexp_replace(regexp_replace(" ~ phone ~ ", '[^0-9]', '', 'g'), '^00', '')" -%}
case
    when length({{ digits }}) >= 7
        then regexp_replace({{ digits }}, '{{ national[0] }}', '{{ national[1] }}\1')
end
{%- endmacro %}

{# A page without what follows ? or #, where forms and mails leave names and addresses. #}
{% macro bare_url(url) -%}
regexp_replace({{ url }}, '[?#].*$', '')
{%- endmacro %}
