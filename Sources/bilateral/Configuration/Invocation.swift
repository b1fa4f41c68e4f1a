// Makes a command with its configuration from the arguments, the environment and the configuration file. An option overrides the
// environment, which overrides the file, which overrides the default.

import Dataset

/// The command to run.
struct Invocation: Sendable {
    enum Action: Sendable {
        case run(Command.Name)
        case version
        /// The help on a command or on `options`; without a topic, the short help.
        case help(topic: String?)
    }

    var action: Action
    var operands: [String] = []
    var configuration = Configuration()
    /// Warnings about environment variables that look like settings and are not.
    var warnings: [String] = []

    /// - Parameters:
    ///   - environment: all variables of the environment.
    ///   - read: returns the text of a configuration file, or throws the reason why it cannot be read.
    init(
        arguments: [String], environment: [String: String], read: (String) throws(UsageError) -> String
    ) throws(UsageError) {
        var words = arguments[...]
        let command = try Invocation.command(&words)
        let given = try GivenOptions(words, of: command)
        if given.asksVersion {
            action = .version
            return
        }
        if given.asksHelp {
            action = .help(topic: words.count < arguments.count ? command.name.rawValue : nil)
            return
        }
        action = .run(command.name)
        operands = given.operands
        guard command.operandCount.contains(operands.count) else {
            let example = command.examples.first.map { ": \($0.command)" } ?? ""
            throw UsageError(
                description: operands.count < command.operandCount.lowerBound
                    ? "\(command.name) needs \(command.operands)\(example)"
                    : command.operandCount.upperBound == 0
                        ? "\(command.name) takes no operand, but got '\(operands[0])'"
                        : "\(command.name) takes one \(command.operands), but got '\(operands[1])' as well; "
                            + "quote an operand that contains & or spaces")
        }
        let options = command.options
        guard !options.isEmpty else { return }

        let variables = environment.filter { !$0.value.isEmpty }
        let configOption = options.first { $0.name == "config" }
        if let option = configOption {
            if let path = given.values["config"] ?? variables[option.variable] {
                for setting in try ConfigurationFile.parse(read(path), name: path) {
                    // Settings that the command does not take are checked, but not used.
                    var checked = configuration
                    try checked.set(
                        setting.option, setting.value, origin: "\(path), line \(setting.line): \(setting.option.name)")
                    if options.contains(where: { $0.name == setting.option.name }) { configuration = checked }
                }
            }
        }
        for option in options where option.isSetting {
            guard let value = variables[option.variable] else { continue }
            try configuration.set(option, value, origin: option.variable)
        }
        for option in options {
            guard let value = given.values[option.name] else { continue }
            try configuration.set(option, value, origin: "--\(option.name)")
        }
        warnings = Invocation.warnings(variables)
    }

    /// Removes the command from the arguments; without one it is `serve`.
    private static func command(_ words: inout ArraySlice<String>) throws(UsageError) -> Command {
        guard let word = words.first, !word.hasPrefix("-") else { return .named(.serve) }
        guard let name = Command.Name(rawValue: word) else {
            let names = Command.Name.allCases.map(\.rawValue)
            let target = word.hasPrefix("/") ? "; to print a response: bilateral get '\(word)'" : ""
            throw UsageError(
                description: "unknown command '\(word)'\(nearest(to: word, names))\(target); "
                    + "the commands are \(names.joined(separator: ", "))")
        }
        words.removeFirst()
        return .named(name)
    }

    /// A warning for each variable that starts with `BILATERAL_` and is not a setting, without those that Kubernetes makes for a
    /// service named bilateral.
    private static func warnings(_ variables: [String: String]) -> [String] {
        let known = Option.all.filter(\.isSetting).map(\.variable)
        return variables.keys.sorted().compactMap { name in
            guard name.hasPrefix(Option.variablePrefix), !known.contains(name) else { return nil }
            guard !name.hasPrefix("BILATERAL_SERVICE_"), !name.hasPrefix("BILATERAL_PORT_") else { return nil }
            return "the environment variable \(name) is not a setting\(nearest(to: name, known))"
        }
    }
}

/// The options and operands of a command line.
private struct GivenOptions {
    /// Values by the name of the option.
    var values: [String: String] = [:]
    var operands: [String] = []
    var asksHelp = false
    var asksVersion = false

    init(_ arguments: ArraySlice<String>, of command: Command) throws(UsageError) {
        var rest = arguments
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": asksHelp = true
            case "--version": asksVersion = true
            case "--":
                operands += rest
                rest = []
            case _ where word.hasPrefix("-") && word != "-": try read(word, &rest, of: command)
            default: operands.append(word)
            }
        }
    }

    /// Reads an option whose value is the rest of the word after `=`, or the next word.
    private mutating func read(
        _ word: String, _ rest: inout ArraySlice<String>, of command: Command
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = command.options.first(where: { "--" + $0.name == parts[0] }) else {
            throw GivenOptions.unknown(parts[0], command)
        }
        guard values[option.name] == nil else {
            throw UsageError(description: "--\(option.name) is given twice")
        }
        if parts.count == 2 {
            values[option.name] = parts[1]
        } else if option.isSwitch {
            values[option.name] = "yes"
        } else if let value = rest.popFirst() {
            values[option.name] = value
        } else {
            throw UsageError(description: "--\(option.name) needs a value: \(option.usage), \(option.expected)")
        }
    }

    private static func unknown(_ word: String, _ command: Command) -> UsageError {
        let names = command.options.map { "--" + $0.name }
        if Option.all.contains(where: { "--" + $0.name == word }) {
            return UsageError(
                description: "\(command.name) has no option \(word); "
                    + (names.isEmpty ? "it has no options" : "it has \(names.joined(separator: ", "))"))
        }
        return UsageError(
            description: "unknown option '\(word)'\(nearest(to: word, names)); "
                + "'bilateral help \(command.optionNames == nil ? "options" : command.name.rawValue)' lists the options"
        )
    }
}

extension Configuration {
    /// - Parameter origin: the option, variable or line that gives the value, for the message.
    fileprivate mutating func set(_ option: Option, _ value: String, origin: String) throws(UsageError) {
        guard !option.assign(value, &self) else { return }
        var message = "\(origin): '\(value)' is not \(option.expected)"
        if case .words(let words) = option.completion { message += nearest(to: value, words) }
        if origin == option.variable, value.hasPrefix("tcp://") {
            message += "; Kubernetes sets this variable for a service named bilateral: set enableServiceLinks to false"
        }
        throw UsageError(description: message)
    }
}

/// `; nearest: NAME` for a misspelt name; empty without a near name.
func nearest(to name: String, _ names: [String]) -> String {
    Suggestions.nearest(to: name, among: names.map { ($0, $0) }, limit: 1).first.map { "; nearest: \($0)" } ?? ""
}
