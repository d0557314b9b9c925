with

-- lists change little overnight, so the first of each month stands for all
judged_days as (
    select
        min(as_of_date) as as_of_date,
        max(rank) as offer_count
    from {{ source('ml', 'client_recommendations') }}
    where
        {{ add_days('as_of_date', var('recommendation_window_days')) }} <= {{ as_of_date() }}
    group by {{ month_start('as_of_date') }}
),

offers as (
    select * from {{ source('ml', 'client_recommendations') }}
),

purchases as (
    select * from {{ ref('ml_basket_features') }}
    where client_id is not null
),

-- what everybody would have been offered without a model
popular_products as (
    select
        judged_days.as_of_date,
        purchases.product_id,
        row_number() over (
            partition by judged_days.as_of_date
            order by count(distinct purchases.client_id) desc, purchases.product_id asc
        ) as rank
    from judged_days
    inner join purchases
        on
            judged_days.as_of_date >= purchases.order_date
            and {{ add_days('judged_days.as_of_date', '-' ~ var('recommendation_window_days')) }}
            < purchases.order_date
    group by judged_days.as_of_date, purchases.product_id
),

later_purchases as (
    select distinct
        judged_days.as_of_date,
        judged_days.offer_count,
        purchases.client_id,
        purchases.product_id
    from judged_days
    inner join purchases
        on
            judged_days.as_of_date < purchases.order_date
            and {{ add_days('judged_days.as_of_date', var('recommendation_window_days')) }}
            >= purchases.order_date
),

final as (
    select
        later_purchases.as_of_date,
        later_purchases.client_id,
        count(*) as bought_count,
        count(offers.rank) as hit_count,
        count(popular_products.rank) as popular_hit_count
    from later_purchases
    left join offers
        on
            later_purchases.as_of_date = offers.as_of_date
            and later_purchases.client_id = offers.client_id
            and later_purchases.product_id = offers.product_id
    left join popular_products
        on
            later_purchases.as_of_date = popular_products.as_of_date
            and later_purchases.product_id = popular_products.product_id
            and later_purchases.offer_count >= popular_products.rank
    group by later_purchases.as_of_date, later_purchases.client_id
)

select * from final
