with recursive

mapped_clients as (
    select * from {{ ref('stg_mapped__clients') }}
),

sources as (
    select * from {{ ref('stg_mapped__sources') }}
),

told_merges as (
    select
        mapped_clients.client_id,
        {{ at_first('mapped_clients.merged_into_id', 'coalesce(sources.source_place, 0)') }}
            as merged_into_id
    from mapped_clients
    left join sources
        on mapped_clients.source_name = sources.source_name
    where mapped_clients.merged_into_id <> mapped_clients.client_id
    group by mapped_clients.client_id
),

-- every client a way leads to, each once: so a circle ends
ways as (
    select
        client_id,
        merged_into_id as reached_id
    from told_merges
    union
    select
        ways.client_id,
        told_merges.merged_into_id as reached_id
    from ways
    inner join told_merges
        on ways.reached_id = told_merges.client_id
),

circles as (
    select client_id from ways
    where client_id = reached_id
),

-- a way ends where nobody was merged further, or in a circle, whose least key survives
ends as (
    select
        ways.client_id,
        ways.reached_id
    from ways
    left join told_merges
        on ways.reached_id = told_merges.client_id
    left join circles
        on ways.reached_id = circles.client_id
    where
        told_merges.client_id is null
        or circles.client_id is not null
),

final as (
    select
        client_id,
        min(reached_id) as surviving_client_id
    from ends
    group by client_id
    having min(reached_id) <> client_id
)

select * from final
