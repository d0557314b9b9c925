with

matched_rules as (
    select * from {{ ref('int_client_rules_matched') }}
),

rule_consequents as (
    select
        rule_id,
        confidence,
        lift,
        {{ each_text('consequent_ids') }} as product_id
    from {{ source('ml', 'product_rules') }}
    where as_of_date = {{ as_of_date() }}
),

-- a rule tells what a basket lacks, so what lies in the basket it speaks of is no offer, however
-- long ago: of a bundle nothing is ever lacking
known_purchases as (
    select
        client_id,
        product_id
    from {{ ref('fct_order_lines') }}
    where is_sale and order_date > {{ add_days(as_of_date(), '-' ~ var('just_bought_days')) }}
    union
    select
        client_id,
        product_id
    from {{ ref('int_last_baskets_listed') }}
),

rule_offers as (
    select
        matched_rules.client_id,
        rule_consequents.product_id,
        matched_rules.because_names,
        rule_consequents.confidence,
        row_number() over (
            partition by matched_rules.client_id, rule_consequents.product_id
            order by
                rule_consequents.confidence desc, rule_consequents.lift desc,
                rule_consequents.rule_id asc
        ) as rule_place
    from matched_rules
    inner join rule_consequents
        on matched_rules.rule_id = rule_consequents.rule_id
),

-- nobody is offered what was bought the other day
final as (
    select
        rule_offers.client_id,
        rule_offers.product_id,
        rule_offers.because_names,
        rule_offers.confidence,
        row_number() over (
            partition by rule_offers.client_id
            order by rule_offers.confidence desc, rule_offers.product_id asc
        ) as source_rank
    from rule_offers
    left join known_purchases
        on
            rule_offers.client_id = known_purchases.client_id
            and rule_offers.product_id = known_purchases.product_id
    where rule_offers.rule_place = 1 and known_purchases.client_id is null
)

select * from final
