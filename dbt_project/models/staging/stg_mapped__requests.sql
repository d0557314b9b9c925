with

source as (
    select * from {{ source('landing', 'requests') }}
),

final as (
    select
        request_id,
        client_id,
        identifier_kind,
        identifier_value,
        employee_id,
        channel_id,
        created_at,
        request_kind,
        priority as request_priority,
        subject,
        body,
        resolved_at,
        source_name,
        source_updated_at
    from source
)

select * from final
