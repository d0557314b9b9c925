with

mapped_clients as (
    select * from {{ ref('stg_mapped__clients') }}
),

sources as (
    select * from {{ ref('stg_mapped__sources') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

-- a record that was merged is no client of its own
kept_clients as (
    select
        mapped_clients.*,
        parent_merges.surviving_client_id as surviving_parent_id,
        coalesce(sources.source_place, 0) as source_place
    from mapped_clients
    left join sources
        on mapped_clients.source_name = sources.source_name
    left join client_merges as parent_merges
        on mapped_clients.parent_client_id = parent_merges.client_id
    left join client_merges
        on mapped_clients.client_id = client_merges.client_id
    where client_merges.client_id is null
),

-- of each field the first source that says something counts
final as (
    select
        client_id,
        {{ at_first('client_name', 'source_place') }} as client_name,
        {{ at_first('client_kind', 'source_place') }} as client_kind,
        {{ at_first('email', 'source_place') }} as email,
        {{ at_first('phone', 'source_place') }} as phone,
        {{ at_first('country', 'source_place') }} as country,
        {{ at_first('city', 'source_place') }} as city,
        {{ at_first('language', 'source_place') }} as language,
        {{ at_first('coalesce(surviving_parent_id, parent_client_id)', 'source_place') }}
            as parent_client_id,
        {{ at_first('registered_at', 'source_place') }} as registered_at,
        coalesce({{ at_first('is_test', 'source_place') }}, false) as is_test,
        {{ at_first('source_name', 'source_place') }} as source_name
    from kept_clients
    group by client_id
)

select * from final
