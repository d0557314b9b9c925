with

returns_in as (
    select
        count(*) as return_count,
        sum(amount) as amount
    from {{ ref('int_returns_unioned') }}
),

returns_out as (
    select
        count(*) as return_count,
        sum(amount) as amount
    from {{ ref('fct_returns') }}
)

select * from returns_in
except
select * from returns_out
