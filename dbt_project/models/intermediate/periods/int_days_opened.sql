with

open_spells as (
    select * from {{ ref('int_order_states_sequenced') }}
    where order_status = 'placed'
),

orders as (
    select * from {{ ref('int_orders_judged') }}
    where has_sale and not is_test
),

-- a day's change in the open orders, not a row per order and day: their running sum is the state
changes as (
    select
        open_spells.started_date as change_date,
        1 as order_count,
        orders.order_total as order_amount
    from open_spells
    inner join orders
        on open_spells.order_id = orders.order_id
    union all
    select
        open_spells.ended_date as change_date,
        -1 as order_count,
        -orders.order_total as order_amount
    from open_spells
    inner join orders
        on open_spells.order_id = orders.order_id
    where open_spells.ended_date is not null
),

final as (
    select
        change_date,
        {{ whole('sum(order_count)') }} as open_order_change,
        {{ money('sum(order_amount)') }} as open_amount_change
    from changes
    group by change_date
)

select * from final
