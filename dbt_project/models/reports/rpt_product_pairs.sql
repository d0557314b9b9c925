with

-- a pair is shown once, in the direction in which it is surer
directed_pairs as (
    select
        *,
        row_number() over (
            partition by least(product_id, pair_product_id), greatest(product_id, pair_product_id)
            order by confidence_pct desc, product_id asc
        ) as direction_place
    from {{ ref('product_pairs') }}
),

-- baskets beyond chance: a pair of two best sellers is together often anyway
ranked_pairs as (
    select
        *,
        row_number() over (
            order by extra_basket_count desc, product_id asc, pair_product_id asc
        ) as rank
    from directed_pairs
    where direction_place = 1 and extra_basket_count > 0
),

final as (
    select
        as_of_date,
        rank,
        product_id,
        product_name,
        pair_product_id,
        pair_product_name,
        joint_count,
        antecedent_count,
        confidence_pct,
        lift,
        extra_basket_count
    from ranked_pairs
    where rank <= {{ var('top_pair_count') }}
)

select * from final
