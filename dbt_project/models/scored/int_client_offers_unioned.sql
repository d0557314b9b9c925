with

model_offers as (
    select * from {{ source('ml', 'client_recommendations') }}
    where as_of_date = {{ as_of_date() }}
),

rule_offers as (
    select * from {{ ref('int_rule_offers_ranked') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        model_offers.client_id,
        model_offers.product_id,
        'model' as offer_source,
        model_offers.rank as source_rank,
        model_offers.score,
        model_offers.reason as offer_reason_code,
        coalesce(products.product_name, model_offers.because_product_id) as because_names,
        model_offers.model_name
    from model_offers
    left join products
        on model_offers.because_product_id = products.product_id
    union all
    select
        client_id,
        product_id,
        'rule' as offer_source,
        source_rank,
        confidence as score,
        'rule' as offer_reason_code,
        because_names,
        'association_rules' as model_name
    from rule_offers
)

select * from final
