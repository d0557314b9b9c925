with

mapped_channels as (
    select * from {{ ref('stg_mapped__channels') }}
),

final as (
    select
        channel_id,
        channel_name,
        channel_kind
    from mapped_channels
)

select * from final
