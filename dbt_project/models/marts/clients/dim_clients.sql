with

clients as (
    select * from {{ ref('int_clients_unioned') }}
),

-- an order, a deal or a contact may name a client that no client list knows, or not yet
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

members as (
    select client_id from clients
    where {{ was_there(local_date('registered_at')) }}
    union
    select client_id from named_clients
    where client_id is not null
),

final as (
    select
        members.client_id,
        clients.client_kind,
        clients.country,
        clients.city,
        clients.language,
        clients.parent_client_id,
        {{ if_come('clients.registered_at') }} as registered_at,
        coalesce(clients.is_test, false) as is_test,
        clients.source_name
    from members
    left join clients
        on members.client_id = clients.client_id
)

select * from final
