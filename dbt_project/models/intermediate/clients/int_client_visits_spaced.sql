with

-- several orders of one day are one visit, so there is no gap of zero days
visits as (
    select distinct
        client_id,
        order_date as visit_date
    from {{ ref('fct_orders') }}
    where is_sale and has_client and not is_wholly_returned
),

paired_visits as (
    select
        *,
        lag(visit_date) over (partition by client_id order by visit_date) as previous_visit_date
    from visits
),

final as (
    select
        client_id,
        visit_date,
        {{ days_between('previous_visit_date', 'visit_date') }} as gap_days
    from paired_visits
)

select * from final
