with

source as (
    select * from {{ source('landing', 'channels') }}
),

final as (
    select
        channel_id,
        channel_name,
        channel_kind,
        source_name,
        source_updated_at
    from source
)

select * from final
