with

source as (
    select * from {{ source('landing', 'sources') }}
),

final as (
    select
        source_name,
        source_rank as source_place
    from source
)

select * from final
