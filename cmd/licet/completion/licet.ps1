# Completion of licet for PowerShell 5.1 and newer, made by `licet completion powershell`.

Register-ArgumentCompleter -Native -CommandName 'licet', 'licet.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $current = $wordToComplete.Trim("'", '"')
    # Windows PowerShell drops an empty argument, so the last word is given with a mark before it.
    $answers = @(& $commandAst.CommandElements[0].Extent.Text '__complete' '--marked' @words ".$current" 2>$null)
    foreach ($answer in $answers) {
        if ($answer.StartsWith(':')) { continue }
        $word, $about = $answer -split "`t", 2
        if (-not $about) { $about = $word }
        $text = if ($word -match '[\s,;()''"&|<>@#{}$`]') { "'" + $word.Replace("'", "''") + "'" } else { $word }
        [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $about)
    }
}
