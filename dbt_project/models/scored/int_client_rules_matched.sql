with

rules as (
    select * from {{ source('ml', 'product_rules') }}
    where as_of_date = {{ as_of_date() }}
),

products as (
    select * from {{ ref('dim_products') }}
),

last_baskets as (
    select * from {{ ref('int_last_baskets_listed') }}
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
