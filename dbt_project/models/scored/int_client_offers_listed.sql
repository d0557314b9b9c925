with

offers as (
    select * from {{ ref('client_recommendations') }}
    where rank <= {{ var('card_recommendation_count') }}
),

final as (
    select
        client_id,
        {{ listed('product_name', 'rank', ', ') }} as recommendations
    from offers
    group by client_id
)

select * from final
