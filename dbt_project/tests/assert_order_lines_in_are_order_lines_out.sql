-- a join that loses or doubles a line changes the count or one of the sums
with

lines_in as (
    select
        count(*) as line_count,
        sum(line_total) as line_total,
        sum(quantity) as quantity
    from {{ ref('int_order_lines_unioned') }}
),

lines_out as (
    select
        count(*) as line_count,
        sum(line_total) as line_total,
        sum(quantity) as quantity
    from {{ ref('fct_order_lines') }}
)

select * from lines_in
except
select * from lines_out
