with

days as (
    select
        *,
        ordered_amount - returned_amount as net_amount,
        case when is_visit then visit_date end as kept_date,
        {{ days_between('visit_date', 'as_of_date') }} as age_days
    from {{ ref('int_client_days_snapshotted') }}
),

sums as (
    select
        as_of_date,
        client_id,
        min(kept_date) as first_visit_date,
        max(kept_date) as last_visit_date,
        count(kept_date) as visit_count,
        count(case when age_days < 90 then kept_date end) as visits_90d,
        count(case when age_days between 90 and 179 then kept_date end) as visits_previous_90d,
        count(case when age_days < 365 then kept_date end) as visits_365d,
        sum(order_count) as order_count,
        sum(ordered_amount) as ordered_amount,
        sum(returned_amount) as returned_amount,
        sum(net_amount) as net_revenue,
        sum(case when age_days < 90 then net_amount else 0 end) as revenue_90d,
        sum(case when age_days < 365 then net_amount else 0 end) as revenue_365d,
        {{ at_first('net_amount', 'kept_date') }} as first_visit_value
    from days
    group by as_of_date, client_id
),

-- who has kept nothing so far has not bought yet
final as (
    select
        as_of_date,
        client_id,
        first_visit_date,
        last_visit_date,
        visit_count,
        visits_90d,
        visits_previous_90d,
        visits_365d,
        {{ whole('order_count') }} as order_count,
        {{ money('net_revenue') }} as net_revenue,
        {{ money('revenue_90d') }} as revenue_90d,
        {{ money('revenue_365d') }} as revenue_365d,
        {{ average('net_revenue', 'visit_count') }} as average_visit_value,
        coalesce({{ average('(net_revenue - first_visit_value)', '(visit_count - 1)') }}, 0)
            as repeat_visit_value,
        coalesce(least(100, {{ pct('returned_amount', 'ordered_amount') }}), 0)
            as returned_share_pct
    from sums
    where visit_count > 0
)

select * from final
