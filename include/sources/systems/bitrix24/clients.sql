-- One row per client: contacts and companies, by the number that other systems know if there is
-- one.
with

everyone as (
    select
        'contact' as thing,
        id,
        'person' as client_kind,
        concat_ws(' ', nullif(name, ''), nullif(secondName, ''), nullif(lastName, '')) as client_name,
        companyId as company_id,
        originatorId,
        originId,
        createdTime as created_at,
        payload
    from contacts
    union all
    select 'company', id, 'company', title, null, originatorId, originId, createdTime, payload
    from companies
),

known as (
    select
        *,
        case
            when $originator <> '' and originatorId = $originator and originId <> '' then originId
            else thing || '-' || id
        end as client_id,
        try(
            from_json(
                payload -> '$.fm',
                '[{"typeId": "VARCHAR", "valueType": "VARCHAR", "value": "VARCHAR"}]'
            )
        ) as reached_by
    from everyone
),

final as (
    select
        known.client_id,
        known.thing,
        known.id,
        known.client_kind,
        known.client_name,
        firms.client_id as parent_client_id,
        known.created_at,
        known.reached_by,
        list_filter(known.reached_by, lambda each: each.typeId = 'PHONE')[1].value as phone,
        list_filter(known.reached_by, lambda each: each.typeId = 'EMAIL')[1].value as email
    from known
    left join known as firms
        on known.company_id = firms.id
        and firms.thing = 'company'
)

select * from final
