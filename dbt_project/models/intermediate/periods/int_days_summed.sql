with

orders as (
    select min(order_date) as first_date from {{ ref('fct_orders') }}
    where not is_test
),

calendar as (
    select * from {{ ref('dim_dates') }}
),

dates as (
    select
        calendar.*
    from calendar
    cross join orders
    where calendar.calendar_date between
        coalesce(orders.first_date, {{ as_of_date() }}) and {{ as_of_date() }}
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
        dates.calendar_date,
        dates.month_start,
        dates.month_end,
        dates.weekday,
        dates.holiday_name,
        dates.is_working_day,
        dates.working_day_of_month,
        dates.working_days_in_month,
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
            order by dates.calendar_date
        )') }} as current_order_count,
        {{ money('sum(coalesce(days_opened.open_amount_change, 0)) over (
            order by dates.calendar_date
        )') }} as current_order_amount
    from dates
    left join days_sold
        on dates.calendar_date = days_sold.order_date
    left join days_returned
        on dates.calendar_date = days_returned.return_date
    left join days_seen
        on dates.calendar_date = days_seen.seen_date
    left join days_opened
        on dates.calendar_date = days_opened.change_date
)

select * from final
