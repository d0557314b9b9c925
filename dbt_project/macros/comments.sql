{# Comments for the tables of the models that predict: no model of dbt builds them, so nothing else
   would carry their descriptions into the file. What a hook leaves open is rolled back. #}
{% macro describe_scores() -%}
{%- if execute and flags.WHICH == 'build' -%}
{%- for table in graph.sources.values() if table.source_name == 'ml' -%}
{%- set relation = load_relation(api.Relation.create(table.database, table.schema, table.name)) -%}
{%- if relation -%}
{%- do run_query(alter_relation_comment(relation, table.description)) -%}
{%- do run_query(alter_column_comment(relation, table.columns)) -%}
{%- endif -%}
{%- endfor -%}
{%- do adapter.commit() -%}
{%- endif -%}
{%- endmacro %}
