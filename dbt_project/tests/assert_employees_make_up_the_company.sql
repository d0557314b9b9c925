with

company as (
    select
        count(*) as order_count,
        sum(order_total) as order_amount
    from {{ ref('fct_orders') }}
    where is_sale
),

employees as (
    select
        cast(sum(new_order_count) as bigint) as order_count,
        sum(new_order_amount) as order_amount
    from {{ ref('fct_employee_days') }}
    where new_order_count > 0
)

select * from company
where order_count > 0
except
select * from employees
