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

fresh_purchases as (
    select distinct
        client_id,
        product_id
    from {{ ref('fct_order_lines') }}
    where is_sale and order_date > {{ add_days(as_of_date(), '-' ~ var('just_bought_days')) }}
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
    left join fresh_purchases
        on
            rule_offers.client_id = fresh_purchases.client_id
            and rule_offers.product_id = fresh_purchases.product_id
    where rule_offers.rule_place = 1 and fresh_purchases.client_id is null
)

select * from final
