with

client_orders as (
    select
        client_id,
        order_date
    from {{ ref('fct_orders') }}
    where has_sale and not is_test and has_client
),

bounds as (
    select
        min(order_date) as first_order_date,
        count(distinct client_id) as client_count
    from client_orders
),

days as (
    select {{ each_day('first_order_date', as_of_date()) }} as as_of_date from bounds
),

aged_days as (
    select
        days.as_of_date,
        bounds.client_count,
        {{ days_between('bounds.first_order_date', 'days.as_of_date') }} as history_days,
        {{ days_between('days.as_of_date', as_of_date()) }} as age_days
    from days
    cross join bounds
),

final as (
    select
        as_of_date,
        age_days = 0 as is_newest,
        -- a past is learnt from as well by a part of very many clients; all are answered for today
        case
            when age_days = 0 then 1.0
            else least(1.0, {{ var('snapshot_client_limit') }} / client_count)
        end as client_share
    from aged_days
    where
        age_days = 0
        or (
            age_days % {{ var('snapshot_gap_days') }} = 0
            and history_days >= {{ var('snapshot_history_days') }}
        )
)

select * from final
