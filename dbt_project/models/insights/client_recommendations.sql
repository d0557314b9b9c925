with

offers as (
    select * from {{ ref('int_client_offers_unioned') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

-- the scores of a model and of a rule cannot be compared, so the two take turns
placed_offers as (
    select
        *,
        row_number() over (
            partition by client_id, product_id
            order by source_rank asc, offer_source asc
        ) as offer_place
    from offers
),

known_offers as (
    select
        placed_offers.*,
        coalesce(products.product_name, placed_offers.product_id) as product_name
    from placed_offers
    left join products
        on placed_offers.product_id = products.product_id
    where placed_offers.offer_place = 1 and products.discontinued_at is null
),

ranked_offers as (
    select
        *,
        row_number() over (
            partition by client_id
            order by source_rank asc, offer_source asc, product_id asc
        ) as rank
    from known_offers
),

final as (
    select
        client_id,
        {{ as_of_date() }} as as_of_date,
        rank,
        product_id,
        product_name,
        offer_source,
        offer_reason_code,
        {{ offer_words('offer_reason_code', 'because_names', '100 * score') }} as offer_reason,
        score,
        model_name
    from ranked_offers
    where rank <= {{ var('recommendations_per_client') }}
)

select * from final
