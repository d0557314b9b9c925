with

clients as (
    select * from {{ ref('int_clients_unioned') }}
),

known_clients as (
    select client_id from {{ ref('dim_clients') }}
),

final as (
    select
        clients.client_id,
        clients.client_name,
        clients.email,
        clients.phone
    from clients
    inner join known_clients
        on clients.client_id = known_clients.client_id
)

select * from final
