with

told_days as (
    select distinct as_of_date from {{ ref('int_rule_days_chosen') }}
),

rules as (
    select
        product_rules.*,
        {{ each_text('product_rules.antecedent_ids') }} as product_id,
        {{ each_text('product_rules.consequent_ids') }} as pair_product_id
    from {{ source('ml', 'product_rules') }} as product_rules
    inner join told_days
        on product_rules.as_of_date = told_days.as_of_date
    where product_rules.item_count = 2
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
        cast(rules.leverage * rules.basket_count as decimal(18, 1)) as extra_basket_count,
        -- neither is ever bought without the other: one bundle, and nothing to offer
        rules.joint_count = greatest(rules.antecedent_count, rules.consequent_count) as is_bundle
    from rules
    left join products
        on rules.product_id = products.product_id
    left join products as pair_products
        on rules.pair_product_id = pair_products.product_id
)

select * from final
