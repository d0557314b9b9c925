-- orders whose source gives a total are left out: shipping and discounts stand on no line
with

lines as (
    select sum(fct_order_lines.line_total) as amount
    from {{ ref('fct_order_lines') }} as fct_order_lines
    inner join {{ ref('fct_orders') }} as fct_orders
        on fct_order_lines.order_id = fct_orders.order_id
    where fct_order_lines.is_sale and not fct_orders.is_total_given
),

orders as (
    select sum(order_total) as amount from {{ ref('fct_orders') }}
    where is_sale and not is_total_given
)

select * from lines
except
select * from orders
