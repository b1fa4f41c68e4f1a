// Completion scripts for shells.

enum Completions {
    static func script(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    private static let names = Command.Name.allCases.map(\.rawValue)

    // MARK: - bash

    private static var bash: String {
        let values = Option.all.compactMap { option -> String? in
            reply(option.completion).map { "        --\(option.name)) \($0); return ;;" }
        }
        let commands = Command.all.map { command in
            "        \(command.name)) options='\((command.options.map { "--" + $0.name } + ["--help"]).joined(separator: " "))' ;;"
        }
        let operands = Command.all.compactMap { command -> String? in
            reply(command.operandCompletion).map { "        \(command.name)) \($0) ;;" }
        }
        return """
            # Completions of bilateral for bash.
            _bilateral() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=serve options
                COMPREPLY=()
                if [[ $COMP_CWORD -eq 1 && $word != -* ]]; then
                    COMPREPLY=($(compgen -W '\(names.joined(separator: " "))' -- "$word"))
                    return
                fi
                [[ ${COMP_WORDS[1]} == -* ]] || command=${COMP_WORDS[1]}
                case $previous in
            \(values.joined(separator: "\n"))
                esac
                case $command in
            \(commands.joined(separator: "\n"))
                esac
                if [[ $word == -* ]]; then
                    COMPREPLY=($(compgen -W "$options" -- "$word"))
                    return
                fi
                case $command in
            \(operands.joined(separator: "\n"))
                esac
            }
            complete -o filenames -F _bilateral bilateral
            """
    }

    /// The statement of bash that completes a value; nil if there is nothing to offer.
    private static func reply(_ completion: Completion) -> String? {
        switch completion {
        case .none: nil
        case .file: "COMPREPLY=($(compgen -f -- \"$word\"))"
        case .folder: "COMPREPLY=($(compgen -d -- \"$word\"))"
        case .words(let words): "COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$word\"))"
        }
    }

    // MARK: - zsh

    private static var zsh: String {
        let commands = Command.all.map { "        '\($0.name):\(zshText($0.summary))'" }
        let cases = Command.all.map { command in
            let lines = command.options.map { option in
                let value = option.isSwitch ? "" : ":\(option.name):\(zshAction(option.completion))"
                return "                '--\(option.name)[\(zshText(option.summary))]\(value)'"
            }
            let operand =
                command.operandCount.upperBound == 0
                ? [] : ["                '1:operand:\(zshAction(command.operandCompletion))'"]
            return """
                        \(command.name))
                            _arguments \\
                \((lines + operand + ["                '--help[Explain the command.]'"]).joined(separator: " \\\n"))
                            ;;
                """
        }
        return """
            #compdef bilateral
            # Completions of bilateral for zsh.
            _bilateral() {
                local -a commands
                commands=(
            \(commands.joined(separator: "\n"))
                )
                local command=serve
                if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
                    _describe command commands
                    return
                fi
                if [[ $words[2] != -* ]]; then
                    command=$words[2]
                    shift words
                    (( CURRENT-- ))
                fi
                case $command in
            \(cases.joined(separator: "\n"))
                esac
            }
            if [[ $funcstack[1] == _bilateral ]]; then _bilateral "$@"; else compdef _bilateral bilateral; fi
            """
    }

    private static func zshAction(_ completion: Completion) -> String {
        switch completion {
        case .none: " "
        case .file: "_files"
        case .folder: "_files -/"
        case .words(let words): "(\(words.joined(separator: " ")))"
        }
    }

    /// A description inside quotes and brackets.
    private static func zshText(_ text: String) -> String {
        text.map { "[]:'\\".contains($0) ? ($0 == "'" ? "'\\''" : "\\\($0)") : String($0) }.joined()
    }

    // MARK: - fish

    private static var fish: String {
        let known = names.joined(separator: " ")
        var lines = ["# Completions of bilateral for fish.", "complete -c bilateral -f"]
        for command in Command.all {
            lines.append(
                "complete -c bilateral -n 'not __fish_seen_subcommand_from \(known)' -a \(command.name) "
                    + "-d \(fishText(command.summary))")
            let condition =
                command.name == .serve
                ? "not __fish_seen_subcommand_from \(names.filter { $0 != "serve" }.joined(separator: " "))"
                : "__fish_seen_subcommand_from \(command.name)"
            for option in command.options {
                lines.append(
                    "complete -c bilateral -n '\(condition)' -l \(option.name)\(fishValue(option)) -d \(fishText(option.summary))"
                )
            }
            if case .words(let words) = command.operandCompletion {
                lines.append("complete -c bilateral -n '\(condition)' -a '\(words.joined(separator: " "))'")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func fishValue(_ option: Option) -> String {
        switch option.completion {
        case _ where option.isSwitch: ""
        case .none: " -x"
        case .file: " -r -F"
        case .folder: " -x -a '(__fish_complete_directories)'"
        case .words(let words): " -x -a '\(words.joined(separator: " "))'"
        }
    }

    private static func fishText(_ text: String) -> String {
        "'" + text.map { "'\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "'"
    }
}
