with

client_orders as (
    select * from {{ ref('int_client_orders_summed') }}
),

visits as (
    select * from {{ ref('int_client_visits_spaced') }}
),

company_gaps as (
    select {{ percentile('gap_days', 0.9) }} as p90_gap_days from visits
),

-- one gap is an accident: a habit needs two
client_gaps as (
    select
        client_id,
        cast(avg(gap_days) as decimal(18, 1)) as average_gap_days,
        cast({{ percentile('gap_days', 0.9) }} as decimal(18, 1)) as p90_gap_days
    from visits
    group by client_id
    having count(gap_days) >= 2
),

silences as (
    select
        client_orders.client_id,
        client_orders.last_kept_order_date,
        client_orders.kept_order_count,
        client_gaps.average_gap_days,
        client_gaps.p90_gap_days,
        {{ days_between(
            'coalesce(client_orders.last_kept_order_date, client_orders.last_order_date)',
            as_of_date()
        ) }} as silent_days,
        coalesce(
            client_gaps.p90_gap_days, company_gaps.p90_gap_days, {{ var('default_gap_days') }}
        ) as patience_days
    from client_orders
    cross join company_gaps
    left join client_gaps
        on client_orders.client_id = client_gaps.client_id
),

final as (
    select
        client_id,
        average_gap_days,
        p90_gap_days,
        {{ add_days('last_kept_order_date', 'round(average_gap_days)') }}
            as expected_next_order_date,
        case
            when silent_days > patience_days * {{ var('lost_after_gaps') }} then 'lost'
            when silent_days > patience_days then 'sleeping'
            when kept_order_count >= {{ var('loyal_order_count') }} then 'loyal'
            when kept_order_count >= 2 then 'repeat'
            else 'first'
        end as life_cycle_stage
    from silences
)

select * from final
