with

mapped_consents as (
    select * from {{ ref('stg_mapped__consents') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

known_identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

final as (
    select
        mapped_consents.consent_id,
        {{ known_client('mapped_consents') }} as client_id,
        mapped_consents.identifier_kind,
        {{ identifier_key(
            'mapped_consents.identifier_kind', 'mapped_consents.identifier_value'
        ) }} as identifier_value,
        mapped_consents.consent_channel,
        mapped_consents.purpose,
        mapped_consents.is_given,
        mapped_consents.changed_at,
        mapped_consents.source_name
    from mapped_consents
    {{ join_known_clients('mapped_consents') }}
    where mapped_consents.changed_at < {{ cutoff_at() }}
)

select * from final
