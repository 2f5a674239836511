"""What a shell runs to complete a command line by the program, for each shell; and how it takes the answer.

Each script calls the program with the variable `_DUIZHAO_COMPLETE` set to the shell's name, which word is completed
(in bash: at which character), and the words (in bash: the line). The program answers with a candidate a line, in fish
and PowerShell with its help after a tab; where it answers nothing, the shell offers its files.
"""

from __future__ import annotations

VARIABLE = "_DUIZHAO_COMPLETE"

BASH = """\
# duizhao in bash: put this line into ~/.bashrc:  eval "$(duizhao completion bash)"
_duizhao() {
    local reply
    COMPREPLY=()
    while IFS= read -r reply; do
        COMPREPLY+=("$reply")
    done < <(_DUIZHAO_COMPLETE=bash _DUIZHAO_BREAKS="$COMP_WORDBREAKS" "$1" "$COMP_POINT" "$COMP_LINE" 2>/dev/null)
    if [[ ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _duizhao duizhao
"""

ZSH = """\
#compdef duizhao
# duizhao in zsh: put this line into ~/.zshrc, below compinit:  eval "$(duizhao completion zsh)"
_duizhao() {
    local -a typed replies open
    typed=($((CURRENT - 1)) "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" "${(@Q)words[CURRENT+1,-1]}")
    replies=("${(@f)$(_DUIZHAO_COMPLETE=zsh "${words[1]}" "${typed[@]}" 2>/dev/null)}")
    if [[ -z ${replies[1]} ]]; then
        [[ $PREFIX == --*=* ]] && compset -P '*='
        _files
        return
    fi
    [[ $PREFIX == --*=* ]] && compset -P '*='
    [[ ${replies[1]%%:*} == *= ]] && open=(-S '')
    _describe -V 'duizhao' replies "${open[@]}"
}
compdef _duizhao duizhao
"""

FISH = """\
# duizhao in fish: duizhao completion fish > ~/.config/fish/completions/duizhao.fish
function __duizhao_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l replies (_DUIZHAO_COMPLETE=fish $before[1] (count $before) $before[2..-1] "$current" 2>/dev/null)
    if test (count $replies) -gt 0
        printf '%s\\n' $replies
    else
        __fish_complete_path "$current"
    end
end
complete --command duizhao --no-files --keep-order --arguments '(__duizhao_complete)'
"""

POWERSHELL = """\
# duizhao in PowerShell: put this line into $PROFILE:  duizhao completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName duizhao -ScriptBlock {
    param($word, $line, $cursor)
    $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString().Trim("'", '"') })
    $at = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor }).Count
    $env:_DUIZHAO_COMPLETE = 'powershell'
    try {
        duizhao $at @words 2>$null | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            $shown = if ($value -match "[^\\w./=:-]") { "'" + ($value -replace "'", "''") + "'" } else { $value }
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($shown, $value, 'ParameterValue', $help)
        }
    } finally { Remove-Item Env:_DUIZHAO_COMPLETE }
}
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL}
