with

deals as (
    select * from {{ ref('fct_deals') }}
    where not is_test
),

deal_stages as (
    select * from {{ ref('fct_deal_stages') }}
),

interactions as (
    select * from {{ ref('fct_interactions') }}
    where is_contact and not is_test
),

contacts as (
    select
        client_id,
        order_date as contact_date,
        'order' as contact_kind
    from {{ ref('fct_orders') }}
    where not is_test
    union all
    select
        client_id,
        return_date as contact_date,
        'return' as contact_kind
    from {{ ref('fct_returns') }}
    where not is_test
    union all
    select
        client_id,
        payment_date as contact_date,
        'payment' as contact_kind
    from {{ ref('fct_payments') }}
    where not is_test
    union all
    select
        deals.client_id,
        deal_stages.entered_date as contact_date,
        'deal' as contact_kind
    from deal_stages
    inner join deals
        on deal_stages.deal_id = deals.deal_id
    union all
    select
        client_id,
        started_date as contact_date,
        interaction_kind as contact_kind
    from interactions
),

ranked_contacts as (
    select
        *,
        row_number() over (
            partition by client_id order by contact_date desc, contact_kind asc
        ) as recency_rank
    from contacts
    where client_id is not null
),

final as (
    select
        client_id,
        contact_date as last_contact_date,
        contact_kind as last_contact_kind
    from ranked_contacts
    where recency_rank = 1
)

select * from final
