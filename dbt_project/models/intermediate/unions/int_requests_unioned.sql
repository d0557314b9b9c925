with

mapped_requests as (
    select * from {{ ref('stg_mapped__requests') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

known_identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

final as (
    select
        mapped_requests.request_id,
        {{ known_client('mapped_requests') }} as client_id,
        mapped_requests.identifier_kind,
        {{ identifier_key(
            'mapped_requests.identifier_kind', 'mapped_requests.identifier_value'
        ) }} as identifier_value,
        mapped_requests.employee_id,
        mapped_requests.channel_id,
        mapped_requests.created_at,
        mapped_requests.request_kind,
        mapped_requests.request_priority,
        mapped_requests.subject,
        mapped_requests.body,
        {{ if_come('mapped_requests.resolved_at') }} as resolved_at,
        mapped_requests.source_name
    from mapped_requests
    {{ join_known_clients('mapped_requests') }}
    where mapped_requests.created_at < {{ cutoff_at() }}
)

select * from final
