with

client_identifiers as (
    select * from {{ ref('int_client_identifiers_unioned') }}
),

-- what two clients share tells neither
final as (
    select
        identifier_kind,
        identifier_value,
        min(client_id) as client_id
    from client_identifiers
    group by identifier_kind, identifier_value
    having min(client_id) = max(client_id)
)

select * from final
