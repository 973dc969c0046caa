-- The outlines of units. Run by data/build.py on a new file, and on one of an earlier release when a load opens it.
CREATE TABLE IF NOT EXISTS boundary (        -- outlines that a map draws; never used to place a record
    form       VARCHAR NOT NULL CHECK (form IN ('schematic', 'official')),
    unit_code  VARCHAR NOT NULL,             -- 'HN' where level is 'city': the outline of all
    valid_from DATE    NOT NULL,             -- that of the unit; level ward_2024: of the table of that name
    level      VARCHAR NOT NULL CHECK (level IN ('ward', 'ward_2024', 'district', 'city')),
    geometry   VARCHAR NOT NULL,             -- coordinates of a GeoJSON MultiPolygon, WGS 84
    label_lon  DOUBLE  NOT NULL,             -- a point well inside, for the name
    label_lat  DOUBLE  NOT NULL,
    area_km2   DOUBLE  NOT NULL,             -- of the outline before it was simplified
    PRIMARY KEY (form, level, unit_code, valid_from)
);
CREATE TABLE IF NOT EXISTS boundary_source ( -- where the outlines of one form, level and period of validity come from
    form         VARCHAR NOT NULL,
    level        VARCHAR NOT NULL,
    valid_from   DATE    NOT NULL,
    source       VARCHAR NOT NULL,
    licence      VARCHAR,
    file_name    VARCHAR,
    sha256       VARCHAR,
    crs          VARCHAR,
    imported_on  DATE,
    derived_from VARCHAR,                    -- 'ward 2025-07-01': joined from those; NULL: as the source drew them
    note         VARCHAR,
    PRIMARY KEY (form, level, valid_from)
);
CREATE TABLE IF NOT EXISTS ward_2024 (       -- wards until 2024-12-31; slips of then are recorded under those in unit
    unit_code     VARCHAR NOT NULL PRIMARY KEY,
    name          VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,          -- phường, xã, thị trấn
    district_code VARCHAR NOT NULL,
    valid_from    DATE    NOT NULL,
    valid_to      DATE    NOT NULL,
    source        VARCHAR NOT NULL
);
