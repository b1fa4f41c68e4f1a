// Pulls Resources/ into the binary with #embed. One stanza and one row for each file; a test compares this list with the folder.

#include "cresources.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char data_bases_csv[] = {
#embed "../../Resources/data/bases.csv"
};

static const unsigned char data_categories_csv[] = {
#embed "../../Resources/data/categories.csv"
};

static const unsigned char data_discrepancies_csv[] = {
#embed "../../Resources/data/discrepancies.csv"
};

static const unsigned char data_groups_csv[] = {
#embed "../../Resources/data/groups.csv"
};

static const unsigned char data_partners_csv[] = {
#embed "../../Resources/data/partners.csv"
};

static const unsigned char data_readings_csv[] = {
#embed "../../Resources/data/readings.csv"
};

static const unsigned char data_release_csv[] = {
#embed "../../Resources/data/release.csv"
};

static const unsigned char data_sources_csv[] = {
#embed "../../Resources/data/sources.csv"
};

static const unsigned char data_tables_csv[] = {
#embed "../../Resources/data/tables.csv"
};

static const unsigned char data_tables_eclac_2024_t01_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t01.csv"
};

static const unsigned char data_tables_eclac_2024_t02_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t02.csv"
};

static const unsigned char data_tables_eclac_2024_t03_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t03.csv"
};

static const unsigned char data_tables_eclac_2024_t04_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t04.csv"
};

static const unsigned char data_tables_eclac_2024_t05_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t05.csv"
};

static const unsigned char data_tables_eclac_2024_t06_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t06.csv"
};

static const unsigned char data_tables_eclac_2024_t07_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t07.csv"
};

static const unsigned char data_tables_eclac_2024_t08_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t08.csv"
};

static const unsigned char data_tables_eclac_2024_t09_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t09.csv"
};

static const unsigned char data_tables_eclac_2024_t10_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t10.csv"
};

static const unsigned char data_tables_eclac_2024_t11_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t11.csv"
};

const cresources_file cresources_files[] = {
    {"data/bases.csv", data_bases_csv, sizeof data_bases_csv},
    {"data/categories.csv", data_categories_csv, sizeof data_categories_csv},
    {"data/discrepancies.csv", data_discrepancies_csv, sizeof data_discrepancies_csv},
    {"data/groups.csv", data_groups_csv, sizeof data_groups_csv},
    {"data/partners.csv", data_partners_csv, sizeof data_partners_csv},
    {"data/readings.csv", data_readings_csv, sizeof data_readings_csv},
    {"data/release.csv", data_release_csv, sizeof data_release_csv},
    {"data/sources.csv", data_sources_csv, sizeof data_sources_csv},
    {"data/tables.csv", data_tables_csv, sizeof data_tables_csv},
    {"data/tables/eclac-2024-t01.csv", data_tables_eclac_2024_t01_csv, sizeof data_tables_eclac_2024_t01_csv},
    {"data/tables/eclac-2024-t02.csv", data_tables_eclac_2024_t02_csv, sizeof data_tables_eclac_2024_t02_csv},
    {"data/tables/eclac-2024-t03.csv", data_tables_eclac_2024_t03_csv, sizeof data_tables_eclac_2024_t03_csv},
    {"data/tables/eclac-2024-t04.csv", data_tables_eclac_2024_t04_csv, sizeof data_tables_eclac_2024_t04_csv},
    {"data/tables/eclac-2024-t05.csv", data_tables_eclac_2024_t05_csv, sizeof data_tables_eclac_2024_t05_csv},
    {"data/tables/eclac-2024-t06.csv", data_tables_eclac_2024_t06_csv, sizeof data_tables_eclac_2024_t06_csv},
    {"data/tables/eclac-2024-t07.csv", data_tables_eclac_2024_t07_csv, sizeof data_tables_eclac_2024_t07_csv},
    {"data/tables/eclac-2024-t08.csv", data_tables_eclac_2024_t08_csv, sizeof data_tables_eclac_2024_t08_csv},
    {"data/tables/eclac-2024-t09.csv", data_tables_eclac_2024_t09_csv, sizeof data_tables_eclac_2024_t09_csv},
    {"data/tables/eclac-2024-t10.csv", data_tables_eclac_2024_t10_csv, sizeof data_tables_eclac_2024_t10_csv},
    {"data/tables/eclac-2024-t11.csv", data_tables_eclac_2024_t11_csv, sizeof data_tables_eclac_2024_t11_csv},
};

const size_t cresources_count = sizeof cresources_files / sizeof cresources_files[0];
