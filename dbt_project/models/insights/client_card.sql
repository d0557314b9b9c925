with

clients as (
    select * from {{ ref('dim_clients') }}
    where not is_test
),

profiles as (
    select * from {{ ref('dim_client_profiles') }}
),

tastes as (
    select * from {{ ref('int_client_tastes_listed') }}
),

predicted_values as (
    select * from {{ ref('client_values') }}
),

churn_scores as (
    select * from {{ ref('client_churn') }}
    where as_of_date = {{ as_of_date() }}
),

offers as (
    select * from {{ ref('int_client_offers_listed') }}
),

deals as (
    select * from {{ ref('int_client_deals_summed') }}
),

contacts as (
    select * from {{ ref('int_client_contacts_dated') }}
),

final as (
    select
        clients.client_id,
        {{ as_of_date() }} as as_of_date,
        clients.client_kind,
        clients.country,
        clients.city,
        {{ local_date('clients.registered_at') }} as registered_date,
        profiles.first_order_date,
        coalesce(profiles.life_cycle_stage, 'lead') as life_cycle_stage,
        profiles.rfm_segment,
        tastes.top_categories,
        tastes.top_products,
        coalesce(profiles.order_count, 0) as order_count,
        profiles.last_order_date,
        profiles.average_gap_days,
        profiles.expected_next_order_date,
        profiles.average_check,
        coalesce(profiles.net_revenue, 0) as net_revenue,
        predicted_values.predicted_value,
        predicted_values.horizon_months,
        churn_scores.is_overdue,
        churn_scores.churn_probability,
        churn_scores.churn_grade,
        churn_scores.expected_loss,
        churn_scores.churn_reasons,
        churn_scores.advised_measure,
        offers.recommendations,
        coalesce(deals.open_deal_count, 0) as open_deal_count,
        coalesce(deals.open_deal_amount, 0) as open_deal_amount,
        deals.furthest_stage_label,
        contacts.last_contact_date,
        contacts.last_contact_kind
    from clients
    left join profiles on clients.client_id = profiles.client_id
    left join tastes on clients.client_id = tastes.client_id
    left join predicted_values on clients.client_id = predicted_values.client_id
    left join churn_scores on clients.client_id = churn_scores.client_id
    left join offers on clients.client_id = offers.client_id
    left join deals on clients.client_id = deals.client_id
    left join contacts on clients.client_id = contacts.client_id
)

select * from final
