-- One row per call of the telephony.
with

timed as (
    select
        *,
        try_cast(CALL_START_DATE as TIMESTAMPTZ) as began_at,
        try_cast(CALL_DURATION as BIGINT) as seconds,
        case CRM_ENTITY_TYPE
            when 'LEAD' then '1' when 'DEAL' then '2' when 'CONTACT' then '3' when 'COMPANY' then '4'
        end as owner_kind
    from calls
),

final as (
    select
        'call-' || timed.ID as interaction_id,
        'call' as interaction_kind,
        case when timed.CALL_TYPE in ('2', '3') then 'inbound' else 'outbound' end as direction,
        portal_owners.client_id,
        case when timed.PHONE_NUMBER <> '' then 'phone' end as identifier_kind,
        nullif(timed.PHONE_NUMBER, '') as identifier_value,
        nullif(timed.PORTAL_USER_ID, '0') as employee_id,
        nullif(timed.payload ->> '$.PORTAL_NUMBER', '') as line_name,
        timed.CALL_START_DATE as started_at,
        timed.began_at + to_seconds(timed.seconds) as ended_at,
        case timed.CALL_FAILED_CODE when '200' then timed.seconds end as talked_seconds,
        case timed.CALL_FAILED_CODE
            when '200' then 'answered'
            when '304' then 'missed'
            when '486' then 'busy'
            when '603' then 'declined'
            when '603-S' then 'cancelled'
            else timed.CALL_FAILED_CODE
        end as outcome,
        portal_owners.deal_id,
        portal_owners.lead_id,
        null as subject,
        null as body
    from timed
    left join portal_owners
        on timed.owner_kind = portal_owners.owner_kind
        and timed.CRM_ENTITY_ID = portal_owners.owner_id
)

select * from final
