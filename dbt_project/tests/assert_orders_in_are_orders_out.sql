with

orders_in as (
    select count(*) as order_count from {{ ref('int_orders_unioned') }}
),

orders_out as (
    select count(*) as order_count from {{ ref('fct_orders') }}
)

select * from orders_in
except
select * from orders_out
