-- Thước Đo: every table of the data file but the outlines (outlines.sql). Run once on an empty DuckDB database by
-- data/build.py.
--
-- Naming is a contract: _n count, _pct 0–100, _code text key, _on date, _at timestamp, _days, is_/has_ booleans;
-- tables are singular; codes are text; name/wording is Vietnamese and *_en its English form.
--
-- valid_from/valid_to are inclusive dates; valid_to NULL means still in force. valid_from of a unit that existed
-- before the file begins is 2021-01-01, the first day the file covers, not the day the unit was founded.

-- ── reference: units ────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE unit (
    unit_code            VARCHAR NOT NULL,   -- '01' city, 3 digits district, 5 digits ward, 'S…' department
    valid_from           DATE    NOT NULL,
    valid_to             DATE,
    name                 VARCHAR NOT NULL,   -- without its kind: 'Ba Đình'
    kind                 VARCHAR NOT NULL,   -- thành phố, quận, huyện, thị xã, phường, xã, thị trấn, sở
    level                VARCHAR NOT NULL CHECK (level IN ('city', 'district', 'ward', 'department')),
    parent_code          VARCHAR,            -- a ward's district until 2025-06-30, the city afterwards
    former_district_code VARCHAR,            -- from 2025-07-01: the district that held most of the ward's area
    area_km2             DOUBLE,
    lon                  DOUBLE,
    lat                  DOUBLE,
    legal_basis          VARCHAR,
    source               VARCHAR NOT NULL,
    PRIMARY KEY (unit_code, valid_from)
);
CREATE TABLE unit_link (
    old_code     VARCHAR NOT NULL,
    new_code     VARCHAR NOT NULL,
    relation     VARCHAR NOT NULL CHECK (relation IN ('whole', 'part', 'area_only')),
    weight       DOUBLE,                     -- share of the old unit's people that went to the new one, 0–1
    weight_basis VARCHAR,                    -- how the weight is known; NULL weight: not known
    legal_basis  VARCHAR,
    source       VARCHAR NOT NULL,
    PRIMARY KEY (old_code, new_code)
);
CREATE TABLE unit_hex (                      -- one hexagon a unit, odd rows shifted right by half a hexagon
    layout    VARCHAR NOT NULL,              -- 'ward_126' or 'district_30'
    unit_code VARCHAR NOT NULL,
    hex_row   INTEGER NOT NULL,
    hex_col   INTEGER NOT NULL,
    source    VARCHAR NOT NULL,
    PRIMARY KEY (layout, unit_code)
);

-- ── reference: procedures, instruments, words of codes ──────────────────────────────────────────────────────────
CREATE TABLE procedure_field (
    field_code VARCHAR PRIMARY KEY,
    name       VARCHAR NOT NULL,
    name_en    VARCHAR NOT NULL,
    position   INTEGER NOT NULL,
    source     VARCHAR NOT NULL
);
CREATE TABLE procedure (
    procedure_code VARCHAR NOT NULL,
    name           VARCHAR NOT NULL,
    name_en        VARCHAR NOT NULL,
    field_code     VARCHAR NOT NULL,
    valid_from     DATE    NOT NULL,
    valid_to       DATE,
    source         VARCHAR NOT NULL,
    PRIMARY KEY (procedure_code, valid_from)
);
CREATE TABLE instrument (
    instrument_code VARCHAR PRIMARY KEY,
    name            VARCHAR NOT NULL,
    name_en         VARCHAR NOT NULL,
    population      VARCHAR NOT NULL,        -- who is asked
    population_en   VARCHAR NOT NULL,
    scale_points    INTEGER NOT NULL,
    satisfied_from  INTEGER NOT NULL,        -- the lowest score that counts as satisfied
    method          VARCHAR NOT NULL,
    valid_from      DATE    NOT NULL,
    valid_to        DATE,
    is_response_level BOOLEAN NOT NULL,      -- false: only published totals exist, no slips
    position        INTEGER NOT NULL,
    source          VARCHAR NOT NULL
);
CREATE TABLE factor (
    factor_code VARCHAR PRIMARY KEY,
    part        VARCHAR NOT NULL CHECK (part IN ('service', 'policy')),
    name        VARCHAR NOT NULL,
    name_en     VARCHAR NOT NULL,
    position    INTEGER NOT NULL,
    source      VARCHAR NOT NULL
);
CREATE TABLE item (
    item_code   VARCHAR PRIMARY KEY,         -- 'C24' … 'C39' service, 'C01' … 'C23' policy
    factor_code VARCHAR NOT NULL,
    position    INTEGER NOT NULL,
    wording     VARCHAR NOT NULL,
    wording_en  VARCHAR NOT NULL,
    source      VARCHAR NOT NULL
);
CREATE TABLE code_label (                    -- words of every other coded column
    domain   VARCHAR NOT NULL,               -- the column's name: channel, respondent_kind, age_band, sanction_kind …
    code     VARCHAR NOT NULL,
    name     VARCHAR NOT NULL,
    name_en  VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    valid_from DATE,
    valid_to DATE,
    source   VARCHAR NOT NULL,
    PRIMARY KEY (domain, code)
);
CREATE TABLE series_break (
    break_on        DATE    NOT NULL,
    kind            VARCHAR NOT NULL CHECK (kind IN ('method', 'unit')),
    instrument_code VARCHAR,                 -- NULL: every instrument
    name            VARCHAR NOT NULL,
    name_en         VARCHAR NOT NULL,
    source          VARCHAR NOT NULL
);
CREATE TABLE target (
    year            INTEGER NOT NULL,
    measure         VARCHAR NOT NULL,        -- 'index_pct', 'on_time_pct', 'online_pct'
    instrument_code VARCHAR,
    unit_code       VARCHAR NOT NULL,        -- '01': the city
    value           DOUBLE  NOT NULL,
    note            VARCHAR,
    source          VARCHAR NOT NULL,
    load_id         INTEGER                  -- NULL: known beforehand
);
CREATE TABLE published (                     -- figures that were really published; never mixed with slips
    index_code    VARCHAR NOT NULL,          -- sipas, sipas_city, portal_766, par_index, papi, pci, ihanoi, inspection …
    year          INTEGER NOT NULL,
    period        VARCHAR NOT NULL,          -- '2024', '2025-03', '2026-10-10 (lũy kế)'
    unit_code     VARCHAR,
    unit_name     VARCHAR NOT NULL,
    component     VARCHAR,                   -- NULL: the total
    value         DOUBLE,
    value_unit    VARCHAR NOT NULL,          -- '%', 'điểm', 'cuộc', 'hồ sơ', 'người'
    max_value     DOUBLE,
    rank          INTEGER,
    rank_of       INTEGER,
    is_derived    BOOLEAN NOT NULL,          -- computed from published figures rather than printed
    note          VARCHAR,
    source        VARCHAR NOT NULL
);

-- ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE data_load (
    load_id         INTEGER PRIMARY KEY,
    kind            VARCHAR NOT NULL,        -- survey, inspection, slip, dossier, action, portal, target, initiative, annotation
    instrument_code VARCHAR,
    file_name       VARCHAR NOT NULL,
    sha256          VARCHAR NOT NULL,
    loaded_at       TIMESTAMP NOT NULL,
    rows_n          BIGINT NOT NULL,
    accepted_n      BIGINT NOT NULL,
    rejected_n      BIGINT NOT NULL,
    first_on        DATE,
    last_on         DATE,
    is_simulated    BOOLEAN NOT NULL,
    note            VARCHAR,
    version         INTEGER,                 -- of the store, in which the load first stood; NULL: a file of its own
    replaced_by     INTEGER,                 -- the load whose rows stand in the place of this one's; NULL: in force
    report          VARCHAR                  -- what the load said at its end, as JSON
);
CREATE TABLE rejected_row (
    load_id     INTEGER NOT NULL,
    sheet       VARCHAR,
    row_number  INTEGER NOT NULL,            -- as the user sees it in the file
    column_name VARCHAR,
    value       VARCHAR,
    reason_code VARCHAR NOT NULL,
    message     VARCHAR NOT NULL
);
CREATE TABLE survey_response (
    response_id      BIGINT  NOT NULL,
    load_id          INTEGER NOT NULL,
    slip_number      VARCHAR,                -- as printed on the slip; unique within an instrument
    instrument_code  VARCHAR NOT NULL,
    responded_on     DATE    NOT NULL,
    ward_code        VARCHAR,                -- the unit valid on responded_on
    district_code    VARCHAR,                -- NULL from 2025-07-01: there are no districts
    procedure_code   VARCHAR,
    field_code       VARCHAR,
    channel          VARCHAR,                -- direct, online, post
    respondent_kind  VARCHAR,                -- person, organisation
    gender           VARCHAR,
    age_band         VARCHAR,
    weight           DOUBLE  NOT NULL,       -- 1 where the instrument is not weighted
    wait_minutes     INTEGER,
    visits           INTEGER,
    harassment       VARCHAR,                -- none, some, many
    informal_payment VARCHAR,                -- none, some, many
    comment          VARCHAR                 -- masked at load
);
CREATE TABLE survey_answer (
    response_id BIGINT   NOT NULL,
    item_code   VARCHAR  NOT NULL,
    score       TINYINT  NOT NULL            -- 1 … scale_points; a missing answer has no row
);
CREATE TABLE inspection (
    inspection_id   VARCHAR NOT NULL,
    load_id         INTEGER NOT NULL,
    inspected_on    DATE    NOT NULL,
    inspector_level VARCHAR NOT NULL,        -- city_team, department, district, ward
    form            VARCHAR NOT NULL,        -- planned, unannounced, on_complaint
    unit_code       VARCHAR NOT NULL,        -- the unit valid on inspected_on
    present_n       INTEGER,
    absent_n        INTEGER,
    remedy_due_on   DATE,
    remedied_on     DATE
);
CREATE TABLE finding (
    finding_id    VARCHAR NOT NULL,
    inspection_id VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,
    severity      VARCHAR NOT NULL,          -- minor, serious, very_serious
    field_code    VARCHAR,
    is_remedied   BOOLEAN,
    load_id       INTEGER                    -- NULL: that of its inspection
);
CREATE TABLE sanction (
    sanction_id   VARCHAR NOT NULL,
    load_id       INTEGER NOT NULL,
    inspection_id VARCHAR,                   -- most discipline does not come out of an inspection
    unit_code     VARCHAR,
    sanction_kind VARCHAR NOT NULL,
    subject_kind  VARCHAR NOT NULL,          -- cadre, civil_servant, public_employee, contract_worker
    decided_on    DATE    NOT NULL
);
CREATE TABLE slip (                          -- phiếu góp ý; seen is read by the leader, not resolved
    slip_id      VARCHAR NOT NULL,
    load_id      INTEGER NOT NULL,
    received_on  DATE    NOT NULL,
    ward_code    VARCHAR NOT NULL,
    channel      VARCHAR NOT NULL,           -- book, qr, ihanoi, letter_box
    field_code   VARCHAR,
    kind         VARCHAR NOT NULL,           -- praise, suggestion, complaint
    about        VARCHAR NOT NULL,           -- regulation, conduct
    comment      VARCHAR,                    -- masked at load
    seen_on      DATE,
    seen_by      VARCHAR,                    -- a post, never a person
    due_on       DATE,
    answered_on  DATE,
    result       VARCHAR,                    -- resolved, refused, forwarded
    is_satisfied BOOLEAN
);
CREATE TABLE comment_word (                  -- what words the comments of slips hold, cut once when they come in
    comment VARCHAR   NOT NULL,
    words   VARCHAR[] NOT NULL               -- lower case, in order, without stop words (data/words.py)
);
CREATE TABLE dossier_month (
    month       DATE    NOT NULL,            -- its first day
    load_id     INTEGER NOT NULL,
    unit_code   VARCHAR NOT NULL,
    field_code  VARCHAR NOT NULL,
    source      VARCHAR NOT NULL,            -- service_centre, national_portal: they differ by definition, never added
    received_n  INTEGER NOT NULL,
    direct_n    INTEGER NOT NULL,
    online_n    INTEGER NOT NULL,
    post_n      INTEGER NOT NULL,
    done_n      INTEGER NOT NULL,
    on_time_n   INTEGER NOT NULL,
    overdue_n   INTEGER NOT NULL,
    open_n      INTEGER NOT NULL
);
CREATE TABLE portal_score (
    captured_on DATE    NOT NULL,
    load_id     INTEGER NOT NULL,
    period      VARCHAR NOT NULL,
    unit_code   VARCHAR NOT NULL,
    unit_name   VARCHAR NOT NULL,
    group_code  VARCHAR NOT NULL,            -- CKMB, TDGQ, ONLINE, TTTT, MDSH, MDHL
    score       DOUBLE,                      -- NULL: the portal shows none, which is not 0
    max_score   DOUBLE  NOT NULL
);
CREATE TABLE action (
    action_id    VARCHAR NOT NULL,
    load_id      INTEGER NOT NULL,
    unit_code    VARCHAR NOT NULL,
    factor_code  VARCHAR,
    problem      VARCHAR NOT NULL,
    solution     VARCHAR NOT NULL,
    lead         VARCHAR,                    -- an office, never a person
    due_on       DATE,
    baseline_pct DOUBLE,
    target_pct   DOUBLE,
    status       VARCHAR NOT NULL,           -- not_started, under_way, done
    done_on      DATE,
    evidence     VARCHAR
);
CREATE TABLE initiative (
    initiative_id   VARCHAR NOT NULL,
    load_id         INTEGER NOT NULL,
    unit_code       VARCHAR NOT NULL,
    initiative_kind VARCHAR NOT NULL,        -- iso_9001, modern_one_stop, signed_slip_book, four_ask_four_always, online_receipt
    adopted_on      DATE    NOT NULL,
    evidence        VARCHAR
);
CREATE TABLE annotation (                    -- what readers of a trend should know: a campaign, a new counter, an outage
    annotation_id VARCHAR NOT NULL,
    load_id       INTEGER NOT NULL,
    noted_on      DATE    NOT NULL,
    until_on      DATE,                      -- NULL: a moment, not a span
    unit_code     VARCHAR,                   -- the unit valid on noted_on; NULL: the whole city
    kind          VARCHAR NOT NULL,          -- campaign, counter, outage, rule, other
    text          VARCHAR NOT NULL,          -- masked at load
    source        VARCHAR
);
