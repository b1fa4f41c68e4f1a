// The manual page, in the `man` macros of roff (man-pages(7), groff_man(7)).

enum ManualPage {
    static func text(version: String) -> String {
        var lines = [
            ".TH BILATERAL 1 \"\" \"bilateral \(version)\"",
            ".SH NAME", "bilateral \\- serve United States trade data as an HTTP/1.1 JSON API",
            ".SH SYNOPSIS",
        ]
        for command in Command.all {
            lines += [
                command.name == .serve ? ".B bilateral\n[\\fBserve\\fR]" : ".B bilateral \(command.name)",
                escape(command.operands), command.options.isEmpty ? "" : "[\\fIOPTION\\fR]...",
                command.name == Command.all.last?.name ? "" : ".br",
            ].filter { !$0.isEmpty }
        }
        lines += [
            ".SH DESCRIPTION",
            "Serves the embedded data, or a folder of data, over HTTP/1.1. A running server documents its API at",
            ".IR /docs .",
            ".SH COMMANDS",
        ]
        for command in Command.all {
            lines += entry(
                ".B \(command.name) \(escape(command.operands))".trimmed, command.summary + " " + command.details)
            if let names = command.optionNames, !names.isEmpty {
                lines += [
                    ".br",
                    "Options: " + command.options.map { "\\fB\(escape("--" + $0.name))\\fR" }.joined(separator: ", ")
                        + ".",
                ]
            }
        }
        lines += [".SH OPTIONS"]
        for group in Option.Group.allCases {
            let options = Option.all.filter { $0.group == group }
            guard !options.isEmpty else { continue }
            lines.append(".SS \(group.rawValue)")
            for option in options {
                let value = option.isSwitch ? "" : " \\fI\(escape(option.placeholder))\\fR"
                lines += entry(
                    "\\fB\(escape("--" + option.name))\\fR\(value)",
                    option.summary + (option.defaultText.map { " Default: \($0)." } ?? ""))
            }
        }
        lines += [".SH CONFIGURATION", escape(HelpText.precedence), "Only the last group of options has no variable."]
        lines += [".SH \"EXIT STATUS\""]
        lines += entry(".B 0", "Success.") + entry(".B 2", "Wrong usage or configuration.")
        for command in Command.all {
            for exit in command.exits {
                lines += entry(".B \(exit.status)", "\(command.name): \(exit.meaning).")
            }
        }
        lines += [".SH SIGNALS"]
        lines += entry(
            ".B SIGHUP",
            "Reads the data again, and opens the file of the access log again. "
                + "Data that is not valid is refused, and the old data stays.")
        lines += entry(
            ".B SIGTERM, SIGINT",
            "Wait for --drain-delay, finish the requests in flight, then exit. A second signal exits at once.")
        lines += [".SH EXAMPLES"]
        for command in Command.all {
            for example in command.examples { lines += entry(".B \(escape(example.command))", example.purpose) }
        }
        return lines.joined(separator: "\n")
    }

    /// A tagged paragraph.
    private static func entry(_ tag: String, _ text: String) -> [String] {
        let end = text.last(where: { $0 != " " })
        return [".TP", tag, escape(text.trimmed) + (end == "." ? "" : ".")]
    }

    /// A minus sign instead of a hyphen, so that commands can be copied from the page; a control character at the start of a
    /// line is text.
    private static func escape(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var escaped = line.first == "." || line.first == "'" ? "\\&" : ""
            for character in line {
                switch character {
                case "-": escaped += "\\-"
                case "\\": escaped += "\\e"
                case "'": escaped += "\\(aq"
                case "~": escaped += "\\(ti"
                default: escaped.append(character)
                }
            }
            return escaped
        }.joined(separator: "\n")
    }
}
