with

rules as (
    select
        *,
        {{ each_text('antecedent_ids') }} as product_id,
        {{ each_text('consequent_ids') }} as pair_product_id
    from {{ source('ml', 'product_rules') }}
    where item_count = 2 and as_of_date = {{ as_of_date() }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        rules.product_id,
        rules.pair_product_id,
        rules.as_of_date,
        coalesce(products.product_name, rules.product_id) as product_name,
        coalesce(pair_products.product_name, rules.pair_product_id) as pair_product_name,
        rules.basket_count,
        rules.antecedent_count,
        rules.consequent_count,
        rules.joint_count,
        {{ pct('rules.joint_count', 'rules.basket_count') }} as support_pct,
        {{ pct('rules.joint_count', 'rules.antecedent_count') }} as confidence_pct,
        cast(rules.lift as decimal(18, 2)) as lift,
        -- what the pair brings beyond chance, in baskets
        cast(rules.leverage * rules.basket_count as decimal(18, 1)) as extra_basket_count
    from rules
    left join products
        on rules.product_id = products.product_id
    left join products as pair_products
        on rules.pair_product_id = pair_products.product_id
)

select * from final
