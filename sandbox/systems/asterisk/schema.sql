create table if not exists cdr (
    calldate timestamp not null,
    clid varchar(80) not null default '',
    src varchar(80) not null default '',
    dst varchar(80) not null default '',
    dcontext varchar(80) not null default '',
    channel varchar(80) not null default '',
    dstchannel varchar(80) not null default '',
    lastapp varchar(80) not null default '',
    lastdata varchar(80) not null default '',
    duration integer not null default 0,
    billsec integer not null default 0,
    disposition varchar(45) not null default '',
    amaflags integer not null default 3,
    accountcode varchar(20) not null default '',
    uniqueid varchar(150) not null default '',
    userfield varchar(255) not null default '',
    peeraccount varchar(20) not null default '',
    linkedid varchar(150) not null default '',
    sequence integer not null default 0
);

create table if not exists cel (
    id serial primary key,
    eventtype varchar(30) not null,
    eventtime timestamp not null,
    cid_name varchar(80) not null default '',
    cid_num varchar(80) not null default '',
    exten varchar(80) not null default '',
    context varchar(80) not null default '',
    channame varchar(80) not null default '',
    appname varchar(80) not null default '',
    uniqueid varchar(150) not null default '',
    linkedid varchar(150) not null default '',
    peer varchar(80) not null default '',
    extra text not null default ''
);
