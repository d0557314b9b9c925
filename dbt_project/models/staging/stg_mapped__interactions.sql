with

source as (
    select * from {{ source('landing', 'interactions') }}
),

final as (
    select
        interaction_id,
        interaction_kind,
        direction,
        client_id,
        identifier_kind,
        identifier_value,
        employee_id,
        employee_address,
        queue_name,
        line_name,
        started_at,
        ended_at,
        {{ whole('waited_seconds') }} as waited_seconds,
        {{ whole('talked_seconds') }} as talked_seconds,
        lower(outcome) as interaction_outcome,
        thread_id,
        deal_id,
        lead_id,
        request_id,
        subject,
        body,
        source_name,
        source_updated_at
    from source
)

select * from final
