with

-- a month's report knows the rules of the newest run by the end of it
months as (
    select * from {{ ref('int_rule_days_chosen') }}
),

pairs as (
    select * from {{ ref('int_product_pairs_weighed') }}
),

-- a pair is shown once, in the direction in which it is surer
directed_pairs as (
    select
        months.month_start,
        pairs.*,
        row_number() over (
            partition by
                months.month_start,
                least(pairs.product_id, pairs.pair_product_id),
                greatest(pairs.product_id, pairs.pair_product_id)
            order by pairs.confidence_pct desc, pairs.product_id asc
        ) as direction_place
    from months
    inner join pairs
        on months.as_of_date = pairs.as_of_date
),

-- baskets beyond chance: a pair of two best sellers is together often anyway
ranked_pairs as (
    select
        *,
        row_number() over (
            partition by month_start
            order by extra_basket_count desc, product_id asc, pair_product_id asc
        ) as rank
    from directed_pairs
    where direction_place = 1 and extra_basket_count > 0
),

final as (
    select
        month_start,
        rank,
        as_of_date,
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
