with

clients as (
    select * from {{ ref('int_clients_unioned') }}
),

-- an order, a deal or a contact may name a client that no client list knows
named_clients as (
    select client_id from {{ ref('fct_orders') }}
    union
    select client_id from {{ ref('fct_returns') }}
    union
    select client_id from {{ ref('fct_payments') }}
    union
    select client_id from {{ ref('fct_leads') }}
    union
    select client_id from {{ ref('fct_deals') }}
    union
    select client_id from {{ ref('fct_interactions') }}
    union
    select client_id from {{ ref('fct_consents') }}
    union
    select client_id from {{ ref('fct_requests') }}
    union
    select client_id from {{ ref('fct_survey_responses') }}
    union
    select client_id from {{ ref('fct_campaign_events') }}
    union
    select client_id from {{ ref('fct_web_events') }}
    union
    select client_id from {{ ref('fct_invoices') }}
    union
    select client_id from {{ ref('fct_documents') }}
    union
    select client_id from {{ ref('fct_tasks') }}
),

final as (
    select
        client_id,
        client_kind,
        country,
        city,
        language,
        parent_client_id,
        registered_at,
        is_test,
        source_name
    from clients
    union all
    select
        named_clients.client_id,
        null as client_kind,
        null as country,
        null as city,
        null as language,
        null as parent_client_id,
        null as registered_at,
        false as is_test,
        null as source_name
    from named_clients
    left join clients
        on named_clients.client_id = clients.client_id
    where
        clients.client_id is null
        and named_clients.client_id is not null
)

select * from final
