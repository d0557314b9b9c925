with

clients as (
    select * from {{ ref('int_clients_unioned') }}
),

-- an order or a deal may name a client that no client list knows
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
),

final as (
    select
        client_id,
        client_kind,
        country,
        city,
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
