// One option of the command line. A setting is an option that the environment and a configuration file can give as well.

/// A named value. Parsing, messages, help, manual page and completions derive from this declaration.
struct Option: Sendable {
    let name: String
    let group: Group
    let summary: String
    /// Empty for a switch, whose value can be left out on the command line.
    let placeholder: String
    /// The accepted values as a noun phrase.
    let expected: String
    let completion: Completion
    /// The default as help texts show it; nil if the option has none.
    let defaultText: String?
    /// Whether the environment and a configuration file can give the value.
    let isSetting: Bool
    /// Sets the value; false if the text is not a valid value.
    let assign: @Sendable (String, inout Configuration) -> Bool

    /// A group of options in help texts, in this order.
    enum Group: String, CaseIterable, Sendable {
        case basics = "Address and data"
        case logs = "Logs"
        case proxy = "Behind a proxy"
        case memory = "Threads and memory"
        case connections = "Connections"
        case requests = "Size of a request"
        case timeouts = "Timeouts"
        case output = "Output of a command"
    }

    /// - Parameter defaultText: nil to show the value that `path` has in a new configuration.
    init<Value>(
        _ name: String, _ group: Group, _ type: OptionType<Value>,
        _ path: WritableKeyPath<Configuration, Value> & Sendable,
        _ summary: String, default defaultText: String? = nil, isSetting: Bool = true
    ) {
        self.name = name
        self.group = group
        self.summary = summary
        self.isSetting = isSetting
        placeholder = type.placeholder
        expected = type.expected
        completion = type.completion
        let text = defaultText ?? type.format(Configuration()[keyPath: path])
        self.defaultText = text.isEmpty ? nil : text
        assign = { text, configuration in
            guard let value = type.parse(text) else { return false }
            configuration[keyPath: path] = value
            return true
        }
    }

    var isSwitch: Bool { placeholder.isEmpty }

    /// `--port PORT`.
    var usage: String { isSwitch ? "--\(name)" : "--\(name) \(placeholder)" }

    /// The environment variable: `--max-head` is `BILATERAL_MAX_HEAD`.
    var variable: String { Option.variablePrefix + String(name.map { $0 == "-" ? "_" : Character($0.uppercased()) }) }

    static let variablePrefix = "BILATERAL_"
}
