with

days as (
    select
        sum(new_order_count) as order_count,
        sum(new_order_amount) as new_order_amount,
        sum(returned_amount) as returned_amount,
        sum(new_client_count) as new_client_count
    from {{ ref('rpt_daily_summary') }}
),

months as (
    select
        sum(order_count) as order_count,
        sum(new_order_amount) as new_order_amount,
        sum(returned_amount) as returned_amount,
        sum(new_client_count) as new_client_count
    from {{ ref('rpt_monthly_summary') }}
)

select * from days
except
select * from months
