-- The shop's own database, as its software keeps it.
create table if not exists customers (
    id integer primary key,
    name text not null,
    kind char(1) not null,
    email text,
    phone text,
    country char(2),
    city text,
    is_test boolean not null,
    created_at timestamptz not null
);

create table if not exists products (
    id integer primary key,
    sku text not null,
    title text not null,
    category text,
    price numeric(12, 2) not null,
    cost numeric(12, 2)
);

create table if not exists staff (
    id integer primary key,
    full_name text not null,
    position text,
    hired_on date,
    left_on date,
    email text
);

create table if not exists orders (
    id integer primary key,
    customer_id integer,
    staff_id integer,
    channel text,
    is_test boolean not null,
    created_at timestamptz not null,
    done_at timestamptz,
    void_at timestamptz,
    state text not null,
    updated_at timestamptz not null
);

create table if not exists order_items (
    id integer primary key,
    order_id integer,
    product_id integer,
    kind text not null,
    qty integer,
    price numeric(12, 2),
    cost numeric(12, 2),
    updated_at timestamptz not null
);

create table if not exists payments (
    id integer primary key,
    order_id integer,
    paid_at timestamptz not null,
    amount numeric(12, 2),
    method text
);

create table if not exists refunds (
    id integer primary key,
    order_id integer,
    customer_id integer,
    product_id integer,
    created_at timestamptz not null,
    qty integer,
    amount numeric(12, 2)
);

create table if not exists lead_sources (
    code text primary key,
    name text not null,
    kind text not null
);

create table if not exists leads (
    id integer primary key,
    source text not null,
    page text,
    customer_id integer,
    staff_id integer,
    created_at timestamptz not null,
    given_up_at timestamptz
);

create table if not exists deals (
    id integer primary key,
    lead_id integer,
    customer_id integer,
    staff_id integer,
    amount numeric(12, 2),
    created_at timestamptz not null,
    reason text
);

create table if not exists deal_moves (
    id integer primary key,
    deal_id integer not null,
    stage text not null,
    staff_id integer,
    moved_at timestamptz not null
);
