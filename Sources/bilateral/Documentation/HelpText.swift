// The texts of `--help` and `bilateral help`.

enum HelpText {
    /// The text on a topic: a command, `options`, or nil for the short help.
    static func on(_ topic: String?) throws(UsageError) -> String {
        guard let topic else { return overview }
        if topic == "options" { return settings }
        guard let name = Command.Name(rawValue: topic) else {
            let topics = Command.Name.allCases.map(\.rawValue) + ["options"]
            throw UsageError(
                description: "no help on '\(topic)'\(nearest(to: topic, topics)); "
                    + "there is help on \(topics.joined(separator: ", "))")
        }
        return command(.named(name))
    }

    private static let firstOptions = ["host", "port", "data"]

    private static var overview: String {
        let examples = Command.all.flatMap { command in
            command.examples.prefix(command.name == .serve ? 2 : command.name == .get ? 1 : 0)
        }
        return """
            Usage: bilateral [COMMAND] [OPTION]...

            Serves United States trade data as an HTTP/1.1 JSON API.

            \(table(examples.map { ($0.command, $0.purpose) }))

            Basic options:
            \(table(Option.all.filter { firstOptions.contains($0.name) }.map(entry)))

            Commands:
            \(table(Command.all.map { ($0.name.rawValue, $0.summary) }))

            bilateral help COMMAND   explains a command.
            bilateral help options   lists all settings: limits, timeouts, memory, logs, proxies.
            bilateral --version      prints the version.
            """
    }

    private static var settings: String {
        let groups = Option.Group.allCases.compactMap { group -> String? in
            let options = Option.all.filter { $0.group == group && $0.isSetting }
            return options.isEmpty ? nil : "\(group.rawValue):\n\(table(options.map(entry)))"
        }
        return """
            Settings of 'bilateral serve'.
            \(precedence)

            \(groups.joined(separator: "\n\n"))
            """
    }

    /// The sources of settings and their precedence, also for the manual page.
    static let precedence = """
        Each is an option (--max-head 64K), an environment variable (BILATERAL_MAX_HEAD=64K) and a line of
        the file that --config names (max-head = 64K). An option overrides the environment, the
        environment overrides the file. In the file, lines that start with # are comments.
        """

    private static func command(_ command: Command) -> String {
        var parts = ["Usage: \(usage(command))", command.summary]
        if !command.details.isEmpty { parts.append(wrap(command.details, width: width).joined(separator: "\n")) }
        if command.optionNames == nil {
            parts.append("Options: all settings, which 'bilateral help options' lists.")
        } else if !command.options.isEmpty {
            parts.append("Options:\n\(table(command.options.map(entry)))")
        }
        if !command.examples.isEmpty {
            parts.append(
                "Examples:\n" + command.examples.map { "  # \($0.purpose)\n  \($0.command)" }.joined(separator: "\n"))
        }
        parts.append("Exit status:\n\(table(exits(command).map { (String($0.status), $0.meaning) }))")
        return parts.joined(separator: "\n\n")
    }

    static func usage(_ command: Command) -> String {
        ["bilateral", command.name.rawValue, command.operands, command.options.isEmpty ? "" : "[OPTION]..."]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    static func exits(_ command: Command) -> [(status: Int, meaning: String)] {
        ([(0, "success"), (2, "wrong usage or configuration")] + command.exits).sorted { $0.status < $1.status }
    }

    private static func entry(_ option: Option) -> (String, String) {
        (option.usage, option.summary + (option.defaultText.map { " Default: \($0)." } ?? ""))
    }

    // MARK: - Layout

    private static let width = 100

    /// Two columns, the second wrapped. A long name is on a separate line.
    private static func table(_ entries: [(String, String)]) -> String {
        let column = min(44, (entries.map(\.0.count).max() ?? 0) + 4)
        return entries.flatMap { name, text in
            var lines = wrap(text, width: width - column).map { String(repeating: " ", count: column) + $0 }
            let start = "  " + name
            if start.count + 2 > column {
                lines.insert(start, at: 0)
            } else {
                lines[0] = start + lines[0].dropFirst(start.count)
            }
            return lines
        }.joined(separator: "\n")
    }

    private static func wrap(_ text: String, width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            if let last = lines.last, !last.isEmpty, last.count + 1 + word.count > width {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
            }
        }
        return lines
    }
}
