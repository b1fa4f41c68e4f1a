// The parts of a workbook that do not depend on its records.

enum WorkbookParts {
    static let all: [(name: String, content: String)] = [
        (
            "[Content_Types].xml",
            declaration + """
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
                <Default Extension="xml" ContentType="application/xml"/>\
                <Override PartName="/xl/workbook.xml" ContentType="\(type)sheet.main+xml"/>\
                <Override PartName="/xl/styles.xml" ContentType="\(type)styles+xml"/>\
                <Override PartName="/xl/worksheets/sheet1.xml" ContentType="\(type)worksheet+xml"/>\
                <Override PartName="/xl/worksheets/sheet2.xml" ContentType="\(type)worksheet+xml"/></Types>
                """
        ),
        (
            "_rels/.rels",
            declaration + """
                <Relationships xmlns="\(packageRelationships)">\
                <Relationship Id="rId1" Type="\(relationships)/officeDocument" Target="xl/workbook.xml"/></Relationships>
                """
        ),
        (
            "xl/workbook.xml",
            declaration + """
                <workbook xmlns="\(main)" xmlns:r="\(relationships)"><sheets>\
                <sheet name="Data" sheetId="1" r:id="rId1"/><sheet name="About" sheetId="2" r:id="rId2"/>\
                </sheets></workbook>
                """
        ),
        (
            "xl/_rels/workbook.xml.rels",
            declaration + """
                <Relationships xmlns="\(packageRelationships)">\
                <Relationship Id="rId1" Type="\(relationships)/worksheet" Target="worksheets/sheet1.xml"/>\
                <Relationship Id="rId2" Type="\(relationships)/worksheet" Target="worksheets/sheet2.xml"/>\
                <Relationship Id="rId3" Type="\(relationships)/styles" Target="styles.xml"/></Relationships>
                """
        ),
        ("xl/styles.xml", declaration + styles),
    ]

    /// Cell formats in the order of `SheetXML.Style`: plain, heading, date, wrapped text, and numbers with 0 to 18 decimals.
    private static var styles: String {
        // Formats below 164 are predefined.
        let dateFormat = 164
        let decimals = 0...18
        let formats = decimals.map { count in
            "<numFmt numFmtId=\"\(dateFormat + 1 + count)\" formatCode=\"0\(count == 0 ? "" : ".")"
                + String(repeating: "0", count: count) + "\"/>"
        }
        let cells = decimals.map { format(dateFormat + 1 + $0) }
        return """
            <styleSheet xmlns="\(main)"><numFmts count="\(formats.count + 1)">\
            <numFmt numFmtId="\(dateFormat)" formatCode="yyyy\\-mm\\-dd"/>\(formats.joined())</numFmts>\
            <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
            <font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
            <fills count="2"><fill><patternFill patternType="none"/></fill>\
            <fill><patternFill patternType="gray125"/></fill></fills>\
            <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
            <cellXfs count="\(4 + cells.count)">\(format(0))\
            <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\(format(dateFormat))\
            <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">\
            <alignment vertical="top" wrapText="1"/></xf>\(cells.joined())</cellXfs>\
            <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
            """
    }

    private static func format(_ number: Int) -> String {
        "<xf numFmtId=\"\(number)\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    }

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packageRelationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    private static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml."
}
