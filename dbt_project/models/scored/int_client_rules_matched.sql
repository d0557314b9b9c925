with

rules as (
    select * from {{ source('ml', 'product_rules') }}
    where as_of_date = {{ as_of_date() }}
),

products as (
    select * from {{ ref('dim_products') }}
),

order_lines as (
    select * from {{ ref('fct_order_lines') }}
    where is_sale and client_id is not null and product_id is not null
),

ranked_orders as (
    select
        *,
        dense_rank() over (
            partition by client_id order by ordered_at desc, order_id desc
        ) as recency_rank
    from order_lines
),

last_baskets as (
    select distinct
        client_id,
        product_id
    from ranked_orders
    where recency_rank = 1
),

rule_antecedents as (
    select
        rule_id,
        {{ each_text('antecedent_ids') }} as product_id
    from rules
),

named_antecedents as (
    select
        rule_antecedents.rule_id,
        rule_antecedents.product_id,
        coalesce(products.product_name, rule_antecedents.product_id) as product_name,
        count(*) over (partition by rule_antecedents.rule_id) as antecedent_item_count
    from rule_antecedents
    left join products
        on rule_antecedents.product_id = products.product_id
),

-- a rule speaks only of a basket that holds all that it asks for
final as (
    select
        last_baskets.client_id,
        named_antecedents.rule_id,
        {{ listed('named_antecedents.product_name', 'named_antecedents.product_name', ' + ') }}
            as because_names
    from last_baskets
    inner join named_antecedents
        on last_baskets.product_id = named_antecedents.product_id
    group by last_baskets.client_id, named_antecedents.rule_id
    having count(*) = max(named_antecedents.antecedent_item_count)
)

select * from final
