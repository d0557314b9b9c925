with

clients as (
    select * from {{ ref('dim_client_profiles') }}
),

margins as (
    select * from {{ ref('int_client_margins_summed') }}
),

predictions as (
    select * from {{ source('ml', 'client_lifetime_values') }}
    where as_of_date = {{ as_of_date() }}
),

final as (
    select
        clients.client_id,
        clients.as_of_date,
        clients.net_revenue,
        margins.costed_revenue,
        margins.margin_amount,
        {{ pct('margins.margin_amount', 'margins.costed_revenue') }} as margin_pct,
        {{ pct('margins.costed_revenue', 'margins.kept_revenue') }} as costed_share_pct,
        predictions.horizon_months,
        cast(predictions.expected_visit_count as decimal(18, 2)) as expected_visit_count,
        {{ money('predictions.expected_visit_value') }} as expected_visit_value,
        {{ money('predictions.predicted_value') }} as predicted_value,
        predictions.model_name
    from clients
    left join margins
        on clients.client_id = margins.client_id
    left join predictions
        on clients.client_id = predictions.client_id
)

select * from final
