with

client_identifiers as (
    select * from {{ ref('int_client_identifiers_unioned') }}
),

final as (
    select
        client_id,
        identifier_kind,
        identifier_value
    from client_identifiers
)

select * from final
