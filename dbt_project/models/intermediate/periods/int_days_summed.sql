with

-- money can come or go before the first order that is known
event_dates as (
    select min(order_date) as first_date from {{ ref('fct_orders') }}
    where not is_test
    union all
    select min(return_date) as first_date from {{ ref('fct_returns') }}
    where not is_test
    union all
    select min(payment_date) as first_date from {{ ref('fct_payments') }}
    where not is_test
),

bounds as (
    select min(first_date) as first_date from event_dates
),

calendar as (
    select * from {{ ref('dim_dates') }}
),

days_sold as (
    select * from {{ ref('int_days_sold') }}
),

days_returned as (
    select * from {{ ref('int_days_returned') }}
),

days_seen as (
    select * from {{ ref('int_days_seen') }}
),

days_opened as (
    select * from {{ ref('int_days_opened') }}
),

final as (
    select
        calendar.calendar_date,
        calendar.month_start,
        calendar.month_end,
        calendar.weekday,
        calendar.holiday_name,
        calendar.is_working_day,
        calendar.working_day_of_month,
        calendar.working_days_in_month,
        coalesce(days_sold.new_order_count, 0) as new_order_count,
        coalesce(days_sold.new_order_amount, 0) as new_order_amount,
        coalesce(days_sold.restated_net_amount, 0) as restated_net_amount,
        days_sold.median_check,
        coalesce(days_sold.buying_client_count, 0) as buying_client_count,
        coalesce(days_sold.orders_without_client_count, 0) as orders_without_client_count,
        coalesce(days_sold.sale_amount_without_client, 0) as sale_amount_without_client,
        coalesce(days_seen.seen_client_count, 0) as seen_client_count,
        coalesce(days_returned.return_count, 0) as return_count,
        coalesce(days_returned.returned_amount, 0) as returned_amount,
        {{ whole('sum(coalesce(days_opened.open_order_change, 0)) over (
            order by calendar.calendar_date
        )') }} as current_order_count,
        {{ money('sum(coalesce(days_opened.open_amount_change, 0)) over (
            order by calendar.calendar_date
        )') }} as current_order_amount
    from calendar
    cross join bounds
    left join days_sold
        on calendar.calendar_date = days_sold.order_date
    left join days_returned
        on calendar.calendar_date = days_returned.return_date
    left join days_seen
        on calendar.calendar_date = days_seen.seen_date
    left join days_opened
        on calendar.calendar_date = days_opened.change_date
    where
        calendar.calendar_date >= coalesce(bounds.first_date, {{ as_of_date() }})
        and calendar.calendar_date <= {{ as_of_date() }}
)

select * from final
