# Completion of licet for fish, made by `licet completion fish`.

function __licet_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -l answers ($program __complete $words[2..-1] "$current" 2>/dev/null)
    set -l files $answers[-1]
    test (count $answers) -gt 1; and printf '%s\n' $answers[1..-2]
    switch "$files"
        case ':files'
            __fish_complete_path "$current"
        case ':dirs'
            __fish_complete_directories "$current"
    end
end

complete -c licet -f -a '(__licet_complete)'
