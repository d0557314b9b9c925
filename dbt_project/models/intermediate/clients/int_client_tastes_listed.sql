with

order_lines as (
    select * from {{ ref('fct_order_lines') }}
    where is_sale and client_id is not null and product_id is not null
),

goods as (
    select * from {{ ref('dim_products') }}
    where not is_service
),

named_lines as (
    select
        order_lines.client_id,
        order_lines.line_total,
        coalesce(goods.product_name, order_lines.product_id) as product_name,
        goods.category
    from order_lines
    inner join goods
        on order_lines.product_id = goods.product_id
),

tastes as (
    select
        client_id,
        'product' as taste_kind,
        product_name as taste_name,
        sum(line_total) as bought_amount
    from named_lines
    group by client_id, product_name
    union all
    select
        client_id,
        'category' as taste_kind,
        category as taste_name,
        sum(line_total) as bought_amount
    from named_lines
    where category is not null
    group by client_id, category
),

ranked_tastes as (
    select
        *,
        row_number() over (
            partition by client_id, taste_kind
            order by bought_amount desc, taste_name asc
        ) as rank
    from tastes
),

top_tastes as (
    select * from ranked_tastes
    where rank <= {{ var('taste_count') }}
),

final as (
    select
        client_id,
        {{ listed("case when taste_kind = 'category' then taste_name end", 'rank', ', ') }}
            as top_categories,
        {{ listed("case when taste_kind = 'product' then taste_name end", 'rank', ', ') }}
            as top_products
    from top_tastes
    group by client_id
)

select * from final
