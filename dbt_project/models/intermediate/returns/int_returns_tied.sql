with recursive

returns as (
    select * from {{ ref('int_returns_unioned') }}
),

candidates as (
    select * from {{ ref('int_returns_compared') }}
),

-- goods come back soon: of all sales that fit, the latest is the likeliest
chosen_lines as (
    select
        *,
        row_number() over (
            partition by return_id
            order by ordered_at desc, line_id desc
        ) as choice
    from candidates
),

claims as (
    select
        chosen_lines.return_id,
        chosen_lines.line_id,
        chosen_lines.order_id,
        chosen_lines.sold_quantity,
        returns.quantity,
        row_number() over (
            partition by chosen_lines.line_id
            order by returns.returned_at asc, returns.return_id asc
        ) as turn
    from chosen_lines
    inner join returns
        on chosen_lines.return_id = returns.return_id
    where chosen_lines.choice = 1
),

-- no more can come back than was sold: a claim that does not fit is passed over
judged_claims as (
    select
        return_id,
        line_id,
        order_id,
        turn,
        true as is_tied,
        {{ units('quantity') }} as tied_quantity
    from claims
    where turn = 1
    union all
    select
        claims.return_id,
        claims.line_id,
        claims.order_id,
        claims.turn,
        judged_claims.tied_quantity + claims.quantity <= claims.sold_quantity as is_tied,
        {{ units('judged_claims.tied_quantity + case
            when judged_claims.tied_quantity + claims.quantity <= claims.sold_quantity
                then claims.quantity
            else 0
        end') }} as tied_quantity
    from judged_claims
    inner join claims
        on
            judged_claims.line_id = claims.line_id
            and judged_claims.turn + 1 = claims.turn
),

final as (
    select
        return_id,
        line_id,
        order_id
    from judged_claims
    where is_tied
)

select * from final
