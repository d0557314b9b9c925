with

mapped_interactions as (
    select * from {{ ref('stg_mapped__interactions') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

known_identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

final as (
    select
        mapped_interactions.interaction_id,
        mapped_interactions.interaction_kind,
        mapped_interactions.direction,
        {{ known_client('mapped_interactions') }} as client_id,
        mapped_interactions.identifier_kind,
        {{ identifier_key(
            'mapped_interactions.identifier_kind', 'mapped_interactions.identifier_value'
        ) }} as identifier_value,
        mapped_interactions.employee_id,
        mapped_interactions.started_at,
        case
            when mapped_interactions.ended_at < {{ cutoff_at() }}
                then mapped_interactions.ended_at
        end as ended_at,
        mapped_interactions.waited_seconds,
        mapped_interactions.talked_seconds,
        mapped_interactions.interaction_outcome,
        mapped_interactions.thread_id,
        mapped_interactions.deal_id,
        mapped_interactions.lead_id,
        mapped_interactions.request_id,
        mapped_interactions.subject,
        mapped_interactions.body,
        mapped_interactions.source_name
    from mapped_interactions
    {{ join_known_clients('mapped_interactions') }}
    where mapped_interactions.started_at < {{ cutoff_at() }}
)

select * from final
