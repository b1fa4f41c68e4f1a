// Pulls Resources/ into the binary with #embed. One stanza and one row for each file; a test compares this list with the folder.

#include "cresources.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char data_bases_csv[] = {
#embed "../../Resources/data/bases.csv"
};

static const unsigned char data_categories_csv[] = {
#embed "../../Resources/data/categories.csv"
};

static const unsigned char data_census_excluded_csv[] = {
#embed "../../Resources/data/census/excluded.csv"
};

static const unsigned char data_census_goods_annual_2026_06_csv[] = {
#embed "../../Resources/data/census/goods-annual-2026-06.csv"
};

static const unsigned char data_census_goods_monthly_2023_03_csv[] = {
#embed "../../Resources/data/census/goods-monthly-2023-03.csv"
};

static const unsigned char data_census_goods_monthly_2025_06_csv[] = {
#embed "../../Resources/data/census/goods-monthly-2025-06.csv"
};

static const unsigned char data_census_goods_monthly_2026_06_csv[] = {
#embed "../../Resources/data/census/goods-monthly-2026-06.csv"
};

static const unsigned char data_census_precision_csv[] = {
#embed "../../Resources/data/census/precision.csv"
};

static const unsigned char data_dataset_json[] = {
#embed "../../Resources/data/dataset.json"
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

static const unsigned char data_registers_claims_csv[] = {
#embed "../../Resources/data/registers/claims.csv"
};

static const unsigned char data_registers_contradictions_csv[] = {
#embed "../../Resources/data/registers/contradictions.csv"
};

static const unsigned char data_registers_events_csv[] = {
#embed "../../Resources/data/registers/events.csv"
};

static const unsigned char data_registers_goals_csv[] = {
#embed "../../Resources/data/registers/goals.csv"
};

static const unsigned char data_registers_indicators_csv[] = {
#embed "../../Resources/data/registers/indicators.csv"
};

static const unsigned char data_registers_labor_cases_csv[] = {
#embed "../../Resources/data/registers/labor-cases.csv"
};

static const unsigned char data_registers_labor_clocks_csv[] = {
#embed "../../Resources/data/registers/labor-clocks.csv"
};

static const unsigned char data_registers_labor_events_csv[] = {
#embed "../../Resources/data/registers/labor-events.csv"
};

static const unsigned char data_registers_labor_milestones_csv[] = {
#embed "../../Resources/data/registers/labor-milestones.csv"
};

static const unsigned char data_registers_labor_notes_csv[] = {
#embed "../../Resources/data/registers/labor-notes.csv"
};

static const unsigned char data_registers_labor_statements_csv[] = {
#embed "../../Resources/data/registers/labor-statements.csv"
};

static const unsigned char data_registers_operands_csv[] = {
#embed "../../Resources/data/registers/operands.csv"
};

static const unsigned char data_registers_review_facts_csv[] = {
#embed "../../Resources/data/registers/review-facts.csv"
};

static const unsigned char data_registers_review_rules_csv[] = {
#embed "../../Resources/data/registers/review-rules.csv"
};

static const unsigned char data_registers_review_statements_csv[] = {
#embed "../../Resources/data/registers/review-statements.csv"
};

static const unsigned char data_registers_usmca_provisions_csv[] = {
#embed "../../Resources/data/registers/usmca-provisions.csv"
};

static const unsigned char data_registers_usmca_rules_csv[] = {
#embed "../../Resources/data/registers/usmca-rules.csv"
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

static const unsigned char data_tables_census_2026_10_goods_csv[] = {
#embed "../../Resources/data/tables/census-2026-10-goods.csv"
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

static const unsigned char data_tables_eclac_2024_t12_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t12.csv"
};

static const unsigned char data_tables_eclac_2024_t13_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t13.csv"
};

static const unsigned char data_tables_eclac_2024_t14_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t14.csv"
};

static const unsigned char data_tables_eclac_2024_t15_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t15.csv"
};

static const unsigned char data_tables_eclac_2024_t16_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t16.csv"
};

static const unsigned char data_tables_eclac_2024_t17_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t17.csv"
};

static const unsigned char data_tables_eclac_2024_t18_csv[] = {
#embed "../../Resources/data/tables/eclac-2024-t18.csv"
};

