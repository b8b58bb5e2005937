package graph

// KnownCodes is how many codes mean something by themselves.
func KnownCodes() int { return len(codeVerdicts) }
