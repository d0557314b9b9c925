with

client_months as (
    select distinct
        client_id,
        {{ month_start('order_date') }} as active_month
    from {{ ref('fct_orders') }}
    where is_sale and has_client
),

bounded_months as (
    select
        client_id,
        active_month,
        min(active_month) over (partition by client_id) as cohort_month,
        max(active_month) over (partition by client_id) as last_month
    from client_months
),

final as (
    select
        client_id,
        cohort_month,
        {{ months_between('cohort_month', 'active_month') }} as month_index,
        active_month = last_month as is_last_month
    from bounded_months
)

select * from final