static const unsigned char data_tables_nap_2025_atp_groups_csv[] = {
#embed "../../Resources/data/tables/nap-2025-atp-groups.csv"
};

static const unsigned char data_tables_nap_2025_ict_csv[] = {
#embed "../../Resources/data/tables/nap-2025-ict.csv"
};

static const unsigned char data_tables_nap_2025_truck_classes_csv[] = {
#embed "../../Resources/data/tables/nap-2025-truck-classes.csv"
};

static const unsigned char data_tables_nap_2025_trucks_china_csv[] = {
#embed "../../Resources/data/tables/nap-2025-trucks-china.csv"
};

static const unsigned char data_tables_nap_2026_atp_csv[] = {
#embed "../../Resources/data/tables/nap-2026-atp.csv"
};

static const unsigned char schemas_dataset_schema_json[] = {
#embed "../../Resources/schemas/dataset.schema.json"
};

static const unsigned char web_app_js[] = {
#embed "../../Resources/web/app.js"
};

static const unsigned char web_charts_js[] = {
#embed "../../Resources/web/charts.js"
};

static const unsigned char web_core_js[] = {
#embed "../../Resources/web/core.js"
};

static const unsigned char web_docs_css[] = {
#embed "../../Resources/web/docs.css"
};

static const unsigned char web_docs_js[] = {
#embed "../../Resources/web/docs.js"
};

static const unsigned char web_icon_svg[] = {
#embed "../../Resources/web/icon.svg"
};

static const unsigned char web_index_html[] = {
#embed "../../Resources/web/index.html"
};

static const unsigned char web_records_js[] = {
#embed "../../Resources/web/records.js"
};

static const unsigned char web_style_css[] = {
#embed "../../Resources/web/style.css"
};

static const unsigned char web_trade_js[] = {
#embed "../../Resources/web/trade.js"
};

