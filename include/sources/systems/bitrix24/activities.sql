-- One row per activity: a contact with a client, or a task.
with

told as (
    select
        *,
        payload -> '$.COMMUNICATIONS[0]' as spoken_to,
        TYPE_ID = '3' or PROVIDER_ID in ('CRM_TODO', 'CRM_TASKS_TASK') as is_task
    from activities
),

final as (
    select
        'activity-' || told.ID as interaction_id,
        told.is_task,
        case
            when told.is_task then null
            when told.TYPE_ID = '1' then 'meeting'
            -- the telephony tells of its own calls, with their length
            when told.TYPE_ID = '2' and told.PROVIDER_ID is distinct from 'VOXIMPLANT_CALL'
                then 'call'
            when told.TYPE_ID = '4' then 'mail'
            when told.PROVIDER_ID = 'IMOPENLINES_SESSION' then 'chat'
        end as interaction_kind,
        case told.DIRECTION when '1' then 'inbound' when '2' then 'outbound' end as direction,
        portal_owners.client_id,
        case told.spoken_to ->> '$.TYPE' when 'PHONE' then 'phone' when 'EMAIL' then 'email' end
            as identifier_kind,
        case
            when told.spoken_to ->> '$.TYPE' in ('PHONE', 'EMAIL')
                then told.spoken_to ->> '$.VALUE'
        end as identifier_value,
        nullif(told.RESPONSIBLE_ID, '0') as employee_id,
        coalesce(nullif(told.START_TIME, ''), told.CREATED) as started_at,
        nullif(told.END_TIME, '') as ended_at,
        null as talked_seconds,
        -- what nobody ticked off has not been held, and a letter has been sent all the same
        case
            when told.COMPLETED = 'Y' then 'completed'
            when told.TYPE_ID in ('1', '2') then 'planned'
        end as outcome,
        portal_owners.deal_id,
        portal_owners.lead_id,
        told.SUBJECT as subject,
        told.DESCRIPTION as body,
        told.CREATED as created_at,
        case when told.DEADLINE not like '9999%' then nullif(told.DEADLINE, '') end as due_at,
        case told.COMPLETED when 'Y' then told.LAST_UPDATED end as completed_at
    from told
    left join portal_owners
        on told.OWNER_TYPE_ID = portal_owners.owner_kind
        and told.OWNER_ID = portal_owners.owner_id
)

select * from final
