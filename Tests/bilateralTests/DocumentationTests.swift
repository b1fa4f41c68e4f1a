import Testing

@testable import bilateral

@Suite("Help, manual page and completions") struct DocumentationTests {
    @Test func `the short help has the basic options and every command, and no limits`() throws {
        let text = try HelpText.on(nil)
        for word in ["--host", "--port", "--data"] + Command.Name.allCases.map(\.rawValue) {
            #expect(text.contains(word))
        }
        #expect(!text.contains("--max-head"))
        #expect(text.split(separator: "\n").count < 30)
    }

    @Test func `the list of settings has every setting once, and no option of a single command`() throws {
        let text = try HelpText.on("options")
        for option in Option.all {
            let count = text.split(separator: "\n").filter {
                $0.hasPrefix("  \(option.usage) ") || $0 == "  \(option.usage)"
            }
            #expect(count.count == (option.isSetting ? 1 : 0), "\(option.name)")
        }
    }

    @Test func `no line of a help text is longer than 100 characters`() throws {
        for topic in Command.Name.allCases.map(\.rawValue) + ["options"] {
            for line in try HelpText.on(topic).split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        }
    }

    @Test func `the error for an unknown topic names the nearest topic`() {
        let error = #expect(throws: UsageError.self) { try HelpText.on("optoins") }
        #expect(error?.description.contains("nearest: options;") == true)
    }

    @Test func `the manual page has every command and option, with minus signs that can be copied`() {
        let text = ManualPage.text(version: "1.2.3")
        for option in Option.all { #expect(text.contains("\\-\\-" + option.name.replacing("-", with: "\\-"))) }
        for command in Command.all { #expect(text.contains(".B \(command.name)")) }
        // mandoc -Tlint warns of a line break before a heading.
        #expect(!text.contains(".br\n.SH"))
    }

    @Test func `every shell completes every command and option`() {
        for shell in Shell.allCases {
            let script = Completions.script(for: shell)
            for option in Option.all { #expect(script.contains(option.name), "\(shell) \(option.name)") }
            for command in Command.all { #expect(script.contains(command.name.rawValue), "\(shell)") }
        }
    }
}
