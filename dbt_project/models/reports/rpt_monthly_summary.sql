with

months as (
    select * from {{ ref('int_months_summed') }}
),

new_clients as (
    select
        {{ month_start('first_order_date') }} as month_start,
        count(*) as new_client_count
    from {{ ref('dim_client_profiles') }}
    group by {{ month_start('first_order_date') }}
),

months_called as (
    select
        month_start,
        {{ whole('sum(inbound_call_count)') }} as inbound_call_count,
        {{ whole('sum(missed_call_count)') }} as missed_call_count,
        {{ whole('sum(called_back_call_count)') }} as called_back_call_count
    from {{ ref('int_days_called') }}
    group by month_start
),

months_returned as (
    select * from {{ ref('int_months_returned') }}
),

final as (
    select
        months.month_start,
        months.is_open_month,
        months.order_count,
        months.revenue_amount,
        months.new_order_amount,
        months.returned_amount,
        months.restated_net_amount,
        {{ average('months.restated_net_amount', 'months.order_count') }} as average_check,
        months.median_check,
        months.buying_client_count,
        coalesce(new_clients.new_client_count, 0) as new_client_count,
        months.buying_client_count - coalesce(new_clients.new_client_count, 0)
            as repeat_client_count,
        months.plan_amount,
        {{ pct('months.revenue_amount', 'months.plan_amount') }} as plan_completion_pct,
        months.previous_month_amount,
        months.previous_year_amount,
        -- a part of a month says nothing beside a whole one
        case when not months.is_open_month then {{ pct(
            '(months.revenue_amount - months.previous_month_amount)', 'months.previous_month_amount'
        ) }} end as change_pct,
        case when not months.is_open_month then {{ pct(
            '(months.revenue_amount - months.previous_year_amount)', 'months.previous_year_amount'
        ) }} end as change_year_pct,
        months.orders_without_client_count,
        months.sale_amount_without_client,
        coalesce(months_returned.return_count, 0) as return_count,
        coalesce(months_returned.matched_return_count, 0) as matched_return_count,
        {{ pct('months_returned.matched_return_count', 'months_returned.return_count') }}
            as matched_return_pct,
        coalesce(months_returned.return_line_count, 0) as return_line_count,
        coalesce(months_returned.matched_return_line_count, 0) as matched_return_line_count,
        {{ pct('months_returned.matched_return_line_count', 'months_returned.return_line_count') }}
            as matched_return_line_pct,
        months_called.inbound_call_count,
        months_called.missed_call_count,
        months_called.called_back_call_count
    from months
    left join new_clients
        on months.month_start = new_clients.month_start
    left join months_called
        on months.month_start = months_called.month_start
    left join months_returned
        on months.month_start = months_returned.month_start
)

select * from final
