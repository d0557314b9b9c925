with

mapped_channels as (
    select * from {{ ref('stg_mapped__channels') }}
),

sources as (
    select * from {{ ref('stg_mapped__sources') }}
),

placed_channels as (
    select
        mapped_channels.*,
        coalesce(sources.source_place, 0) as source_place
    from mapped_channels
    left join sources
        on mapped_channels.source_name = sources.source_name
),

-- of each field the first source that says something counts
final as (
    select
        channel_id,
        {{ at_first('channel_name', 'source_place') }} as channel_name,
        {{ at_first('channel_kind', 'source_place') }} as channel_kind
    from placed_channels
    group by channel_id
)

select * from final