const cresources_file cresources_files[] = {
    {"data/bases.csv", data_bases_csv, sizeof data_bases_csv},
    {"data/categories.csv", data_categories_csv, sizeof data_categories_csv},
    {"data/census/excluded.csv", data_census_excluded_csv, sizeof data_census_excluded_csv},
    {"data/census/goods-annual-2026-06.csv", data_census_goods_annual_2026_06_csv, sizeof data_census_goods_annual_2026_06_csv},
    {"data/census/goods-monthly-2023-03.csv", data_census_goods_monthly_2023_03_csv, sizeof data_census_goods_monthly_2023_03_csv},
    {"data/census/goods-monthly-2025-06.csv", data_census_goods_monthly_2025_06_csv, sizeof data_census_goods_monthly_2025_06_csv},
    {"data/census/goods-monthly-2026-06.csv", data_census_goods_monthly_2026_06_csv, sizeof data_census_goods_monthly_2026_06_csv},
    {"data/census/precision.csv", data_census_precision_csv, sizeof data_census_precision_csv},
    {"data/dataset.json", data_dataset_json, sizeof data_dataset_json},
    {"data/discrepancies.csv", data_discrepancies_csv, sizeof data_discrepancies_csv},
    {"data/groups.csv", data_groups_csv, sizeof data_groups_csv},
    {"data/partners.csv", data_partners_csv, sizeof data_partners_csv},
    {"data/readings.csv", data_readings_csv, sizeof data_readings_csv},
    {"data/registers/claims.csv", data_registers_claims_csv, sizeof data_registers_claims_csv},
    {"data/registers/contradictions.csv", data_registers_contradictions_csv, sizeof data_registers_contradictions_csv},
    {"data/registers/events.csv", data_registers_events_csv, sizeof data_registers_events_csv},
    {"data/registers/goals.csv", data_registers_goals_csv, sizeof data_registers_goals_csv},
    {"data/registers/indicators.csv", data_registers_indicators_csv, sizeof data_registers_indicators_csv},
    {"data/registers/labor-cases.csv", data_registers_labor_cases_csv, sizeof data_registers_labor_cases_csv},
    {"data/registers/labor-clocks.csv", data_registers_labor_clocks_csv, sizeof data_registers_labor_clocks_csv},
    {"data/registers/labor-events.csv", data_registers_labor_events_csv, sizeof data_registers_labor_events_csv},
    {"data/registers/labor-milestones.csv", data_registers_labor_milestones_csv, sizeof data_registers_labor_milestones_csv},
    {"data/registers/labor-notes.csv", data_registers_labor_notes_csv, sizeof data_registers_labor_notes_csv},
    {"data/registers/labor-statements.csv", data_registers_labor_statements_csv, sizeof data_registers_labor_statements_csv},
    {"data/registers/operands.csv", data_registers_operands_csv, sizeof data_registers_operands_csv},
    {"data/registers/review-facts.csv", data_registers_review_facts_csv, sizeof data_registers_review_facts_csv},
    {"data/registers/review-rules.csv", data_registers_review_rules_csv, sizeof data_registers_review_rules_csv},
    {"data/registers/review-statements.csv", data_registers_review_statements_csv, sizeof data_registers_review_statements_csv},
    {"data/registers/usmca-provisions.csv", data_registers_usmca_provisions_csv, sizeof data_registers_usmca_provisions_csv},
    {"data/registers/usmca-rules.csv", data_registers_usmca_rules_csv, sizeof data_registers_usmca_rules_csv},
    {"data/release.csv", data_release_csv, sizeof data_release_csv},
    {"data/sources.csv", data_sources_csv, sizeof data_sources_csv},
    {"data/tables.csv", data_tables_csv, sizeof data_tables_csv},
    {"data/tables/census-2026-10-goods.csv", data_tables_census_2026_10_goods_csv, sizeof data_tables_census_2026_10_goods_csv},
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
    {"data/tables/eclac-2024-t12.csv", data_tables_eclac_2024_t12_csv, sizeof data_tables_eclac_2024_t12_csv},
    {"data/tables/eclac-2024-t13.csv", data_tables_eclac_2024_t13_csv, sizeof data_tables_eclac_2024_t13_csv},
    {"data/tables/eclac-2024-t14.csv", data_tables_eclac_2024_t14_csv, sizeof data_tables_eclac_2024_t14_csv},
    {"data/tables/eclac-2024-t15.csv", data_tables_eclac_2024_t15_csv, sizeof data_tables_eclac_2024_t15_csv},
    {"data/tables/eclac-2024-t16.csv", data_tables_eclac_2024_t16_csv, sizeof data_tables_eclac_2024_t16_csv},
    {"data/tables/eclac-2024-t17.csv", data_tables_eclac_2024_t17_csv, sizeof data_tables_eclac_2024_t17_csv},
    {"data/tables/eclac-2024-t18.csv", data_tables_eclac_2024_t18_csv, sizeof data_tables_eclac_2024_t18_csv},
    {"data/tables/nap-2025-atp-groups.csv", data_tables_nap_2025_atp_groups_csv, sizeof data_tables_nap_2025_atp_groups_csv},
    {"data/tables/nap-2025-ict.csv", data_tables_nap_2025_ict_csv, sizeof data_tables_nap_2025_ict_csv},
    {"data/tables/nap-2025-truck-classes.csv", data_tables_nap_2025_truck_classes_csv, sizeof data_tables_nap_2025_truck_classes_csv},
    {"data/tables/nap-2025-trucks-china.csv", data_tables_nap_2025_trucks_china_csv, sizeof data_tables_nap_2025_trucks_china_csv},
    {"data/tables/nap-2026-atp.csv", data_tables_nap_2026_atp_csv, sizeof data_tables_nap_2026_atp_csv},
    {"schemas/dataset.schema.json", schemas_dataset_schema_json, sizeof schemas_dataset_schema_json},
    {"web/app.js", web_app_js, sizeof web_app_js},
    {"web/charts.js", web_charts_js, sizeof web_charts_js},
    {"web/core.js", web_core_js, sizeof web_core_js},
    {"web/docs.css", web_docs_css, sizeof web_docs_css},
    {"web/docs.js", web_docs_js, sizeof web_docs_js},
    {"web/icon.svg", web_icon_svg, sizeof web_icon_svg},
    {"web/index.html", web_index_html, sizeof web_index_html},
    {"web/records.js", web_records_js, sizeof web_records_js},
    {"web/style.css", web_style_css, sizeof web_style_css},
    {"web/trade.js", web_trade_js, sizeof web_trade_js},
};

const size_t cresources_count = sizeof cresources_files / sizeof cresources_files[0];
