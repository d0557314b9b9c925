-- One row per telephone, address, messenger and number of a client.
with

reached as (
    select client_id, created_at, unnest(reached_by) as way
    from portal_clients
),

final as (
    select
        client_id,
        case way.typeId when 'PHONE' then 'phone' when 'EMAIL' then 'email' else 'telegram' end
            as identifier_kind,
        way.value as identifier_value,
        created_at as known_from
    from reached
    where
        way.value <> ''
        and (way.typeId in ('PHONE', 'EMAIL') or (way.typeId = 'IM' and way.valueType = 'TELEGRAM'))
    union all
    select client_id, 'crm', thing || '-' || id, created_at
    from portal_clients
)

select * from final
