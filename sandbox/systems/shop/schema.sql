-- The web shop's database, as its software keeps it.
create table if not exists customers (
    id bigint primary key,
    name text,
    email text,
    phone text,
    country text,
    city text,
    language text,
    is_test boolean not null,
    merged_into bigint,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table if not exists products (
    id bigint primary key,
    sku text not null,
    title text not null,
    category text,
    price numeric(14, 2) not null,
    cost numeric(14, 2),
    is_service boolean not null,
    discontinued_at timestamptz
);

create table if not exists staff (
    id bigint primary key,
    full_name text not null,
    position text,
    email text,
    hired_on date,
    left_on date
);

create table if not exists orders (
    id bigint primary key,
    customer_id bigint,
    staff_id bigint,
    deal_id bigint,
    channel text,
    is_test boolean not null,
    created_at timestamptz not null,
    done_at timestamptz,
    void_at timestamptz,
    state text not null,
    updated_at timestamptz not null
);

create table if not exists order_items (
    id bigint primary key,
    order_id bigint,
    product_id bigint,
    kind text not null,
    qty bigint,
    price numeric(14, 2),
    cost numeric(14, 2),
    updated_at timestamptz not null
);

create table if not exists payments (
    id bigint primary key,
    order_id bigint,
    paid_at timestamptz not null,
    amount numeric(14, 2),
    method text
);

create table if not exists refunds (
    id bigint primary key,
    order_id bigint,
    customer_id bigint,
    product_id bigint,
    created_at timestamptz not null,
    qty bigint,
    amount numeric(14, 2)
);

create table if not exists tickets (
    id bigint primary key,
    customer_id bigint,
    staff_id bigint,
    subject text,
    body text,
    priority text,
    created_at timestamptz not null,
    resolved_at timestamptz
);

create table if not exists ticket_events (
    id bigint primary key,
    ticket_id bigint not null,
    step text not null,
    staff_id bigint,
    happened_at timestamptz not null
);

create table if not exists reviews (
    id bigint primary key,
    customer_id bigint,
    product_id bigint,
    rating int,
    body text,
    written_at timestamptz not null
);
