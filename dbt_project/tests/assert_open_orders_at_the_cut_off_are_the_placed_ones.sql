-- the running sum of changes must end where a plain count of the orders ends
with

counted_orders as (
    select
        count(*) as order_count,
        coalesce(sum(order_total), 0) as order_amount
    from {{ ref('fct_orders') }}
    where has_sale and not is_test and order_status = 'placed'
),

summed_changes as (
    select
        coalesce(sum(open_order_change), 0) as order_count,
        coalesce(sum(open_amount_change), 0) as order_amount
    from {{ ref('int_days_opened') }}
)

select * from counted_orders
except
select * from summed_changes
