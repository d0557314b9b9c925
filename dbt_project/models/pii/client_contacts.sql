with

clients as (
    select * from {{ ref('int_clients_unioned') }}
),

final as (
    select
        client_id,
        client_name,
        email,
        phone
    from clients
)

select * from final
