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

-- a mailbox knows of its own side the address alone
addressed_employees as (
    select
        {{ identifier_key("'email'", 'email') }} as employee_address,
        min(employee_id) as employee_id
    from {{ ref('stg_mapped__employees') }}
    group by {{ identifier_key("'email'", 'email') }}
    having count(distinct employee_id) = 1
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
        coalesce(
            mapped_interactions.employee_id, addressed_employees.employee_id
        ) as employee_id,
        mapped_interactions.queue_name,
        mapped_interactions.line_name,
        mapped_interactions.started_at,
        {{ if_come('mapped_interactions.ended_at') }} as ended_at,
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
    left join addressed_employees
        on
            {{ identifier_key("'email'", 'mapped_interactions.employee_address') }}
            = addressed_employees.employee_address
    where mapped_interactions.started_at < {{ cutoff_at() }}
)

select * from final
