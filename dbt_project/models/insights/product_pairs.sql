with

pairs as (
    select * from {{ ref('int_product_pairs_weighed') }}
    where as_of_date = {{ as_of_date() }}
),

final as (
    select
        product_id,
        pair_product_id,
        as_of_date,
        product_name,
        pair_product_name,
        basket_count,
        antecedent_count,
        consequent_count,
        joint_count,
        support_pct,
        confidence_pct,
        lift,
        extra_basket_count,
        is_bundle
    from pairs
)

select * from final
