with

mapped_clients as (
    select * from {{ ref('stg_mapped__clients') }}
    where {{ was_there(local_date('registered_at')) }}
),

mapped_client_identifiers as (
    select * from {{ ref('stg_mapped__client_identifiers') }}
),

mapped_web_events as (
    select * from {{ ref('stg_mapped__web_events') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

told_identifiers as (
    select
        client_id,
        'email' as identifier_kind,
        email as identifier_value
    from mapped_clients
    union all
    select
        client_id,
        'phone' as identifier_kind,
        phone as identifier_value
    from mapped_clients
    union all
    select
        client_id,
        identifier_kind,
        identifier_value
    from mapped_client_identifiers
    where {{ was_there(local_date('known_since_at')) }}
    union all
    -- one act that names both tells whose cookie it is, before that act too
    select
        client_id,
        'cookie' as identifier_kind,
        anonymous_id as identifier_value
    from mapped_web_events
    where happened_at < {{ cutoff_at() }}
),

spelt_identifiers as (
    select
        client_id,
        identifier_kind,
        {{ identifier_key('identifier_kind', 'identifier_value') }} as identifier_value
    from told_identifiers
    where client_id is not null
),

final as (
    select distinct
        {{ surviving_client('spelt_identifiers') }} as client_id,
        spelt_identifiers.identifier_kind,
        spelt_identifiers.identifier_value
    from spelt_identifiers
    left join client_merges
        on spelt_identifiers.client_id = client_merges.client_id
    where spelt_identifiers.identifier_value is not null
)

select * from final
