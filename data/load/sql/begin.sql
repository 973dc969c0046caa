-- What every table of a load writes to: the faults found, and the rows rejected for them.
CREATE OR REPLACE TEMP TABLE fault (
    role        VARCHAR NOT NULL,
    row_id      BIGINT  NOT NULL,
    reason_code VARCHAR NOT NULL,
    target      VARCHAR,               -- the column concerned
    value       VARCHAR,               -- what stands in it, as text
    message     VARCHAR                -- NULL: the reason's usual sentence
);
CREATE OR REPLACE TEMP TABLE bad_row AS SELECT * FROM fault LIMIT 0;
CREATE OR REPLACE TEMP TABLE clean_rejected AS SELECT * FROM rejected_row LIMIT 0;
CREATE OR REPLACE TEMP TABLE clean_inspection AS SELECT * FROM inspection LIMIT 0;
DROP TABLE IF EXISTS clean_survey_response;
DROP TABLE IF EXISTS clean_survey_answer;
DROP TABLE IF EXISTS clean_finding;
DROP TABLE IF EXISTS clean_sanction;
DROP TABLE IF EXISTS clean_slip;
DROP TABLE IF EXISTS clean_dossier_month;
DROP TABLE IF EXISTS clean_portal_score;
DROP TABLE IF EXISTS clean_action;
DROP TABLE IF EXISTS clean_target;
DROP TABLE IF EXISTS clean_initiative;
DROP TABLE IF EXISTS clean_annotation;
